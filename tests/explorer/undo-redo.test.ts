import { describe, expect, test } from 'vitest';
import type { StateChange } from '../../mocks/accounts/change.ts';
import { findUndoRedo } from '../../mocks/explorer/state/undo-redo.ts';

/** Changes as the table writes them: a number is a change, [number, to] an undo. */
function changes(...given: (number | [number, number])[]): Pick<StateChange, 'state' | 'to'>[] {
  return given.map((one) =>
    typeof one === 'number' ? { state: one } : { state: one[0], to: one[1] },
  );
}

describe('undo and redo', () => {
  const table = [
    { title: 'lead nowhere at the beginning', given: [], want: [0, undefined, undefined] },
    { title: 'lead back after changes', given: [2, 5], want: [5, 2, undefined] },
    {
      title: 'lead further back, and forward, after an undo',
      given: [2, 5, [6, 2]],
      want: [2, 0, 5],
    },
    {
      title: 'lead only forward once everything is undone',
      given: [2, 5, [6, 2], [7, 0]],
      want: [0, undefined, 2],
    },
    {
      title: 'lead further forward after a redo',
      given: [2, 5, [6, 2], [7, 0], [8, 2]],
      want: [2, 0, 5],
    },
    {
      title: 'lead only back once everything is redone',
      given: [2, 5, [6, 0], [7, 5]],
      want: [5, 2, undefined],
    },
    {
      title: 'do not lead to states that a later change replaced',
      given: [2, 5, [6, 2], 9],
      want: [9, 2, undefined],
    },
    {
      title: 'treat a restored state that had been replaced as a new change',
      given: [2, 5, [6, 2], 9, [10, 5]],
      want: [5, 9, undefined],
    },
    {
      title: 'skip states of other accounts',
      given: [2, 5, [9, 4]],
      want: [2, 0, 5],
    },
    {
      title: 'resolve an undo of an undo to the state that it restored',
      given: [2, 5, [6, 2], 9, [10, 6]],
      want: [2, 0, 9],
    },
  ] as { title: string; given: (number | [number, number])[]; want: unknown[] }[];

  test.each(table)('undo and redo $title', ({ given, want }) => {
    const { now, undo, redo } = findUndoRedo(0, changes(...given));
    expect([now, undo, redo]).toEqual(want);
  });

  test('undo and redo do not lead before the oldest known state', () => {
    expect(findUndoRedo(7, changes(9))).toMatchObject({ now: 9, undo: 7, redo: undefined });
    expect(findUndoRedo(7, [])).toMatchObject({ now: 7, undo: undefined, redo: undefined });
    expect(findUndoRedo(7, changes([9, 3]))).toMatchObject({ now: 7 });
  });

  test('states that were undone do not lead to the current one', () => {
    expect([...findUndoRedo(0, changes(2, 5, [6, 2])).done]).toEqual([0, 2]);
    expect([...findUndoRedo(0, changes(2, 5, [6, 2], [7, 5])).done]).toEqual([0, 2, 5]);
    expect([...findUndoRedo(0, changes(2, 5, [6, 2], 9)).done]).toEqual([0, 2, 9]);
  });
});
