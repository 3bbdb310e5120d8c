import type { SourceReference } from '../../spec/index.ts';

/**
 * What became of a check: the promise was kept or broken; a doubt was observed; it could not be set
 * up; or it was not asked for, or is about an operation that the provider need not have.
 */
export type Outcome = 'kept' | 'broken' | 'observed' | 'inconclusive' | 'skipped';

/** Every outcome, the gravest first. */
export const outcomes: readonly Outcome[] = [
  'broken',
  'inconclusive',
  'observed',
  'kept',
  'skipped',
];

/** The part of the verifier that a result comes from. */
export type Layer = 'pact' | 'checks' | 'exploration';

/** An exchange as a report shows it: secrets masked, bodies parsed where they are JSON. */
export interface ShownExchange {
  readonly note: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** Why there was no answer. */
  readonly failure?: string;
  readonly ms: number;
  /** The request as a curl command; tokens come from the environment variable TOKEN. */
  readonly curl: string;
}

/** What became of one check, interaction or sequence. */
export interface Result {
  readonly id: string;
  readonly layer: Layer;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly outcome: Outcome;
  /** What is wrong, was observed, is missing; in a sentence. Undefined for what was kept. */
  readonly message?: string;
  readonly source?: SourceReference & { readonly title?: string };
  readonly doubt?: string;
  /** The promises of the catalogue that it tries, such as U1. */
  readonly promises: readonly string[];
  /** The shortest exchange that shows what `message` says; empty for what was kept. */
  readonly exchanges: readonly ShownExchange[];
  /** The exchanges as a shell script that runs as it stands; undefined where there are none. */
  readonly script?: string;
  /** The sequence that shows the fault, as `--replay` plays it again; only for what was explored. */
  readonly replay?: Replay;
  readonly ms: number;
}

/** A sequence of steps on a collection; it names no identifiers. */
export interface Replay {
  readonly collection: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

/** What this provider does where the documentation leaves room. */
export interface DoubtAnswer {
  readonly doubt: string;
  readonly question: string;
  /** What the provider does, a sentence each; empty where nothing was tried or seen. */
  readonly answers: readonly string[];
  /** An exchange that shows each answer, in their order. */
  readonly exchanges: readonly ShownExchange[];
}

/** The verdict on a provider, and all that led to it. */
export interface Report {
  readonly format: 1;
  /** 'unreachable': the provider could not be reached or set up, and nothing was judged. */
  readonly verdict: 'kept' | 'broken' | 'inconclusive' | 'unreachable';
  /** 0 kept, 1 broken, 3 inconclusive or unreachable. */
  readonly exitCode: 0 | 1 | 3;
  /** The verdict in a sentence. */
  readonly summary: string;
  readonly contract: { readonly title: string; readonly version: string; readonly file: string };
  readonly provider: string;
  /** When it began, ISO 8601. */
  readonly started: string;
  readonly ms: number;
  readonly seed: number;
  readonly strict: boolean;
  readonly requests: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly results: readonly Result[];
  readonly doubts: readonly DoubtAnswer[];
  /** What the run left in the account, a sentence each. */
  readonly left: readonly string[];
  /** What else the reader should know, a sentence each. */
  readonly notes: readonly string[];
}
