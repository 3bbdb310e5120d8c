import { describe, expect, test } from 'vitest';
import type { StateChange } from '../../mocks/accounts/change.ts';
import { undoLine } from '../../mocks/explorer/state/undo-redo.ts';

/** Changes in the words of the table: a number is a change, [number, to] an undo. */
function changes(...given: (number | [number, number])[]): StateChange[] {
  return given.map((one) =>
    typeof one === 'number'
      ? { state: one, what: 'change' }
      : { state: one[0], what: 'undo', to: one[1] },
  );
}

describe('where undo and redo lead', () => {
  const table = [
    { title: 'nowhere at the beginning', given: [], want: [0, undefined, undefined] },
    { title: 'back after changes', given: [2, 5], want: [5, 2, undefined] },
    { title: 'further back after an undo', given: [2, 5, [6, 2]], want: [2, 0, 5] },
    { title: 'only forth at the end', given: [2, 5, [6, 2], [7, 0]], want: [0, undefined, 2] },
    { title: 'forth after a redo', given: [2, 5, [6, 2], [7, 0], [8, 2]], want: [2, 0, 5] },
    { title: 'back after all redos', given: [2, 5, [6, 0], [7, 5]], want: [5, 2, undefined] },
    {
      title: 'not to what another change replaced',
      given: [2, 5, [6, 2], 9],
      want: [9, 2, undefined],
    },
    {
      title: 'as after any change when a replaced state is gone back to',
      given: [2, 5, [6, 2], 9, [10, 5]],
      want: [5, 9, undefined],
    },
    {
      title: 'past the changes of other accounts',
      given: [2, 5, [9, 4]],
      want: [2, 0, 5],
    },
    {
      title: 'to an undo, seen as the state that it made',
      given: [2, 5, [6, 2], 9, [10, 6]],
      want: [2, 0, 9],
    },
  ] as { title: string; given: (number | [number, number])[]; want: unknown[] }[];

  test.each(table)('$title', ({ given, want }) => {
    const { now, undo, redo } = undoLine(0, changes(...given));
    expect([now, undo, redo]).toEqual(want);
  });

  test('not before what is remembered', () => {
    expect(undoLine(7, changes(9))).toEqual({ now: 9, undo: 7, redo: undefined });
    expect(undoLine(7, [])).toEqual({ now: 7, undo: undefined, redo: undefined });
    expect(undoLine(7, changes([9, 3]))).toMatchObject({ now: 7 });
  });
});
