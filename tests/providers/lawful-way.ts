import type { Ways } from './behaviour.ts';

/** A lawful way to differ: a provider that no verifier may accuse. */
export interface LawfulWay {
  id: string;
  /** What this provider does, in one sentence. */
  says: string;
  /** The doubt or silence of the documentation that allows it. */
  why: string;
  ways: Ways;
  /** The `Authorization` to verify with, if it is not the first token; null for none. */
  authorization?: string | null;
  /** What the account of this provider lends the verifier, by option, beside the defaults. */
  testData?: Readonly<Record<string, string>> | undefined;
  /** Why even the documented add with media 50 is refused, if it is. */
  refusesExample?: string;
}
