import { isObject } from '../../../spec/index.ts';
import { choiceOf } from './describe-schema.ts';
import { typeName } from './preview.ts';

/** The fields that a schema requires, and how many elements each must have at least. */
export interface RequiredFields {
  readonly names: readonly string[];
  readonly minItems: number;
}

// The keywords of a schema that only requires fields, perhaps with content.
const fieldKeywords = /^(required|properties|type|title|description|\$comment|x-.*)$/;
const sizeKeywords = /^(minItems|minLength|minProperties|type|title|description|\$comment|x-.*)$/;

/** Returns the fields that a schema requires; undefined if it demands anything else. */
export function requiredFields(schema: unknown): RequiredFields | undefined {
  if (!isObject(schema) || !keysOf(schema).every((key) => fieldKeywords.test(key))) {
    return undefined;
  }
  const names = listOf(schema.required).filter((name) => typeof name === 'string');
  const details = valuesOf(schema.properties);
  const isSize = (one: unknown) => keysOf(one).every((key) => sizeKeywords.test(key));
  if (names.length === 0 || !details.every(isSize)) return undefined;
  const sizes = details.map((one) => (isObject(one) ? Number(one.minItems ?? 0) : 0));
  return { names, minItems: Math.max(0, ...sizes) };
}

/** Returns the values that a schema allows, if it lists them. */
export function allowedValues(schema: unknown): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if (Object.hasOwn(schema, 'const')) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

/** Whether a schema may accept values of this value's JSON type. */
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

/** Returns a list of a schema; an empty one if it is not a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the keys of an object of a schema; none if it is not an object. */
export function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** Returns the values of an object of a schema; none if it is not an object. */
export function valuesOf(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : [];
}
