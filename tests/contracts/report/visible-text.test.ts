import { describe, expect, test } from 'vitest';
import {
  counted,
  cut,
  duration,
  oneLine,
  visible,
} from '../../../contracts/report/visible-text.ts';

describe('the text of a provider is escaped:', () => {
  test.each([
    { of: 'the start of a terminal command', given: 'a\u001b[2J', want: 'a\\u001b[2J' },
    { of: 'a zero byte', given: '\u0000', want: '\\u0000' },
    { of: 'a mark of writing direction', given: 'a\u202eb', want: 'a\\u202eb' },
    { of: 'a lone surrogate', given: 'a\ud83d', want: 'a\\ud83d' },
    { of: 'a carriage return', given: 'a\r\nb', want: 'a\\u000d\nb' },
    { of: 'the end of a C1 command', given: '\u009b', want: '\\u009b' },
  ])('$of', ({ given, want }) => {
    expect(visible(given)).toBe(want);
  });

  test('except letters, emoji, tabs and line breaks', () => {
    expect(visible('Стол\t😀\n“ё”')).toBe('Стол\t😀\n“ё”');
  });
});

test('a text in one line has no line breaks', () => {
  expect(oneLine(' a\r\n\t b\u2028c ')).toBe('a b c');
});

describe('a text is cut', () => {
  test.each([
    { says: 'not at all if it fits', given: 'abc', most: 3, want: 'abc' },
    { says: 'with its length', given: 'abcd', most: 3, want: 'abc… (4 characters in total)' },
    { says: 'not inside an emoji', given: 'ab😀d', most: 3, want: 'ab… (5 characters in total)' },
    { says: 'after a whole emoji', given: 'a😀cd', most: 3, want: 'a😀… (5 characters in total)' },
  ])('$says', ({ given, most, want }) => {
    expect(cut(given, most)).toBe(want);
  });
});

test.each([
  [12.4, '12 ms'],
  [999.4, '999 ms'],
  [3_420, '3.4 s'],
  [59_999, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%d milliseconds are formatted as %s', (ms, want) => {
  expect(duration(ms)).toBe(want);
});

test('a count of one is singular, others plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'entry', 'entries'))).toEqual([
    '0 entries',
    '1 entry',
    '2 entries',
  ]);
});
