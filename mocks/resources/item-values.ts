import { formatPointer, type JsonObject } from '../../spec/index.ts';

/** A value in an item, and where it is. */
export interface ItemValue {
  /** Steps of a JSON Pointer, with the index of each element in place of `*`. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The values that the steps of a pointer lead to in an item; `*` is each element of a list. */
export function itemValues(
  item: unknown,
  [step, ...rest]: readonly string[],
  path: readonly string[] = [],
): ItemValue[] {
  if (step === undefined) return item === undefined || item === null ? [] : [{ path, value: item }];
  if (step === '*') {
    if (!Array.isArray(item)) return [];
    return item.flatMap((one, i) => itemValues(one, rest, [...path, String(i)]));
  }
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, step)) return [];
  return itemValues((item as JsonObject)[step], rest, [...path, step]);
}

/** The steps to another value beside one: where both are in the same list, in the same element. */
export function beside(steps: readonly string[], { path }: ItemValue): readonly string[] {
  return steps.map((step, i) => (step === '*' ? (path[i] ?? step) : step));
}

/** The JSON Pointer of a value. */
export function pointerTo({ path }: ItemValue): string {
  return formatPointer([...path]);
}
