import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMistakeFinder } from './in-english.ts';
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
  const long = (length: number, make: (index: number) => unknown) => ({
    ...goodRule,
    number_capacity_ids: Array.from({ length }, (_, index) => make(index)),
  });
  const choices = {
    type: 'array',
    items: {
      oneOf: [{ ...card, properties: { ...card.properties, holder: host } }, cash],
    },
  };
  // Each body has as many mistakes as it is asked for.
  const kinds = [
    { title: 'of type', schema: rule, body: (n: number) => long(n, (i) => `x${i}`) },
    { title: 'of range', schema: rule, body: (n: number) => long(n, (i) => -i) },
    { title: 'of repetition', schema: rule, body: (n: number) => long(n + 1, () => 7) },
    {
      title: 'of repetition among objects',
      schema: { type: 'array', uniqueItems: true },
      body: (n: number) => Array.from({ length: 2 * n }, (_, i) => ({ a: [i % n] })),
    },
    {
      title: 'of names',
      schema: house,
      body: (n: number) => ({
        rooms: Array.from({ length: n / 2 }, () => ({ nmae: 'x', zip: 1 })),
      }),
    },
    {
      title: 'of unknown fields',
      schema: rule,
      body: (n: number) => ({
        ...goodRule,
        ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`media_${i}`, i])),
      }),
    },
    {
      title: 'inside a choice',
      schema: choices,
      body: (n: number) =>
        Array.from({ length: n / 2 }, () => ({ kind: 'card', number: 1, holder: 'a b' })),
    },
    {
      title: 'of which one would be right',
      schema: { ...choices, contains: { const: 5 } },
      body: (n: number) =>
        Array.from({ length: n / 2 }, () => ({ kind: 'card', number: 1, holder: 'a b' })),
      more: 1,
    },
  ];
  const last = (number: string) => ({
    pointer: '',
    kind: 'invalid',
    message: `There are ${number}more mistakes, which are not listed; correct these first.`,
  });

  test.each(kinds)(
    '99 of 120 mistakes $title are listed, and the others counted',
    ({ schema, body, more = 0 }) => {
      const mistakes = createMistakeFinder(schema)(body(120));
      expect(mistakes).toHaveLength(100);
      expect(mistakes.at(-1)).toEqual(last(`${21 + more} `));
    },
  );

  test.each(kinds)(
    '99 of 20,000 mistakes $title are listed, and the others are not counted',
    ({ schema, body }) => {
      const mistakes = createMistakeFinder(schema)(body(20_000));
      expect(mistakes).toHaveLength(100);
      expect(mistakes.at(-1)).toEqual(last(''));
    },
  );

  test.each([
    { title: 'items', schema: { contains: { const: 5 } } },
    {
      title: 'a choice of items',
      schema: { anyOf: [{ items: { const: 5 } }, { contains: { const: 5 } }] },
    },
  ])('the last of 20,000 $title can be the right one', ({ schema }) => {
    const list = Array.from({ length: 20_000 }, (_, i) => (i === 19_999 ? 5 : i + 10));
    expect(createMistakeFinder(schema)(list)).toEqual([]);
  });

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
