import { formatPointer } from '../../../spec/shared/json-pointer.ts';
import type { ContractView } from '../../control/contract-view.ts';

/** A reference to a doubt in the contract. */
export interface DoubtReference {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  /** A readable path. */
  readonly label: string;
  /** The id of the operation; undefined for components that operations share. */
  readonly operation: string | undefined;
}

/** Finds the references to a doubt (`x-doubt`), in the order of the document. */
export function findReferences(doubt: string, contract: ContractView): DoubtReference[] {
  const references: DoubtReference[] = [];
  visit(contract.document, []);
  return references;

  function visit(value: unknown, steps: readonly string[]): void {
    if (typeof value !== 'object' || value === null) return;
    const doubts: unknown = Reflect.get(value, 'x-doubt');
    if (Array.isArray(doubts) && doubts.includes(doubt)) references.push(referenceAt(value, steps));
    for (const [step, inner] of Object.entries(value)) visit(inner, [...steps, step]);
  }

  function referenceAt(value: object, steps: readonly string[]): DoubtReference {
    const pointer = formatPointer(steps);
    const [area, path = '', method = ''] = steps;
    if (area !== 'paths') return { pointer, label: labelOf(steps.slice(2)), operation: undefined };
    const whole = contract.operations.find((one) => one.path === path && one.method === method);
    const [word, index] = steps.slice(3);
    const variant = word === 'x-variants' ? whole?.variants[Number(index)] : undefined;
    const operation = variant ?? whole?.id;
    const name: unknown = Reflect.get(value, 'name');
    const rest = steps.slice(variant === undefined ? 3 : 5);
    const inner = typeof name === 'string' ? name : labelOf(rest);
    const owner = operation ?? path;
    return { pointer, label: inner === '' ? owner : `${owner}: ${inner}`, operation };
  }
}

// Structural keywords would only clutter the label.
const structural = new Set(['properties', 'content', 'schema', 'application/json']);

function labelOf(steps: readonly string[]): string {
  return steps.filter((step) => !structural.has(step)).join(' › ');
}
