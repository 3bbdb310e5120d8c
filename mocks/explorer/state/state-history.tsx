import { useMemo, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { control } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { linkTo } from '../data/router.ts';
import { operationOf } from '../data/session.ts';
import { Status } from '../ui/status.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import type { AccountState } from './account-state.ts';
import { undoLine } from './undo-redo.ts';

/** A point in what happened to an account: a change, or an exchange that changed nothing. */
interface Point {
  readonly key: string;
  readonly state: number;
  /** What the change was; undefined for what changed nothing. */
  readonly change: string | undefined;
  readonly exchange: JournalEntry | undefined;
}

/** What happened to an account, newest first, with the way back to each point. */
export function StateHistory({ state }: { readonly state: AccountState }) {
  const [failure, setFailure] = useState('');
  const exchanges = journal.value;
  const points = useMemo(() => pointsOf(state, exchanges), [state, exchanges]);
  const { now } = undoLine(state.beginning, state.changes);
  const goBack = async (to: number) => {
    const path = `accounts/${encodeURIComponent(state.id)}/undo`;
    try {
      await control(path, { method: 'POST', body: { state: to } });
      setFailure('');
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  return (
    <section class="state-history" aria-label="What happened">
      <h2>What happened</h2>
      {failure !== '' && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <VirtualList
        label="Points of its history, newest first"
        items={points}
        estimate={46}
        growsAtTop
        keyOf={({ key }) => key}
        rowClass={({ state: at, change }) =>
          change === undefined ? 'unchanged' : at === now ? 'now' : ''
        }
        row={({ state: at, change, exchange }) => (
          <div class="point">
            <span class="what">
              {exchange === undefined ? (
                change
              ) : (
                <a href={linkTo('journal', String(exchange.seq))}>
                  {exchange.request.method}{' '}
                  {operationOf(exchange.operation ?? undefined)?.summary ?? exchange.request.url}
                </a>
              )}
              <small>
                {change !== undefined && `state ${at} `}
                {exchange !== undefined && (
                  <>
                    <Status status={exchange.response.status} /> {timeOf(exchange.time)}
                  </>
                )}
              </small>
            </span>
            {change !== undefined &&
              (at === now ? (
                <small>now</small>
              ) : (
                <button
                  type="button"
                  aria-label={`Back to here, state ${at}`}
                  onClick={() => void goBack(at)}
                >
                  Back to here
                </button>
              ))}
          </div>
        )}
      />
    </section>
  );
}

function pointsOf({ id, beginning, changes }: AccountState, all: readonly JournalEntry[]): Point[] {
  const mine = all.filter(({ account }) => account === id);
  const makers = new Map<number, JournalEntry>();
  const made = new Set(changes.filter(({ to }) => to === undefined).map(({ state }) => state));
  for (const one of mine) {
    // The first of a state is the one that made it; those after it found it so.
    const makes = made.has(one.state) && one.response.status < 300 && !makers.has(one.state);
    if (makes && changes.some((c) => c.state === one.state && c.what === one.operation)) {
      makers.set(one.state, one);
    }
  }
  const makerSeqs = new Set([...makers.values()].map(({ seq }) => seq));
  const points: Point[] = [
    {
      key: 'beginning',
      state: beginning,
      change: beginning === 0 ? 'The account began' : 'What came before is forgotten',
      exchange: undefined,
    },
    ...changes.map(({ state, what, to }) => ({
      key: `change ${state}`,
      state,
      change: to === undefined ? (controlWords[what] ?? what) : `Back to state ${to}`,
      exchange: makers.get(state),
    })),
    ...mine
      .filter(({ seq }) => !makerSeqs.has(seq))
      .map((exchange) => ({
        key: `exchange ${exchange.seq}`,
        state: exchange.state,
        change: undefined,
        exchange,
      })),
  ];
  const rank = (point: Point) => (point.change === undefined ? (point.exchange?.seq ?? 0) : 0);
  return points.sort((a, b) => b.state - a.state || rank(b) - rank(a));
}

const controlWords: Readonly<Record<string, string>> = {
  seed: 'Seeded',
  reset: 'Reset',
  restore: 'Restored',
};

function timeOf(time: string): string {
  return new Date(time).toLocaleTimeString('en-GB');
}
