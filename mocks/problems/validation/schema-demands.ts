import { isObject } from '../../../spec/index.ts';
import { choiceOf } from './describe-schema.ts';
import { typeName } from './preview.ts';

/** Fields that a branch demands, and how many elements at least. */
export interface RequiredFields {
  readonly names: readonly string[];
  readonly least: number;
}

// What a branch may say when it only demands that fields are there, perhaps with something in them.
const demandWords = /^(required|properties|type|title|description|\$comment|x-.*)$/;
const presenceWords = /^(minItems|minLength|minProperties|type|title|description|\$comment|x-.*)$/;

/** The fields that a branch demands, when it demands no more than that. */
export function requiredFields(branch: unknown): RequiredFields | undefined {
  if (!isObject(branch) || !keysOf(branch).every((word) => demandWords.test(word)))
    return undefined;
  const names = listOf(branch.required).filter((name) => typeof name === 'string');
  const details = valuesOf(branch.properties);
  const isPresence = (one: unknown) => keysOf(one).every((word) => presenceWords.test(word));
  if (names.length === 0 || !details.every(isPresence)) return undefined;
  const least = details.map((one) => (isObject(one) ? Number(one.minItems ?? 0) : 0));
  return { names, least: Math.max(0, ...least) };
}

/** The values that a schema lists, if it does. */
export function allowedValues(schema: unknown): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if (Object.hasOwn(schema, 'const')) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

// Whether a value's JSON type is one that the schema has a use for.
/** Whether a value's JSON type is one that the schema has a use for. */
export function fitsType(schema: unknown, value: unknown): boolean {
  if (!isObject(schema)) return schema !== false;
  const jsonType = typeName(value);
  const { type } = schema;
  if (type !== undefined) {
    const types = [type].flat().map((one) => (one === 'integer' ? 'number' : one));
    if (!types.includes(jsonType)) return false;
  }
  const values = allowedValues(schema);
  if (type === undefined && values?.every((one) => typeName(one) !== jsonType)) return false;
  const branches = choiceOf(schema);
  if (branches !== undefined && !branches.some((branch) => fitsType(branch, value))) return false;
  return listOf(schema.allOf).every((part) => fitsType(part, value));
}

/** A list of a schema, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The keys of an object of a schema, or none. */
export function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** The values of an object of a schema, or none. */
export function valuesOf(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : [];
}
