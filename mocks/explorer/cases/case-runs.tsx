import { contract, target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { ActionStatus, Failure, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { bind, Checkbox } from '../ui/fields.tsx';
import { Menu } from '../ui/menu.tsx';
import { matchingCases } from './case-filter.ts';
import { catalogue } from './catalogue.ts';
import { changes, isFinal, resultOf } from './results.ts';
import {
  type BatchProgress,
  isRunning,
  preflightRefusal,
  progress,
  runCases,
  stop,
  stopsAtFirst,
} from './runs.ts';
import { reportFiles, saveReport } from './save-report.ts';
import { ServerMark } from './verdict-badge.tsx';

/**
 * Runs the matching cases, or those that failed; shows the progress, and what changed.
 * @param isMain whether this is the main action of the view: beside an open case, running that is
 */
export function CaseRuns({ isMain }: { isMain: boolean }) {
  const t = texts.value.cases;
  const now = progress.value;
  const cases = matchingCases.value;
  const failed = cases.filter((one) =>
    ['differs', 'could-not-run'].includes(resultOf(one).verdict),
  );
  const { value: checked, onChange } = bind(stopsAtFirst);
  const main = isMain ? 'primary' : 'quiet-button';
  return (
    <div class="case-runs">
      <div class="actions">
        {isRunning.value ? (
          <Button class={main} onClick={stop}>
            {t.stop}
          </Button>
        ) : (
          <Button class={main} disabled={cases.length === 0} onClick={() => void runCases(cases)}>
            {cases.length === 0 ? t.runNothing : t.run(cases.length)}
          </Button>
        )}
        <Button
          disabled={failed.length === 0}
          aria-disabled={isRunning.value}
          title={t.runFailedHint}
          onClick={() => void runCases(failed)}
        >
          {t.runFailed(failed.length)}
        </Button>
        <SaveMenu />
        <Checkbox label={t.stopAtFirst} {...{ checked, onChange }} />
      </div>
      <p class="run-state">
        {contract.value?.provider && <ServerMark />}
        {now !== undefined && (
          <span class="progress">
            {now.state === 'running' && (
              <progress aria-label={t.progress} value={now.done} max={now.total} />
            )}
            <span>{describeProgress(now)}</span>
          </span>
        )}
        <Changes />
      </p>
      <Failure text={preflightRefusal.value} />
      {/* Screen readers are told the end, not each step. */}
      <span class="visually-hidden" role="status">
        {now !== undefined && !isRunning.value ? describeProgress(now) : ''}
      </span>
    </div>
  );
}

/** Says in a sentence what the last runs changed. */
function Changes() {
  const { all, failed, fixed } = changes.value;
  return all === 0 ? null : (
    <span class="changes">{texts.value.cases.changes(failed, fixed, all)}</span>
  );
}

/** Saves the results on the current target as a file. */
function SaveMenu() {
  const t = texts.value.cases;
  const action = useAction();
  const isEmpty = !(catalogue.value?.cases ?? []).some((one) => isFinal(resultOf(one).verdict));
  return (
    <>
      <Menu label={t.saveAs}>
        {Object.entries(reportFiles).map(([format, { label }]) => (
          <Button
            key={format}
            data-closes
            disabled={isEmpty || action.busy}
            onClick={() => void action.run(() => saveReport(format as keyof typeof reportFiles))}
          >
            {label}
          </Button>
        ))}
        <p class="hint">{isEmpty ? t.nothingToSave : t.saves[target.value]}</p>
      </Menu>
      <ActionStatus action={action} />
    </>
  );
}

function describeProgress({ done, total, state, failed }: BatchProgress): string {
  const t = texts.value.cases;
  if (state === 'running') return t.running(done, total);
  if (failed !== undefined) return t.stoppedAtFailure(failed, done, total);
  return state === 'stopped' ? t.stopped(done, total) : t.done(total);
}
