import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOfText, tokensOf } from '../../mocks/explorer/ui/highlight-json.ts';

test('the tokens of a JSON text are the text, cut or whole', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      const text = json.slice(0, cut % 200);
      expect(
        tokensOf(text)
          .map((one) => one.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('names, texts and values have colours of their own', () => {
  const coloured = tokensOf('{"a:b": "c\\"d", "e": [-1.5e3, true, null]}').filter(
    ({ kind }) => kind !== '',
  );
  expect(coloured.map(({ kind, text }) => [kind, text])).toEqual([
    ['name', '"a:b"'],
    ['text', '"c\\"d"'],
    ['name', '"e"'],
    ['value', '-1.5e3'],
    ['value', 'true'],
    ['value', 'null'],
  ]);
});

test('a long text is split into parts of some lines each, which are the text', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (lines) => {
      const text = lines.join('\n');
      expect(partsOfText(text, 3).join('')).toBe(text);
    }),
  );
  expect(partsOfText('a\n'.repeat(1_000))).toHaveLength(5);
});
