import { isObject, type JsonObject, schemasAt } from '../../spec/index.ts';

/** Removes a field of the elements of lists. */
export function clear(at: unknown, steps: readonly string[], inList = false): void {
  const [step = '', ...rest] = steps;
  if (step === '*') for (const one of Array.isArray(at) ? at : []) clear(one, rest, true);
  else if (!isObject(at)) return;
  else if (inList && (rest.length === 0 || rest.join() === '*')) delete at[step];
  else clear(at[step], rest, inList);
}

/** Removes the elements of a list that require an identifier and have none. */
export function dropIncomplete(
  at: JsonObject,
  steps: readonly string[],
  schema: JsonObject | undefined,
): void {
  const [list = '', step, leaf = ''] = steps;
  if (step !== '*' || leaf === '') return;
  const elements = schemasAt(schema, steps.slice(0, 2));
  const needed = elements.some(
    ({ required }) => Array.isArray(required) && required.includes(leaf),
  );
  const inner = at[list];
  if (!needed || !Array.isArray(inner)) return;
  at[list] = inner.filter((one) => !isObject(one) || Object.hasOwn(one, leaf));
}

/**
 * Puts values into a body. A list takes all of them, a field the first, and a field of elements one each.
 * Without values the field is omitted. No two elements get the same `exclusive` value.
 */
export function fill(
  at: JsonObject,
  steps: readonly string[],
  values: readonly unknown[],
  exclusive = false,
): void {
  const [field = '', next, ...rest] = steps;
  if (values.length === 0) delete at[field];
  else if (next === undefined) at[field] = values[0];
  else if (next !== '*') {
    const inner = at[field];
    const object: JsonObject = isObject(inner) ? inner : {};
    at[field] = object;
    fill(object, steps.slice(1), values, exclusive);
  } else if (rest.length === 0) at[field] = [...values];
  else {
    const inner = at[field];
    const elements = Array.isArray(inner) ? inner.filter(isObject) : [];
    const nested = rest.includes('*');
    const most = exclusive && !nested ? values.length : elements.length;
    const count = Math.max(most, nested ? 1 : values.length);
    at[field] = Array.from({ length: count }, (_, k) => {
      const element = elements[k] ?? {};
      const own = nested ? values.filter((_, i) => i % count === k) : rotated(values, k);
      fill(element, rest, own, exclusive);
      return element;
    });
  }
}

/** Adds a field to the elements that lack it. */
export function complete(
  at: JsonObject,
  steps: readonly string[],
  values: readonly unknown[],
): void {
  const [field = '', next, ...rest] = steps;
  const inner = at[field];
  if (next === undefined || values.length === 0) return;
  if (next !== '*' && isObject(inner)) complete(inner, steps.slice(1), values);
  if (next !== '*' || !Array.isArray(inner)) return;
  for (const [k, element] of inner.filter(isObject).entries()) {
    const [leaf = ''] = rest;
    if (rest.length > 1) complete(element, rest, rotated(values, k));
    else if (rest.length === 1 && !Object.hasOwn(element, leaf))
      element[leaf] = values[k % values.length];
  }
}

/** Returns the values in turn, beginning with one of them. */
export function rotated<Value>(values: readonly Value[], by: number): Value[] {
  const at = by % Math.max(1, values.length);
  return [...values.slice(at), ...values.slice(0, at)];
}
