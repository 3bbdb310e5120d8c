import type { StateChange } from '../../accounts/change.ts';

/** Where an account stands among its states, and where undo and redo lead. */
export interface UndoLine {
  /** The state that the account is in: what it holds is what it held then. */
  readonly now: number;
  /** The state that undo goes to; undefined where there is nothing to take back. */
  readonly undo: number | undefined;
  /** The state that redo goes to; undefined where nothing was taken back. */
  readonly redo: number | undefined;
}

/**
 * Finds where undo and redo lead. Going back is a change like any other, so that a second undo would
 * only take back the first; this sees through them to the states that were made otherwise.
 * @param beginning the oldest state that can be gone back to
 */
export function undoLine(beginning: number, changes: readonly StateChange[]): UndoLine {
  let line = [beginning];
  let at = 0;
  const madeAs = new Map<number, number>([[beginning, beginning]]);
  const states = [beginning];
  for (const { state, to } of changes) {
    const seen = to === undefined ? state : (madeAs.get(lastUpTo(states, to)) ?? beginning);
    madeAs.set(state, seen);
    states.push(state);
    const known = line.indexOf(seen);
    if (known >= 0) {
      at = known;
    } else {
      line = [...line.slice(0, at + 1), seen];
      at = line.length - 1;
    }
  }
  return { now: line[at] ?? beginning, undo: line[at - 1], redo: line[at + 1] };
}

function lastUpTo(states: readonly number[], most: number): number {
  return states.findLast((state) => state <= most) ?? states[0] ?? 0;
}
