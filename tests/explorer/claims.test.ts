import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { contractView, type ResourceView } from '../../mocks/control/contract-view.ts';
import { findClaims, findConflict, findValue } from '../../mocks/explorer/state/claims.ts';
import { loadContract, parsePointer, type Seed, type UniqueRule } from '../../spec/index.ts';

const desk = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));

/** A rule as `x-unique` writes it. */
type WrittenRule = { by?: string[]; within?: string; nulls?: UniqueRule['nulls'] };

/** A resource with one rule. */
function resourceWith({ by = ['/a'], within, nulls = 'equal' }: WrittenRule): ResourceView {
  const rule: UniqueRule = {
    name: 'rule',
    by: by.map(parsePointer),
    within: within === undefined || within === 'item' ? within : parsePointer(within),
    nulls,
    message: '',
    source: undefined,
    pointer: '',
  };
  const unique = [rule];
  const names = { collection: '/things', item: '/things/{id}', identity: 'id', texts: [] };
  return { ...names, unique, immutable: [], references: [] };
}

/** The claims of items under one rule, as text. */
function claimed(rule: WrittenRule, ...items: object[]): string[][] {
  const seed = { '/things': { items } } as Seed;
  const [all] = findClaims(seed, [resourceWith(rule)]);
  return (all?.items ?? []).map(({ claims }) =>
    (claims.rule ?? []).map(({ text, within, pointer }) =>
      [text, ...(within === '' ? [] : [`in ${within}`]), `at ${pointer}`].join(' '),
    ),
  );
}

describe('the claims of an item', () => {
  const table: {
    title: string;
    rule: WrittenRule;
    given: object;
    want: string[];
  }[] = [
    { title: 'a field claims its value', rule: {}, given: { id: 1, a: 5 }, want: ['5 at /a'] },
    { title: 'a field with null claims nothing', rule: {}, given: { id: 1, a: null }, want: [] },
    { title: 'an absent field claims nothing', rule: {}, given: { id: 1 }, want: [] },
    {
      title: 'each element of a list claims its value',
      rule: { by: ['/a/*'] },
      given: { id: 1, a: [1, 'x', null] },
      want: ['1 at /a/0', 'x at /a/1'],
    },
    {
      title: 'a composite key claims its values, including null',
      rule: { by: ['/a', '/b'] },
      given: { id: 1, a: 'x', b: null },
      want: ['x · none at /a'],
    },
    {
      title: 'a composite key with null claims nothing where nulls are distinct',
      rule: { by: ['/a', '/b'], nulls: 'distinct' },
      given: { id: 1, a: 'x', b: null },
      want: [],
    },
    {
      title: 'pointers into the same list claim one key per element',
      rule: { by: ['/a/*/x', '/a/*/y'] },
      given: {
        id: 1,
        a: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
      want: ['1 · 2 at /a/0/x', '3 · 4 at /a/1/x'],
    },
    {
      title: 'a claim is limited to the value of another field',
      rule: { within: '/b' },
      given: { id: 1, a: 5, b: 'attic' },
      want: ['5 in attic at /a'],
    },
    {
      title: 'a rule within the item claims the elements of its list',
      rule: { by: ['/a/*'], within: 'item' },
      given: { id: 1, a: [1, 2] },
      want: ['1 at /a/0', '2 at /a/1'],
    },
  ];
  test.each(table)('$title', ({ rule, given, want }) => {
    expect(claimed(rule, given)).toEqual([want]);
  });
});

describe('two claims', () => {
  const keys = (rule: WrittenRule, ...items: object[]): (string | undefined)[] => {
    const [all] = findClaims({ '/things': { items } } as Seed, [resourceWith(rule)]);
    return (all?.items ?? []).map(({ claims }) => claims.rule?.[0]?.key);
  };

  test('two claims conflict if their values are equal, but not a number and its text', () => {
    const [first, same, text] = keys({}, { id: 1, a: 5 }, { id: 2, a: 5 }, { id: 3, a: '5' });
    expect(same).toBe(first);
    expect(text).not.toBe(first);
  });

  test('two claims under a limited rule conflict only within the same value', () => {
    const [here, there, again] = keys(
      { within: '/b' },
      { id: 1, a: 5, b: 1 },
      { id: 2, a: 5, b: 2 },
      { id: 3, a: 5, b: 1 },
    );
    expect(there).not.toBe(here);
    expect(again).toBe(here);
  });
});

describe('the claims of the booking desk', async () => {
  const contract = await loadContract(desk);
  const { resources } = contractView(contract, undefined);
  const claims = findClaims(contract.initial, resources);

  test('findClaims groups the items by resource and counts the claims under each rule', () => {
    expect(
      claims.map(({ resource, items, claimed }) => [
        resource.collection,
        items.map(({ identity }) => identity),
        Object.values(claimed),
      ]),
    ).toEqual([
      ['/rooms', ['atrium', 'library'], [2, 1]],
      ['/rooms/{room}/desks', [1, 2], [2, 1]],
      ['/rooms/{room}/desks/{desk}/bookings', ['5b0a3b8e-3c1c-4a2e-9d5e-2f6d1c7a9b01'], [1, 1, 1]],
      ['/rooms/{room}/moves', [], []],
      ['/rounds', [], []],
      ['/passes', ['S1'], []],
      ['/lockers', ['L1', 'L2'], []],
      ['/stewards', [7], [1]],
    ]);
  });

  test('findValue finds the holders of a value or of a part of a key', () => {
    const holders = (text: string) =>
      findValue(claims, text).flatMap(({ rule, holders: found }) =>
        found.map(({ item }) => `${rule.name} ${item.identity}`),
      );
    expect(holders('6')).toEqual(['one-room-per-locker atrium']);
    expect(holders('Bekant')).toEqual(['serial-of-a-vendor 1']);
    expect(holders('Bekant · 100')).toEqual(['serial-of-a-vendor 1']);
    expect(holders('window')).toEqual([]);
    expect(findValue(claims, 'nobody').map(({ rule }) => rule.name)).toContain(
      'seat-inside-a-room',
    );
  });

  test('findConflict finds the claim in the collection that the request went to', () => {
    const desks = (room: string) => ({ items: [{ room, desk: 1, seat: 'A1', kind: 'hot' }] });
    const seed = { '/rooms/atrium/desks': desks('atrium'), '/rooms/attic/desks': desks('attic') };
    const conflict = { rule: 'seat-inside-a-room', value: 'A1', owner: 1 };
    const found = findConflict(findClaims(seed, resources), conflict, '/rooms/attic/desks');
    expect(found?.item.collection).toBe('/rooms/attic/desks');
    expect(found?.claim.within).toBe('attic');
    const other = { ...conflict, owner: 2 };
    expect(findConflict(findClaims(seed, resources), other, '/')).toBeUndefined();
  });
});
