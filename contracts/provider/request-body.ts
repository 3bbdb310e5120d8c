import {
  formatPointer,
  identifierFields,
  isObject,
  type JsonObject,
  jsonContent,
  type Operation,
  operationName,
  propertyNames,
  type Resource,
  valueAt,
} from '../../spec/index.ts';
import { intoAcceptedForms } from './accepted-form.ts';
import { clear, complete, dropIncomplete, fill, rotated } from './fill-fields.ts';
import type { WriteAction } from './item.ts';
import type { Call, Provider } from './provider.ts';
import { anotherValue, type RequestField, requestFields, usualContent } from './schema-body.ts';

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

/** Says that a request has neither an example nor a schema that is enough. */
export function noBody(operation: Operation): string {
  return `No valid body follows from the schema of ${operationName(operation)}; add an example.`;
}

/** There is neither an example of a request nor a way to build one from its schema. */
export class NoBody extends Error {
  override readonly name = 'NoBody';
}

/**
 * Builds the documented item of a request, from its example or else its schema, with identifiers of the
 * test data: those of `claims`, shared ones such as files, and the identity of the path. Keys that take
 * no test data get a value of their own in each addition. What the server makes is not sent.
 * @param variant picks shared identifiers, and values of fields with several documented ones
 * @throws NoBody if there is no example and the schema is not enough
 */
export function documentedBody(
  provider: Provider,
  resource: Resource,
  action: WriteAction,
  claims: readonly Claim[],
  path: Readonly<Record<string, unknown>> = {},
  variant = 0,
): JsonObject {
  const body = usualBody(provider, resource, action);
  const schema = resource.bodies[action]?.requestSchema;
  if (variant > 0) vary(body, schema, variant);
  const required = requiredFields(resource, action);
  const names = propertyNames(schema ?? {});
  // Not every request has every field that takes test data.
  const fills = fillsOf(provider, resource, claims, variant >> 1).filter(
    ({ steps: [first = ''] }) => names.length === 0 || names.includes(first),
  );
  // What an example names in the elements of a list is not test data.
  for (const { steps } of fills) clear(body, steps);
  for (const { steps, shared, claimed } of fills) {
    const inList = steps.slice(0, -1).includes('*');
    const usual = claimed === undefined || required.has(steps[0] ?? '') ? (shared ?? []) : [];
    if (claimed?.length && !(shared && inList && !standsAlone(steps, fills)))
      fill(body, steps, claimed, shared === undefined);
    else if (!inList) fill(body, steps, steps.includes('*') ? [] : usual.slice(0, 1));
  }
  for (const { steps, shared, claimed } of fills) {
    if (shared !== undefined) complete(body, steps, claimed?.length ? claimed : shared);
  }
  for (const { steps, shared } of fills) {
    if (shared === undefined) dropIncomplete(body, steps, schema);
    const [field = ''] = steps;
    if (steps[1] === '*' && required.has(field)) body[field] ??= [];
  }
  const { name, parameter } = resource.identity;
  if (action === 'add') {
    // Where the provider gives the identity, one that is sent could name somebody else's item.
    if (!required.has(name)) delete body[name];
    makeKeysDistinct(provider, resource, body, path);
  } else if (Object.hasOwn(body, name) && path[parameter] !== undefined)
    body[name] = path[parameter];
  intoAcceptedForms(provider, body);
  return body;
}

function usualBody(provider: Provider, resource: Resource, action: WriteAction): JsonObject {
  const { [action]: operation } = resource.actions;
  const { [action]: { request: pointer, requestSchema: schema } = {} } = resource.bodies;
  const content = jsonContent(operation?.request?.contents);
  if (operation === undefined || content === undefined) return {};
  const body = valueAt(usualContent(provider.contract, content), pointer ?? '');
  if (!isObject(body)) throw new NoBody(noBody(operation));
  const fields = requestFields(schema);
  for (const { name, readOnly } of resource.properties) {
    if (readOnly && !fields.get(name)?.required) delete body[name];
  }
  return content.examples.length > 0 ? body : withOwnTexts(provider, fields, body);
}

// Made-up texts say nothing; where others are the same, an undocumented rule may refuse them.
function withOwnTexts(
  provider: Provider,
  fields: ReadonlyMap<string, RequestField>,
  body: JsonObject,
): JsonObject {
  const told = ['enum', 'const', 'default', 'example', 'examples', 'format', 'pattern'];
  for (const [name, field] of fields) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (typeof value !== 'string' || told.some((key) => key in field.schema)) continue;
    body[name] =
      anotherValue(provider.contract, field.schema, value, nextNumber(provider)) ?? value;
  }
  return body;
}

// Per provider, so that no two bodies of a run have the same.
const made = new WeakMap<Provider, number>();

/** Returns a number that no other value of this run was made with. */
export function nextNumber(provider: Provider): number {
  const next = (made.get(provider) ?? provider.firstNumber) + 1;
  made.set(provider, next);
  return next;
}

// A key of which a part takes test data is distinct already.
function makeKeysDistinct(
  provider: Provider,
  resource: Resource,
  body: JsonObject,
  path: Readonly<Record<string, unknown>>,
): void {
  const fields = requestFields(resource.bodies.add?.requestSchema);
  const { contract, catalogue } = provider;
  const known = new Set(identifierFields(catalogue, resource).map(({ pointer }) => pointer));
  for (const by of [[[resource.identity.name]], ...resource.unique.map((rule) => rule.by)]) {
    if (by.some((steps) => known.has(formatPointer(steps)))) continue;
    const [name = '', next] = by.find(([first = '']) => Object.hasOwn(body, first)) ?? [];
    const schema = fields.get(name)?.schema;
    if (schema === undefined) continue;
    const renew = (one: JsonObject, value: unknown) =>
      anotherValue(contract, one, value, nextNumber(provider)) ?? value;
    const value = body[name];
    const items = next === '*' && isObject(schema.items) ? schema.items : undefined;
    if (items === undefined) body[name] = renew(schema, value);
    else if (Array.isArray(value)) body[name] = value.map((one) => renew(items, one));
    if (name !== resource.identity.name) continue;
    const { ledger } = provider;
    for (let tries = 0; tries < 1_000; tries += 1) {
      if (!ledger.isForeign('first', resource, path, body[name])) break;
      body[name] = renew(schema, value);
    }
    ledger.allow([body[name]]);
  }
}

/** Builds the call of a documented request, which must be accepted, with identifiers as above. */
export function documentedCall(
  provider: Provider,
  resource: Resource,
  action: WriteAction,
  claims: readonly Claim[],
  note: string,
  { path = {}, variant = 0 }: { path?: Call['path']; variant?: number } = {},
): Call {
  const json = documentedBody(provider, resource, action, claims, path, variant);
  return { operation: resource.actions[action] as Operation, path, json, note, promised: true };
}

/** Returns the required fields of a request. */
export function requiredFields({ bodies }: Resource, action: WriteAction): ReadonlySet<string> {
  const fields = requestFields(bodies[action]?.requestSchema);
  return new Set([...fields].flatMap(([name, { required }]) => (required ? name : [])));
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
