import { isObject, type JsonObject } from '../document/references.ts';
import type { Property } from './contract.ts';
import { doubtsOf } from './operations.ts';
import { branches, propertiesOf } from './unique-rules.ts';

/** Reads the properties of a schema and of the parts that apply with it (`allOf`). */
export function readProperties(schema: JsonObject, above: readonly string[] = []): Property[] {
  const required = [...above, ...(Array.isArray(schema.required) ? schema.required : [])];
  const properties = propertiesOf(schema).map(([name, value]) => ({
    name,
    schema: value,
    nullable: allowsNull(value),
    required: required.includes(name),
    readOnly: value.readOnly === true,
    secret: value.format === 'password',
    doubts: doubtsOf(value),
  }));
  const parts = branches(schema, ['allOf']).flatMap((part) => readProperties(part, required));
  return [...parts, ...properties];
}

/** Returns the properties of several schemas of one item: what any of them demands, the item has. */
export function mergeProperties(lists: readonly (readonly Property[])[]): Property[] {
  const byName = new Map<string, Property>();
  for (const one of lists.flat()) {
    const known = byName.get(one.name);
    const required = one.required || known?.required === true;
    const nullable = one.nullable && known?.nullable !== false;
    byName.set(one.name, { ...(known ?? one), required, nullable });
  }
  return [...byName.values()];
}

function allowsNull(schema: JsonObject): boolean {
  if ([schema.type].flat().includes('null')) return true;
  if (schema.type !== undefined) return false;
  if (schema.const === null || (Array.isArray(schema.enum) && schema.enum.includes(null))) {
    return true;
  }
  return branches(schema, ['anyOf', 'oneOf']).some(allowsNull);
}

/** Tells whether a schema, or a part or alternative of it, has properties. */
export function hasProperties(schema: JsonObject): boolean {
  return isObject(schema.properties) || branches(schema).some(hasProperties);
}
