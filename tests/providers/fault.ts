import type { Ways } from './behaviour.ts';
import type { Client } from './client.ts';

/** A faulty provider: the lawful one with one realistic mistake. */
export interface Fault {
  id: string;
  /** What this provider gets wrong, in one sentence. */
  says: string;
  /** The plausible mistake of a programmer. */
  mistake: string;
  /** What it breaks: U1–U13, doubts, rows, or 'identity', 'echo', 'stored', 'no 5xx' and the like. */
  breaks: string[];
  ways: Ways;
  /** The lawful provider that lacks only the mistake, if it is not the one with the rules alone. */
  of?: Ways;
  /** What the account of this provider lends the verifier, by option, beside the defaults. */
  testData?: Readonly<Record<string, string>> | undefined;
  /** What is needed to see the fault, besides one token and the three documented operations. */
  needs?: 'second-token' | 'list' | 'delete';
  /** Whether it is a race, so that a demonstration may have to be repeated. */
  race?: true;
  /** Whether a fresh provider misbehaves like this; the second client has the other token. */
  shows(api: Client, second: Client): Promise<boolean>;
}
