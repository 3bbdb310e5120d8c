import type { Client } from './client.ts';

/** What every part of the bench works with. */
export interface Bench {
  readonly client: Client;
  readonly rounds: number;
  /** Whole seconds that each load lasts. */
  readonly seconds: number;
  /** Whether it is only a look. */
  readonly quick: boolean;
  /** A directory for the time of the run. */
  readonly directory: string;
  /** Tells what is being done, to who watches. */
  progress(what: string): void;
}

/** What a part of the bench found out. */
export interface Report {
  /** For people. */
  readonly text: string;
  /** The figures of every round, for `--json`. */
  readonly figures: unknown;
  /** Whether every answer had the status that it should have. */
  readonly clean: boolean;
}

/** How a table says what its figures are. */
export function ofRounds(rounds: number): string {
  return rounds === 1 ? 'one round, no more than a look' : `medians of ${rounds} rounds`;
}
