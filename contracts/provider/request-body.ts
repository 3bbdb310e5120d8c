import {
  formatPointer,
  identifierFields,
  isObject,
  type JsonObject,
  type Operation,
  type Resource,
} from '../../spec/index.ts';
import type { Call, Provider } from './provider.ts';

/** Values for a request to claim at the steps of a JSON Pointer, such as tag_ids, `*`. */
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
 * Builds the documented body of a request with identifiers of the test data: those of `claims`, shared
 * ones such as files, and the identity of the path.
 * @param variant picks shared identifiers, and values of fields with several documented ones
 */
export function documentedBody(
  provider: Provider,
  resource: Resource,
  action: 'add' | 'edit',
  claims: readonly Claim[],
  path: Readonly<Record<string, unknown>> = {},
  variant = 0,
): JsonObject {
  const contents = resource.actions[action]?.request?.contents ?? [];
  const example = contents.flatMap(({ examples }) => examples)[0]?.value;
  const body: JsonObject = isObject(example) ? structuredClone(example) : {};
  if (variant > 0) vary(body, contents[0]?.schema, variant);
  const required = requiredFields(resource, action);
  const fills = fillsOf(provider, resource, claims, variant >> 1);
  for (const { steps, shared, claimed } of fills) {
    const inList = steps.slice(0, -1).includes('*');
    const usual = claimed === undefined || required.has(steps[0] ?? '') ? (shared ?? []) : [];
    if (claimed?.length && !(shared && inList && !standsAlone(steps, fills)))
      fill(body, steps, claimed);
    else if (!inList) fill(body, steps, steps.includes('*') ? [] : usual.slice(0, 1));
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

/** Builds the call of a documented request, which must be accepted, with identifiers as above. */
export function documentedCall(
  provider: Provider,
  resource: Resource,
  action: 'add' | 'edit',
  claims: readonly Claim[],
  note: string,
  { path = {}, variant = 0 }: { path?: Call['path']; variant?: number } = {},
): Call {
  const json = documentedBody(provider, resource, action, claims, path, variant);
  return { operation: resource.actions[action] as Operation, path, json, note, promised: true };
}

/** Returns the required fields of a request. */
export function requiredFields(resource: Resource, action: 'add' | 'edit'): ReadonlySet<string> {
  const required = resource.actions[action]?.request?.contents[0]?.schema?.required;
  return new Set(Array.isArray(required) ? required.map(String) : []);
}

// Shared identifiers first: they create elements that may contain other lists.
function fillsOf(
  provider: Provider,
  resource: Resource,
  claims: readonly Claim[],
  offset: number,
): Fill[] {
  const fills = identifierFields(provider.catalogue, resource).map(({ kind, pointer, steps }) => {
    const claimed = claims.find((claim) => formatPointer(claim.steps) === pointer)?.values;
    const shared = provider.pools.get(kind.name)?.shared ?? [];
    return { steps, claimed, shared: kind.exclusive ? undefined : rotated(shared, offset) };
  });
  return [...fills.filter(({ shared }) => shared), ...fills.filter(({ shared }) => !shared)];
}

// Whether an element of a list needs no reserved identifier besides this field.
function standsAlone(steps: readonly string[], fills: readonly Fill[]): boolean {
  const list = formatPointer(steps.slice(0, steps.lastIndexOf('*') + 1));
  return !fills.some(
    (one) => one.shared === undefined && formatPointer(one.steps.slice(0, -1)) === list,
  );
}

// A list takes all values, a field the first, and a field of elements one each. Without values the
// field is omitted.
function fill(at: JsonObject, steps: readonly string[], values: readonly unknown[]): void {
  const [field = '', next, ...rest] = steps;
  if (values.length === 0) delete at[field];
  else if (next === undefined) at[field] = values[0];
  else if (next !== '*') {
    const inner = at[field];
    const object: JsonObject = isObject(inner) ? inner : {};
    at[field] = object;
    fill(object, steps.slice(1), values);
  } else if (rest.length === 0) at[field] = [...values];
  else {
    const inner = at[field];
    const elements = Array.isArray(inner) ? inner.filter(isObject) : [];
    const nested = rest.includes('*');
    const count = Math.max(elements.length, nested ? 1 : values.length);
    at[field] = Array.from({ length: count }, (_, k) => {
      const element = elements[k] ?? {};
      const own = nested ? values.filter((_, i) => i % count === k) : rotated(values, k);
      fill(element, rest, own);
      return element;
    });
  }
}

// Adds the field to elements that lack it.
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

// Picks a documented value for each field that has several.
function vary(body: JsonObject, schema: JsonObject | undefined, variant: number): void {
  const properties = schema?.properties;
  if (!isObject(properties)) return;
  for (const name of Object.keys(body)) {
    const property = properties[name];
    const values = isObject(property) && Array.isArray(property.enum) ? property.enum : [];
    if (values.length > 1) body[name] = values[variant % values.length];
  }
}
