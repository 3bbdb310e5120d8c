import type { Expectation, StepAccount } from '../../../spec/index.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { StepVerdict } from './judge.ts';

/** One request of a case, with its expectation and its response. */
export interface StepRun {
  readonly role: 'given' | 'request' | 'then';
  /** The operation's id. */
  readonly operation: string;
  /** Whose token it sent instead of the account's; null is the account's. */
  readonly account: StepAccount | null;
  /** The values of the path's parameters. */
  readonly path: Readonly<Record<string, string>>;
  /** As sent, with tokens redacted; null if it was not sent. */
  readonly request: ForwardedRequest | null;
  readonly expected: string;
  /** What the response to an accepted request has to show, or must not show; absent for nothing. */
  readonly body?: Pick<Expectation, 'shows' | 'omits'>;
  readonly answer: ForwardedResponse | null;
  readonly verdict: StepVerdict;
  /** The reason, if expectation and response do not show it. */
  readonly why: string | null;
}

/** The result of a case. */
export interface CaseRun {
  readonly case: string;
  readonly to: 'mock' | 'provider';
  readonly verdict: Exclude<StepVerdict, 'not-sent'>;
  /** The outcome of the request under test; null if it was neither accepted nor refused. */
  readonly answered: 'accepted' | 'refused' | null;
  /** A sentence: what differs, what the provider does, or why the case could not run. */
  readonly says: string | null;
  readonly steps: readonly StepRun[];
  /** What it created and could not delete, a sentence each. */
  readonly left: readonly string[];
}
