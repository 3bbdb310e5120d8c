import { isUsableIdentity, type JsonObject, type Resource } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { createAcceptance, createValues, type Makers } from './server-values.ts';

/**
 * Gives an item its identity. Returns the number for the next one if it was a number, and `none` if no
 * identity is free.
 */
export type AssignIdentity = (
  store: Store,
  collection: string,
  item: JsonObject,
) => number | undefined | 'none';

/**
 * Prepares the identities of a resource: UUIDs, or numbers that count up; samples of the schema where it
 * allows no such numbers.
 * @returns undefined if nothing valid can be made
 */
export function createIdentities(
  resource: Resource,
  document: JsonObject,
  makers: Makers,
): AssignIdentity | undefined {
  const { name, type } = resource.identity;
  const schema = identitySchema(resource);
  if (type === 'string' && schema.format === 'uuid') {
    return (_store, _collection, item) => {
      item[name] = makers.newId();
      return undefined;
    };
  }
  const { minLength } = schema;
  const digits = typeof minLength === 'number' ? minLength : 0;
  const written = (number: number) =>
    type === 'string' ? String(number).padStart(digits, '0') : number;
  const accepts = createAcceptance(schema, document);
  const first = firstNumber(schema);
  if (accepts(written(first)) && accepts(written(first + 1))) {
    const isLimited = !isPlain(schema);
    return (store, collection, item) => {
      const next = Math.max(store.nextFree(collection), first);
      if (next > Number.MAX_SAFE_INTEGER || (isLimited && !accepts(written(next)))) return 'none';
      item[name] = written(next);
      return next + 1;
    };
  }
  const values = createValues(schema, document, makers);
  if (!Array.from(values).some(isUsableIdentity)) return undefined;
  return (store, collection, item) => {
    for (const value of values) {
      if (!isUsableIdentity(value) || store.get(collection, String(value)) !== undefined) continue;
      item[name] = value;
      return undefined;
    }
    return 'none';
  };
}

/** The schema of the field, and that of the path parameter if it speaks of the same type. */
function identitySchema({ identity: { schema, parameter }, actions }: Resource): JsonObject {
  const operations = [actions.read, actions.edit, actions.patch, actions.delete];
  const inPath = operations
    .flatMap((operation) => operation?.parameters ?? [])
    .find(({ name, in: place }) => place === 'path' && name === parameter)?.schema;
  const isSame = inPath !== undefined && String(inPath.type) === String(schema.type);
  return isSame ? { ...schema, allOf: [...[schema.allOf ?? []].flat(), inPath] } : schema;
}

function firstNumber({ minimum, exclusiveMinimum, allOf }: JsonObject): number {
  const least = typeof minimum === 'number' ? Math.ceil(minimum) : 1;
  const above = typeof exclusiveMinimum === 'number' ? Math.floor(exclusiveMinimum) + 1 : 1;
  const parts = Array.isArray(allOf) ? allOf.map((part: JsonObject) => firstNumber(part)) : [];
  return Math.max(1, least, above, ...parts);
}

/** Tells whether numbers can count up for ever. */
function isPlain(schema: JsonObject): boolean {
  const unlimited = ['type', 'format', 'minimum', 'exclusiveMinimum', 'minLength'];
  const parts = Array.isArray(schema.allOf) ? (schema.allOf as JsonObject[]) : [];
  const keys = Object.keys(schema).filter((key) => key !== 'allOf' && !key.startsWith('x-'));
  const annotations = ['description', 'title', 'example', 'examples', 'default', 'readOnly'];
  const known = [...unlimited, ...annotations];
  // No number that is counted is above the largest safe one.
  if (Number(schema.maximum) >= Number.MAX_SAFE_INTEGER) known.push('maximum');
  return keys.every((key) => known.includes(key)) && parts.every(isPlain);
}
