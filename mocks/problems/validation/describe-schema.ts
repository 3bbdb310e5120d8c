import { isObject, type JsonObject } from '../../../spec/index.ts';

/** Lists words as a person does: "a", "a or b", "a, b or c". */
export function listWords(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/**
 * Describes a JSON Schema in a few words, without an article: "integer from 1 to 10", "one of small,
 * large", "array of integers", "string of at most 20 characters"; "anything" if it demands nothing.
 */
export function describeSchema(schema: unknown): string {
  if (schema === false) return 'nothing';
  if (!isObject(schema)) return 'anything';
  const flat = withAllOf(schema);
  if (Object.hasOwn(flat, 'const')) return describeValues([flat.const]);
  if (Array.isArray(flat.enum)) return describeValues(flat.enum);
  const types = typesOf(flat);
  const choice = choiceOf(flat);
  if (choice !== undefined && types.every((type) => type !== 'object' && type !== 'array')) {
    const words = describeChoice(choice);
    return types.length === 0 ? words : `${listWords(types, 'or')}: ${words}`;
  }
  const words = types.map((type) => describeType[type]?.(flat) ?? type);
  return listWords(words, 'or') || 'anything';
}

/** Describes the branches of a choice, by title, description or shape: "a host name or a URL". */
export function describeChoice(branches: readonly unknown[]): string {
  const words = branches.map((branch) => {
    const { title, description } = isObject(branch) ? branch : {};
    if (typeof title === 'string') return title;
    if (typeof description === 'string') return description.replace(/\.$/, '');
    return describeSchema(branch);
  });
  return listWords([...new Set(words)], 'or');
}

/** Describes allowed values: "one of small, large", or the only value. */
export function describeValues(values: readonly unknown[]): string {
  const shown = values.slice(0, 20).map(plainWord);
  const more = values.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return values.length === 1 ? `${shown[0]}` : `one of ${shown.join(', ')}`;
}

/** Returns the branches of a schema's `anyOf` or `oneOf`, if it has one. */
export function choiceOf(schema: JsonObject): readonly unknown[] | undefined {
  return [schema.anyOf, schema.oneOf].find((branches) => Array.isArray(branches));
}

const describeType: Readonly<Record<string, (schema: JsonObject) => string>> = {
  integer: (schema) => `integer${range(schema)}`,
  number: (schema) => `number${range(schema)}`,
  string(schema) {
    const { minLength, maxLength, format, pattern } = schema;
    const form = typeof format === 'string' && formats[format];
    return [
      'string',
      count(minLength, maxLength, 'character', 'of'),
      form ? ` (${form})` : '',
      typeof pattern === 'string' ? ` that matches ${pattern}` : '',
    ].join('');
  },
  array({ items, prefixItems, minItems, maxItems }) {
    const each = prefixItems === undefined ? elements(items) : '';
    return `array${each}${count(minItems, maxItems, 'element', 'with')}`;
  },
  object: ({ minProperties, maxProperties }) =>
    `object${count(minProperties, maxProperties, 'field', 'with')}`,
};

const formats: Readonly<Record<string, string>> = {
  byte: 'Base64',
  date: 'a date such as 2026-01-31',
  time: 'a time such as 12:30:00Z',
  'date-time': 'a date and time such as 2026-01-31T12:30:00Z',
  duration: 'a duration such as PT30M',
  email: 'an email address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'a URL',
  uuid: 'a UUID',
};

// Keywords that imply a type, for schemas that name the type in another part of allOf.
const keywordsOfType: Readonly<Record<string, readonly string[]>> = {
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'minProperties', 'maxProperties'],
};

function withAllOf(schema: JsonObject): JsonObject {
  if (!Array.isArray(schema.allOf)) return schema;
  return Object.assign({}, ...schema.allOf.filter(isObject).map(withAllOf), schema);
}

function typesOf(schema: JsonObject): string[] {
  const { type } = schema;
  if (type !== undefined) return [type].flat().filter((one) => typeof one === 'string');
  return Object.keys(keywordsOfType)
    .filter((one) => keywordsOfType[one]?.some((keyword) => Object.hasOwn(schema, keyword)))
    .slice(0, 1);
}

function elements(items: unknown): string {
  const each = describeSchema(items);
  if (each === 'anything') return '';
  const [noun] = each.match(/^(integer|number|string|boolean|array|object)\b/) ?? [];
  return noun === undefined
    ? ` of elements that are each ${each}`
    : ` of ${noun}s${each.slice(noun.length)}`;
}

function range(schema: JsonObject): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const limit = (words: string, value: unknown) =>
    value === undefined ? [] : [`${words} ${value}`];
  const both = minimum !== undefined && maximum !== undefined;
  const limits = [
    ...(both
      ? [`from ${minimum} to ${maximum}`]
      : [...limit('of at least', minimum), ...limit('of at most', maximum)]),
    ...limit('above', exclusiveMinimum),
    ...limit('below', exclusiveMaximum),
    ...limit('divisible by', multipleOf),
  ];
  return limits.length === 0 ? '' : ` ${listWords(limits, 'and')}`;
}

function count(min: unknown, max: unknown, noun: string, link: string): string {
  const nouns = (number: unknown) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  if (min === undefined && max === undefined) return '';
  if (max === undefined) return ` ${link} at least ${nouns(min)}`;
  if (min === undefined) return ` ${link} at most ${nouns(max)}`;
  return ` ${link} ${min === max ? nouns(max) : `${min} to ${nouns(max)}`}`;
}

// Quotes only strings that could be read as something else.
function plainWord(value: unknown): string {
  const isPlain =
    typeof value === 'string' &&
    /^[\p{L}_][\p{L}\p{N}_.:/-]*$/u.test(value) &&
    !['true', 'false', 'null'].includes(value);
  return isPlain ? value : JSON.stringify(value);
}
