import { isObject } from './json.ts';
import { decodePercent } from './text.ts';

/** Splits a JSON Pointer (RFC 6901) into its unescaped steps; '' has none. */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Writes steps as a JSON Pointer (RFC 6901). */
export function formatPointer(steps: readonly (string | number)[]): string {
  return steps
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** A JSON Pointer as messages show it: address/city without escapes, `it` for the whole value. */
export function pointerInWords(pointer: string): string {
  return parsePointer(pointer).join('/') || 'it';
}

/** Returns the JSON Pointer of a reference within a document, such as `#/components/schemas/Thing`. */
export function pointerOf(reference: string): string {
  return decodePercent(reference.slice(1));
}

/** Returns the reference to a JSON Pointer in a document, as a URI. */
export function referenceTo(document: string, pointer: string): string {
  return `${document}#${pointer.split('/').map(encodeURIComponent).join('/')}`;
}

/** Whether a JSON Pointer leads into the value at another one. */
export function isWithin(pointer: string, other: string): boolean {
  return pointer.startsWith(`${other}/`);
}

/** Returns the value at a JSON Pointer; undefined if there is none. */
export function valueAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const step of parsePointer(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** Returns a copy of an object with another value at a JSON Pointer; what is no object on the way becomes one. */
export function withValueAt(value: unknown, pointer: string, other: unknown): unknown {
  const [step, ...rest] = parsePointer(pointer);
  if (step === undefined) return other;
  const object = isObject(value) ? value : {};
  const inner = Object.hasOwn(object, step) ? object[step] : undefined;
  return { ...object, [step]: withValueAt(inner, formatPointer(rest), other) };
}
