import { useMemo } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { undoTo } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { linkTo } from '../data/router.ts';
import { operationOf } from '../data/session.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { timeOf } from '../ui/format.ts';
import { Status } from '../ui/status.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import type { AccountState } from './account-state.ts';
import { findUndoRedo } from './undo-redo.ts';

/** An entry of the history: a change, or an exchange that changed nothing. */
interface HistoryEntry {
  readonly key: string;
  readonly state: number;
  /** What changed; undefined for an exchange that changed nothing. */
  readonly change: string | undefined;
  readonly exchange: JournalEntry | undefined;
}

/** The history of an account, newest first; any of its states can be restored. */
export function StateHistory({ state }: { state: AccountState }) {
  const action = useAction();
  const exchanges = journal.value;
  const entries = useMemo(() => entriesOf(state, exchanges), [state, exchanges]);
  const { now } = findUndoRedo(state.beginning, state.changes);
  return (
    <section class="state-history" aria-label="History">
      <h2>History</h2>
      <ActionStatus action={action} />
      <VirtualList
        label="History, newest first"
        items={entries}
        rowHeight={46}
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
                  {operationOf(exchange.operation)?.summary ?? exchange.request.url}
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
            {change !== undefined && at === now && <small>now</small>}
            {change !== undefined && at !== now && (
              <Button
                aria-label={`Restore state ${at}`}
                onClick={() => void action.run(() => undoTo(state.id, at))}
              >
                Restore
              </Button>
            )}
          </div>
        )}
      />
    </section>
  );
}

function entriesOf(
  { id, beginning, changes }: AccountState,
  all: readonly JournalEntry[],
): HistoryEntry[] {
  const own = all.filter(({ account }) => account === id);
  const made = changes.filter(({ to }) => to === undefined);
  const operations = new Map(made.map(({ state, what }) => [state, what]));
  const causes = new Map<number, JournalEntry>();
  for (const one of own) {
    // The first successful exchange of a state caused it; later ones only found it.
    const isCause = operations.get(one.state) === one.operation && one.response.status < 300;
    if (isCause && !causes.has(one.state)) causes.set(one.state, one);
  }
  const causing = new Set([...causes.values()].map(({ seq }) => seq));
  const entries: HistoryEntry[] = [
    {
      key: 'beginning',
      state: beginning,
      change: beginning === 0 ? 'Account created' : 'Earlier history removed',
      exchange: undefined,
    },
    ...changes.map(({ state, what, to }) => ({
      key: `change ${state}`,
      state,
      change: to === undefined ? (actionLabels[what] ?? what) : `State ${to} restored`,
      exchange: causes.get(state),
    })),
    ...own
      .filter(({ seq }) => !causing.has(seq))
      .map((exchange) => ({
        key: `exchange ${exchange.seq}`,
        state: exchange.state,
        change: undefined,
        exchange,
      })),
  ];
  const rank = ({ change, exchange }: HistoryEntry) =>
    change === undefined ? (exchange?.seq ?? 0) : 0;
  return entries.sort((a, b) => b.state - a.state || rank(b) - rank(a));
}

const actionLabels: Readonly<Record<string, string>> = {
  seed: 'Seed applied',
  reset: 'Reset',
  restore: 'Snapshot restored',
  preset: 'Preset applied',
};
