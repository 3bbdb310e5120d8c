import type { StepVerdict } from '../../control/cases/judge.ts';
import type { Verdict } from './runs.ts';

/** The label of each verdict. */
export const verdictLabels: Readonly<Record<Verdict | StepVerdict, string>> = {
  'as-expected': 'passed',
  differs: 'failed',
  observed: 'observed',
  'could-not-run': 'could not run',
  running: 'running…',
  none: 'not run',
  'not-sent': 'not sent',
};

/** The verdict on a case or step. */
export function VerdictBadge({ verdict }: { verdict: Verdict | StepVerdict }) {
  return <span class={`verdict ${verdict}`}>{verdictLabels[verdict]}</span>;
}
