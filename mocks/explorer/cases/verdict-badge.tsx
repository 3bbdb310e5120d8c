import type { StepVerdict } from '../../control/cases/judge.ts';
import type { Verdict } from './runs.ts';

/** Verdicts in words. */
export const verdictWords: Readonly<Record<Verdict | StepVerdict, string>> = {
  'as-expected': 'as expected',
  differs: 'differs',
  observed: 'observed',
  'could-not-run': 'could not run',
  running: 'running…',
  none: 'not run',
  'not-sent': 'not sent',
};

/** How a case or a step went, in words and in colour. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict | StepVerdict }) {
  return <span class={`verdict ${verdict}`}>{verdictWords[verdict]}</span>;
}
