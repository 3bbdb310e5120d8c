import { isObject, type JsonObject } from '../../../spec/index.ts';
import type { RefusalTexts } from '../texts/english.ts';

/**
 * Describes a JSON Schema in a few words, without an article: "integer from 1 to 10", "one of small,
 * large", "array of integers", "string of at most 20 characters"; `schema.anything` of the texts if it demands
 * nothing.
 */
export function describeSchema(schema: unknown, texts: RefusalTexts): string {
  const { anything, nothing, either } = texts.schema;
  if (schema === false) return nothing;
  if (!isObject(schema)) return anything;
  const flat = withAllOf(schema);
  if (Object.hasOwn(flat, 'const')) return describeValues([flat.const], texts);
  if (Array.isArray(flat.enum)) return describeValues(flat.enum, texts);
  const types = typesOf(flat);
  const choice = choiceOf(flat);
  if (choice !== undefined && types.every((type) => type !== 'object' && type !== 'array')) {
    const words = describeChoice(choice, texts);
    if (types.length === 0) return words;
    return `${either(types.map((type) => describeType(type, {}, texts)))}: ${words}`;
  }
  return either(types.map((type) => describeType(type, flat, texts))) || anything;
}

/** Describes the branches of a choice, by title, description or shape: "a host name or a URL". */
export function describeChoice(branches: readonly unknown[], texts: RefusalTexts): string {
  const words = branches.map((branch) => {
    const { title, description } = isObject(branch) ? branch : {};
    if (typeof title === 'string') return title;
    if (typeof description === 'string') return description.replace(/\.$/, '');
    return describeSchema(branch, texts);
  });
  return texts.schema.either([...new Set(words)]);
}

/** Describes allowed values: "one of small, large", or the only value. */
export function describeValues(values: readonly unknown[], { schema }: RefusalTexts): string {
  const shown = values.slice(0, 20).map(plainWord);
  return schema.values(shown, values.length - shown.length);
}

/** Returns the branches of a schema's `anyOf` or `oneOf`, if it has one. */
export function choiceOf(schema: JsonObject): readonly unknown[] | undefined {
  return [schema.anyOf, schema.oneOf].find((branches) => Array.isArray(branches));
}

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

function describeType(type: string, schema: JsonObject, texts: RefusalTexts): string {
  const { schema: words } = texts;
  switch (type) {
    case 'array':
      return words.array(schema, describeElements(schema, texts));
    case 'integer':
    case 'number':
    case 'string':
    case 'object':
      return words[type](schema);
    default:
      return type === 'boolean' ? words.boolean : type;
  }
}

function describeElements(
  { items, prefixItems }: JsonObject,
  texts: RefusalTexts,
): string | undefined {
  const each = prefixItems === undefined ? describeSchema(items, texts) : texts.schema.anything;
  return each === texts.schema.anything ? undefined : each;
}

// Quotes only strings that could be read as something else.
function plainWord(value: unknown): string {
  const isPlain =
    typeof value === 'string' &&
    /^[\p{L}_][\p{L}\p{N}_.:/-]*$/u.test(value) &&
    !['true', 'false', 'null'].includes(value);
  return isPlain ? value : JSON.stringify(value);
}
