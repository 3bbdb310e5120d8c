import type { Ways } from './behaviour.ts';
import type { Client } from './client.ts';

/** A faulty provider: the lawful one, but for one mistake that a real implementation makes. */
export interface Fault {
  id: string;
  /** What this provider gets wrong, in one sentence. */
  says: string;
  /** The plausible mistake of a programmer. */
  mistake: string;
  /** What it breaks: U1–U13, doubts, rows, or 'identity', 'echo', 'stored', 'no 5xx' and the like. */
  breaks: string[];
  ways: Ways;
  /** What it takes to see the fault, beyond one token and the three documented operations. */
  needs?: 'second-token' | 'list' | 'delete';
  /** Races: a demonstration may have to be repeated. */
  race?: true;
  /** Whether a fresh provider misbehaves like this; the second client has the other token. */
  shows(api: Client, second: Client): Promise<boolean>;
}
