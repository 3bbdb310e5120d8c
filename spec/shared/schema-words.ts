import { isObject, type JsonObject, ownValue } from './json.ts';

// All of them take a schema without references, and tolerate any other.

/** The JSON types that a schema allows, of itself or by its branches; empty where it does not say. */
export function typesOf(schema: JsonObject): string[] {
  const { type, properties, items } = schema;
  if (type !== undefined) return [type].flat().map(String);
  if (properties !== undefined) return ['object'];
  if (items !== undefined) return ['array'];
  const values = valuesOf(schema)?.map((one) => (one === null ? 'null' : typeof one));
  return [...new Set(values ?? branchesOf(schema).flatMap(typesOf))];
}

/** The only values that a schema allows; undefined where it does not name them. */
export function valuesOf(schema: JsonObject): unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  return 'const' in schema ? [schema.const] : branchesOf(schema).map(valuesOf).find(Boolean);
}

/** The schema of a property; of several branches that have it, their alternatives. */
export function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const { properties } = schema;
  const own = isObject(properties) ? ownValue(properties, name) : undefined;
  const all = [own, ...branchesOf(schema).map((one) => propertyOf(one, name))].filter(isObject);
  return all.length > 1 ? { anyOf: all } : all[0];
}

/** The properties that a schema requires: of itself, by a part, or by each of its alternatives. */
export function requiredOf({ required, allOf, anyOf, oneOf }: JsonObject): unknown[] {
  const parts = [allOf].flat().filter(isObject).flatMap(requiredOf);
  const [first = [], ...others] = [anyOf, oneOf].flat().filter(isObject).map(requiredOf);
  return [required, parts, first.filter((name) => others.every((one) => one.includes(name)))].flat(
    2,
  );
}

function branchesOf({ allOf, anyOf, oneOf }: JsonObject): JsonObject[] {
  return [allOf, anyOf, oneOf].flat().filter(isObject);
}
