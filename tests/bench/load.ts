import type { Scenario } from './scenario.ts';

/** How many connections ask at once; each waits for its answer before it asks again. */
export const connections = 16;

/** What a client is to do. */
export interface Work {
  readonly origin: string;
  readonly scenario: Scenario;
  /** The status that every answer must have. */
  readonly status: number;
  /** Where the ever-new ids begin. */
  readonly firstId: number;
  /** Whole seconds. */
  readonly seconds: number;
  /** Where a client may write files. */
  readonly directory: string;
}

/** What a client measured. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds that half of the answers took at most. */
  readonly p50: number;
  /** Milliseconds that all but one in a hundred of the answers took at most. */
  readonly p99: number;
  /** Answers with another status, and requests without an answer. */
  readonly unexpected: number;
}
