import { sample } from 'openapi-sampler';
import {
  type Content,
  type Contract,
  compileCheck,
  isObject,
  type JsonObject,
  type Property,
  parsePointer,
  type Resource,
  type SchemaCheck,
  schemasAt,
} from '../../spec/index.ts';

/** A field of a request's body. */
export interface RequestField {
  readonly schema: JsonObject;
  readonly required: boolean;
}

/** Returns the fields of a request's body by name; the parts of `allOf` count, read-only fields do not. */
export function requestFields(schema: JsonObject | undefined): Map<string, RequestField> {
  const parts = (Array.isArray(schema?.allOf) ? schema.allOf : []).filter(isObject);
  const fields = new Map(parts.flatMap((part) => [...requestFields(part)]));
  const own = isObject(schema?.properties) ? Object.entries(schema.properties) : [];
  for (const [name, one] of own) {
    if (isObject(one)) fields.set(name, { schema: one, required: false });
  }
  const required = new Set([schema, ...parts].flatMap((one) => one?.required ?? []));
  for (const [name, field] of fields) {
    if (isReadOnly(field.schema)) fields.delete(name);
    else if (required.has(name)) fields.set(name, { ...field, required: true });
  }
  return fields;
}

// Building and compiling is slow, and the schemas of a contract do not change.
const checks = new WeakMap<JsonObject, SchemaCheck>();
const bodies = new WeakMap<JsonObject, JsonObject | { readonly none: true }>();
const none = { none: true } as const;

/** Returns the check of what a request may send; read-only fields need not be sent. */
export function requestCheck({ document }: Contract, schema: JsonObject): SchemaCheck {
  const check =
    checks.get(schema) ??
    compileCheck(forRequests(schema) as JsonObject, document as object as JsonObject);
  checks.set(schema, check);
  return check;
}

/** Returns the usual body of a request: its first example, or else one from its schema; undefined if that fails. */
export function usualContent(
  contract: Contract,
  { examples, schema = {} }: Content,
): JsonObject | undefined {
  const example = examples[0]?.value;
  return isObject(example) ? structuredClone(example) : bodyFromSchema(contract, schema);
}

/** Builds a valid body from a schema alone; undefined if that fails, and an example is needed. */
export function bodyFromSchema(contract: Contract, schema: JsonObject): JsonObject | undefined {
  const known = bodies.get(schema) ?? build(contract, schema) ?? none;
  bodies.set(schema, known);
  return known === none ? undefined : structuredClone(known as JsonObject);
}

function build(contract: Contract, schema: JsonObject): JsonObject | undefined {
  const check = requestCheck(contract, schema);
  const required = [...requestFields(schema)].flatMap(([name, one]) => (one.required ? name : []));
  const options = { skipReadOnly: true, enablePatterns: true, quiet: true };
  const body: unknown = sample(schema, options, contract.document);
  // What the library fails at is left out if it may be.
  while (isObject(body)) {
    const wrong = check(body);
    if (wrong === undefined) return body;
    const [name = ''] = parsePointer(wrong.pointer);
    if (!Object.hasOwn(body, name) || required.includes(name)) return undefined;
    delete body[name];
  }
  return undefined;
}

function isReadOnly(schema: unknown): boolean {
  return isObject(schema) && schema.readOnly === true;
}

// OpenAPI: "required" holds for responses alone if the field is read-only.
function forRequests(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(forRequests);
  if (!isObject(schema)) return schema;
  const { properties, required } = schema;
  const sent = Object.entries(schema).map(([key, one]) => [
    key,
    key === 'enum' || key === 'const' ? one : forRequests(one),
  ]);
  const whole = Object.fromEntries(sent);
  if (!isObject(properties) || !Array.isArray(required)) return whole;
  return { ...whole, required: required.filter((name) => !isReadOnly(properties[String(name)])) };
}

/** Returns another valid value of a field, different for each `n`; undefined if none is known. */
export function anotherValue(
  contract: Contract,
  schema: JsonObject,
  value: unknown,
  n: number,
): unknown {
  const check = requestCheck(contract, schema);
  return candidates(schema, value, n).find(
    (one) => JSON.stringify(one) !== JSON.stringify(value) && check(one) === undefined,
  );
}

const day = 86_400_000;

function candidates(schema: JsonObject, value: unknown, n: number): unknown[] {
  const { enum: listed, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (Array.isArray(listed)) return [...listed.slice(n % listed.length), ...listed];
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number')
    return [value + n, value + (n % 100), value + 1, value - n, value - 1];
  if (typeof value !== 'string') return [];
  const digits = /\d+(?!.*\d)/s.exec(value)?.[0] ?? '';
  const filled = String(n).slice(-digits.length).padStart(digits.length, '0');
  // The first digits may mean something, such as those of an ISBN.
  const ended = digits.slice(0, -String(n).length) + String(n).slice(-digits.length);
  const suffix = `-${n}`;
  const time = new Date(Date.parse(value) + (n % 3650) * day);
  const moved = Number.isNaN(time.getTime()) ? [] : [time.toISOString()];
  return [
    ...(schema.format === 'date' ? moved.map((one) => one.slice(0, 10)) : []),
    ...(schema.format === 'date-time' ? moved : []),
    value.replace(/[0-9a-f]{12}$/i, n.toString(16).padStart(12, '0')),
    value.includes('@') ? value.replace('@', `+${n}@`) : value,
    value.slice(0, Math.max(0, Number(maxLength) - suffix.length)) + suffix,
    value.replace(/\d+(?!.*\d)/s, filled),
    value.replace(/\d+(?!.*\d)/s, ended),
    filled.slice(-Number(maxLength)),
  ];
}

// Cached, because it is asked about every field of every listed item.
const oneWay = new WeakMap<Property, boolean>();

/**
 * Whether a property is only shown or only sent, so that no response need repeat what was sent. The server
 * may make another value for each response.
 */
export function isOneWay({ bodies }: Resource, property: Property): boolean {
  const known = oneWay.get(property);
  if (known !== undefined) return known;
  const sent = [bodies.add, bodies.edit, bodies.patch]
    .map((one) => one?.requestSchema)
    .filter((one) => one !== undefined);
  const takes = (schema: JsonObject) =>
    schemasAt(schema, [property.name]).some((one) => !isReadOnly(one));
  const isShownOnly = sent.length > 0 && (property.readOnly || !sent.some(takes));
  const found = isShownOnly || property.schema.writeOnly === true;
  oneWay.set(property, found);
  return found;
}
