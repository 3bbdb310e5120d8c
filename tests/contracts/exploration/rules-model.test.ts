import { describe, expect, test } from 'vitest';
import { keysOf, RulesModel } from '../../../contracts/model/rules-model.ts';
import { type JsonObject, parsePointer, type UniqueRule } from '../../../spec/index.ts';

function rule(by: readonly string[], more: Partial<UniqueRule> = {}): UniqueRule {
  return {
    name: 'one-each',
    by: by.map(parsePointer),
    nulls: 'equal',
    within: undefined,
    message: '{value} belongs to {owner}.',
    source: undefined,
    pointer: '',
    ...more,
  };
}

const one = rule(['/badge']);
const each = rule(['/ids/*']);
const nested = rule(['/zones/*/lockers/*']);
const pair = rule(['/vendor', '/serial']);
const distinct = rule(['/vendor', '/serial'], { nulls: 'distinct' });
const inStep = rule(['/shifts/*/day', '/shifts/*/hour']);
const mixed = rule(['/kind', '/ids/*']);
const crossed = rule(['/zones/*/name', '/zones/*/lockers/*']);
const within = rule(['/seat'], { within: ['room'] });
const inside = rule(['/guests/*/email'], { within: 'item' });

describe('an item claims the keys of', () => {
  test.each<{ is: string; rule: UniqueRule; given: JsonObject; want: unknown[][] }>([
    { is: 'a field', rule: one, given: { badge: 'red' }, want: [[null, 'red']] },
    { is: 'a field that is null', rule: one, given: { badge: null }, want: [] },
    { is: 'an absent field', rule: one, given: {}, want: [] },
    {
      is: 'each element of a list',
      rule: each,
      given: { ids: [1, 2] },
      want: [
        [null, 1],
        [null, 2],
      ],
    },
    { is: 'a list that is null', rule: each, given: { ids: null }, want: [] },
    {
      is: 'a number and its text',
      rule: each,
      given: { ids: [5, '5'] },
      want: [
        [null, 5],
        [null, '5'],
      ],
    },
    {
      is: 'each element of lists in a list',
      rule: nested,
      given: { zones: [{ lockers: [1, 2] }, {}, { lockers: [3] }] },
      want: [
        [null, 1],
        [null, 2],
        [null, 3],
      ],
    },
    {
      is: 'several fields',
      rule: pair,
      given: { vendor: 'B', serial: '1' },
      want: [[null, 'B', '1']],
    },
    {
      is: 'several fields, one of them null',
      rule: pair,
      given: { vendor: 'B', serial: null },
      want: [[null, 'B', null]],
    },
    { is: 'several fields, all of them null', rule: pair, given: {}, want: [] },
    { is: 'a key with a distinct null', rule: distinct, given: { vendor: 'B' }, want: [] },
    {
      is: 'several fields without null, with distinct nulls',
      rule: distinct,
      given: { vendor: 'B', serial: '1' },
      want: [[null, 'B', '1']],
    },
    {
      is: 'two fields of the same element',
      rule: inStep,
      given: {
        shifts: [
          { day: 'mon', hour: 9 },
          { day: 'tue', hour: 8 },
        ],
      },
      want: [
        [null, 'mon', 9],
        [null, 'tue', 8],
      ],
    },
    {
      is: 'a field with each element',
      rule: mixed,
      given: { kind: 'hot', ids: [1, 2] },
      want: [
        [null, 'hot', 1],
        [null, 'hot', 2],
      ],
    },
    {
      is: 'a field of an element with each element of its own list',
      rule: crossed,
      given: {
        zones: [
          { name: 'door', lockers: [1] },
          { name: 'wall', lockers: [2] },
        ],
      },
      want: [
        [null, 'door', 1],
        [null, 'wall', 2],
      ],
    },
    {
      is: 'a field within another',
      rule: within,
      given: { seat: 'A1', room: 'attic' },
      want: [['attic', 'A1']],
    },
  ])('$is: $want', ({ rule, given, want }) => {
    expect(keysOf(rule, given).map((key) => JSON.parse(key))).toEqual(want);
  });
});

describe('an item conflicts with an item that holds', () => {
  const red = { badge: 'red' };

  test.each<{
    is: string;
    rule: UniqueRule;
    held: JsonObject;
    given: JsonObject;
    taken: boolean;
  }>([
    { is: 'the same value', rule: one, held: red, given: red, taken: true },
    { is: 'another value', rule: one, held: red, given: { badge: 'blue' }, taken: false },
    {
      is: 'one of several',
      rule: each,
      held: { ids: [1, 2] },
      given: { ids: [2, 3] },
      taken: true,
    },
    {
      is: 'its number as text',
      rule: each,
      held: { ids: [5] },
      given: { ids: ['5'] },
      taken: false,
    },
    {
      is: 'the same null',
      rule: pair,
      held: { vendor: 'B', serial: null },
      given: { vendor: 'B' },
      taken: true,
    },
    {
      is: 'a null that is distinct',
      rule: distinct,
      held: { vendor: 'B', serial: null },
      given: { vendor: 'B' },
      taken: false,
    },
    {
      is: 'day and hour in two elements',
      rule: inStep,
      held: { shifts: [{ day: 'mon', hour: 9 }] },
      given: {
        shifts: [
          { day: 'mon', hour: 1 },
          { day: 'tue', hour: 9 },
        ],
      },
      taken: false,
    },
    {
      is: 'the same within the same scope',
      rule: within,
      held: { seat: 'A1', room: 'attic' },
      given: { seat: 'A1', room: 'attic' },
      taken: true,
    },
    {
      is: 'the same in another scope',
      rule: within,
      held: { seat: 'A1', room: 'attic' },
      given: { seat: 'A1', room: 'hall' },
      taken: false,
    },
    {
      is: 'the same in another item',
      rule: inside,
      held: { guests: [{ email: 'a@b' }] },
      given: { guests: [{ email: 'a@b' }] },
      taken: false,
    },
    {
      is: 'the same twice in one item',
      rule: inside,
      held: {},
      given: { guests: [{ email: 'a@b' }, {}, { email: 'a@b' }] },
      taken: true,
    },
    {
      is: 'null twice in one item',
      rule: inside,
      held: {},
      given: { guests: [{ email: null }, {}] },
      taken: false,
    },
  ])('$is: $taken', ({ rule, held, given, taken }) => {
    const model = new RulesModel([rule]);
    model.put('first', held);
    expect(model.conflicts(given)).toEqual(taken ? [rule] : []);
  });

  test('but never with itself', () => {
    const model = new RulesModel([one]);
    model.put('first', red);
    expect(model.conflicts(red, 'first')).toEqual([]);
    expect(model.conflicts(red, 'second')).toEqual([one]);
  });

  test('by each rule', () => {
    const model = new RulesModel([one, each]);
    model.put('first', { badge: 'red', ids: [1] });
    expect(model.conflicts({ badge: 'red', ids: [1] })).toEqual([one, each]);
  });

  test('but not after that was removed or replaced', () => {
    const model = new RulesModel([one]);
    model.put('first', red);
    model.put('first', { badge: 'blue' });
    expect(model.conflicts(red)).toEqual([]);
    model.remove('first');
    expect(model.conflicts({ badge: 'blue' })).toEqual([]);
    expect(model.names).toEqual([]);
  });
});

describe('a contradiction', () => {
  test('names the rule and the items that break it', () => {
    const model = new RulesModel([one]);
    model.put('first', { badge: 'red' });
    model.put('second', { badge: 'blue' });
    expect(model.contradiction()).toBeUndefined();
    model.put('third', { badge: 'red' });
    expect(model.contradiction()).toEqual({ rule: one, names: ['first', 'third'] });
  });
});
