import { isObject, type JsonObject } from '../../spec/index.ts';
import { createAcceptance, type Makers } from './server-values.ts';

/** Returns the n-th value, from 1; undefined or a value that the schema refuses for none. */
type Way = (n: number) => unknown;

// After so many values in a row that the schema refuses, no other is to be expected.
const mostMisses = 100;

/**
 * Yields values that a schema allows, most of them different: those after a shown one, then others.
 * @param shown a value that the document shows, or that is stored already
 */
export function* freshValues(
  schema: JsonObject,
  shown: unknown,
  document: JsonObject,
  makers: Makers,
): Generator<unknown> {
  const accepts = createAcceptance(schema, document);
  for (const way of waysOf(schema, shown, makers)) {
    for (let n = 1, misses = 0; misses < mostMisses; n++) {
      const value = way(n);
      const isGood = value !== undefined && accepts(value);
      if (isGood) yield value;
      misses = isGood ? 0 : misses + 1;
    }
  }
}

/** The schema of what the steps of a pointer lead to; undefined if the schema does not tell. */
export function stepsSchema(
  schema: unknown,
  [step, ...rest]: readonly string[],
): JsonObject | undefined {
  if (!isObject(schema)) return undefined;
  if (step === undefined) return schema;
  const inside =
    step === '*' ? schema.items : isObject(schema.properties) && schema.properties[step];
  const found = stepsSchema(inside, rest);
  if (found !== undefined) return found;
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((one) => one ?? []);
  for (const part of parts) {
    const inPart = stepsSchema(part, [step, ...rest]);
    if (inPart !== undefined) return inPart;
  }
  return undefined;
}

function waysOf(schema: JsonObject, shown: unknown, makers: Makers): Way[] {
  const { enum: values, format, minimum } = schema;
  if (Array.isArray(values)) return [(n) => values[n - 1]];
  if (format === 'uuid') return [makers.newId];
  const drawn = [...makers.samples(schema)];
  const example = shown ?? drawn[0];
  const sampled: Way = (n) => drawn[n - 1];
  if (typeof example === 'number') {
    const least = typeof minimum === 'number' ? Math.ceil(minimum) : 1;
    return [(n) => safe(Math.floor(example) + n), (n) => safe(Math.max(1, least) - 1 + n), sampled];
  }
  if (typeof example === 'string') return [...textWays(example, String(format)), sampled];
  return [sampled];
}

function safe(number: number): number | undefined {
  return Number.isSafeInteger(number) ? number : undefined;
}

function textWays(example: string, format: string): Way[] {
  const day = 24 * 60 * 60_000;
  const time = Date.parse(example);
  if (/^date(-time)?$/.test(format) && !Number.isNaN(time)) {
    const length = format === 'date' ? 10 : undefined;
    return [(n) => new Date(time + n * day).toISOString().slice(0, length)];
  }
  const [, start = '', digits = '', end = ''] = /^(.*?)(\d+)(\D*)$/s.exec(example) ?? [];
  return [
    (n) => {
      if (digits === '') return undefined;
      const next = String(BigInt(digits) + BigInt(n)).padStart(digits.length, '0');
      return next.length === digits.length ? start + next + end : undefined;
    },
    (n) => example.replace(/(?=@|$)/, `-${n}`),
    (n) => example.replace(/(?=@|$)/, String(n)),
    (n) => String(n).padStart(example.length, '0'),
  ];
}
