import { describe, expect, test } from 'vitest';
import { fractionNear, isExact, isWhole, parseInexact } from '../../spec/shared/json.ts';

describe('a number that is read as another whole number', () => {
  test.each([
    ['[9007199254740993]', [4503599627370495.5]],
    ['[9007199254740991.4,1]', [4503599627370495.5, 1]],
    ['{"a":5.00000000000000000001}', { a: 5.5 }],
    ['[-5.00000000000000000001]', [-5.5]],
    ['[1e-400]', [0.5]],
  ])('%s is parsed as one with a fraction', (text, value) => {
    expect(parseInexact(text)).toEqual(value);
  });

  test.each(['[9007199254740992]', '[1e3,2.0,0e5,-0e-5]', '[0.1]', '[1e400]', '{"a":', '""'])(
    '%s has none',
    (text) => {
      expect(parseInexact(text)).toBeUndefined();
    },
  );

  test.each([
    ['9007199254740993', false],
    ['9007199254740992', true],
    ['9.007199254740993e15', false],
    ['1.0', true],
    ['0.5', true],
  ])('%s is exact: %s', (text, exact) => {
    expect(isExact(text, Number(text))).toBe(exact);
  });

  test.each([
    ['12', true],
    ['1.20e1', true],
    ['1.2', false],
    ['-0', true],
    ['x', false],
    ['', false],
  ])('%s is whole: %s', (text, whole) => {
    expect(isWhole(text)).toBe(whole);
  });

  test.each([0, 7, -7, 2 ** 60, -(2 ** 60), Number.MAX_VALUE])(
    'near %d there is one that is none',
    (value) => {
      expect(Number.isInteger(fractionNear(value))).toBe(false);
    },
  );
});
