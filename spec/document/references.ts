import type { JsonObject } from '../shared/json.ts';
import { isObject } from '../shared/json.ts';
import { formatPointer, pointerOf, valueAt } from '../shared/json-pointer.ts';
import type { YamlFile } from './yaml-file.ts';

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

/**
 * Copies a value with every local `$ref` replaced by its target; in a recursive schema, a reference to
 * itself stays.
 * @throws ContractDefect as `resolve` does
 */
export function dereference(file: YamlFile, value: unknown, pointer: string): unknown {
  return copy(value, pointer, []);

  function copy(node: unknown, at: string, above: readonly string[]): unknown {
    if (Array.isArray(node)) return node.map((item, i) => copy(item, `${at}/${i}`, above));
    if (!isObject(node)) return node;
    if (typeof node.$ref === 'string') {
      const found = resolve(file, node, at);
      if (above.includes(found.pointer)) return node;
      return copy(found.value, found.pointer, [...above, found.pointer]);
    }
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [
        key,
        copy(child, at + formatPointer([key]), above),
      ]),
    );
  }
}

/** Finds every object in a value, with its JSON Pointer; `skip` names keys not to look into. */
export function* objectsIn(
  value: unknown,
  skip: readonly string[] = [],
  pointer = '',
): Generator<{ readonly object: JsonObject; readonly pointer: string }> {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value)) yield { object: value, pointer };
  for (const [key, child] of Object.entries(value)) {
    if (!skip.includes(key)) yield* objectsIn(child, skip, pointer + formatPointer([key]));
  }
}

/** The keys of the values of examples, which are data: nothing in them is OpenAPI. */
export const exampleKeys = ['value', 'example'];

/**
 * Asserts that every `$ref` of a document leads somewhere, except in the values of examples.
 * @throws ContractDefect as `resolve` does
 */
export function assertReferences(file: YamlFile): void {
  for (const { object, pointer } of objectsIn(file.value, exampleKeys)) {
    if (typeof object.$ref === 'string') resolve(file, object, pointer);
  }
}
