import type { StateChange } from '../../accounts/change.ts';

/** The current state of an account, and the states that undo and redo lead to. */
export interface UndoRedo {
  /** The current state, as the change that first made it. */
  readonly now: number;
  /** Where undo leads; undefined if there is nothing to undo. */
  readonly undo: number | undefined;
  /** Where redo leads; undefined if nothing was undone. */
  readonly redo: number | undefined;
  /** The states that led to the current one, and that itself; all others were undone. */
  readonly done: ReadonlySet<number>;
}

/**
 * Finds where undo and redo lead. For the mock, an undo is a change like any other, so a second undo
 * would only revert the first; this resolves each undo to the state that it restored.
 * @param beginning the oldest state that can be restored
 */
export function findUndoRedo(
  beginning: number,
  changes: readonly Pick<StateChange, 'state' | 'to'>[],
): UndoRedo {
  let timeline = [beginning];
  let at = 0;
  const restored = new Map<number, number>([[beginning, beginning]]);
  const states = [beginning];
  for (const { state, to } of changes) {
    const original = to === undefined ? state : (restored.get(lastUpTo(states, to)) ?? beginning);
    restored.set(state, original);
    states.push(state);
    const known = timeline.indexOf(original);
    if (known >= 0) {
      at = known;
    } else {
      timeline = [...timeline.slice(0, at + 1), original];
      at = timeline.length - 1;
    }
  }
  return {
    now: timeline[at] ?? beginning,
    undo: timeline[at - 1],
    redo: timeline[at + 1],
    done: new Set(timeline.slice(0, at + 1)),
  };
}

function lastUpTo(states: readonly number[], most: number): number {
  return states.findLast((state) => state <= most) ?? states[0] ?? 0;
}
