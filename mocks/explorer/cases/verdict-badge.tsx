import type { StepVerdict } from '../../control/cases/judge.ts';
import { baseUrlOf, target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import type { CaseResult, Verdict } from './case-result.ts';
import { isChanged } from './results.ts';

/** The verdict on a case or step. */
export function VerdictBadge({ verdict }: { verdict: Verdict | StepVerdict }) {
  return <span class={`verdict ${verdict}`}>{texts.value.cases.verdicts[verdict]}</span>;
}

/** What the verdict was in the run before, where it was another. */
export function ChangedMark({ result }: { result: CaseResult }) {
  const t = texts.value.cases;
  const { before } = result;
  if (before === undefined || !isChanged(result)) return null;
  const { verdict, server } = before;
  return (
    <span class="was" title={server === result.server ? undefined : t.at(server)}>
      {t.was(t.verdicts[verdict])}
      {server !== result.server && <span class="visually-hidden"> {t.at(server)}</span>}
    </span>
  );
}

/** Names the server that the cases run on. */
export function ServerMark() {
  const t = texts.value.cases;
  const to = target.value;
  return (
    <span class={`server ${to}`}>{to === 'mock' ? t.mock : t.provider(baseUrlOf('provider'))}</span>
  );
}
