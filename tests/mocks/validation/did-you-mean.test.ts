import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differs } from '../../../mocks/problems/texts/english-words.ts';
import {
  createVocabulary,
  findStrangeLetters,
  foldToLatin,
  nearestWords,
} from '../../../mocks/schema/did-you-mean.ts';
import { distance } from '../../../spec/index.ts';

describe('did you mean', () => {
  test.each([
    { given: ['сompany', 'соmраnу'], want: 'company' },
    { given: ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'], want: 'ABEZHIKMNOPTYX' },
    { given: ['АВЕКМНОРСТУХЅІЈ'], want: 'ABEKMHOPCTYXSIJ' },
    { given: ['ｃｏｍｐａｎｙ', 'company'], want: 'company' },
    { given: ['компания'], want: 'koмпaния'.replace('м', 'm') },
  ])('look-alike letters are folded to $want', ({ given, want }) => {
    expect(given.map(foldToLatin)).toEqual(given.map(() => want));
  });

  test('the description of a look-alike names at most three letters', () => {
    expect(differs('company', findStrangeLetters('соmраnу', 'company'))).toBe(
      'has at position 1 U+0441 CYRILLIC SMALL LETTER ES where "company" has Latin c, ' +
        'at position 2 U+043E CYRILLIC SMALL LETTER O where "company" has Latin o, ' +
        'at position 4 U+0440 CYRILLIC SMALL LETTER ER where "company" has Latin p and 2 more',
    );
    expect(differs('café', findStrangeLetters('cafe\u0301', 'café'))).toBe(
      'is not made of the same characters as "café"',
    );
  });

  test.each([
    { a: 'media', b: 'media', want: 0 },
    { a: 'medai', b: 'media', want: 1 },
    { a: 'mdia', b: 'media', want: 1 },
    { a: 'mediaas', b: 'media', want: 2 },
    { a: 'edi', b: 'media', want: 2 },
    { a: 'meidaid', b: 'mediadi', want: 2 },
    { a: 'abcde', b: 'media', want: 3 },
    { a: 'm', b: 'media', want: 3 },
    { a: '', b: 'ab', want: 2 },
  ])('$a and $b are $want typos apart', ({ a, b, want }) => {
    expect(distance(a, b)).toBe(want);
    expect(distance(b, a)).toBe(want);
  });

  test('the distance of two words agrees with the full table of typos', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(Math.min(3, countAllSlips(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    { word: 'sytem', want: ['system'] },
    { word: 'operator', want: [] },
    { word: 'id', want: ['id'] },
    { word: 'ip', want: [] },
    { word: 'line_3', want: ['line_1', 'line_2'] },
  ])('the words nearest to $word are $want', ({ word, want }) => {
    expect(nearestWords(word, ['client', 'system', 'id', 'line_1', 'line_2'])).toEqual(want);
  });

  test.each([
    { word: 'media_id', want: undefined },
    { word: 'MediaId', want: { difference: 'squashed-name', words: ['media_id'] } },
    { word: 'mеdia-id', want: { difference: 'look-alike', words: ['media_id'] } },
    { word: 'meda_id', want: { difference: 'misspelt-name', words: ['media_id'] } },
    { word: 'a-B', want: { difference: 'squashed-name', words: ['a_b', 'ab'] } },
    { word: 'toString', want: undefined },
    { word: '__proto__', want: undefined },
  ])('a vocabulary suggests $want.words for $word', ({ word, want }) => {
    expect(createVocabulary(['media_id', 'a_b', 'ab']).suggest(word)).toEqual(want);
  });
});

// Optimal string alignment by the whole table, as the books have it.
function countAllSlips(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const least = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
      const row = rows[i];
      if (row !== undefined) row[j] = least;
    }
  }
  return at(a.length, b.length);
}
