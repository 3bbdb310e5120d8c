import { Button } from '../ui/button.tsx';
import { countOf } from '../ui/format.ts';
import { caseFilter, limitCases, matchingCases } from './case-filter.ts';
import { type BatchProgress, isRunning, progress, runCases, stop, verdictCounts } from './runs.ts';
import { verdictLabels } from './verdict-badge.tsx';

const verdicts = ['as-expected', 'observed', 'differs', 'could-not-run'] as const;

/** Runs all matching cases; shows the progress and the number of cases per verdict. */
export function CaseRuns() {
  const now = progress.value;
  const cases = matchingCases.value;
  return (
    <div class="case-runs">
      <div class="actions">
        {isRunning.value ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button
            class="primary"
            disabled={cases.length === 0}
            onClick={() => void runCases(cases)}
          >
            {cases.length === 0 ? 'Nothing to run' : `Run ${countOf(cases.length, 'case')}`}
          </Button>
        )}
        {now !== undefined && (
          <span class="progress">
            <progress aria-label="Progress" value={now.done} max={now.total} />{' '}
            <span>{describeProgress(now)}</span>
          </span>
        )}
      </div>
      <div class="tally">
        {verdicts.map((verdict) => {
          const isChosen = caseFilter.value.verdict === verdict;
          return (
            <Button
              key={verdict}
              class={`verdict ${verdictCounts.value[verdict] ? verdict : ''}`}
              aria-pressed={isChosen}
              title={`Show only cases with the verdict “${verdictLabels[verdict]}”`}
              onClick={() => limitCases({ verdict: isChosen ? '' : verdict })}
            >
              {verdictCounts.value[verdict] ?? 0} {verdictLabels[verdict]}
            </Button>
          );
        })}
      </div>
      {/* Screen readers are told the end, not each step. */}
      <span class="visually-hidden" role="status">
        {now !== undefined && !isRunning.value ? describeProgress(now) : ''}
      </span>
    </div>
  );
}

function describeProgress({ done, total, state }: BatchProgress): string {
  if (state === 'running') return `${done} of ${total}`;
  if (state === 'stopped') return `Stopped after ${done} of ${total}.`;
  return `${total} of ${total} done.`;
}
