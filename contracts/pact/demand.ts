import { formatPointer, valueAt } from '../../spec/index.ts';
import type { Mismatch } from './protocol.ts';

/** Something that an interaction asks for, and the contract does not promise. */
export interface Demand {
  /** What it is, and what the contract says of it, in a clause. */
  readonly says: string;
  readonly part: 'request' | 'status' | 'header' | 'body';
  /** The names that lead to it in the body of the response, or the header's. */
  readonly names: readonly string[];
  /** The doubt that leaves it open. */
  readonly doubt?: string | undefined;
  /** Whether it is not worth a word if the provider does it. */
  readonly quiet?: boolean;
  /** Whether the contract allows a value in its place; by default any. */
  allows?(value: unknown): boolean;
}

/** Whether a demand explains a mismatch in a response with this JSON, so that the provider is not to blame. */
export function explains({ part, names, allows }: Demand, { at = '' }: Mismatch, json: unknown) {
  if (part === 'request') return true;
  if (part === 'status') return at === 'status';
  const isInBody = at.startsWith('$');
  const isNamed = names.length === 0 || names[0]?.toLowerCase() === at.toLowerCase();
  if (part === 'header') return !isInBody && at !== 'status' && isNamed;
  const steps: string[] = at.match(/[\p{L}\p{N}_-]+/gu) ?? [];
  const named = withoutPositions(steps);
  if (!isInBody || !names.every((name, i) => name === named[i])) return false;
  const end = steps.lastIndexOf(names.at(-1) ?? '') + 1;
  return allows?.(valueAt(json, formatPointer(steps.slice(0, end)))) ?? true;
}

/** Returns the steps to a value that are no positions in lists. */
export function withoutPositions(steps: readonly string[]): string[] {
  return steps.filter((one) => !/^\d+$/.test(one));
}
