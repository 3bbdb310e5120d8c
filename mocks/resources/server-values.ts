import { compileCheck, type JsonObject } from '../../spec/index.ts';

/** Makes values that a schema may allow, the likeliest first. */
export type Samples = (schema: JsonObject) => Iterable<unknown>;

/** What makes values that no request brings. */
export interface Makers {
  /** Creates identities in UUID format. */
  newId(): string;
  readonly samples: Samples;
}

/**
 * Prepares values of a field that the server makes: what the schema fixes or shows, the present time, an
 * empty list, or a sample; always one that the schema allows.
 * @param document what references in the schema lead into
 */
export function createValues(
  schema: JsonObject,
  document: JsonObject,
  makers: Makers,
): Iterable<unknown> {
  const accepts = createAcceptance(schema, document);
  return {
    *[Symbol.iterator]() {
      for (const value of candidates(schema, makers)) {
        if (value !== undefined && accepts(value)) yield structuredClone(value);
      }
    },
  };
}

/** Prepares whether a schema accepts a value. */
export function createAcceptance(
  schema: JsonObject,
  document: JsonObject,
): (value: unknown) => boolean {
  try {
    const check = compileCheck(schema, document);
    return (value) => check(value) === undefined;
  } catch {
    // Loading warns of a schema that does not compile.
    return () => true;
  }
}

function* candidates(schema: JsonObject, { newId, samples }: Makers): Generator<unknown> {
  yield schema.const;
  const now = new Date().toISOString();
  if (schema.format === 'uuid') yield newId();
  if (schema.format === 'date-time') yield now;
  if (schema.format === 'date') yield now.slice(0, 10);
  yield schema.default;
  yield schema.example;
  for (const keyword of ['examples', 'enum']) {
    const shown = schema[keyword];
    if (Array.isArray(shown)) yield* shown;
  }
  // A sampled element would name something that nobody sent, perhaps an item of another collection.
  if (schema.type === 'array') yield [];
  yield* samples(schema);
}

/** Takes the first value; undefined if there is none. */
export function firstOf(values: Iterable<unknown>): unknown {
  for (const value of values) return value;
  return undefined;
}
