import type { Redaction } from '../../spec/index.ts';
import { cutText, isObject } from '../../spec/index.ts';

/**
 * Whether two values mean the same: lists are sets, and a list with nothing in it may be `null`, as
 * may a field that is absent; an integer may be written as text where `forms` says so.
 */
export function sameMeaning(one: unknown, other: unknown, forms = false): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [setOf(a), setOf(b)];
    return left.size === right.size && [...left].every((key) => right.has(key));
  }
  if (isObject(a) && isObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => sameMeaning(a[name], b[name], forms));
  }
  if (forms && isScalar(a) && isScalar(b)) return String(a) === String(b);
  return a === b;
}

function plain(value: unknown): unknown {
  if (value === undefined) return null;
  return Array.isArray(value) && value.length === 0 ? null : value;
}

function setOf(list: readonly unknown[]): Set<string> {
  return new Set(list.map((item) => JSON.stringify(item)));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** The values at a pointer of steps, where `*` is each element on its own. */
export function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return value === undefined || value === null ? [] : [value];
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  }
  return isObject(value) ? valuesAt(value[step], rest) : [];
}

/** A value as a message shows it, and that of a field where its name is given. */
export function short(redaction: Redaction, value: unknown, name?: string): string {
  return cutText(JSON.stringify(redaction.value(value, name)) ?? 'nothing', 80, '...', 77);
}
