import { isObject, type JsonObject } from '../document/references.ts';
import { doubtsOf } from './bodies.ts';
import type { Property } from './contract.ts';
import { branches, propertiesOf } from './unique-rules.ts';

/** Reads the properties of a schema, of its parts (`allOf`) and of its alternatives, each name once. */
export function readProperties(schema: JsonObject, above: readonly string[] = []): Property[] {
  const required = [...above, ...requiredIn(schema)];
  const properties = propertiesOf(schema).map(([name, value]) => ({
    name,
    schema: value,
    nullable: allowsNull(value),
    required: required.includes(name),
    readOnly: value.readOnly === true,
    secret: value.format === 'password',
    computed: value['x-computed'] as Property['computed'],
    doubts: doubtsOf(value),
  }));
  const parts = branches(schema, ['allOf']).flatMap((part) => readProperties(part, required));
  const alternatives = ['anyOf', 'oneOf'].flatMap((keyword) =>
    readAlternatives(branches(schema, [keyword]), required),
  );
  const byName = Map.groupBy([...parts, ...alternatives, ...properties], ({ name }) => name);
  return Array.from(byName.values(), (same) => same.reduce(both));
}

/** What not all alternatives have, an item may lack. */
function readAlternatives(schemas: readonly JsonObject[], required: readonly string[]): Property[] {
  const all = schemas.flatMap((schema) => readProperties(schema, required));
  const byName = Map.groupBy(all, ({ name }) => name);
  return Array.from(byName.values(), (same) => {
    const one = same.reduce(either);
    const isInAll = same.length === schemas.length;
    return isInAll ? one : { ...one, required: required.includes(one.name), nullable: false };
  });
}

/** A property that two alternatives describe: it may be as either says. */
function either(one: Property, other: Property): Property {
  const isSame = JSON.stringify(one.schema) === JSON.stringify(other.schema);
  return {
    ...one,
    schema: isSame ? one.schema : { anyOf: [one.schema, other.schema] },
    required: one.required && other.required,
    nullable: one.nullable && other.nullable,
    secret: one.secret || other.secret,
  };
}

/** The fields that a schema requires, itself or by one of its parts. */
function requiredIn(schema: JsonObject): string[] {
  const own = Array.isArray(schema.required) ? schema.required : [];
  return [...own, ...branches(schema, ['allOf']).flatMap(requiredIn)];
}

/** A property that two parts of a schema describe: what either demands, it has. */
function both(one: Property, other: Property): Property {
  return {
    ...one,
    schema: { ...one.schema, ...other.schema, allOf: [one.schema, other.schema] },
    nullable: one.nullable && other.nullable,
    required: one.required || other.required,
    readOnly: one.readOnly || other.readOnly,
    secret: one.secret || other.secret,
    computed: other.computed ?? one.computed,
    doubts: [...one.doubts, ...other.doubts],
  };
}

/** Returns the properties of several schemas of one item: what any of them demands, the item has. */
export function mergeProperties(lists: readonly (readonly Property[])[]): Property[] {
  const byName = new Map<string, Property>();
  for (const one of lists.flat()) {
    const known = byName.get(one.name);
    const required = one.required || known?.required === true;
    const nullable = one.nullable && known?.nullable !== false;
    const computed = known?.computed ?? one.computed;
    byName.set(one.name, { ...(known ?? one), required, nullable, computed });
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
