import { describe } from 'vitest';
import type { Mistake } from '../../../mocks/problems/validation/mistake.ts';
import { describeSchema } from './in-english.ts';
import { testMistakes } from './mistake-table.ts';
import { anId, goodRule, id, numbers, property, rule } from './schemas.ts';

describe('limits', () => {
  const sent = (schema: object, x: unknown, kind: Mistake['kind'], message: string) => ({
    title: `${JSON.stringify(x)} breaks the limit of ${describeSchema(schema)}`,
    schema: property(schema),
    given: { x },
    want: [{ pointer: '/x', kind, message, expected: describeSchema(schema), schema }],
  });
  testMistakes([
    sent(id, 0, 'too-small', `x is the number 0, too small; send an ${anId}.`),
    sent(id, 2 ** 53, 'too-large', `x is the number 9007199254740992, too large; send an ${anId}.`),
    sent(
      { type: 'number', exclusiveMinimum: 0 },
      0,
      'too-small',
      'x is the number 0, too small; send a number above 0.',
    ),
    sent(
      { type: 'number', exclusiveMaximum: 1 },
      1,
      'too-large',
      'x is the number 1, too large; send a number below 1.',
    ),
    sent(
      { type: 'string', minLength: 1 },
      '',
      'too-small',
      'x is the string "", too short; send a string of at least 1 character.',
    ),
    sent(
      { type: 'string', maxLength: 2 },
      'abc',
      'too-large',
      'x is the string "abc", too long; send a string of at most 2 characters.',
    ),
    sent(
      { type: 'array', minItems: 2 },
      [1],
      'too-small',
      'x has 1 element, too few; send an array with at least 2 elements.',
    ),
    sent(
      { type: 'array', maxItems: 1 },
      [1, 2],
      'too-large',
      'x has 2 elements, too many; send an array with at most 1 element.',
    ),
    sent(
      { type: 'object', minProperties: 1 },
      {},
      'too-small',
      'x has 0 fields, too few; send an object with at least 1 field.',
    ),
    sent(
      { type: 'object', maxProperties: 1 },
      { a: 1, b: 2 },
      'too-large',
      'x has 2 fields, too many; send an object with at most 1 field.',
    ),
    sent(
      { type: 'string', pattern: '^\\d+$' },
      'a',
      'wrong-form',
      'x is "a"; send a string that matches ^\\d+$.',
    ),
    sent(
      { type: 'string', format: 'date' },
      '31.1.',
      'wrong-form',
      'x is "31.1."; send a string (a date such as 2026-01-31).',
    ),
    {
      title: 'several broken limits of one scalar are one mistake',
      schema: property({ type: 'string', minLength: 3, pattern: '^[a-z]+$', format: 'email' }),
      given: { x: '1' },
      want: [{ pointer: '/x', kind: 'too-small' }],
    },
    {
      title: 'a broken limit of a list and a mistake in the list are two',
      schema: property({ type: 'array', minItems: 2, items: { type: 'integer' } }),
      given: { x: ['a'] },
      want: [
        { pointer: '/x', kind: 'too-small' },
        { pointer: '/x/0', kind: 'wrong-type' },
      ],
    },
    {
      title: 'a broken limit and another broken demand of a list are two',
      schema: property({ type: 'array', minItems: 2, contains: { const: 5 } }),
      given: { x: [1] },
      want: [
        { pointer: '/x', kind: 'too-small' },
        { pointer: '/x', kind: 'invalid' },
      ],
    },
    {
      title: 'an element too many of a fixed list is a broken limit',
      schema: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      given: ['a', 1],
      want: [{ pointer: '', kind: 'too-large', expected: 'array with at most 1 element' }],
    },
  ]);
});

describe('repeated elements', () => {
  testMistakes([
    {
      title: 'each repetition of an element is a mistake',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: [352, 446, 352, 352, 446] },
      want: [
        {
          pointer: '/number_capacity_ids/2',
          kind: 'duplicate-item',
          message:
            'number_capacity_ids[2] repeats 352, which is already at number_capacity_ids[0]; leave it out.',
          received: '352',
          schema: numbers,
          property: numbers,
        },
        { pointer: '/number_capacity_ids/3', kind: 'duplicate-item' },
        { pointer: '/number_capacity_ids/4', kind: 'duplicate-item' },
      ],
    },
    {
      title: 'a repeated element that is too small is two mistakes',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: [0, 0] },
      want: [
        { pointer: '/number_capacity_ids/0', kind: 'too-small' },
        { pointer: '/number_capacity_ids/1', kind: 'too-small' },
        { pointer: '/number_capacity_ids/1', kind: 'duplicate-item' },
      ],
    },
    {
      title: 'a repeated element of the wrong type is one mistake',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: ['1', '1'] },
      want: [
        { pointer: '/number_capacity_ids/0', kind: 'wrong-type' },
        { pointer: '/number_capacity_ids/1', kind: 'wrong-type' },
      ],
    },
    {
      title: 'elements are compared as JSON, with keys in any order',
      schema: { type: 'array', uniqueItems: true },
      given: [
        { a: 1, b: [1] },
        '{"a":1,"b":[1]}',
        { b: [1], a: 1 },
        1,
        '1',
        1,
        [1],
        '[,1]',
        null,
        null,
      ],
      want: [
        { pointer: '/2', kind: 'duplicate-item' },
        { pointer: '/5', kind: 'duplicate-item' },
        {
          pointer: '/9',
          kind: 'duplicate-item',
          message: '[9] repeats null, which is already at [8]; leave it out.',
        },
      ],
    },
    {
      title: 'a repeated element is no mistake if it is allowed',
      schema: { type: 'array', uniqueItems: false },
      given: [1, 1],
      want: [],
    },
  ]);
});
