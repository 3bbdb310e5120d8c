import { stringify } from 'safe-stable-stringify';

/** An element that repeats an earlier one of its list, and the index of that one. */
export interface Duplicate {
  readonly index: number;
  readonly first: number;
}

/** Finds every element that repeats an earlier one, compared as JSON, in linear time. */
export function findDuplicates(list: readonly unknown[]): Duplicate[] {
  const scalars = new Map<unknown, number>();
  // Kept apart, so that a string does not equal the object that it spells.
  const objects = new Map<unknown, number>();
  return list.flatMap((value, index) => {
    const isObject = typeof value === 'object' && value !== null;
    const [seen, key] = isObject ? [objects, stringify(value)] : [scalars, value];
    const first = seen.get(key);
    if (first !== undefined) return [{ index, first }];
    seen.set(key, index);
    return [];
  });
}
