import {
  formatPointer,
  isObject,
  type JsonObject,
  parsePointer,
  type Resource,
} from '../../spec/index.ts';
import type { Provider } from './provider.ts';

/** Values that a request is to claim at a pointer of steps, such as tag_ids, `*`. */
export interface Claim {
  readonly steps: readonly string[];
  readonly values: readonly unknown[];
}

interface Fill {
  readonly steps: readonly string[];
  readonly shared: readonly unknown[] | undefined;
  readonly claimed: readonly unknown[] | undefined;
}

/**
 * The documented request of an operation with other identifiers in it: what may be claimed as asked,
 * what is shared (such as a file) as lent, picked by `taste` as are fields
 * with several documented values, and the identity as the path has it.
 */
export function documentedBody(
  provider: Provider,
  resource: Resource,
  action: 'add' | 'edit',
  claims: readonly Claim[],
  path: Readonly<Record<string, unknown>> = {},
  taste = 0,
): JsonObject {
  const contents = resource.actions[action]?.request?.contents ?? [];
  const example = contents.flatMap(({ examples }) => examples)[0]?.value;
  const body: JsonObject = isObject(example) ? structuredClone(example) : {};
  if (taste > 0) vary(body, contents[0]?.schema, taste);
  const required = requiredFields(resource, action);
  const fills = fillsOf(provider, resource, claims, taste >> 1);
  for (const { steps, shared, claimed } of fills) {
    const inList = steps.slice(0, -1).includes('*');
    const usual = claimed === undefined || required.has(steps[0] ?? '') ? (shared ?? []) : [];
    if (claimed?.length && !(shared && inList && !standsAlone(steps, fills)))
      place(body, steps, claimed);
    else if (!inList) place(body, steps, steps.includes('*') ? [] : usual.slice(0, 1));
  }
  for (const { steps, shared, claimed } of fills) {
    if (shared !== undefined) complete(body, steps, claimed?.length ? claimed : shared);
  }
  for (const { steps } of fills) {
    const [field = ''] = steps;
    if (steps[1] === '*' && required.has(field)) body[field] ??= [];
  }
  const { name } = resource.identity;
  if (name in body && path[name] !== undefined) body[name] = path[name];
  return body;
}

/** The fields that a request has to have. */
export function requiredFields(resource: Resource, action: 'add' | 'edit'): ReadonlySet<string> {
  const required = resource.actions[action]?.request?.contents[0]?.schema?.required;
  return new Set(Array.isArray(required) ? required.map(String) : []);
}

// What is shared goes first, so that lists inside of the elements that it makes find them there.
function fillsOf(
  provider: Provider,
  { collection }: Resource,
  claims: readonly Claim[],
  turn: number,
): Fill[] {
  const fills = provider.catalogue.identifiers.flatMap((kind) =>
    kind.fills
      .filter((one) => one.collection === collection)
      .map(({ pointer }) => {
        const steps = parsePointer(pointer);
        const claimed = claims.find((claim) => formatPointer(claim.steps) === pointer)?.values;
        const shared = provider.pools.get(kind.name)?.shared ?? [];
        return { steps, claimed, shared: kind.exclusive ? undefined : rotated(shared, turn) };
      }),
  );
  return [...fills.filter(({ shared }) => shared), ...fills.filter(({ shared }) => !shared)];
}

// Whether an element of a list may be made with this alone, without what has to be lent to somebody.
function standsAlone(steps: readonly string[], fills: readonly Fill[]): boolean {
  const list = formatPointer(steps.slice(0, steps.lastIndexOf('*') + 1));
  return !fills.some(
    (one) => one.shared === undefined && formatPointer(one.steps.slice(0, -1)) === list,
  );
}

// A list takes all values and a field the first; of fields of elements each takes one. With none a
// field or list is left out.
function place(at: JsonObject, steps: readonly string[], values: readonly unknown[]): void {
  const [field = '', next, ...rest] = steps;
  if (values.length === 0) delete at[field];
  else if (next === undefined) at[field] = values[0];
  else if (next !== '*') {
    const inner = at[field];
    const object: JsonObject = isObject(inner) ? inner : {};
    at[field] = object;
    place(object, steps.slice(1), values);
  } else if (rest.length === 0) at[field] = [...values];
  else {
    const inner = at[field];
    const elements = Array.isArray(inner) ? inner.filter(isObject) : [];
    const nested = rest.includes('*');
    const count = Math.max(elements.length, nested ? 1 : values.length);
    at[field] = Array.from({ length: count }, (_, k) => {
      const element = elements[k] ?? {};
      const own = nested ? values.filter((_, i) => i % count === k) : rotated(values, k);
      place(element, rest, own);
      return element;
    });
  }
}

// Puts what is missing into the elements that are there.
function complete(at: JsonObject, steps: readonly string[], values: readonly unknown[]): void {
  const [field = '', next, ...rest] = steps;
  const inner = at[field];
  if (next === undefined || values.length === 0) return;
  if (next !== '*' && isObject(inner)) complete(inner, steps.slice(1), values);
  if (next !== '*' || !Array.isArray(inner)) return;
  for (const [k, element] of inner.filter(isObject).entries()) {
    const [leaf = ''] = rest;
    if (rest.length > 1) complete(element, rest, rotated(values, k));
    else if (rest.length === 1 && !(leaf in element)) element[leaf] = values[k % values.length];
  }
}

function rotated<Value>(values: readonly Value[], by: number): Value[] {
  const at = by % Math.max(1, values.length);
  return [...values.slice(at), ...values.slice(0, at)];
}

// Another of the documented values for each field that has several.
function vary(body: JsonObject, schema: JsonObject | undefined, taste: number): void {
  const properties = schema?.properties;
  if (!isObject(properties)) return;
  for (const name of Object.keys(body)) {
    const property = properties[name];
    const values = isObject(property) && Array.isArray(property.enum) ? property.enum : [];
    if (values.length > 1) body[name] = values[taste % values.length];
  }
}
