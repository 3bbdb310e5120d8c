import type { SourceReference } from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Provider } from '../provider/provider.ts';
import type { Outcome } from '../report/report.ts';

/** What one run of a check found. */
export interface Finding {
  readonly outcome: Outcome;
  /** A sentence; undefined for what was kept. */
  readonly message?: string | undefined;
  readonly exchanges: readonly Exchange[];
  /** Of what was observed, whether the provider accepted it. */
  readonly accepted?: boolean;
  /** Whether the strict mock would have answered otherwise, where the documentation leaves room. */
  readonly lax?: string | undefined;
}

/** A promise and the way to try it. */
export interface Check {
  readonly id: string;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly source?: SourceReference | undefined;
  readonly doubt?: string | undefined;
  /** The promises of the catalogue that it tries. */
  readonly promises: readonly string[];
  /** Whether it must have the provider to itself, because it is about what happens at one moment. */
  readonly alone?: boolean;
  /** Whether the documentation leaves its outcome open, so that it can be left out. */
  readonly open?: boolean;
  /** Of the checks with the same word one at least must be accepted. */
  readonly oneOf?: string | undefined;
  run(provider: Provider): Promise<Finding>;
}

/** The note of the exchange that a case is about. */
export const subjectNote = 'the request in question';
