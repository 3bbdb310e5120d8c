import fc from 'fast-check';
import { isObject, type JsonObject } from '../../../spec/index.ts';
import type { ReadDocument } from './read-document.ts';

/** Draws numbers from 0 to 1, the same for the same seed. */
export type Random = () => number;

/** A source of random numbers: mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks one of several. */
export function pick<Of>(random: Random, of: readonly Of[]): Of {
  return of[Math.floor(random() * of.length)] as Of;
}

const junk: readonly unknown[] = [
  null,
  '',
  'x',
  '5',
  0,
  -1,
  1.5,
  123_456_789_012,
  true,
  [],
  [null],
  {},
  'ü€',
];

/** Any value, of any type. */
export function anyValue(random: Random): unknown {
  return structuredClone(pick(random, junk));
}

const texts: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-11-28', '1999-02-01'],
  'date-time': ['2026-11-28T10:00:00Z', '2020-02-29T23:59:59.5+02:00'],
  email: ['ann@desk.example', 'b.c+d@desk.example'],
  uri: ['https://a.example/b?c=d'],
  uuid: ['3fa85f64-5717-4562-b3fc-2c963f66afa6', '00000000-0000-4000-8000-000000000000'],
};

/** Creates what makes values that a schema allows; nearly always, for rare combinations of words. */
export function createValues({ resolve }: Pick<ReadDocument, 'resolve'>) {
  return function value(given: unknown, random: Random, depth = 0): unknown {
    const schema = resolve(isObject(given) ? given : {});
    if (schema.nullable === true && random() < 0.2) return null;
    if (Array.isArray(schema.enum)) return pick(random, schema.enum);
    if ('const' in schema) return schema.const;
    const { allOf, anyOf, oneOf, ...own } = schema;
    if (Array.isArray(allOf)) {
      const parts = [own, ...allOf].map((part) => value(part, random, depth));
      return parts.every(isObject) ? Object.assign({}, ...parts) : parts.at(-1);
    }
    const branches = anyOf ?? oneOf;
    if (Array.isArray(branches)) {
      const chosen = value(depth > 3 ? branches.at(-1) : pick(random, branches), random, depth);
      const base = isObject(own.properties) ? value(own, random, depth) : {};
      return isObject(chosen) && isObject(base) ? { ...base, ...chosen } : chosen;
    }
    const type = Array.isArray(schema.type) ? pick(random, schema.type) : schema.type;
    if (type === 'object' || isObject(schema.properties)) return record(schema, random, depth);
    if (type === 'array') {
      const least = Number(schema.minItems ?? 0);
      const extra = depth > 3 ? 0 : Math.floor(random() * 3);
      const length = Math.min(least + extra, Number(schema.maxItems ?? 9));
      return Array.from({ length }, () => value(schema.items, random, depth + 1));
    }
    if (type === 'string') return text(schema, random);
    if (type === 'integer' || type === 'number') return number(schema, random, type);
    if (type === 'boolean') return random() < 0.5;
    return type === 'null' ? null : anyValue(random);
  };

  function record(schema: JsonObject, random: Random, depth: number): JsonObject {
    const made: JsonObject = {};
    const required = Array.isArray(schema.required) ? schema.required : [];
    const fields = Object.entries(isObject(schema.properties) ? schema.properties : {});
    const make = createValues({ resolve });
    for (const [name, given] of fields) {
      const { readOnly } = { ...(isObject(given) ? given : {}), ...resolve(given as JsonObject) };
      const isDue = readOnly === true ? random() < 0.05 : required.includes(name);
      if (isDue || (readOnly !== true && depth < 4 && random() < 0.5)) {
        made[name] = make(given, random, depth + 1);
      }
    }
    const [first] = fields.filter(([name]) => !(name in made));
    const isShort = Object.keys(made).length < Number(schema.minProperties ?? 0);
    if (isShort && first !== undefined) made[first[0]] = make(first[1], random, depth + 1);
    return made;
  }
}

const matching = new Map<string, readonly string[]>();

function matches(pattern: string): readonly string[] {
  const known = matching.get(pattern);
  if (known !== undefined) return known;
  const some = fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 1, numRuns: 40 });
  matching.set(pattern, some);
  return some;
}

function text(schema: JsonObject, random: Random): string {
  if (typeof schema.pattern === 'string') return pick(random, matches(schema.pattern));
  const known = texts[String(schema.format)];
  if (known !== undefined) return pick(random, known);
  const least = Number(schema.minLength ?? 0);
  const length = Math.min(least + Math.floor(random() * 6), Number(schema.maxLength ?? 99));
  return Array.from({ length }, () => pick(random, [...'abcde fü€/%"<'])).join('');
}

function number(schema: JsonObject, random: Random, type: string): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const step = Number(multipleOf ?? (type === 'integer' ? 1 : 0.25));
  const above = exclusiveMinimum === true ? Number(minimum) + step : minimum;
  const strictly = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + step : above;
  const below = typeof exclusiveMaximum === 'number' ? exclusiveMaximum - step : maximum;
  const least = Number(strictly ?? 0);
  const most = Number(below ?? least + 50);
  const steps = Math.floor((most - least) / step);
  return least + step * Math.floor(random() * (steps + 1));
}
