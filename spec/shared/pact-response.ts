import { isObject, type JsonObject, ownValue } from './json.ts';
import { propertyOf, requiredOf, typesOf, valuesOf } from './schema-words.ts';

/** One of Pact's matchers, such as `{ match: 'integer' }`. */
export interface PactMatcher {
  readonly match: string;
  readonly [parameter: string]: unknown;
}

/** The matchers of a part of a message, by path or header, as a pact of version 4 writes them. */
export type PactRules = Record<string, { combine: 'AND'; matchers: PactMatcher[] }>;

/** The response of an interaction, as a pact of version 4 writes it. */
export interface ExpectedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string[]>>;
  readonly body?: { content: unknown; contentType: string; encoded: false };
  readonly matchingRules: { status: PactRules; header?: PactRules; body?: PactRules };
}

/** A value that a consumer relies on: an example, and how it has to be matched. */
interface Expected {
  readonly content: unknown;
  readonly rules: PactRules;
}

/** What is known of a body besides itself. */
interface KnownBody {
  /** The schema of a JSON body, without references; by default, only its types have to match. */
  readonly schema?: JsonObject | undefined;
  /** The JSON body of the request. */
  readonly sent?: unknown;
}

/**
 * What a consumer may rely on of a response: the class of its status, its media type, and what the schema
 * promises of a JSON body. A refusal is known by its status alone.
 *
 * A field is in the body if the schema requires it, or if the request sent a value for it; a secret never is. A
 * field that may be null, or has several types, is matched by a pattern of its JSON text, since matchers joined
 * by OR fail where a list is null: a list of ids that may be empty is `null`, `[]` or `[1,2]`. Such a pattern
 * cannot tell 5 from "5", and no pattern is an object: an object that may be null is left out.
 * @param content the JSON body, an example; undefined where it is none
 */
export function expectedResponse(
  status: number,
  contentType: string,
  content: unknown,
  { schema, sent }: KnownBody,
): ExpectedResponse {
  const types = ['info', 'success', 'redirect', 'clientError', 'serverError'];
  const ofStatus = { $: matchedBy('statusCode', { status: types[Math.floor(status / 100) - 1] }) };
  if (content === undefined || status >= 400)
    return { status, matchingRules: { status: ofStatus } };
  const loose = { content, rules: { $: matchedBy('type') } };
  const body = (schema && expectedValue(schema, content, sent)) ?? loose;
  return {
    status,
    headers: { 'Content-Type': [contentType] },
    body: { content: body.content, contentType, encoded: false },
    matchingRules: {
      status: ofStatus,
      header: {
        'Content-Type': matchedBy('regex', { regex: `^${escapePattern(contentType)} *(;.*)?$` }),
      },
      ...(Object.keys(body.rules).length > 0 && { body: body.rules }),
    },
  };
}

// Undefined for what no matcher can say.
function expectedValue(
  schema: JsonObject,
  content: unknown,
  sent: unknown,
  path = '$',
): Expected | undefined {
  const types = typesOf(schema).filter((type) => type !== 'null' || !isGiven(sent));
  if (types.length > 1) {
    const pattern = patternOf(types, schema);
    // Pact compares a list with a list only, whatever the matcher.
    const shown = types.includes('array') ? null : content;
    if (pattern === undefined) return undefined;
    return matched(path, shown, 'regex', { regex: `^(${pattern})$` });
  }
  if (isObject(content)) return expectedObject(schema, content, sent, path);
  if (Array.isArray(content)) return expectedList(schema, content, sent, path);
  const values = valuesOf(schema);
  // What has no matcher has to be equal.
  if (values?.length === 1) return { content, rules: {} };
  const [type = ''] = types;
  if (type === 'string' && values) {
    return matched(path, content, 'regex', { regex: `^${patternOf(types, schema)}$` });
  }
  return matched(path, content, type in scalars ? type : 'type');
}

function expectedObject(
  schema: JsonObject,
  example: JsonObject,
  sent: unknown,
  path: string,
): Expected {
  const required = requiredOf(schema);
  const fields = Object.entries(example).flatMap(([name, value]) => {
    const property = propertyOf(schema, name);
    const given = isObject(sent) ? ownValue(sent, name) : undefined;
    if (property === undefined || property.format === 'password') return [];
    if (!required.includes(name) && !isGiven(given)) return [];
    const step = /^[a-z_]\w*$/i.test(name) ? `.${name}` : `['${name}']`;
    const field = expectedValue(property, value, given, path + step);
    return field === undefined ? [] : [[name, field] as const];
  });
  return {
    content: Object.fromEntries(fields.map(([name, { content }]) => [name, content])),
    rules: Object.assign({}, ...fields.map(([, { rules }]) => rules)),
  };
}

function expectedList(
  { items, minItems = 0 }: JsonObject,
  example: readonly unknown[],
  sent: unknown,
  path: string,
): Expected {
  const each = isObject(items) ? items : {};
  // The elements are alike, so one object is enough.
  const shown = isObject(example[0]) ? example.slice(0, 1) : example;
  const elements = shown.flatMap((one) => expectedValue(each, one, undefined, `${path}[*]`) ?? []);
  const min = path === '$' || isGiven(sent) ? 1 : minItems;
  const own = matchedBy('type', elements.length > 0 ? { min } : {});
  const content = elements.map((one) => one.content);
  return { content, rules: { [path]: own, ...elements[0]?.rules } };
}

const scalars: Record<string, string> = {
  null: 'null',
  boolean: 'true|false',
  integer: '-?\\d+',
  number: '-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?',
};

// The JSON text of a string has no quotes for Pact, unless it is in a list.
function patternOf(types: readonly string[], schema: JsonObject, quote = ''): string | undefined {
  const patterns = types.map((type) => {
    if (type === 'array') return listPattern(schema);
    if (type !== 'string') return ownValue(scalars, type);
    const texts = valuesOf(schema)?.filter((one) => typeof one === 'string');
    return `${quote}(${texts?.map(escapePattern).join('|') ?? '[\\s\\S]*'})${quote}`;
  });
  return patterns.includes(undefined) ? undefined : patterns.join('|');
}

function listPattern(schema: JsonObject): string | undefined {
  const items = isObject(schema.items) ? schema.items : {};
  const element = patternOf(typesOf(items), items, '"');
  return element ? `\\[((${element})(,(${element}))*)?\\]` : undefined;
}

function matched(path: string, content: unknown, match: string, parameters = {}): Expected {
  return { content, rules: { [path]: matchedBy(match, parameters) } };
}

/** The matchers of a value that has one. */
export function matchedBy(match: string, parameters = {}): PactRules[string] {
  return { combine: 'AND', matchers: [{ match, ...parameters }] };
}

// An empty list may be answered as null.
function isGiven(sent: unknown): boolean {
  return sent !== undefined && sent !== null && !(Array.isArray(sent) && sent.length === 0);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
