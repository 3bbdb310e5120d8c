import { isObject } from '../../../spec/shared/json.ts';

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schema of the value that steps lead to; an empty one where there is none. */
export function schemaAt(schema: Schema, path: readonly (string | number)[]): Schema {
  return path.reduce<Schema>((at, step) => {
    const next = typeof step === 'number' ? at.items : propertiesOf(at)[step];
    return isObject(next) ? next : {};
  }, schema);
}

/** The properties of a schema by name; a composed schema has those of all its parts. */
export function propertiesOf(schema: Schema): Record<string, Schema> {
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((one) =>
    Array.isArray(one) ? one.filter(isObject) : [],
  );
  const own = isObject(schema.properties) ? schema.properties : {};
  return Object.assign({}, ...parts.map(propertiesOf), own);
}

/** The names that a schema requires; a composed one what each of its parts does, too. */
export function requiredIn(schema: Schema): unknown[] {
  const parts = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [];
  return [...parts.flatMap(requiredIn), ...(Array.isArray(schema.required) ? schema.required : [])];
}
