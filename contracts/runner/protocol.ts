import type { PlannedResult } from '../run/planned-results.ts';
import type { SentOptions } from './options.ts';

/** What the process that verifies is told: to verify, or to end early and clean up. */
export type ToVerifier =
  | {
      readonly kind: 'verify';
      readonly options: SentOptions;
      readonly planned: readonly PlannedResult[];
    }
  | { readonly kind: 'end' };

/** What the process that verifies says: what became of each test, or why it cannot verify. */
export type FromVerifier =
  | { readonly kind: 'verified'; readonly conclusions: Conclusions }
  | { readonly kind: 'failure'; readonly message: string };

/**
 * What becomes of a test, and why: it passes, fails, is skipped, or is untried because the run ended
 * early. What is untried has the same text in all tests.
 */
export interface Conclusion {
  readonly outcome: 'pass' | 'fail' | 'skip' | 'untried';
  readonly text: string;
}

/** The conclusions by the name of their test. */
export type Conclusions = Readonly<Record<string, Conclusion>>;

/** The name of the test of whatever no other test is about. */
export const lastTest = 'everything else: The run gets to its end and finds nothing more.';

/** The name of the test of a result. */
export function testName({ id, says }: Pick<PlannedResult, 'id' | 'says'>): string {
  return `${id}: ${says}`;
}
