import type { StateChange } from '../../accounts/change.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import type { AccountState } from './account-state.ts';
import { findUndoRedo } from './undo-redo.ts';

/** An entry of the history: a change, or an exchange that changed nothing. */
export interface HistoryEntry {
  readonly key: string;
  readonly state: number;
  /** What changed; undefined for an exchange that changed nothing. */
  readonly change: string | undefined;
  /** When it was, in ISO 8601; empty where nobody knows. */
  readonly time: string;
  readonly exchange: JournalEntry | undefined;
  /** Whether it is the current state, or one that was undone. */
  readonly standing: 'now' | 'undone' | '';
}

/** What a change is called: its operation, or the action of the control API. */
export function changeLabel(what: string): string {
  return texts.value.state.actions[what] ?? operationOf(what)?.summary ?? what;
}

/** The history of an account, newest first. Undo and redo are no entries: they move what is *now*. */
export function historyOf(
  { id, beginning, changes }: AccountState,
  all: readonly JournalEntry[],
): HistoryEntry[] {
  const { now, done } = findUndoRedo(beginning, changes);
  const standingOf = (state: number): HistoryEntry['standing'] =>
    state === now ? 'now' : done.has(state) ? '' : 'undone';
  const own = all.filter(({ account }) => account === id);
  const made = changes.filter(({ to }) => to === undefined);
  const causes = causesOf(made, own);
  const causing = new Set([...causes.values()].map(({ seq }) => seq));
  const entries: HistoryEntry[] = [
    {
      key: 'beginning',
      state: beginning,
      change: texts.value.state.beginning(beginning),
      time: '',
      exchange: undefined,
      standing: standingOf(beginning),
    },
    ...made.map(({ state, time, what }) => ({
      key: `change ${state}`,
      state,
      change: changeLabel(what),
      time,
      exchange: causes.get(state),
      standing: standingOf(state),
    })),
    ...own
      .filter(({ seq }) => !causing.has(seq))
      .map((exchange) => ({
        key: `exchange ${exchange.seq}`,
        state: exchange.state,
        change: undefined,
        time: exchange.time,
        exchange,
        standing: '' as const,
      })),
  ];
  const rank = ({ change, exchange }: HistoryEntry) =>
    change === undefined ? (exchange?.seq ?? 0) : 0;
  return entries.sort((a, b) => b.state - a.state || rank(b) - rank(a));
}

// The first successful exchange of a state caused it; later ones only found it.
function causesOf(made: readonly StateChange[], own: readonly JournalEntry[]) {
  const operations = new Map(made.map(({ state, what }) => [state, what]));
  const causes = new Map<number, JournalEntry>();
  for (const one of own) {
    const isCause = operations.get(one.state) === one.operation && one.response.status < 300;
    if (isCause && !causes.has(one.state)) causes.set(one.state, one);
  }
  return causes;
}
