import type { Operation, SourceReference } from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { rowName } from '../model/operations.ts';
import { decisive } from '../provider/evidence.ts';
import type { Provider } from '../provider/provider.ts';
import type { Outcome } from '../report/report.ts';

/** What one run of a check found. */
export interface Finding {
  readonly outcome: Outcome;
  /** A sentence; undefined for a promise that was simply kept. */
  readonly message?: string | undefined;
  readonly exchanges: readonly Exchange[];
  /** For an observation: whether the provider accepted the request. */
  readonly accepted?: boolean;
  /** The message of a `--strict` run: the provider accepts what the mock would refuse. */
  readonly strictMessage?: string | undefined;
}

/** A promise, and how to test it. */
export interface Check {
  readonly id: string;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly source?: SourceReference | undefined;
  readonly doubt?: string | undefined;
  /** The promises of the catalogue that it tests. */
  readonly promises: readonly string[];
  /** The operations that it needs or tries. */
  readonly operations?: readonly Operation[];
  /** The uniqueness rule that it tries, by name. */
  readonly rule?: string;
  /** Whether it must run alone, because it sends simultaneous requests. */
  readonly alone?: boolean;
  /** Whether the documentation leaves its outcome open, so that it may be skipped. */
  readonly open?: boolean;
  /** A provider must accept at least one of the checks that share this word. */
  readonly oneOf?: string | undefined;
  run(provider: Provider): Promise<Finding>;
  /** Begins a check that spans the run, before everything else; what it returns ends it. */
  readonly begin?: ((provider: Provider) => Promise<() => Promise<Finding>>) | undefined;
}

/** The note of the exchange that a case is about. */
export const subjectNote = 'the request under test';

/** The finding that a promise was kept. */
export const kept: Finding = { outcome: 'kept', exchanges: [] };

/** Makes a finding. */
export function finding(
  outcome: Outcome,
  message: string,
  exchanges: readonly Exchange[] = [],
): Finding {
  return { outcome, message, exchanges: decisive(exchanges) };
}

/** Skips a check for lack of test data. */
export const noTestData = finding('skipped', 'There is no test data for it.');

/** Skips a check if the provider lacks one of its operations; returns undefined if it has them all. */
export function skipIfMissing(
  { missingOperations }: Provider,
  operations: readonly Operation[],
): Finding | undefined {
  const missing = operations.find((one) => missingOperations.has(one));
  if (missing === undefined) return undefined;
  return finding('skipped', `The provider has no ${rowName(missing)}, which is optional.`);
}
