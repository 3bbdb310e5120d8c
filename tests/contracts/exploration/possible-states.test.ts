import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AcceptedWrite,
  possibleStates,
  type State,
} from '../../../contracts/model/possible-states.ts';
import { parsePointer, type UniqueRule } from '../../../spec/index.ts';

function rule(...by: string[]): UniqueRule {
  return {
    name: 'one-each',
    by: by.map(parsePointer),
    nulls: 'equal',
    within: undefined,
    message: '{value} belongs to {owner}.',
    source: undefined,
    pointer: '',
  };
}

const rules = [rule('/ids/*'), rule('/badge'), rule('/vendor', '/serial')];

type Fields = AcceptedWrite['fields'];
const add = (name: string, fields: Fields): AcceptedWrite => ({ do: 'add', name, fields });
const edit = (name: string, fields: Fields): AcceptedWrite => ({ do: 'edit', name, fields });
const remove = (name: string): AcceptedWrite => ({ do: 'delete', name, fields: {} });
const asObjects = (states: readonly State[]) => states.map((one) => Object.fromEntries(one));

describe('overlapping requests', () => {
  const a = { a: { ids: [1] } };
  const both = { a: { ids: [1] }, b: { ids: [2] } };

  test.each<{ title: string; before?: object; writes: AcceptedWrite[]; want: object[] }>([
    {
      title: 'two edits of one item leave what either of them sent',
      before: a,
      writes: [edit('a', { ids: [2] }), edit('a', { ids: [3] })],
      want: [{ a: { ids: [3] } }, { a: { ids: [2] } }],
    },
    {
      title: 'an edit and a deletion of one item leave it as edited, or nothing',
      before: a,
      writes: [edit('a', { ids: [2] }), remove('a')],
      want: [{}, { a: { ids: [2] } }],
    },
    {
      title: 'two deletions of one item leave nothing',
      before: a,
      writes: [remove('a'), remove('a')],
      want: [{}],
    },
    {
      title: 'an addition of what a simultaneous edit releases has one order',
      before: a,
      writes: [add('b', { ids: [1] }), edit('a', { ids: [2] })],
      want: [{ a: { ids: [2] }, b: { ids: [1] } }],
    },
    {
      title: 'two additions with a value in common have no order',
      writes: [add('a', { ids: [1, 2] }), add('b', { ids: [2, 3] })],
      want: [],
    },
    {
      title: 'two additions of one scalar value have no order',
      writes: [add('a', { badge: 'red' }), add('b', { badge: 'red' })],
      want: [],
    },
    {
      title: 'two additions with half a composite key in common leave both',
      writes: [add('a', { vendor: 'B', serial: 1 }), add('b', { vendor: 'B', serial: 2 })],
      want: [{ a: { vendor: 'B', serial: 1 }, b: { vendor: 'B', serial: 2 } }],
    },
    {
      title: 'two additions of one composite key have no order',
      writes: [add('a', { vendor: 'B', serial: 1 }), add('b', { vendor: 'B', serial: 1 })],
      want: [],
    },
    {
      title: 'two edits that exchange values have no order',
      before: both,
      writes: [edit('a', { ids: [2] }), edit('b', { ids: [1] })],
      want: [],
    },
    {
      title: 'an addition that got the identity of a deleted item comes after the deletion',
      before: a,
      writes: [add('a', { ids: [9] }), remove('a')],
      want: [{ a: { ids: [9] } }],
    },
    { title: 'no accepted request leaves all as it was', before: both, writes: [], want: [both] },
  ])('$title', ({ before = {}, writes, want }) => {
    const states = asObjects(possibleStates(rules, new Map(Object.entries(before)), writes));
    expect(states).toHaveLength(want.length);
    expect(states).toEqual(expect.arrayContaining(want));
  });
});

interface Request {
  readonly do: AcceptedWrite['do'];
  readonly item: number;
  readonly ids: readonly number[];
}

const ids = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 3 });
const request: fc.Arbitrary<Request> = fc.record({
  do: fc.constantFrom('add', 'edit', 'edit', 'delete'),
  item: fc.nat({ max: 2 }),
  ids,
});

/** A provider with one lock: its claims are a table of their own, unlike those of the model. */
function serve(requests: readonly Request[], upserts: boolean, start: readonly Request[] = []) {
  const holder = new Map<number, string>();
  const items = new Map<string, Fields>();
  const handle = ({ do: action, item, ids }: Request, newName: string): AcceptedWrite[] => {
    const name = action === 'add' ? newName : `item ${item}`;
    const release = () => {
      for (const [id, owner] of holder) if (owner === name) holder.delete(id);
    };
    if (action !== 'add' && !items.has(name) && !(upserts && action === 'edit')) return [];
    if (action === 'delete') {
      release();
      items.delete(name);
      return [remove(name)];
    }
    if (ids.some((id) => (holder.get(id) ?? name) !== name)) return [];
    release();
    for (const id of ids) holder.set(id, name);
    items.set(name, { ids });
    return [{ do: action, name, fields: { ids } }];
  };
  for (const [i, one] of start.entries()) handle({ ...one, do: 'add' }, `item ${i}`);
  const before: State = new Map(items);
  const accepted = requests.flatMap((one, i) => handle(one, `new ${i}`));
  return { before, accepted, after: new Map(items) };
}

const races = fc.record({
  start: fc.array(request, { maxLength: 3 }),
  requests: fc.array(request, { minLength: 2, maxLength: 5 }),
  upserts: fc.boolean(),
  // The order of the responses.
  shuffled: fc.infiniteStream(fc.nat()),
});

type Race = typeof races extends fc.Arbitrary<infer Value> ? Value : never;

/** The accepted requests in the order of their responses, which says nothing. */
function answered({ start, requests, upserts, shuffled }: Race) {
  const { before, accepted, after } = serve(requests, upserts, start);
  const ranks = new Map(accepted.map((one) => [one, Number(shuffled.next().value)]));
  const writes = accepted.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  const states = asObjects(possibleStates(rules, before, writes));
  return { states, after };
}

test('a provider that handles requests in any order is never accused', () => {
  fc.assert(
    fc.property(races, (race) => {
      const { states, after } = answered(race);
      expect(states).toContainEqual(Object.fromEntries(after));
    }),
    { numRuns: 500 },
  );
});

test('a state with a value that nobody sent, or that two items hold, is explained by no order', () => {
  fc.assert(
    fc.property(races, fc.boolean(), (race, twice) => {
      const { states, after } = answered(race);
      const [held] = [...after.values()].flatMap((one) => (one.ids as number[])[0] ?? []);
      const value = twice && held !== undefined ? held : 99;
      const corrupt = { ...Object.fromEntries(after), other: { ids: [value] } };
      expect(states).not.toContainEqual(corrupt);
      for (const [name, fields] of after) {
        const wrong = { ...fields, ids: [...(fields.ids as number[]), 99] };
        expect(states).not.toContainEqual({ ...Object.fromEntries(after), [name]: wrong });
      }
    }),
    { numRuns: 200 },
  );
});
