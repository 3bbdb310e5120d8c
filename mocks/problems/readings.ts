import { followReference, isObject, parsePointer, valueAt } from '../../spec/index.ts';
import { keepsDigits, writtenNumber } from '../../spec/shared/json.ts';
import { foldToLatin } from '../schema/did-you-mean.ts';
import type { Mistake } from './validation/mistake.ts';
import { listOf } from './validation/schema-keywords.ts';

/** The values of path parameters by name. */
type Path = Readonly<Record<string, string>>;

/**
 * Makes of a body what a lenient provider reads, in place; numbers are as `parseAsWritten` has them.
 * @returns what puts back, once the rest is valid, what the provider keeps despite the documentation
 */
export type Repair = (body: unknown, path: Path) => (() => void) | undefined;

/** The positions of a switch in which a mistake is none. */
export interface Reading {
  readonly doubt: string;
  /** The effect of the switch, as `effects` lists them. */
  readonly effect: string;
  /** By position: what it makes of the body. */
  readonly takes: Readonly<Record<string, Repair>>;
}

/** Takes the body as it was sent. */
export const asSent: Repair = () => undefined;

/** The kinds of mistake that can be stored, each by its effect, and the position that stores it. */
const storing: Readonly<Record<string, string>> = {
  'too-small': 'accepted',
  'too-large': 'accepted',
  'duplicate-item': 'twice',
  'unknown-field': 'kept',
  'empty-lists': 'accepted',
};

/** The kinds of mistake that the settings let an account store. */
export function storableKinds(settings: Readonly<Record<string, string>>): string[] {
  return Object.keys(storing).filter((kind) => settings[kind] === storing[kind]);
}

/** The kinds of mistake that an account may hold, as the switches of a contract allow it. */
export function heldKinds(hasEffect: (effect: string) => boolean): string[] {
  return Object.keys(storing).filter(hasEffect);
}

/** A mistake of a body. */
type SentMistake = Omit<Mistake, 'kind' | 'message'> & { readonly kind: string };

/** How lenient providers read a mistake: the effects of their switches, and what their positions make of it. */
export function readMistake(
  mistake: SentMistake,
  body: unknown,
  document: object,
): readonly Omit<Reading, 'doubt'>[] {
  const { kind, pointer, hint = '', received = '' } = mistake;
  const steps = parsePointer(pointer);
  const name = steps.at(-1) ?? '';
  const value = valueAt(body, pointer);
  const reads = (effect: string, takes: Reading['takes']) => [{ effect, takes }];
  const others = () => reads('unknown-field', { dropped: drop(steps), kept: setAside(steps) });
  const types = () => typesOf(mistake.schema, document);
  switch (kind) {
    case 'squashed-name':
      return [...reads(kind, { understood: rename(steps, hint) }), ...others()];
    case 'look-alike':
      return typeof value === 'string' && foldToLatin(value) === foldToLatin(hint)
        ? reads(kind, { understood: change(steps, () => hint) })
        : [...reads(kind, { understood: rename(steps, hint) }), ...others()];
    case 'unknown-field':
    case 'misspelt-name':
      return others();
    case 'null-value':
      if (steps.length === 0 || Array.isArray(holderOf(body, steps)[0])) return [];
      return reads(types().includes('array') ? 'null-list' : kind, { absent: drop(steps) });
    case 'duplicate-item':
      return reads(kind, { once: drop(steps), twice: setAside(steps) });
    case 'empty-lists':
      return reads(kind, { accepted: asSent });
    case 'missing-identity': {
      const isNumber = typesOf(mistake.property, document).some(isNumeric);
      return reads(kind, {
        optional: change(steps, (_, path) => (isNumber ? Number(path[name]) : path[name])),
      });
    }
    case 'too-small':
    case 'too-large': {
      const isKept = Number.isInteger(value) && keepsDigits(received, Number(value));
      return isKept ? reads(kind, { accepted: asSent }) : [];
    }
    case 'wrong-type':
      return steps.length === 0 ? [] : coerce(steps, value, types());
    default:
      return [];
  }
}

/** How a value of another type is read as one of the documented types. */
function coerce(steps: readonly string[], value: unknown, types: readonly string[]) {
  const reads = (effect: string, repair: Repair) => [{ effect, takes: { accepted: repair } }];
  if (types.includes('array') && !Array.isArray(value)) {
    return reads(
      'coerced-single',
      change(steps, (one) => [one]),
    );
  }
  const isNumber = types.some(isNumeric);
  if (typeof value === 'string' && isNumber && isReadable(value)) {
    return reads('coerced-text', change(steps, Number));
  }
  if (typeof value === 'boolean' && isNumber)
    return reads('coerced-boolean', change(steps, Number));
  if (typeof value === 'number' && types.includes('string')) {
    return reads(
      'coerced-number',
      change(steps, (one) => writtenNumber(one) ?? String(one)),
    );
  }
  return [];
}

function isNumeric(type: string): boolean {
  return type === 'integer' || type === 'number';
}

/** Whether a text is a number that loses no digit. */
function isReadable(text: string): boolean {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return false;
  return !Number.isInteger(Number(text)) || keepsDigits(text, Number(text));
}

/** The types that a schema allows, in its branches, too. */
export function typesOf(written: unknown, document: object): string[] {
  if (!isObject(written)) return [];
  const schema = followReference(document, written);
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap(listOf);
  const own = [schema.type ?? []].flat().map(String);
  return [...own, ...parts.flatMap((part) => typesOf(part, document))];
}

/** The object or the list that holds the value at some steps, and the last step. */
function holderOf(body: unknown, steps: readonly string[]): [object, string] {
  const inner = steps.slice(0, -1);
  return [
    Object(inner.reduce((at, step) => Reflect.get(Object(at), step), body)),
    steps.at(-1) ?? '',
  ];
}

// A field may be called `__proto__`.
function put(holder: object, name: string, value: unknown): void {
  const descriptor = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(holder, name, descriptor);
}

/** Puts another value at a JSON Pointer of the body. */
export function withValue(pointer: string, value: unknown): Repair {
  return change(parsePointer(pointer), () => value);
}

function change(
  steps: readonly string[],
  make: (value: unknown, path: Path) => unknown,
  now?: string,
): Repair {
  return (body, path) => {
    const [holder, name] = holderOf(body, steps);
    const value = make(Reflect.get(holder, name), path);
    if (now !== undefined) Reflect.deleteProperty(holder, name);
    put(holder, now ?? name, value);
    return undefined;
  };
}

function rename(steps: readonly string[], now: string): Repair {
  return change(steps, (value) => value, now);
}

/** Takes a field or an element away; returns what puts it back. */
function setAside(steps: readonly string[]): Repair {
  return (body) => {
    const [holder, name] = holderOf(body, steps);
    const value = Reflect.get(holder, name);
    if (Array.isArray(holder)) {
      holder.splice(Number(name), 1);
      return () => holder.splice(Number(name), 0, value);
    }
    Reflect.deleteProperty(holder, name);
    return () => put(holder, name, value);
  };
}

function drop(steps: readonly string[]): Repair {
  return (body, path) => {
    setAside(steps)(body, path);
    return undefined;
  };
}
