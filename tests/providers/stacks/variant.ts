import type { Postgres } from './postgres.ts';
import type { Stack } from './stack.ts';

/** The right verdict on a provider. */
export interface Right {
  /** The exit codes that are right: 0 kept, 1 broken, 3 no verdict. */
  readonly exits: readonly (0 | 1 | 3)[];
  /** What one of the findings must be named: a promise, a doubt, or the id of a result. */
  readonly finds?: RegExp;
  /** What the summary, a note or the message of a result must say. */
  readonly says?: RegExp;
  /** What the summary must say. */
  readonly summary?: RegExp;
  /** How many rules the run may leave that it declares without naming each; none by default. */
  readonly leaves?: number;
  /** The most requests that may be refused with a status that asks to stop. */
  readonly most?: { readonly status: number; readonly requests: number };
  /** The most requests in all. */
  readonly requests?: number;
  /** Seconds that a run may take; 100 by default. */
  readonly seconds?: number;
}

/** An example provider in a real stack, or behind a gateway. */
export interface Variant {
  readonly id: string;
  /** What this provider does, in a sentence. */
  readonly says: string;
  /** The doubt or the silence that allows it; undefined for a fault. */
  readonly why?: string;
  /** What it breaks; undefined for a lawful one. */
  readonly breaks?: string;
  readonly right: Right;
  /** Options of the verification. */
  readonly options?: {
    readonly only?: 'pact' | 'checks' | 'exploration';
    readonly timeout?: number;
    readonly spec?: string;
    readonly testData?: Readonly<Record<string, string>>;
  };
  /** Verifies with the command in a process of its own, with so many megabytes of heap. */
  readonly command?: { readonly megabytes: number };
  /** Whether `npm test` tries it, too. */
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

/** The verdict on a lawful provider. */
export const kept: Right = { exits: [0] };

/** The verdict on a faulty provider: a finding is named so. */
export const broken = (finds: RegExp, more: Partial<Right> = {}): Right => ({
  exits: [1],
  finds,
  ...more,
});

/** The verdict where nothing can be judged: the summary says why. */
export const noVerdict = (summary: RegExp, more: Partial<Right> = {}): Right => ({
  exits: [3],
  summary,
  ...more,
});
