import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ResourceView, RuleView } from '../../mocks/control/contract-view.ts';
import { contractView } from '../../mocks/control/contract-view.ts';
import {
  drawPicture,
  findConflict,
  findValue,
  type Picture,
} from '../../mocks/explorer/state/claims.ts';
import { loadContract, type Seed } from '../../spec/index.ts';

const desk = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));

/** A resource with one rule. */
function resourceWith(rule: Partial<RuleView>): ResourceView {
  const whole = {
    name: 'rule',
    by: ['/a'],
    within: null,
    nulls: 'equal',
    message: '',
    source: null,
  };
  const unique = [{ ...whole, ...rule } as RuleView];
  return { collection: '/things', item: '/things/{id}', identity: 'id', unique, immutable: [] };
}

/** The claims of items under one rule, as the page writes them. */
function claimed(rule: Partial<RuleView>, ...items: object[]): string[][] {
  const seed = { '/things': { items } } as Seed;
  const picture = drawPicture(seed, [resourceWith(rule)]);
  return (picture.kinds[0]?.items ?? []).map(({ claims }) =>
    (claims.rule ?? []).map(({ text, within, pointer }) =>
      [text, ...(within === '' ? [] : [`in ${within}`]), `at ${pointer}`].join(' '),
    ),
  );
}

describe('what an item claims', () => {
  const table: {
    title: string;
    rule: Partial<RuleView>;
    given: object;
    want: string[];
  }[] = [
    { title: 'a field', rule: {}, given: { id: 1, a: 5 }, want: ['5 at /a'] },
    { title: 'nothing where the field is null', rule: {}, given: { id: 1, a: null }, want: [] },
    { title: 'nothing where the field is absent', rule: {}, given: { id: 1 }, want: [] },
    {
      title: 'each element of a list',
      rule: { by: ['/a/*'] },
      given: { id: 1, a: [1, 'x', null] },
      want: ['1 at /a/0', 'x at /a/1'],
    },
    {
      title: 'a key of several fields, null among them',
      rule: { by: ['/a', '/b'] },
      given: { id: 1, a: 'x', b: null },
      want: ['x · none at /a'],
    },
    {
      title: 'no key with a null where nulls are distinct',
      rule: { by: ['/a', '/b'], nulls: 'distinct' },
      given: { id: 1, a: 'x', b: null },
      want: [],
    },
    {
      title: 'a key an element where pointers share a list',
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
      title: 'a field within another one',
      rule: { within: '/b' },
      given: { id: 1, a: 5, b: 'attic' },
      want: ['5 in attic at /a'],
    },
    {
      title: 'what is a list within the item alone',
      rule: { by: ['/a/*'], within: 'item' },
      given: { id: 1, a: [1, 2] },
      want: ['1 at /a/0', '2 at /a/1'],
    },
  ];
  test.each(table)('$title', ({ rule, given, want }) => {
    expect(claimed(rule, given)).toEqual([want]);
  });
});

describe('two claims conflict', () => {
  const keys = (rule: Partial<RuleView>, ...items: object[]): (string | undefined)[] => {
    const picture = drawPicture({ '/things': { items } } as Seed, [resourceWith(rule)]);
    return (picture.kinds[0]?.items ?? []).map(({ claims }) => claims.rule?.[0]?.key);
  };

  test('where values are equal, and not where a number looks like a text', () => {
    const [first, same, text] = keys({}, { id: 1, a: 5 }, { id: 2, a: 5 }, { id: 3, a: '5' });
    expect(same).toBe(first);
    expect(text).not.toBe(first);
  });

  test('only within the same value where the rule says so', () => {
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

describe('the picture of the booking desk', async () => {
  const contract = await loadContract(desk);
  const { resources } = contractView(contract, undefined);
  const picture: Picture = drawPicture(contract.initial, resources);

  test('has each item in its resource, with how much is claimed', () => {
    expect(
      picture.kinds.map(({ resource, items, claimed }) => [
        resource.collection,
        items.map(({ identity }) => identity),
        Object.values(claimed),
      ]),
    ).toEqual([
      ['/rooms', ['atrium', 'library'], [2, 1]],
      ['/rooms/{room}/desks', [1, 2], [2, 1]],
      ['/rooms/{room}/desks/{desk}/bookings', ['5b0a3b8e-3c1c-4a2e-9d5e-2f6d1c7a9b01'], [1, 1, 1]],
      ['/stewards', [7], [1]],
    ]);
  });

  test('finds who holds a value, a part of a key, or nobody', () => {
    const holders = (text: string) =>
      findValue(picture, text).flatMap(({ rule, holders: found }) =>
        found.map(({ item }) => `${rule.name} ${item.identity}`),
      );
    expect(holders('6')).toEqual(['one-room-per-locker atrium']);
    expect(holders('Bekant')).toEqual(['serial-of-a-vendor 1']);
    expect(holders('Bekant · 100')).toEqual(['serial-of-a-vendor 1']);
    expect(holders('window')).toEqual([]);
    expect(findValue(picture, 'nobody').map(({ rule }) => rule.name)).toContain(
      'seat-inside-a-room',
    );
  });

  test('finds the claim that a request was refused for, in the collection it went to', () => {
    const desks = (room: string) => ({ items: [{ room, desk: 1, seat: 'A1', kind: 'hot' }] });
    const seed = { '/rooms/atrium/desks': desks('atrium'), '/rooms/attic/desks': desks('attic') };
    const conflict = { rule: 'seat-inside-a-room', value: 'A1', owner: 1 };
    const found = findConflict(drawPicture(seed, resources), conflict, '/rooms/attic/desks');
    expect(found?.item.collection).toBe('/rooms/attic/desks');
    expect(found?.claim.within).toBe('attic');
    const other = { ...conflict, owner: 2 };
    expect(findConflict(drawPicture(seed, resources), other, '/')).toBeUndefined();
  });
});
