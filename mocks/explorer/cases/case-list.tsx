import { useSignal } from '@preact/signals';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { Button } from '../ui/button.tsx';
import { countOf } from '../ui/format.ts';
import { DoubtLink } from '../ui/source.tsx';
import { type CaseGroup, caseFilter, caseGroups, isFiltered } from './case-filter.ts';
import { isRunning, resultOf, runCases } from './runs.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** The matching cases by group; groups are open while a filter limits them. */
export function CaseList({ openId }: { openId: string | undefined }) {
  if (caseGroups.value.length === 0) return <p class="empty">No cases match.</p>;
  const open = isFiltered.value && caseFilter.value.verdict === '';
  return (
    <div class="case-list">
      {caseGroups.value.map((group) => (
        <Group key={`${open} ${group.key}`} group={group} openId={openId} open={open} />
      ))}
    </div>
  );
}

function Group({
  group,
  openId,
  open,
}: {
  group: CaseGroup;
  openId: string | undefined;
  open: boolean;
}) {
  const { title, description, cases } = group;
  const isOpen = useSignal(open || cases.some(({ id }) => id === openId));
  return (
    <div class="case-group">
      <details
        open={isOpen.value}
        onToggle={({ currentTarget }) => {
          isOpen.value = currentTarget.open;
        }}
      >
        <summary>
          <strong>{title}</strong> {description}{' '}
          <span class="time">{countOf(cases.length, 'case')}</span> <GroupVerdict cases={cases} />
        </summary>
        {/* Do not render the rows of closed groups. */}
        {isOpen.value && (
          <ul>
            {cases.map((one) => (
              <Row key={one.id} one={one} isOpen={one.id === openId} />
            ))}
          </ul>
        )}
      </details>
      <Button
        aria-disabled={isRunning.value}
        aria-label={`Run group: ${title}`}
        onClick={() => void runCases(cases)}
      >
        Run group
      </Button>
    </div>
  );
}

function GroupVerdict({ cases }: { cases: readonly ShownCase[] }) {
  const verdicts = cases.map((one) => resultOf(one).verdict);
  const failed = verdicts.filter((one) => one === 'differs').length;
  if (failed > 0) return <span class="verdict differs">{failed} failed</span>;
  if (verdicts.includes('running')) return <VerdictBadge verdict="running" />;
  if (verdicts.includes('could-not-run')) return <VerdictBadge verdict="could-not-run" />;
  if (verdicts.includes('none')) return null;
  return <VerdictBadge verdict={verdicts.includes('as-expected') ? 'as-expected' : 'observed'} />;
}

function Row({ one, isOpen }: { one: ShownCase; isOpen: boolean }) {
  const { verdict } = resultOf(one);
  return (
    <li class={isOpen ? 'current' : ''}>
      <a href={linkTo('cases', one.id)} aria-current={isOpen ? 'page' : undefined}>
        <code>{one.id}</code> <span>{one.says}</span>
      </a>
      {one.doubt !== undefined && <DoubtLink id={one.doubt} />}
      {verdict !== 'none' && <VerdictBadge verdict={verdict} />}
      <Button
        class="run"
        aria-disabled={isRunning.value}
        aria-label={`Run ${one.id}`}
        title="Run this case"
        onClick={() => void runCases([one])}
      >
        ▶
      </Button>
    </li>
  );
}
