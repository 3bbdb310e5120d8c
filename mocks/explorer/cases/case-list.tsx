import { useSignal } from '@preact/signals';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { DoubtLink } from '../ui/source.tsx';
import { choice, everyCase, type Group, groups } from './filter.ts';
import { batch, resultOf, run } from './runs.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** The cases that are shown, group by group; groups are open where few cases are left. */
export function CaseList({ openId }: { readonly openId: string | undefined }) {
  if (groups.value.length === 0) {
    return <p class="empty">No case is like that. Take a word away, or show all.</p>;
  }
  const few = choice.value !== everyCase && choice.value.verdict === '';
  return (
    <div class="case-list">
      {groups.value.map((group) => (
        <CaseGroup key={`${few} ${group.key}`} group={group} openId={openId} few={few} />
      ))}
    </div>
  );
}

function CaseGroup({
  group,
  openId,
  few,
}: {
  readonly group: Group;
  readonly openId: string | undefined;
  readonly few: boolean;
}) {
  const { title, says, cases } = group;
  const open = useSignal(few || cases.some(({ id }) => id === openId));
  const running = batch.value?.state === 'running';
  return (
    <div class="case-group">
      <details
        open={open.value}
        onToggle={({ currentTarget }) => {
          open.value = currentTarget.open;
        }}
      >
        <summary>
          <strong>{title}</strong> {says}{' '}
          <span class="time">
            {cases.length} {cases.length === 1 ? 'case' : 'cases'}
          </span>{' '}
          <GroupVerdict cases={cases} />
        </summary>
        {/* Rows of closed groups would only be work. */}
        {open.value && (
          <ul>
            {cases.map((one) => (
              <CaseRow key={one.id} one={one} isOpen={one.id === openId} />
            ))}
          </ul>
        )}
      </details>
      <button
        type="button"
        aria-disabled={running}
        aria-label={`Run group: ${title}`}
        onClick={() => void run(cases)}
      >
        Run group
      </button>
    </div>
  );
}

function GroupVerdict({ cases }: { readonly cases: readonly ShownCase[] }) {
  const verdicts = cases.map((one) => resultOf(one).verdict);
  const differing = verdicts.filter((one) => one === 'differs').length;
  if (differing > 0) return <span class="verdict differs">{differing} differ</span>;
  if (verdicts.includes('running')) return <VerdictBadge verdict="running" />;
  if (verdicts.includes('could-not-run')) return <VerdictBadge verdict="could-not-run" />;
  if (verdicts.includes('none')) return null;
  return <VerdictBadge verdict={verdicts.includes('as-expected') ? 'as-expected' : 'observed'} />;
}

function CaseRow({ one, isOpen }: { readonly one: ShownCase; readonly isOpen: boolean }) {
  const { verdict } = resultOf(one);
  const running = batch.value?.state === 'running';
  return (
    <li class={isOpen ? 'current' : ''}>
      <a href={linkTo('cases', one.id)} aria-current={isOpen ? 'page' : undefined}>
        <code>{one.id}</code> <span>{one.says}</span>
      </a>
      {one.doubt !== undefined && <DoubtLink id={one.doubt} />}
      {verdict !== 'none' && <VerdictBadge verdict={verdict} />}
      <button
        type="button"
        class="run"
        aria-disabled={running}
        aria-label={`Run ${one.id}`}
        title="Run this case"
        onClick={() => void run([one])}
      >
        ▶
      </button>
    </li>
  );
}
