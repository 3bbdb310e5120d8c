import { cutText } from '../shared/text.ts';

/** Who has to do something because of a change of the contract. */
export type Party = 'clients' | 'providers';

/** A change between two versions of a document that breaks somebody. */
export interface Change {
  /** Where, in the words of the contract: an operation and a field, or a rule. */
  readonly where: string;
  /** What has changed, in a sentence. */
  readonly says: string;
  readonly breaks: readonly Party[];
}

/** A value as a message shows it, shortened. */
export function shown(value: unknown): string {
  return cutText(JSON.stringify(value) ?? 'nothing', 80, '…', 77);
}
