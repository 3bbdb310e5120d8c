import type { JsonObject } from '../shared/json.ts';
import { isObject } from '../shared/json.ts';
import { formatPointer, isWithin, pointerOf, valueAt } from '../shared/json-pointer.ts';
import { ContractDefect, collectDefect } from './defect.ts';
import { type YamlFile, yamlFile } from './yaml-file.ts';

export { isObject, type JsonObject };

/** A value of a document with its references followed, and the pointer to its real place. */
export interface Resolved {
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * Follows local `$ref`s; keywords beside a `$ref` override those of its target.
 * @throws ContractDefect for a reference that leads nowhere, out of the file, or to itself
 */
export function resolve(file: YamlFile, value: unknown, pointer: string): Resolved {
  const seen = new Set<string>();
  let at: Resolved = { value, pointer };
  while (isObject(at.value) && typeof at.value.$ref === 'string') {
    const { $ref, ...beside } = at.value;
    const target = targetOf(file, String($ref), at.pointer);
    if (seen.has(target.pointer)) {
      throw file.defect(
        pointer,
        `the reference ${$ref} leads back to itself`,
        'let it lead to a schema',
      );
    }
    seen.add(target.pointer);
    at = {
      value: isObject(target.value) ? { ...target.value, ...beside } : target.value,
      pointer: target.pointer,
    };
  }
  return at;
}

function targetOf(file: YamlFile, ref: string, from: string): Resolved {
  if (!ref.startsWith('#')) {
    throw file.defect(
      from,
      `the reference ${ref} leads out of the file`,
      'put the whole document into one file first (redocly bundle does it)',
    );
  }
  const pointer = pointerOf(ref);
  const value = valueAt(file.value, pointer);
  if (value === undefined) {
    throw file.defect(
      from,
      `the reference ${ref} leads nowhere`,
      'correct the reference or add what it names',
    );
  }
  return { value, pointer };
}

// Of the parts of each document that references lead to: the pointers that they lead on to, whether they
// lead back, and the copies with references replaced, which all places that refer to them share.
const targets = new WeakMap<YamlFile, Map<string, readonly string[]>>();
const recursive = new WeakMap<YamlFile, Map<string, boolean>>();
const copies = new WeakMap<YamlFile, Map<string, unknown>>();

/** Returns the map of a file, which is made on first use. */
function mapOf<Value>(maps: WeakMap<YamlFile, Map<string, Value>>, file: YamlFile) {
  const map = maps.get(file) ?? new Map<string, Value>();
  maps.set(file, map);
  return map;
}

/**
 * Where a copy is: outside schemas; in a schema, with the recursive ones that apply to the same value
 * above it; or deeper, in the schema of a part of that value.
 */
type Place = 'outside' | 'deeper' | readonly string[];

/**
 * Copies a value with every local `$ref` replaced by its target. A `$ref` to a recursive schema stays,
 * unless it is the value itself or one of its parts and alternatives (`allOf`, `anyOf`, `oneOf`).
 * @param start 'outside' for a value that holds schemas under the key `schema`, [] for a schema
 * @throws ContractDefect as `resolve` does
 */
export function dereference(
  file: YamlFile,
  value: unknown,
  pointer: string,
  start: Place = [],
): unknown {
  return copy(value, pointer, start);

  function copy(node: unknown, at: string, place: Place): unknown {
    if (Array.isArray(node)) return node.map((item, i) => copy(item, `${at}/${i}`, place));
    if (!isObject(node)) return node;
    if (typeof node.$ref === 'string') return follow(node, at, place);
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [
        key,
        copy(child, at + formatPointer([key]), placeOf(key, place)),
      ]),
    );
  }

  function follow(node: JsonObject, at: string, place: Place): unknown {
    const found = resolve(file, node, at);
    if (isRecursive(file, found.pointer)) {
      if (typeof place === 'string' || place.includes(found.pointer)) return node;
      return copy(found.value, found.pointer, [...place, found.pointer]);
    }
    // Keywords beside a reference belong to this place alone.
    if (Object.keys(node).length > 1) return copy(found.value, found.pointer, place);
    const known = mapOf(copies, file);
    // By the first target: on the way to the last one, others may have added keywords.
    const key = `${typeof place === 'string' ? place : ''}${pointerOf(String(node.$ref))}`;
    if (!known.has(key)) {
      known.set(key, copy(found.value, found.pointer, typeof place === 'string' ? place : []));
    }
    return known.get(key);
  }
}

/** Returns a document with its references replaced, but for those to recursive schemas. */
export function withoutReferences(document: object): object {
  const file = yamlFile('the document', document, () => ({ file: 'the document' }));
  return {
    ...document,
    ...(dereference(file, { paths: valueAt(document, '/paths') }, '', 'outside') as object),
  };
}

function placeOf(key: string, place: Place): Place {
  if (place === 'outside') return key === 'schema' ? [] : 'outside';
  return inPlace.includes(key) ? place : 'deeper';
}

const inPlace = ['allOf', 'anyOf', 'oneOf'];

/** Whether references lead from a part of a document back to it. */
function isRecursive(file: YamlFile, pointer: string): boolean {
  const known = mapOf(recursive, file);
  const result = known.get(pointer) ?? leadsBack(file, pointer);
  known.set(pointer, result);
  return result;
}

function leadsBack(file: YamlFile, pointer: string): boolean {
  const seen = new Set<string>();
  const waiting = [...targetsOf(file, pointer)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === pointer || isWithin(pointer, next)) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...targetsOf(file, next));
  }
  return false;
}

function targetsOf(file: YamlFile, pointer: string): readonly string[] {
  const all = mapOf(targets, file);
  const known = all.get(pointer);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const { object } of objectsIn(valueAt(file.value, pointer))) {
    if (typeof object.$ref === 'string') found.add(pointerOf(object.$ref));
  }
  all.set(pointer, [...found]);
  return [...found];
}

/** Returns what a schema refers to, and the schema itself if it refers to nothing. */
export function followReference(document: object, schema: JsonObject): JsonObject {
  let at = schema;
  const seen = new Set<unknown>();
  while (typeof at.$ref === 'string' && !seen.has(at.$ref)) {
    const { $ref, ...beside } = at;
    seen.add($ref);
    const target = valueAt(document, pointerOf(String($ref)));
    at =
      isObject(target) && Object.keys(beside).length === 0
        ? target
        : { ...(target as object), ...beside };
  }
  return at;
}

/** Finds every object in a value, with its JSON Pointer; `skip` names keys not to look into. */
export function* objectsIn(
  value: unknown,
  skip: readonly string[] = [],
  pointer = '',
  skipsHere = true,
): Generator<{ readonly object: JsonObject; readonly pointer: string }> {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value)) yield { object: value, pointer };
  for (const [key, child] of Object.entries(value)) {
    if (skipsHere && skip.includes(key)) continue;
    // A field may be called as a keyword is.
    yield* objectsIn(child, skip, pointer + formatPointer([key]), key !== 'properties');
  }
}

/** The keys of the values of examples, which are data: nothing in them is OpenAPI. */
export const exampleKeys = ['value', 'example'];

/**
 * Asserts that every `$ref` of a document leads somewhere, except in the values of examples.
 * @throws ContractDefect as `resolve` does, for all of them
 */
export function assertReferences(file: YamlFile): void {
  const defects: ContractDefect[] = [];
  for (const { object, pointer } of objectsIn(file.value, exampleKeys)) {
    if (typeof object.$ref === 'string')
      collectDefect(defects, () => resolve(file, object, pointer));
  }
  const all = ContractDefect.all(defects);
  if (all !== undefined) throw all;
}
