import { useEffect } from 'preact/hooks';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { DoubtLink } from '../ui/source.tsx';
import {
  anyCase,
  type CaseGroup,
  caseGroups,
  isGroupOpen,
  limitCases,
  openGroup,
} from './case-filter.ts';
import { resultOf } from './results.ts';
import { isRunning, runCases } from './runs.ts';
import { ChangedMark, VerdictBadge } from './verdict-badge.tsx';

/** The matching cases by group; groups are open while a filter limits them. */
export function CaseList({ openId }: { openId: string }) {
  const t = texts.value.cases;
  useEffect(() => {
    const group = caseGroups.value.find(({ cases }) => cases.some(({ id }) => id === openId));
    if (group !== undefined && !isGroupOpen(group)) openGroup(group, true);
  }, [openId]);
  if (caseGroups.value.length === 0) {
    return (
      <p class="empty">
        {t.noMatch}{' '}
        <Button class="quiet-button" onClick={() => limitCases(anyCase)}>
          {t.clearFilters}
        </Button>
      </p>
    );
  }
  return (
    <div class={`case-list ${target.value}`}>
      {caseGroups.value.map((group) => (
        <Group key={group.key} group={group} openId={openId} />
      ))}
    </div>
  );
}

function Group({ group, openId }: { group: CaseGroup; openId: string }) {
  const t = texts.value.cases;
  const { title, description, cases } = group;
  const isOpen = isGroupOpen(group);
  return (
    <div class="case-group">
      <details
        open={isOpen}
        onToggle={({ currentTarget: { open } }) => {
          if (open !== isGroupOpen(group)) openGroup(group, open);
        }}
      >
        <summary>
          <strong>{title}</strong>
          {description !== '' && ` · ${description}`}{' '}
          <span class="time">{texts.value.common.cases(cases.length)}</span>{' '}
          <GroupVerdict cases={cases} />
        </summary>
        {/* Do not render the rows of closed groups. */}
        {isOpen && (
          <ul>
            {cases.map((one) => (
              <Row key={one.id} one={one} isOpen={one.id === openId} />
            ))}
          </ul>
        )}
      </details>
      <Button
        class="quiet-button"
        aria-disabled={isRunning.value}
        aria-label={t.runGroupNamed(title)}
        onClick={() => void runCases(cases)}
      >
        {t.runGroup}
      </Button>
    </div>
  );
}

function GroupVerdict({ cases }: { cases: readonly ShownCase[] }) {
  const verdicts = cases.map((one) => resultOf(one).verdict);
  const failed = verdicts.filter((one) => one === 'differs').length;
  if (failed > 0) {
    const { differs } = texts.value.cases.verdicts;
    return (
      <span class="verdict differs">
        {failed} {differs}
      </span>
    );
  }
  if (verdicts.includes('running')) return <VerdictBadge verdict="running" />;
  if (verdicts.includes('could-not-run')) return <VerdictBadge verdict="could-not-run" />;
  if (verdicts.includes('none')) return null;
  return <VerdictBadge verdict={verdicts.includes('as-expected') ? 'as-expected' : 'observed'} />;
}

function Row({ one, isOpen }: { one: ShownCase; isOpen: boolean }) {
  const t = texts.value.cases;
  const result = resultOf(one);
  return (
    <li class={isOpen ? 'current' : ''}>
      <a href={linkTo('cases', one.id)} aria-current={isOpen ? 'page' : undefined}>
        <code>{one.id}</code> <span>{one.says}</span>
      </a>
      {one.doubt !== undefined && <DoubtLink id={one.doubt} />}
      {result.verdict !== 'none' && (
        <span class="outcome">
          <VerdictBadge verdict={result.verdict} />
          <ChangedMark result={result} />
        </span>
      )}
      <Button
        class="run quiet-button"
        aria-disabled={isRunning.value}
        aria-label={t.runNamed(one.id)}
        title={t.runThis}
        onClick={() => void runCases([one])}
      >
        ▶
      </Button>
    </li>
  );
}
