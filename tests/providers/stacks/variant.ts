import type { Postgres } from './postgres.ts';
import type { Stack } from './stack.ts';

/** What a right verdict on a provider is. */
export interface Right {
  /** The exit codes that are right: 0 kept, 1 broken, 3 no verdict. */
  readonly exits: readonly (0 | 1 | 3)[];
  /** What has to be among the findings: a promise, a doubt, or the id of a result. */
  readonly finds?: RegExp;
  /** What the summary, a note or the message of a finding has to say. */
  readonly says?: RegExp;
  /** What the summary has to say. */
  readonly summary?: RegExp;
  /** How many rules may stay that are not named one by one, but told of. None, where nothing is said. */
  readonly leaves?: number;
  /** How many requests may be refused with a status, which asks to send none. */
  readonly most?: { readonly status: number; readonly requests: number };
  /** How many requests there may be in all. */
  readonly requests?: number;
  /** Seconds that a run may take; 120 by default. */
  readonly seconds?: number;
}

/** An example provider in a stack of its own, or behind something of its own. */
export interface Variant {
  readonly id: string;
  /** What this provider does, in one sentence. */
  readonly says: string;
  /** The doubt or the silence that allows it; undefined for a fault. */
  readonly why?: string;
  /** The promise that it breaks, or what a client trips over; undefined for a lawful one. */
  readonly breaks?: string;
  readonly right: Right;
  /** What it is verified with, where that is not what everybody gets. */
  readonly options?: {
    readonly only?: 'pact' | 'checks' | 'exploration';
    readonly timeout?: number;
    readonly spec?: string;
    readonly testData?: Readonly<Record<string, string>>;
  };
  /** Verified by the real command, with so many megabytes of memory at most. */
  readonly command?: { readonly megabytes: number };
  /** In `npm test`, too. */
  readonly quick?: true;
}

/** A variant that runs anywhere. */
export interface PlainVariant extends Variant {
  start(): Promise<Stack>;
}

/** A variant over PostgreSQL. */
export interface PostgresVariant extends Variant {
  start(postgres: Postgres): Promise<Stack>;
}

/** What is right for the lawful: nothing is broken, nothing is in doubt. */
export const kept: Right = { exits: [0] };

/** What is right for a fault: it is found, by its name. */
export const broken = (finds: RegExp, more: Partial<Right> = {}): Right => ({
  exits: [1],
  finds,
  ...more,
});

/** What is right where nothing can be judged: the summary says why. */
export const noVerdict = (summary: RegExp, more: Partial<Right> = {}): Right => ({
  exits: [3],
  summary,
  ...more,
});
