import { describe, expect, test } from 'vitest';
import { canonical, createClaimReader } from '../../mocks/resources/claims.ts';
import { type JsonObject, parsePointer, type UniqueRule } from '../../spec/index.ts';

interface Written {
  readonly by: readonly string[];
  readonly nulls?: 'equal' | 'distinct';
  readonly within?: string;
}

function rule({ by, nulls = 'equal', within }: Written): UniqueRule {
  return {
    name: 'rule',
    by: by.map(parsePointer),
    nulls,
    within: within === undefined || within === 'item' ? within : parsePointer(within),
    message: '{value} belongs to {owner}.',
    source: undefined,
    pointer: '',
  };
}

function read(written: Written, item: JsonObject, most = Number.POSITIVE_INFINITY) {
  const claims: { key: string | number; value: unknown; pointer: string }[] = [];
  createClaimReader(rule(written))(item, ({ key, value, pointer }) => {
    claims.push({ key, value, pointer: pointer() });
    return claims.length < most;
  });
  return claims;
}

interface Reading {
  readonly reads: string;
  readonly rule: Written;
  readonly item: JsonObject;
  /** Value and pointer of each claim. */
  readonly want: readonly (readonly [unknown, string])[];
}

const readings: Reading[] = [
  {
    reads: 'a field',
    rule: { by: ['/seat'] },
    item: { seat: 'A1', kind: 'hot' },
    want: [['A1', '/seat']],
  },
  {
    reads: 'a field within an object',
    rule: { by: ['/address/plate'] },
    item: { address: { plate: 7 } },
    want: [[7, '/address/plate']],
  },
  {
    reads: 'values that are falsy but not null',
    rule: { by: ['/values/*'] },
    item: { values: [0, '', false] },
    want: [
      [0, '/values/0'],
      ['', '/values/1'],
      [false, '/values/2'],
    ],
  },
  {
    reads: 'nothing where the field is null',
    rule: { by: ['/seat'] },
    item: { seat: null },
    want: [],
  },
  { reads: 'nothing where the field is absent', rule: { by: ['/seat'] }, item: {}, want: [] },
  {
    reads: 'nothing that an object only inherits',
    rule: { by: ['/constructor'] },
    item: {},
    want: [],
  },
  {
    reads: 'nothing where an object is something else',
    rule: { by: ['/address/plate'] },
    item: { address: 'plate' },
    want: [],
  },
  {
    reads: 'each element of a list, without the nulls among them',
    rule: { by: ['/lockers/*'] },
    item: { lockers: [5, null, '5'] },
    want: [
      [5, '/lockers/0'],
      ['5', '/lockers/2'],
    ],
  },
  {
    reads: 'nothing of an empty list',
    rule: { by: ['/lockers/*'] },
    item: { lockers: [] },
    want: [],
  },
  {
    reads: 'nothing where a list is something else',
    rule: { by: ['/lockers/*'] },
    item: { lockers: { 0: 5, length: 1 } },
    want: [],
  },
  {
    reads: 'a field of each element',
    rule: { by: ['/guests/*/email'], within: 'item' },
    item: { guests: [{ email: 'a' }, {}, { email: 'b' }, null] },
    want: [
      ['a', '/guests/0/email'],
      ['b', '/guests/2/email'],
    ],
  },
  {
    reads: 'elements of lists within lists',
    rule: { by: ['/zones/*/lockers/*'] },
    item: { zones: [{ lockers: [1, 2] }, {}, { lockers: [3] }] },
    want: [
      [1, '/zones/0/lockers/0'],
      [2, '/zones/0/lockers/1'],
      [3, '/zones/2/lockers/0'],
    ],
  },
  {
    reads: 'lists that are elements of lists',
    rule: { by: ['/rows/*/*'] },
    item: { rows: [[1], [2, 3]] },
    want: [
      [1, '/rows/0/0'],
      [2, '/rows/1/0'],
      [3, '/rows/1/1'],
    ],
  },
  {
    reads: 'several fields as one key, pointed at by the first',
    rule: { by: ['/day', '/slot'] },
    item: { day: 'mon', slot: 'morning' },
    want: [[['mon', 'morning'], '/day']],
  },
  {
    reads: 'null and absent fields as null in a composite key',
    rule: { by: ['/day', '/slot', '/desk'] },
    item: { day: 'mon', slot: null },
    want: [[['mon', null, null], '/day']],
  },
  {
    reads: 'a composite key of nulls alone',
    rule: { by: ['/day', '/slot'] },
    item: {},
    want: [[[null, null], '/day']],
  },
  {
    reads: 'no composite key with a null or absent field when nulls are distinct',
    rule: { by: ['/shifts/*/day', '/shifts/*/hour'], nulls: 'distinct' },
    item: { shifts: [{ day: 'mon' }, { day: null, hour: 9 }, { day: 'tue', hour: 0 }] },
    want: [[['tue', 0], '/shifts/2/day']],
  },
  {
    reads: 'fields of the same element when pointers share a *',
    rule: { by: ['/shifts/*/day', '/shifts/*/hour'] },
    item: {
      shifts: [
        { day: 'mon', hour: 9 },
        { day: 'tue', hour: 10 },
      ],
    },
    want: [
      [['mon', 9], '/shifts/0/day'],
      [['tue', 10], '/shifts/1/day'],
    ],
  },
  {
    reads: 'a field of the item with each of its elements',
    rule: { by: ['/guests/*/email', '/day'] },
    item: { day: 'mon', guests: [{ email: 'a' }, { email: 'b' }] },
    want: [
      [['a', 'mon'], '/guests/0/email'],
      [['b', 'mon'], '/guests/1/email'],
    ],
  },
  {
    reads: 'a field of an outer element with each of its inner ones',
    rule: { by: ['/zones/*/name', '/zones/*/lockers/*'] },
    item: {
      zones: [
        { name: 'east', lockers: [1, 2] },
        { name: 'west', lockers: [1] },
      ],
    },
    want: [
      [['east', 1], '/zones/0/name'],
      [['east', 2], '/zones/0/name'],
      [['west', 1], '/zones/1/name'],
    ],
  },
  {
    reads: 'each element of one list with each of another',
    rule: { by: ['/days/*', '/hours/*'] },
    item: { days: ['mon', 'tue'], hours: [9, 10] },
    want: [
      [['mon', 9], '/days/0'],
      [['mon', 10], '/days/0'],
      [['tue', 9], '/days/1'],
      [['tue', 10], '/days/1'],
    ],
  },
  {
    reads: 'no composite key of a list that is absent',
    rule: { by: ['/day', '/guests/*/email'] },
    item: { day: 'mon' },
    want: [],
  },
  {
    reads: 'a field alone as the value of a rule within another field',
    rule: { by: ['/seat'], within: '/room' },
    item: { seat: 'A1', room: 'atrium' },
    want: [['A1', '/seat']],
  },
  {
    reads: 'nothing where the field is null, within another field or not',
    rule: { by: ['/seat'], within: '/room' },
    item: { seat: null, room: 'atrium' },
    want: [],
  },
  {
    reads: 'names that hold ~ and /, and points at them escaped',
    rule: { by: ['/a~1b/*/c~0d'] },
    item: { 'a/b': [{ 'c~d': 5 }] },
    want: [[5, '/a~1b/0/c~0d']],
  },
  {
    reads: 'an object as it is',
    rule: { by: ['/place'] },
    item: { place: { x: 1, y: [2] } },
    want: [[{ x: 1, y: [2] }, '/place']],
  },
];

test.each(readings)('a claim reader reads $reads', ({ rule: written, item, want }) => {
  const got = read(written, item).map(({ value, pointer }) => [value, pointer]);
  expect(got).toEqual(want);
});

test('a claim reader stops when the visitor returns false', () => {
  expect(read({ by: ['/lockers/*'] }, { lockers: [1, 2, 3] }, 2)).toHaveLength(2);
  expect(read({ by: ['/zones/*/*'] }, { zones: [[1], [2], [3]] }, 2)).toHaveLength(2);
});

describe('the keys of two items', () => {
  const pairs: { rule: Written; one: JsonObject; other: JsonObject; same: boolean }[] = [
    { rule: { by: ['/a'] }, one: { a: 5 }, other: { a: 5, b: 1 }, same: true },
    { rule: { by: ['/a'] }, one: { a: 5 }, other: { a: '5' }, same: false },
    { rule: { by: ['/a'] }, one: { a: '5' }, other: { a: '"5"' }, same: false },
    { rule: { by: ['/a'] }, one: { a: true }, other: { a: 'true' }, same: false },
    { rule: { by: ['/a'] }, one: { a: 0 }, other: { a: false }, same: false },
    { rule: { by: ['/a'] }, one: { a: 'A' }, other: { a: 'a' }, same: false },
    { rule: { by: ['/a'] }, one: { a: [1, 2] }, other: { a: [2, 1] }, same: false },
    {
      rule: { by: ['/a'] },
      one: { a: { x: 1, y: { p: 1, q: 2 } } },
      other: { a: { y: { q: 2, p: 1 }, x: 1 } },
      same: true,
    },
    { rule: { by: ['/a', '/b'] }, one: { a: 1, b: 2 }, other: { a: 2, b: 1 }, same: false },
    { rule: { by: ['/a', '/b'] }, one: { a: 5, b: 1 }, other: { a: '5', b: 1 }, same: false },
    { rule: { by: ['/a', '/b'] }, one: { a: 5, b: null }, other: { a: 5 }, same: true },
    { rule: { by: ['/a', '/b'] }, one: { a: 5, b: null }, other: { a: 5, b: 'null' }, same: false },
    {
      rule: { by: ['/a', '/b'] },
      one: { a: 'x,y', b: 'z' },
      other: { a: 'x', b: 'y,z' },
      same: false,
    },
    { rule: { by: ['/a'], within: '/r' }, one: { a: 1, r: 1 }, other: { a: 1, r: 1 }, same: true },
    { rule: { by: ['/a'], within: '/r' }, one: { a: 1, r: 1 }, other: { a: 1, r: 2 }, same: false },
    {
      rule: { by: ['/a'], within: '/r' },
      one: { a: 1, r: 1 },
      other: { a: 1, r: '1' },
      same: false,
    },
    { rule: { by: ['/a'], within: '/r' }, one: { a: 1, r: null }, other: { a: 1 }, same: true },
    {
      rule: { by: ['/l/*'], within: '/r' },
      one: { l: [1], r: 1 },
      other: { l: [1], r: 2 },
      same: false,
    },
    {
      rule: { by: ['/z/*/a'], within: '/z/*/r' },
      one: { z: [{ a: 1, r: 2 }] },
      other: { z: [{ a: 1, r: 2 }] },
      same: true,
    },
    {
      rule: { by: ['/z/*/a'], within: '/z/*/r' },
      one: { z: [{ a: 1, r: 2 }] },
      other: { z: [{ a: 1, r: 3 }] },
      same: false,
    },
  ];
  test.each(
    pairs.map((pair) => ({
      ...pair,
      are: pair.same ? 'the same' : 'different',
      how: `${pair.rule.by.join(' ')}${pair.rule.within ? ` within ${pair.rule.within}` : ''}`,
      first: JSON.stringify(pair.one),
      second: JSON.stringify(pair.other),
    })),
  )('keys are $are by $how: $first, $second', ({ rule: written, one, other, same }) => {
    const [a] = read(written, one);
    const [b] = read(written, other);
    expect(a).toBeDefined();
    expect(b).toBeDefined();
    expect(a?.key === b?.key).toBe(same);
  });
});

test('canonical JSON sorts the keys of objects, but not the elements of lists', () => {
  expect(canonical({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  expect(canonical([2, 1])).toBe('[2,1]');
});
