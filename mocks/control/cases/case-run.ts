import type { StepAccount } from '../../../spec/index.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { StepVerdict } from './judge.ts';

/** One request of a case: what was sent, what was expected of it, and what came. */
export interface StepRun {
  readonly role: 'given' | 'request' | 'then';
  /** The operation's id. */
  readonly operation: string;
  /** In whose name it was sent instead of with the token; null is with the token. */
  readonly account: StepAccount | null;
  /** The values of the path's parameters. */
  readonly path: Readonly<Record<string, string>>;
  /** As it was sent but for tokens, which are masked; null where it was not sent. */
  readonly request: ForwardedRequest | null;
  readonly expected: string;
  readonly answer: ForwardedResponse | null;
  readonly verdict: StepVerdict;
  /** Why, where expected and answer do not say it by themselves. */
  readonly why: string | null;
}

/** What came of a case. */
export interface CaseRun {
  readonly case: string;
  readonly to: 'mock' | 'provider';
  readonly verdict: Exclude<StepVerdict, 'not-sent'>;
  /** Of the request in question; null where it neither was accepted nor refused. */
  readonly answered: 'accepted' | 'refused' | null;
  /** A sentence: what differs, what this provider does, or why it could not run; null where all is said. */
  readonly says: string | null;
  readonly steps: readonly StepRun[];
  /** What it made and could not delete, a sentence each. */
  readonly left: readonly string[];
}
