import { choice, chosen } from './filter.ts';
import { type Batch, batch, counts, run, stop } from './runs.ts';
import { verdictWords } from './verdict-badge.tsx';

const told = ['as-expected', 'observed', 'differs', 'could-not-run'] as const;

/** Runs all cases that are shown, with what came of them so far. */
export function CaseRuns() {
  const now = batch.value;
  const running = now?.state === 'running';
  const cases = chosen.value;
  return (
    <div class="case-runs">
      <div class="actions">
        {running ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={cases.length === 0}
            onClick={() => void run(cases)}
          >
            Run all {cases.length} shown
          </button>
        )}
        {now !== undefined && (
          <span class="progress">
            <progress aria-label="Cases that were run" value={now.done} max={now.total} />{' '}
            <span>{wordsOf(now)}</span>
          </span>
        )}
      </div>
      <div class="tally">
        {told.map((verdict) => (
          <button
            key={verdict}
            type="button"
            class={`verdict ${counts.value[verdict] ? verdict : ''}`}
            aria-pressed={choice.value.verdict === verdict}
            title={`Show only the cases that are “${verdictWords[verdict]}”`}
            onClick={() => {
              const only = choice.value.verdict === verdict ? '' : verdict;
              choice.value = { ...choice.value, verdict: only };
            }}
          >
            {counts.value[verdict] ?? 0} {verdictWords[verdict]}
          </button>
        ))}
      </div>
      {/* What goes on all the time is not told aloud; how it ended is. */}
      <span class="aloud" role="status">
        {now !== undefined && !running ? wordsOf(now) : ''}
      </span>
    </div>
  );
}

function wordsOf({ done, total, state }: Batch): string {
  if (state === 'running') return `${done} of ${total}`;
  if (state === 'stopped') return `Stopped after ${done} of ${total}.`;
  return `${total} of ${total} done.`;
}
