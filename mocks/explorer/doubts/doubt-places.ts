import { formatPointer } from '../../../spec/shared/json-pointer.ts';
import type { ShownContract } from '../../control/contract-view.ts';

/** A place of the contract at which a doubt is named. */
export interface DoubtPlace {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  /** The place in words. */
  readonly label: string;
  /** The operation that it belongs to; undefined of what operations share. */
  readonly operation: string | undefined;
}

/** Where the document names a doubt (`x-doubt`), in its own order. */
export function placesOf(doubt: string, contract: ShownContract): DoubtPlace[] {
  const places: DoubtPlace[] = [];
  visit(contract.document, []);
  return places;

  function visit(value: unknown, steps: readonly string[]): void {
    if (typeof value !== 'object' || value === null) return;
    const named: unknown = Reflect.get(value, 'x-doubt');
    if (Array.isArray(named) && named.includes(doubt)) places.push(placeAt(value, steps));
    for (const [step, inner] of Object.entries(value)) visit(inner, [...steps, step]);
  }

  function placeAt(value: object, steps: readonly string[]): DoubtPlace {
    const pointer = formatPointer(steps);
    const [area, path = '', method = ''] = steps;
    if (area !== 'paths') return { pointer, label: inWords(steps.slice(2)), operation: undefined };
    const operation = contract.operations.find((one) => one.path === path && one.method === method);
    const name: unknown = Reflect.get(value, 'name');
    const inner = typeof name === 'string' ? name : inWords(steps.slice(3));
    const owner = operation?.id ?? path;
    return {
      pointer,
      label: inner === '' ? owner : `${owner}: ${inner}`,
      operation: operation?.id,
    };
  }
}

// What only holds the structure of a document together says nothing to a reader.
const joints = new Set(['properties', 'content', 'schema', 'application/json']);

function inWords(steps: readonly string[]): string {
  return steps.filter((step) => !joints.has(step)).join(' › ');
}
