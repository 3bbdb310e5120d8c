import type { Classification } from './classify.ts';

/** What is expected of a request: the mock's status, and what a tolerant verifier demands. */
export interface Expectation {
  readonly mock: number;
  readonly verifier: 'accepted' | 'refused' | 'open';
  /** For `open`: whether the response to an accepted request must repeat what was sent. */
  readonly repeats?: boolean;
}

/** Says in a few words what is expected: a status of the mock, less of a provider. */
export function describeExpectation(
  { mock, verifier }: Expectation,
  to: 'mock' | 'provider',
): string {
  if (to === 'mock') return String(mock);
  return {
    accepted: 'accepted (2xx)',
    refused: 'refused (4xx)',
    open: 'open: accepted or refused',
  }[verifier];
}

/**
 * Judges a provider's response to a step of a case. Returns what is wrong, in a sentence about
 * `subject`, such as `POST /things`; undefined where nothing is.
 */
export function violationOf(
  subject: string,
  { verifier }: Expectation,
  outcome: Exclude<Classification, 'fault'>,
  status: number | undefined,
): string | undefined {
  if (verifier === 'open' || verifier === outcome) return undefined;
  return `${subject} was ${outcome} (${status}), but must be ${verifier}.`;
}
