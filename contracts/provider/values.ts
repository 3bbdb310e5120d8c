import { cutText, isObject, type JsonObject, type Redaction, writeJson } from '../../spec/index.ts';

/**
 * Whether two values mean the same. Lists are sets; an empty list, null and an absent field are equal, and so
 * are spellings of one moment; with `forms` a number equals its text.
 */
export function sameMeaning(one: unknown, other: unknown, forms = false): boolean {
  const [a, b] = [normalise(one), normalise(other)];
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [setOf(a), setOf(b)];
    return left.size === right.size && [...left].every((key) => right.has(key));
  }
  if (isObject(a) && isObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => sameMeaning(own(a, name), own(b, name), forms));
  }
  if (forms && isScalar(a) && isScalar(b)) return String(a) === String(b);
  return a === b || (isMoment(a) && isMoment(b) && Date.parse(a) === Date.parse(b));
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/i.test(value);
}

function normalise(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
}

function setOf(list: readonly unknown[]): Set<string> {
  return new Set(list.map((item) => writeJson(item)));
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'bigint'].includes(typeof value);
}

/** Returns the values at the steps of a pointer, where `*` is each element of a list. */
export function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return value === undefined || value === null ? [] : [value];
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  }
  return isObject(value) ? valuesAt(own(value, step ?? ''), rest) : [];
}

/** Returns a field of an object; unlike `[name]`, nothing that it inherits, such as `constructor`. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A value as messages show it, redacted; `name` is the field that holds it. */
export function preview(redaction: Redaction, value: unknown, name?: string): string {
  return cutText(
    value === undefined ? 'nothing' : writeJson(redaction.value(value, name)),
    80,
    '...',
    77,
  );
}
