import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { plainDocument } from '../fixtures/plain-document.ts';
import { bookingDesk, createOffice, type Office, withMockOf } from './desk-office.ts';

let mock: Mock;
let office: Office;
beforeAll(async () => {
  mock = await createMock({ spec: bookingDesk });
});
afterAll(() => mock.close());
beforeEach(() => {
  office = createOffice(mock);
});

const moves = '/rooms/atrium/moves';
const round = { title: 'Evening', steward: 7, stops: [{ kind: 'locker', at: 'L1' }] };

describe('a computed value', () => {
  test.each([
    { sent: { kind: 'visitor', holder: 'Ada' }, want: 'visitor Ada' },
    { sent: { kind: null, holder: 'Ada' }, want: 'Ada' },
    { sent: { holder: 'Ada' }, want: 'Ada' },
    { sent: { kind: 'staff', holder: '' }, want: 'staff' },
    { sent: { kind: null, holder: '' }, want: null },
    { sent: { holder: '{kind} $& $1' }, want: '{kind} $& $1' },
  ])('a label of $sent is $want', async ({ sent, want }) => {
    expect(await office.body('POST', '/passes', { pass: 'V1', ...sent })).toMatchObject({
      label: want,
    });
  });

  test('a text follows the item that a field names, and an edit of either', async () => {
    expect(await office.body('POST', '/rounds', round)).toMatchObject({ label: 'Evening Grace' });
    const shifts: never[] = [];
    expect(await office.status('PUT', '/stewards/7', { name: 'Hopper', shifts })).toBe(200);
    expect(await office.body('GET', '/rounds')).toMatchObject([{ label: 'Evening Hopper' }]);
    const alone = await office.body('PUT', '/rounds/1', { ...round, steward: null });
    expect(alone).toMatchObject({ label: 'Evening' });
    const unknown = await office.body('PUT', '/rounds/1', { ...round, steward: 99 });
    expect(unknown).toMatchObject({ label: 'Evening', steward: 99 });
  });

  test('a lone placeholder is the value itself, and null once what is named is gone', async () => {
    await office.add(moves, { from: 9, to: 2 }, { from: 1, to: 2 });
    expect(await office.body('GET', moves)).toMatchObject([{ seat: null }, { seat: 'A1' }]);
    await office.add('/rooms/atrium/desks', { seat: 'A3', kind: 'hot' });
  });

  test('a count of a list is that of the stored list', async () => {
    expect(await office.body('POST', '/rounds', { ...round, stops: [] })).toMatchObject({
      stop_count: 0,
    });
    expect(await office.body('PUT', '/rounds/1', round)).toMatchObject({ stop_count: 1 });
  });

  test('a count of a collection is that of the place that the item is in', async () => {
    await office.add('/rooms/library/moves', { from: 1, to: 2 });
    await office.add(moves, { from: 1, to: null });
    expect(await office.body('GET', '/rooms/library/moves')).toMatchObject([{ desk_count: 0 }]);
    expect(await office.body('GET', moves)).toMatchObject([{ desk_count: 2 }]);
    await office.add('/rooms/atrium/desks', { seat: 'A3', kind: 'hot' });
    expect(await office.body('GET', moves)).toMatchObject([{ desk_count: 3 }]);
  });

  test('a list is filtered by what its items show', async () => {
    await office.add('/rounds', round, { ...round, stops: [] });
    expect(await office.body('GET', '/rounds?stop_count=0')).toMatchObject([{ round: 2 }]);
    expect(await office.body('GET', '/rounds?stop_count=1&steward=7')).toMatchObject([
      { round: 1 },
    ]);
    expect(await office.body('GET', '/passes?label=staff%20Grace')).toMatchObject([{ pass: 'S1' }]);
    expect(await office.body('GET', '/passes?label=Grace')).toEqual([]);
  });

  test('neither a snapshot nor a seed keeps one', async () => {
    await office.add('/rounds', round);
    const held = await office.held();
    expect(Object.keys(held['/rounds']?.items[0] ?? {})).toEqual([
      'title',
      'steward',
      'stops',
      'round',
    ]);
    const listed = (await office.send('GET', '/rounds')).body as object[];
    const items = listed.map((one) => ({ ...one, stop_count: 42, label: 'mine' }));
    expect((await office.seed({ '/rounds': { items } })).status).toBe(200);
    expect(await office.body('GET', '/rounds')).toEqual(listed);
    for (const item of (await office.held())['/rounds']?.items ?? []) {
      expect(item).not.toHaveProperty('stop_count');
      expect(item).not.toHaveProperty('label');
    }
  });
});

describe('the computed values of another document', () => {
  const computed = (type: unknown, value: unknown) => ({
    type,
    readOnly: true,
    'x-computed': value,
  });
  const text = { type: 'string' };
  const document = plainDocument([
    {
      path: '/cars',
      required: [],
      properties: {
        constructor: text,
        engine: { type: 'object', properties: { power: { type: 'integer' } } },
        parts: { type: 'array', items: text },
        by: computed(['string', 'null'], 'by {constructor}'),
        maker: computed(['string', 'null'], '{constructor}'),
        told: computed(['string', 'null'], 'has {engine}{parts}'),
        part_count: computed('integer', { count: '/parts' }),
      },
    },
    // A collection of the same name as a list of the item.
    { path: '/parts', required: [], properties: { name: text } },
  ]);

  test('fields are found by their own names alone, and a list of the item before a collection', async () => {
    await withMockOf({ 'openapi.yaml': document }, async (own) => {
      const headers = { 'x-key': 'one' };
      const add = async (path: string, item: object) =>
        (await own.inject({ method: 'POST', url: path, headers, payload: { ...item } })).json();
      await add('/parts', { name: 'wheel' });
      expect(await add('/cars', {})).toMatchObject({
        by: null,
        maker: null,
        told: null,
        part_count: 0,
      });
      expect(
        await add('/cars', { constructor: 'Lotus', engine: { power: 9 }, parts: ['a', 'b'] }),
      ).toMatchObject({
        by: 'by Lotus',
        maker: 'Lotus',
        told: 'has {"power":9}["a","b"]',
        part_count: 2,
      });
      // What a client sends of one is ignored.
      expect(await add('/cars', { maker: 'me', part_count: 7 })).toMatchObject({
        maker: null,
        part_count: 0,
      });
    });
  });

  test('a path names the item by its parameter, whatever the field is called', async () => {
    const team = {
      type: 'object',
      required: ['id', 'members'],
      properties: {
        id: { type: 'integer' },
        name: text,
        captain: {
          type: 'integer',
          'x-references': { to: '/teams/{teamId}/members', 'on-delete': 'refuse' },
        },
        members: computed('integer', { count: '/teams/{teamId}/members' }),
      },
    };
    const member = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } };
    const json = (schema: object) => ({ content: { 'application/json': { schema } } });
    const answer = (schema: object) => ({ description: 'It.', ...json(schema) });
    const parameter = (name: string) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'integer' },
    });
    const teams = {
      openapi: '3.1.0',
      info: { title: 'Teams', version: '1' },
      paths: {
        '/teams': {
          get: { responses: { 200: answer({ type: 'array', items: team }) } },
          post: {
            requestBody: json({ type: 'object', properties: { captain: { type: 'integer' } } }),
            responses: { 201: answer(team) },
          },
        },
        '/teams/{teamId}': {
          parameters: [parameter('teamId')],
          get: { responses: { 200: answer(team) } },
        },
        '/teams/{teamId}/members': {
          parameters: [parameter('teamId')],
          post: { responses: { 201: answer(member) } },
        },
        '/teams/{teamId}/members/{memberId}': {
          parameters: [parameter('teamId'), parameter('memberId')],
          get: { responses: { 200: answer(member) } },
          delete: { responses: { 204: { description: 'Gone.' } } },
        },
      },
    };
    await withMockOf({ 'openapi.yaml': teams }, async (own) => {
      office = createOffice(own);
      await office.add('/teams', { captain: 1 }, { captain: 1 });
      await office.add('/teams/2/members', undefined, undefined);
      expect(await office.body('GET', '/teams')).toMatchObject([{ members: 0 }, { members: 2 }]);
      expect(await office.body('DELETE', '/teams/2/members/1')).toMatchObject({
        status: 409,
        detail: expect.stringContaining('/teams/2 names /teams/2/members/1 in its captain'),
      });
      expect(await office.status('DELETE', '/teams/2/members/2')).toBe(204);
    });
  });
});
