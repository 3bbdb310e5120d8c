import type { CaseRun } from '../../control/cases/case-run.ts';

/** The verdict on a case; `none` before it was run. */
export type Verdict = CaseRun['verdict'] | 'running' | 'none';

/** The result of the last run of a case. */
export interface CaseResult {
  readonly verdict: Verdict;
  /** An explanation, where there is one. */
  readonly message: string | null;
  readonly run: CaseRun | undefined;
  /** When the run began, in milliseconds since 1970. */
  readonly started: number;
  /** The URL of the server that it ran on. */
  readonly server: string;
  /** The verdict of the run before, and its server; absent without one. */
  readonly before?: { readonly verdict: CaseRun['verdict']; readonly server: string } | undefined;
  /** Whether the exchanges were dropped because the storage of the tab is limited. */
  readonly dropped?: boolean;
}
