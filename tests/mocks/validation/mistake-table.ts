import { expect, test } from 'vitest';
import { createMistakeFinder, type RenderedMistake } from './in-english.ts';

/** A body for a schema, and the mistakes to find in it; of each only the properties named here. */
export interface Row {
  readonly title: string;
  readonly schema: object;
  readonly given: unknown;
  readonly want: readonly Partial<RenderedMistake>[];
}

/** Declares a test for each row: it finds exactly these mistakes, in this order. */
export function testMistakes(rows: readonly Row[]): void {
  test.each(rows)('$title', ({ schema, given, want }) => {
    const mistakes = createMistakeFinder(schema)(given);
    const found = mistakes.map((mistake, index) => {
      const names = Object.keys(want[index] ?? mistake);
      return Object.fromEntries(Object.entries(mistake).filter(([name]) => names.includes(name)));
    });
    expect(found).toEqual(want);
  });
}
