import type { JsonObject } from '../shared/json.ts';
import { isObject } from '../shared/json.ts';
import { formatPointer, pointerOf, valueAt } from '../shared/json-pointer.ts';
import { ContractDefect } from './defect.ts';
import type { YamlFile } from './yaml-file.ts';

export { isObject, type JsonObject };

/** A value of a document with its references followed, and the pointer where it really stands. */
export interface Resolved {
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * Follows local `$ref`s from a value to what they mean; keywords beside `$ref` are laid over it.
 * @throws ContractDefect for a reference that leads nowhere, out of the file, or to itself.
 */
export function resolve(file: YamlFile, value: unknown, pointer: string): Resolved {
  const seen = new Set<string>();
  let at: Resolved = { value, pointer };
  while (isObject(at.value) && typeof at.value.$ref === 'string') {
    const { $ref, ...beside } = at.value;
    const target = targetOf(file, String($ref), at.pointer);
    if (seen.has(target.pointer)) {
      throw new ContractDefect(
        file.locate(pointer),
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
    throw new ContractDefect(
      file.locate(from),
      `the reference ${ref} leads out of the file`,
      'put the whole document into one file first (redocly bundle does it)',
    );
  }
  const pointer = pointerOf(ref);
  const value = valueAt(file.value, pointer);
  if (value === undefined) {
    throw new ContractDefect(
      file.locate(from),
      `the reference ${ref} leads nowhere`,
      'correct the reference or add what it names',
    );
  }
  return { value, pointer };
}

/**
 * A copy of a value with every local `$ref` replaced by what it means. A reference into itself
 * (a recursive schema) stays a `$ref`.
 * @throws ContractDefect as `resolve` does.
 */
export function dereference(file: YamlFile, value: unknown, pointer: string): unknown {
  return copy(value, pointer, []);

  function copy(node: unknown, at: string, above: readonly string[]): unknown {
    if (Array.isArray(node)) return node.map((item, i) => copy(item, `${at}/${i}`, above));
    if (!isObject(node)) return node;
    if (typeof node.$ref === 'string') {
      const found = resolve(file, node, at);
      if (above.includes(found.pointer)) return node;
      const beyond = { pointer: found.pointer, above: [...above, found.pointer] };
      return copy(found.value, beyond.pointer, beyond.above);
    }
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [
        key,
        copy(child, at + formatPointer([key]), above),
      ]),
    );
  }
}

/**
 * Checks every `$ref` of a document, outside the values of examples.
 * @throws ContractDefect as `resolve` does.
 */
export function assertReferences(file: YamlFile): void {
  visit(file.value, '');

  function visit(node: unknown, at: string): void {
    if (typeof node !== 'object' || node === null) return;
    if ('$ref' in node && typeof node.$ref === 'string') resolve(file, node, at);
    for (const [key, child] of Object.entries(node)) {
      if (key !== 'value' && key !== 'example') visit(child, at + formatPointer([key]));
    }
  }
}
