import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMistakeFinder } from '../../../mocks/problems/validation/find-mistakes.ts';
import { testMistakes } from './mistake-table.ts';
import { anId, card, cash, goodRule, host, house, media, numbers, rule } from './schemas.ts';

describe('a whole body', () => {
  testMistakes([
    { title: 'a valid body has no mistakes', schema: rule, given: goodRule, want: [] },
    {
      title: 'an empty body has one mistake for each required field',
      schema: rule,
      given: {},
      want: [
        {
          pointer: '',
          kind: 'missing-choice',
          message:
            'At least one of number_capacity_ids and employee_group_ids is required, with at least one element.',
          schema: rule,
          property: numbers,
        },
        {
          pointer: '/source_type',
          kind: 'missing',
          message: 'source_type is missing; send one of client, system.',
          expected: 'one of client, system',
          schema: rule,
        },
        {
          pointer: '/media_id',
          kind: 'missing',
          message: `media_id is missing; send an ${anId}.`,
          expected: anId,
          property: media,
        },
      ],
    },
    {
      title: 'a missing body is one mistake',
      schema: rule,
      given: undefined,
      want: [{ pointer: '', kind: 'missing', message: 'The request has no body; send an object.' }],
    },
    {
      title: 'all mistakes are found at once, in the order of the properties',
      schema: rule,
      given: {
        medai_id: null,
        sourceType: 'sytem',
        colour: 'red',
        numbercapacityids: ['1', 0, 2, 2],
      },
      want: [
        { pointer: '/numbercapacityids', kind: 'squashed-name', hint: 'number_capacity_ids' },
        { pointer: '/numbercapacityids/0', kind: 'wrong-type' },
        { pointer: '/numbercapacityids/1', kind: 'too-small' },
        { pointer: '/numbercapacityids/3', kind: 'duplicate-item' },
        { pointer: '/sourceType', kind: 'squashed-name', hint: 'source_type' },
        { pointer: '/sourceType', kind: 'not-allowed', hint: 'system' },
        { pointer: '/medai_id', kind: 'misspelt-name', hint: 'media_id' },
        { pointer: '/medai_id', kind: 'null-value' },
        { pointer: '/colour', kind: 'unknown-field' },
      ],
    },
  ]);

  test.each([
    { given: [], received: '[]', kind: 'wrong-type', is: 'the array []' },
    { given: 'x', received: '"x"', kind: 'wrong-type', is: 'the string "x"' },
    { given: 5, received: '5', kind: 'wrong-type', is: 'the number 5' },
    { given: false, received: 'false', kind: 'wrong-type', is: 'the boolean false' },
    { given: null, received: 'null', kind: 'null-value', is: 'null' },
  ])('the body $is is exactly one mistake', ({ given, received, kind, is }) => {
    const message = `The body is ${is}; send an object.`;
    const want = { pointer: '', kind, message, expected: 'object', received, schema: rule };
    expect(createMistakeFinder(rule)(given)).toEqual([want]);
  });

  test('every combination of independent mistakes is found, one for each', () => {
    const find = createMistakeFinder(rule);
    // Each field with values of it and the kind of mistake that each is; '' is none.
    const options: Record<string, [unknown, string][]> = {
      number_capacity_ids: [
        [[1], ''],
        [['a'], 'wrong-type'],
        [null, 'null-value'],
        [[3, 3], 'duplicate-item'],
      ],
      source_type: [
        ['client', ''],
        ['сlient', 'look-alike'],
        ['other', 'not-allowed'],
        [7, 'wrong-type'],
      ],
      media_id: [
        [50, ''],
        ['50', 'wrong-type'],
        [0, 'too-small'],
        [2 ** 60, 'too-large'],
        [undefined, 'missing'],
      ],
      unknown: [
        [undefined, ''],
        [{ deep: [1] }, 'unknown-field'],
      ],
    };
    const choices = Object.entries(options).map(([name, of]) =>
      fc.constantFrom(...of.map(([value, kind]) => ({ name, value, kind }))),
    );
    const all = fc.tuple(...choices);
    fc.assert(
      fc.property(all, (chosen) => {
        const fields = chosen.filter(({ value }) => value !== undefined);
        const body = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
        const kinds = chosen.map(({ kind }) => kind).filter((kind) => kind !== '');
        expect(find(body).map(({ kind }) => kind)).toEqual(kinds);
      }),
    );
  });
});

describe('many mistakes', () => {
  const long = (make: (index: number) => unknown) => ({
    ...goodRule,
    number_capacity_ids: Array.from({ length: 10_000 }, (_, index) => make(index)),
  });
  const choices = {
    type: 'array',
    items: {
      oneOf: [{ ...card, properties: { ...card.properties, holder: host } }, cash],
    },
  };
  test.each([
    { title: 'of type', schema: rule, body: long((i) => `x${i}`), count: 10_000 },
    { title: 'of range', schema: rule, body: long((i) => -i), count: 10_000 },
    { title: 'of repetition', schema: rule, body: long(() => 7), count: 9_999 },
    {
      title: 'of repetition among objects',
      schema: { type: 'array', uniqueItems: true },
      body: Array.from({ length: 10_000 }, (_, i) => ({ a: [i % 5_000] })),
      count: 5_000,
    },
    {
      title: 'of names',
      schema: house,
      body: { rooms: Array.from({ length: 5_000 }, () => ({ nmae: 'x', zip: 1 })) },
      count: 10_000,
    },
    {
      title: 'of unknown fields',
      schema: rule,
      body: {
        ...goodRule,
        ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`media_${i}`, i])),
      },
      count: 10_000,
    },
    {
      title: 'inside a choice',
      schema: choices,
      body: Array.from({ length: 2_000 }, () => ({ kind: 'card', number: 1, holder: 'a b' })),
      count: 4_000,
    },
  ])(
    '99 of $count mistakes $title are listed, and the others counted',
    ({ schema, body, count }) => {
      const find = createMistakeFinder(schema);
      const mistakes = find(body);
      expect(mistakes).toHaveLength(100);
      expect(mistakes.at(-1)).toEqual({
        pointer: '',
        kind: 'invalid',
        message: `There are ${count - 99} more mistakes, which are not listed; correct these first.`,
      });
    },
  );

  test('a hundred mistakes are all listed', () => {
    const body = { ...goodRule, number_capacity_ids: Array.from({ length: 100 }, () => 'x') };
    const mistakes = createMistakeFinder(rule)(body);
    expect(mistakes).toHaveLength(100);
    expect(mistakes.map(({ pointer }) => pointer)).toEqual(
      Array.from({ length: 100 }, (_, i) => `/number_capacity_ids/${i}`),
    );
  });

  test.each([
    {
      title: 'in an unknown field',
      schema: rule,
      body: { ...goodRule, colour: nestedList(100_000) },
    },
    {
      title: 'in a known field',
      schema: rule,
      body: { ...goodRule, media_id: nestedList(100_000) },
    },
    { title: 'as the body', schema: rule, body: nestedList(100_001) },
    {
      title: 'as a repeated element',
      schema: { type: 'array', uniqueItems: true },
      // Comparing elements recurses; the server accepts a depth of 64.
      body: [nestedList(1_000), nestedList(1_000)],
    },
  ])('a deeply nested value $title is one mistake', ({ schema, body }) => {
    const mistakes = createMistakeFinder(schema)(body);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.received?.length ?? 0).toBeLessThanOrEqual(61);
  });
});

function nestedList(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { deeper: value };
  return value;
}
