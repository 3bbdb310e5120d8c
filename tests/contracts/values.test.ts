import { describe, expect, test } from 'vitest';
import { sameMeaning, valuesAt } from '../../contracts/provider/values.ts';

describe('values with the same meaning', () => {
  const same: { one: unknown; other: unknown; forms?: boolean; why: string }[] = [
    { one: 1, other: 1, why: 'equal values' },
    { one: [1, 2], other: [2, 1], why: 'lists in another order' },
    { one: [1, 1], other: [1], why: 'lists with repetitions' },
    { one: [], other: null, why: 'an empty list and null' },
    { one: [], other: undefined, why: 'an empty list and an absent field' },
    { one: null, other: undefined, why: 'null and an absent field' },
    { one: { a: [], b: 1 }, other: { b: 1 }, why: 'the same in fields of objects' },
    { one: { a: [2, 1] }, other: { a: [1, 2] }, why: 'lists in objects, in another order' },
    {
      one: 5060,
      other: '5060',
      forms: true,
      why: 'a number and its text, if both forms are allowed',
    },
  ];
  test.each(same)('are $why: $one and $other', ({ one, other, forms }) => {
    expect(sameMeaning(one, other, forms)).toBe(true);
    expect(sameMeaning(other, one, forms)).toBe(true);
  });
});

describe('values with different meanings', () => {
  const different: { one: unknown; other: unknown; forms?: boolean; why: string }[] = [
    { one: 1, other: '1', why: 'a number and its text, if one form is allowed' },
    {
      one: '05060',
      other: 5060,
      forms: true,
      why: 'a number and another text for it',
    },
    { one: [1], other: ['1'], why: 'elements as number and text' },
    { one: [1], other: [1, 2], why: 'lists of different lengths' },
    { one: [1], other: null, why: 'a list and null' },
    { one: '', other: null, why: 'an empty text and null' },
    { one: 0, other: null, why: 'zero and null' },
    { one: false, other: undefined, why: 'false and an absent field' },
    { one: { a: 1 }, other: { a: 1, b: 2 }, why: 'objects with different fields' },
    { one: [1], other: 1, why: 'a list and its element' },
    { one: '\u0439', other: '\u0438\u0306', why: 'texts of different code points' },
  ];
  test.each(different)('are $why: $one and $other', ({ one, other, forms }) => {
    expect(sameMeaning(one, other, forms)).toBe(false);
    expect(sameMeaning(other, one, forms)).toBe(false);
  });
});

describe('the values at a pointer', () => {
  const rows: { value: unknown; steps: string[]; found: unknown[] }[] = [
    { value: { a: { b: 1 } }, steps: ['a', 'b'], found: [1] },
    { value: { a: [1, 2] }, steps: ['a', '*'], found: [1, 2] },
    { value: { a: [{ b: 1 }, { b: 2 }, {}] }, steps: ['a', '*', 'b'], found: [1, 2] },
    { value: { a: [1] }, steps: ['a'], found: [[1]] },
    { value: { a: null }, steps: ['a', '*'], found: [] },
    { value: { a: null }, steps: ['a'], found: [] },
    { value: {}, steps: ['a', 'b'], found: [] },
    { value: 'text', steps: ['a'], found: [] },
    { value: { a: { b: 1 } }, steps: ['a', '*'], found: [] },
    { value: 1, steps: [], found: [1] },
  ];
  test.each(rows)('$steps of $value are $found', ({ value, steps, found }) => {
    expect(valuesAt(value, steps)).toEqual(found);
  });
});
