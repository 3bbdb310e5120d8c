import { cutText } from '../shared/text.ts';

/** Who a change of the contract may break. */
export type Party = 'clients' | 'providers';

/** A change between two versions of a document that breaks somebody. */
export interface Change {
  /** The place: an operation and a field, or a rule. */
  readonly where: string;
  /** What has changed, in a sentence. */
  readonly says: string;
  readonly breaks: readonly Party[];
}

/** Returns the beginning of a value's JSON, for a message. */
export function preview(value: unknown): string {
  return cutText(JSON.stringify(value) ?? 'nothing', 80, '…', 77);
}
