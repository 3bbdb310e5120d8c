import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { completeFrom, type FindChoices } from '../../mocks/explorer/ui/json-completion.ts';
import { rangeOf } from '../../mocks/explorer/ui/json-ranges.ts';

const schema = {
  allOf: [{ properties: { kind: { enum: ['hot', 'cold'] } } }],
  properties: {
    open: { type: 'boolean' },
    seats: {
      items: { properties: { row: { type: ['integer', 'null'] }, side: { const: 'left' } } },
    },
  },
};

/** The text after each completion at `|`; none where nothing is completed. */
async function completions(text: string, choicesAt?: FindChoices): Promise<string[]> {
  const pos = text.indexOf('|');
  const doc = text.replace('|', '');
  const context = new CompletionContext(EditorState.create({ doc }), pos, true);
  const found = await completeFrom(schema, choicesAt)(context);
  const { from, to = pos, options } = found ?? { from: 0, options: [] };
  return options.map(
    ({ apply, label }) => doc.slice(0, from) + String(apply ?? label) + doc.slice(to),
  );
}

describe('the completion', () => {
  test.each([
    {
      of: 'missing names',
      text: '{"open": true, |}',
      want: ['{"open": true, "kind": }', '{"open": true, "seats": }'],
    },
    {
      of: 'an open quote',
      text: '{"open": 1, "seats": 2, "k|}',
      want: ['{"open": 1, "seats": 2, "kind": '],
    },
    {
      of: 'a name with a value',
      text: '{"kind": 1, "seats": 2, "o|": 3}',
      want: ['{"kind": 1, "seats": 2, "open": 3}'],
    },
    {
      of: 'a nested name',
      text: '{"seats": [{"row": 1, s|}]}',
      want: ['{"seats": [{"row": 1, "side": }]}'],
    },
    { of: 'a quoted value', text: '{"kind": "h|"}', want: ['{"kind": "hot"}', '{"kind": "cold"}'] },
    { of: 'an unquoted value', text: '{"open": t|}', want: ['{"open": true}', '{"open": false}'] },
    {
      of: 'a nested value',
      text: '{"seats": [{}, {"side": |}]}',
      want: ['{"seats": [{}, {"side": "left"}]}'],
    },
    { of: 'nothing outside an object', text: '{}|', want: [] },
    { of: 'nothing without a schema', text: '{"other": {|}}', want: [] },
  ])('the editor completes $of', async ({ text, want }) => {
    expect(await completions(text)).toEqual(want);
  });

  test('the editor offers required fields first, marked, then the others in the order of the document', async () => {
    const ordered = {
      required: ['zeta'],
      properties: { beta: {}, alpha: { type: ['string', 'null'] }, zeta: { type: 'integer' } },
    };
    const state = EditorState.create({ doc: '{}' });
    const found = await completeFrom(ordered)(new CompletionContext(state, 1, true));
    const byBoost = found?.options.toSorted((a, b) => (b.boost ?? 0) - (a.boost ?? 0));
    expect(byBoost?.map(({ label, detail }) => [label, detail])).toEqual([
      ['"zeta"', 'integer · required'],
      ['"beta"', ''],
      ['"alpha"', 'string | null'],
    ]);
  });

  test('the editor completes a value from choices, which it finds by its place and the other values', async () => {
    const choicesAt: FindChoices = (path, value) =>
      path.join() === 'seats,0,row'
        ? Promise.resolve([{ value: 7, name: JSON.stringify(value) }])
        : undefined;
    expect(await completions('{"open": true, "seats": [{"row": |}]}', choicesAt)).toEqual([
      '{"open": true, "seats": [{"row": 7}]}',
    ]);
    expect(await completions('{"seats": [{"row": 1}, {"row": |}]}', choicesAt)).toEqual([]);
  });
});

describe('the range of an error', () => {
  test.each([
    { of: 'a field with its name', pointer: '/b', want: '"b":[1,{"c":2}]' },
    { of: 'an element of a list', pointer: '/b/0', want: '1' },
    { of: 'a nested field', pointer: '/b/1/c', want: '"c":2' },
    { of: 'the brace of an object that lacks a field', pointer: '/b/1/d', want: '{' },
    { of: 'the brace of the whole text', pointer: '', want: '{' },
    { of: 'the last of two fields with the same name', pointer: '/a', want: '"a":9' },
  ])('the editor marks $of', ({ pointer, want }) => {
    const text = '{"a":0,"b":[1,{"c":2}],"a":9}';
    const { from, to } = rangeOf(text, pointer);
    expect(text.slice(from, to)).toBe(want);
  });

  test('the editor marks nothing in an empty text', () => {
    expect(rangeOf('', '/a')).toEqual({ from: 0, to: 0 });
  });
});

test('a text that is nested too deeply to be read is marked as a whole', () => {
  const text = '['.repeat(200_000);
  expect(rangeOf(text, '/0')).toEqual({ from: 0, to: text.length });
});
