import type { SeenPosition, SourceReference } from '../../spec/index.ts';

/**
 * The outcome of a check: the promise was kept or broken, a doubt was observed, the check could not be
 * set up (inconclusive), or it needs test data or an optional operation that is missing (skipped).
 */
export type Outcome = 'kept' | 'broken' | 'observed' | 'inconclusive' | 'skipped';

/** Every outcome, the most serious first. */
export const outcomes: readonly Outcome[] = [
  'broken',
  'inconclusive',
  'observed',
  'kept',
  'skipped',
];

/** The beginning of the id of a result that compares a switch with a profile, as in `manners-D9`. */
export const manners = 'manners-';

/** A part of the verifier. */
export type Layer = 'pact' | 'checks' | 'exploration';

/** An exchange as reports show it: secrets redacted, JSON bodies parsed. */
export interface ShownExchange {
  readonly note: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    /** The length of the whole body in characters, if `body` is only its beginning. */
    readonly bodyLength?: number;
  };
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    /** The length of the whole body in characters, if `body` is only its beginning. */
    readonly bodyLength?: number;
  };
  /** Why there was no response. */
  readonly failure?: string;
  readonly ms: number;
  /** The request as a curl command, with the token in the environment variable TOKEN. */
  readonly curl: string;
}

/** A place in the documentation, and what stands there. */
export type QuotedSource = SourceReference & {
  /** The title of the page. */
  readonly title?: string;
  /** What the row or the fact says, or what no page says. */
  readonly quote?: string;
  /** The address of the page. */
  readonly url?: string;
};

/** The result of one check, interaction or exploration. */
export interface Result {
  readonly id: string;
  readonly layer: Layer;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly outcome: Outcome;
  /** What is wrong, was observed or is missing, in a sentence; undefined if the promise was kept. */
  readonly message?: string;
  readonly source?: QuotedSource;
  readonly doubt?: string;
  /** The promises of the catalogue that it tests, such as U1. */
  readonly promises: readonly string[];
  /** The exchanges that show what `message` says; empty if the promise was kept. */
  readonly exchanges: readonly ShownExchange[];
  /** The exchanges as a shell script; undefined if there are none. */
  readonly script?: string;
  /** The sequence that shows the violation, for `--replay`; only for explorations. */
  readonly replay?: Replay;
  /** The command that repeats it; without secrets. Only for what is broken or inconclusive. */
  readonly repeat?: string;
  readonly ms: number;
}

/** A sequence of steps on a collection, without identifiers. */
export interface Replay {
  readonly collection: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What is wrong: a request was accepted or refused wrongly, what is stored differs, a response is
 * invalid, there is none or a server error (fault), or the provider changed its manners.
 */
export type FindingKind = 'accepted' | 'refused' | 'stored' | 'response' | 'fault' | 'manners';

/** Broken promises that one mistake may have caused. */
export interface ReportGroup {
  readonly kind: FindingKind;
  /** The ids of the results, the plainest first. */
  readonly ids: readonly string[];
}

/** What the provider does about a doubt. */
export interface DoubtAnswer {
  readonly doubt: string;
  readonly question: string;
  /** What the provider does, a sentence each; empty if nothing was observed. */
  readonly answers: readonly string[];
  /** An exchange for each answer, in the same order. */
  readonly exchanges: readonly ShownExchange[];
  /** The positions in which the provider was seen at the switches of the doubt. */
  readonly positions?: readonly SeenPosition[];
}

/** Where a run took place; what is not known is absent. */
export interface RunEnvironment {
  /** The version of Node.js. */
  readonly node?: string;
  readonly commit?: string;
  /** The branch or tag. */
  readonly ref?: string;
  /** The name of the CI job. */
  readonly job?: string;
  /** The address of the CI job. */
  readonly url?: string;
}

/** How often an operation, a rule, a promise of the catalogue or a doubt was tried. */
export interface CoverageRow {
  readonly kind: 'operation' | 'rule' | 'promise' | 'doubt';
  /** As in `POST /things`, the name of a rule, U7 or D3. */
  readonly name: string;
  /** How many requests called an operation; how many results there are about anything else. */
  readonly tried: number;
  /** Why it was not tried, in a sentence; undefined if it was. */
  readonly reason?: string;
}

/** The verdict on a provider, with all results. */
export interface Report {
  readonly format: 2;
  /** The version of the verifier. */
  readonly verifier: string;
  /**
   * 'unreachable': the provider could not be reached or set up, or not to the end; 'interrupted': the
   * caller ended the run; 'failed': the verifier itself failed.
   */
  readonly verdict: 'kept' | 'broken' | 'inconclusive' | 'unreachable' | 'interrupted' | 'failed';
  /** 0 kept, 1 broken, 3 inconclusive or unreachable, 4 failed, 130 or 143 interrupted by a signal. */
  readonly exitCode: 0 | 1 | 3 | 4 | 130 | 143;
  /** The verdict in a sentence. */
  readonly summary: string;
  readonly contract: { readonly title: string; readonly version: string; readonly file: string };
  readonly provider: string;
  /** When the run began, as ISO 8601. */
  readonly started: string;
  readonly ms: number;
  /** What the randomness of the run began from; absent without any. */
  readonly seed?: number;
  /** Whether what only the mock would refuse was failed too; absent where there is no such choice. */
  readonly strict?: boolean;
  /** Whether the caller asked for some checks or a part only. */
  readonly limited?: boolean;
  readonly environment?: RunEnvironment;
  /** The promises of the catalogue, each in a sentence. */
  readonly promises?: readonly { readonly id: string; readonly says: string }[];
  readonly requests: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly results: readonly Result[];
  /** What is broken, by likely cause, the plainest first. */
  readonly groups: readonly ReportGroup[];
  readonly doubts: readonly DoubtAnswer[];
  /** What was tried how often, and what was not; absent if nothing could be judged. */
  readonly coverage?: readonly CoverageRow[];
  /** What stays in the account, a sentence each. */
  readonly left: readonly string[];
  /** What else readers should know, a sentence each. */
  readonly notes: readonly string[];
}
