import { describe, expect, test } from 'vitest';
import { sameMeaning, valuesAt } from '../../contracts/provider/values.ts';

describe('two values mean the same', () => {
  const same: { one: unknown; other: unknown; forms?: boolean; why: string }[] = [
    { one: 1, other: 1, why: 'they are equal' },
    { one: [1, 2], other: [2, 1], why: 'a list is a set' },
    { one: [1, 1], other: [1], why: 'what stands twice in a list stands in it' },
    { one: [], other: null, why: 'a list with nothing in it may be null' },
    { one: [], other: undefined, why: 'a list with nothing in it may be left out' },
    { one: null, other: undefined, why: 'what is null may be left out' },
    { one: { a: [], b: 1 }, other: { b: 1 }, why: 'that holds for fields of objects' },
    { one: { a: [2, 1] }, other: { a: [1, 2] }, why: 'lists in objects are sets, too' },
    { one: 5060, other: '5060', forms: true, why: 'the field may be text or a number' },
  ];
  test.each(same)('$one and $other: $why', ({ one, other, forms }) => {
    expect(sameMeaning(one, other, forms)).toBe(true);
    expect(sameMeaning(other, one, forms)).toBe(true);
  });
});

describe('two values do not mean the same', () => {
  const different: { one: unknown; other: unknown; forms?: boolean; why: string }[] = [
    { one: 1, other: '1', why: 'the field has one form only' },
    {
      one: '05060',
      other: 5060,
      forms: true,
      why: 'the text is not what the number is written as',
    },
    { one: [1], other: ['1'], why: 'elements have one form' },
    { one: [1], other: [1, 2], why: 'one of the lists has more' },
    { one: [1], other: null, why: 'something is not nothing' },
    { one: '', other: null, why: 'an empty text is a text' },
    { one: 0, other: null, why: 'zero is a number' },
    { one: false, other: undefined, why: 'false is a value' },
    { one: { a: 1 }, other: { a: 1, b: 2 }, why: 'one of the objects has more' },
    { one: [1], other: 1, why: 'a list is no number' },
    { one: '\u0439', other: '\u0438\u0306', why: 'other code points are another text' },
  ];
  test.each(different)('$one and $other: $why', ({ one, other, forms }) => {
    expect(sameMeaning(one, other, forms)).toBe(false);
    expect(sameMeaning(other, one, forms)).toBe(false);
  });
});

describe('the values at a pointer', () => {
  const places: { value: unknown; steps: string[]; found: unknown[] }[] = [
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
  test.each(places)('$steps of $value are $found', ({ value, steps, found }) => {
    expect(valuesAt(value, steps)).toEqual(found);
  });
});
