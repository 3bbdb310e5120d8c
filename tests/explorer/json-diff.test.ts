import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffJson, mostDifferences } from '../../mocks/explorer/data/json-diff.ts';
import { parseAsWritten } from '../../spec/shared/json.ts';

test('two JSON values without a difference have no changes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(diffJson(value, structuredClone(value))).toEqual([]);
    }),
  );
});

test('two JSON values that differ have a change', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      // The order of fields says nothing.
      const sorted = (value: unknown): string =>
        JSON.stringify(value, (_, part: unknown) =>
          typeof part === 'object' && part !== null && !Array.isArray(part)
            ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
            : part,
        );
      expect(diffJson(one, other).length > 0).toBe(sorted(one) !== sorted(other));
    }),
  );
});

test('a change names its place, its kind and both values', () => {
  const before = { name: 'a', 'x/y': 1, gone: null, list: [1, 2, 3] };
  const after = { name: 'b', 'x/y': 1, added: [], list: [1, 9, 2, 3] };
  expect(diffJson(before, after)).toEqual([
    { pointer: '/name', kind: 'changed', before: 'a', after: 'b' },
    { pointer: '/gone', kind: 'removed', before: null },
    { pointer: '/list/1', kind: 'added', after: 9 },
    { pointer: '/added', kind: 'added', after: [] },
  ]);
});

test('items with an identity are compared wherever they stand in the list', () => {
  const before = [{ id: 1 }, { id: 2, on: true }, { id: 3 }];
  const after = [{ id: 2, on: false }, { id: 3 }, { id: 4 }];
  expect(diffJson(before, after)).toEqual([
    { pointer: '/0', kind: 'removed', before: { id: 1 } },
    { pointer: '/0/on', kind: 'changed', before: true, after: false },
    { pointer: '/2', kind: 'added', after: { id: 4 } },
  ]);
  expect(diffJson([{ key: 1 }, { key: 2 }], [{ key: 2 }], 'key')).toEqual([
    { pointer: '/0', kind: 'removed', before: { key: 1 } },
  ]);
});

test('another order of the same items is a change of the list', () => {
  expect(diffJson([{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 1 }])).toEqual([
    { pointer: '', kind: 'changed', before: ['1', '2'], after: ['2', '1'] },
  ]);
});

test('a number that is written differently is a change', () => {
  expect(diffJson(parseAsWritten('{"a":84.0}'), parseAsWritten('{"a":84}'))).toMatchObject([
    { pointer: '/a', kind: 'changed' },
  ]);
});

test('lists of 5,000 items are compared at once, with a bounded number of changes', () => {
  const items = (shift: number) =>
    Array.from({ length: 5_000 }, (_, i) => ({ id: i + shift, values: [i, i + 1] }));
  const began = performance.now();
  expect(diffJson(items(0), items(2_500))).toHaveLength(mostDifferences);
  expect(diffJson(items(0), items(0).toReversed())).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(1_000);
});
