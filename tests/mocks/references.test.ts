import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMock, type Mock } from '../../mocks/index.ts';
import { plainDocument } from '../fixtures/plain-document.ts';
import { createAccountClient } from './account-client.ts';
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
const title = 'Round';
const stop = (kind: string, at: string) => ({ kind, at });

/** The moves of the atrium: from which desk to which. */
async function movesLeft(): Promise<unknown[]> {
  const { body } = await office.send('GET', moves);
  return (body as { from: number; to: number | null; spare: number | null }[]).map(
    ({ from, to, spare }) => [from, to, spare],
  );
}

/** The stops of each round. */
async function stopsLeft(): Promise<unknown[]> {
  const { body } = await office.send('GET', '/rounds');
  return (body as { stops: { kind: string; at: string }[] }[]).map(({ stops }) =>
    stops.map(({ kind, at }) => `${kind} ${at}`),
  );
}

describe('the deletion of what another item names', () => {
  test.each([
    { given: { from: 1, to: null }, gone: 1, is: 'names it to go with it', want: [] },
    { given: { from: 2, to: null }, gone: 1, is: 'names another', want: [[2, null, null]] },
    {
      given: { from: 2, to: null, spare: 1 },
      gone: 1,
      is: 'names it only to be kept',
      want: [[2, null, 1]],
    },
  ])('a deletion leaves $want of an item that $is', async ({ given, gone, want }) => {
    await office.add(moves, given);
    expect(await office.status('DELETE', `/rooms/atrium/desks/${gone}`)).toBe(204);
    expect(await movesLeft()).toEqual(want);
  });

  test('a reference in the items of one room says nothing of the same numbers in another', async () => {
    await office.add('/rooms/library/desks', { seat: 'L1', kind: 'hot' });
    await office.add('/rooms/library/moves', { from: 1, to: 1 });
    expect(await office.status('DELETE', '/rooms/atrium/desks/1')).toBe(204);
    expect(await office.status('DELETE', '/rooms/library/desks/1')).toBe(204);
  });

  test('a refusal says who names what, and where; and nothing has changed', async () => {
    await office.add(moves, { from: 2, to: 1 }, { from: 1, to: 2 });
    const before = await office.held();
    expect(await office.send('DELETE', '/rooms/atrium/desks/1')).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: '/_mock/problems/referenced',
        detail:
          '/rooms/atrium/moves/1 names /rooms/atrium/desks/1 in its to; edit or delete that first.',
      },
    });
    expect(await office.held()).toEqual(before);
    expect(await office.status('DELETE', `${moves}/1`)).toBe(204);
    expect(await office.status('DELETE', '/rooms/atrium/desks/1')).toBe(204);
    expect(await movesLeft()).toEqual([]);
  });

  test('what names a desk and goes with the room refuses nothing', async () => {
    await office.add(moves, { from: 2, to: 1 });
    expect(await office.status('DELETE', '/rooms/atrium')).toBe(204);
    expect(await office.status('GET', moves)).toBe(404);
  });

  test('what goes for another reason refuses nothing', async () => {
    // The move names the desk to stay, and goes with it.
    await office.add(moves, { from: 1, to: 1 });
    expect(await office.status('DELETE', '/rooms/atrium/desks/1')).toBe(204);
    expect(await movesLeft()).toEqual([]);
  });

  test('a pass keeps its room, whatever kind of text the name is', async () => {
    const room = 'Blue/room 1%';
    await office.add('/rooms', { room, title, address: { building: 'North' } });
    await office.add('/passes', { pass: 'V1', kind: 'visitor', holder: 'Ada', room });
    const at = `/rooms/${encodeURIComponent(room)}`;
    expect(await office.send('DELETE', at)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(`/passes/V1 names ${at} in its room`) },
    });
    expect(await office.status('DELETE', '/passes/V1')).toBe(204);
    expect(await office.status('DELETE', at)).toBe(204);
  });

  test('rounds that follow each other in a circle go together', async () => {
    const round = (after: number) => ({ title, stops: [], after });
    await office.add('/rounds', round(2), round(3), round(1), round(9), round(5));
    expect(await office.status('DELETE', '/rounds/2')).toBe(204);
    expect(await office.body('GET', '/rounds')).toMatchObject([{ round: 4 }, { round: 5 }]);
    expect(await office.status('DELETE', '/rounds/5')).toBe(204);
    expect(await office.body('GET', '/rounds')).toMatchObject([{ round: 4 }]);
  });
});

describe('the elements of a list that name what is deleted', () => {
  test('a deletion takes out exactly the elements whose kind chooses its collection', async () => {
    await office.add('/passes', { pass: 'attic', holder: 'Ada' });
    await office.add('/rooms', { room: 'attic', title, address: { building: 'North' } });
    const both = [stop('room', 'attic'), stop('pass', 'attic'), stop('door', 'attic')];
    await office.add(
      '/rounds',
      { title, stops: [stop('pass', 'attic'), ...both, stop('pass', 'attic')] },
      { title, stops: [stop('locker', 'L1')] },
    );
    expect(await office.status('DELETE', '/passes/attic')).toBe(204);
    expect(await stopsLeft()).toEqual([['room attic', 'door attic'], ['locker L1']]);
    expect(await office.status('DELETE', '/rooms/attic')).toBe(204);
    expect(await stopsLeft()).toEqual([['door attic'], ['locker L1']]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'undefined', 'null', '[object Object]'])(
    'an item named %s is found by its name alone',
    async (pass) => {
      await office.add('/passes', { pass, holder: 'Ada' }, { pass: 'other', holder: 'Ada' });
      await office.add('/rounds', { title, stops: [stop('pass', pass), stop('room', pass)] });
      expect(await office.status('DELETE', '/passes/other')).toBe(204);
      expect(await stopsLeft()).toEqual([[`pass ${pass}`, `room ${pass}`]]);
      expect(await office.status('DELETE', `/passes/${pass}`)).toBe(204);
      expect(await stopsLeft()).toEqual([[`room ${pass}`]]);
    },
  );
});

describe('elements that name several items', () => {
  const names = (collection: string, onDelete = 'keep') => ({
    type: 'integer',
    'x-references': { to: collection, 'on-delete': onDelete },
  });
  const list = (items: object) => ({ type: 'array', items });
  const document = plainDocument([
    { path: '/tracks', identity: 'track', required: [], properties: { name: { type: 'string' } } },
    {
      path: '/mixes',
      identity: 'mix',
      required: ['parts'],
      properties: {
        parts: list({
          type: 'object',
          properties: {
            from: names('/tracks', 'cascade'),
            to: names('/tracks', 'cascade'),
            like: names('/tracks'),
            main: names('/tracks', 'refuse'),
            over: list(names('/tracks', 'cascade')),
          },
        }),
        seen: list(names('/tracks')),
      },
    },
  ]);
  const given = [
    {
      is: 'by two fields of one element',
      parts: [{ from: 1, to: 1 }, { from: 2, to: 1 }, { from: 2 }, { to: 1 }, { from: 3 }],
      want: [{ from: 2 }, { from: 3 }],
    },
    {
      is: 'to be kept',
      parts: [{ like: 1 }, { from: 2, like: 1 }],
      want: [{ like: 1 }, { from: 2, like: 1 }],
    },
    {
      is: 'in lists inside the elements',
      parts: [{ over: [1, 2, 1] }, { from: 1, over: [1, 2] }, { from: 2, over: [1, 1, 3] }],
      want: [{ over: [2] }, { from: 2, over: [3] }],
    },
    {
      is: 'in an element that goes',
      parts: [{ from: 1, main: 1 }, { from: 2 }],
      want: [{ from: 2 }],
    },
    { is: 'to stay', parts: [{ from: 1 }, { main: 1 }], want: undefined },
  ];

  test.each(given)('what names a deleted item $is is left as $want', async ({ parts, want }) => {
    await withMockOf({ 'openapi.yaml': document }, async (own) => {
      const send = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
        own.inject({ method, url, headers: { 'x-key': 'one' }, ...(payload && { payload }) });
      for (const name of ['a', 'b', 'c']) await send('POST', '/tracks', { name });
      const mix = { parts, seen: [1, 2, 1] };
      expect((await send('POST', '/mixes', mix)).statusCode).toBe(201);
      const { statusCode } = await send('DELETE', '/tracks/1');
      expect(statusCode).toBe(want === undefined ? 409 : 204);
      expect((await send('GET', '/mixes')).json()).toMatchObject([
        { parts: want ?? parts, seen: [1, 2, 1] },
      ]);
    });
  });
});

describe('undo', () => {
  test('a deletion is undone with all that went with it, and can be done again', async () => {
    await office.add('/passes', { pass: 'V1', holder: 'Ada' });
    await office.add('/rounds', { title, stops: [stop('pass', 'V1'), stop('room', 'atrium')] });
    await office.add(moves, { from: 1, to: 2 });
    const before = await office.held();
    const state = await office.version();
    expect(await office.status('DELETE', '/rooms/atrium')).toBe(204);
    expect(await stopsLeft()).toEqual([['pass V1']]);
    const after = await office.held();
    const done = await office.version();
    expect((await office.undo(state)).status).toBe(200);
    expect(await office.held()).toEqual(before);
    // The claims of what came back hold again.
    const desk = { seat: 'A1', kind: 'hot' };
    expect(await office.status('POST', '/rooms/atrium/desks', desk)).toBe(409);
    expect((await office.undo(done)).status).toBe(200);
    expect(await office.held()).toEqual(after);
    const room = { room: 'atrium', title, address: { building: 'North' } };
    expect(await office.status('POST', '/rooms', room)).toBe(201);
    expect(await office.status('POST', '/rooms/atrium/desks', desk)).toBe(201);
  });
});

describe('an account of ten thousand items', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => i + 1);

  test('what names one of them is found without a search for each that goes', async () => {
    await office.seed({
      '/rooms/atrium/desks': {
        items: many.map((desk) => ({ desk, seat: `S${desk}`, kind: 'hot' })),
      },
      [moves]: { items: many.map((move) => ({ move, from: move, to: (move % 10_000) + 1 })) },
      '/rounds': {
        items: many.map((round) => ({ round, title, stops: [stop('room', 'atrium')] })),
      },
    });
    const started = performance.now();
    expect(await office.status('DELETE', '/rooms/atrium')).toBe(204);
    // A search for each takes minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await stopsLeft()).toEqual(many.map(() => []));
  }, 60_000);
});

describe('whether a named item exists', () => {
  const text = (name: string) => readFileSync(bookingDesk.replace('openapi.yaml', name), 'utf8');
  const doubt = {
    id: 'D1',
    question: 'Must what is named exist?',
    evidence: [{ page: 'rounds', fact: 'names', says: 'Nothing says so.' }],
    decision: 'It need not.',
    mock: { does: 'Checks nothing.', refuses: ['unknown-reference', 'referenced'] },
    verifier: { does: 'Names what exists.' },
    switch: {
      effect: 'references',
      default: 'unchecked',
      values: { unchecked: 'Checks nothing.', checked: 'Refuses what does not exist.' },
    },
  };
  const page = {
    id: 'rounds',
    title: 'Rounds',
    original: 'https://booking-desk.example/rounds',
    facts: [{ id: 'names', says: 'A stop names a room.' }],
  };
  const doubted = parse(text('openapi.yaml'));
  Object.assign(doubted['x-contract'], { sources: 'sources.yaml', doubts: 'doubts.yaml' });
  const { Stops, Pass } = doubted.components.schemas;
  Stops.items.properties.at['x-doubt'] = ['D1'];
  Pass.properties.room['x-doubt'] = ['D1'];
  Pass.properties.room['x-references'].source = { page: 'rounds', fact: 'names' };
  const files = {
    'openapi.yaml': doubted,
    'initial.yaml': text('initial.yaml'),
    'identifiers.yaml': text('identifiers.yaml'),
    'doubts.yaml': { doubts: [doubt] },
    'sources.yaml': { pages: [page] },
  };
  const stops = [
    stop('room', 'atrium'),
    stop('room', 'attic'),
    stop('locker', 'L9'),
    stop('door', 'attic'),
    stop('pass', '__proto__'),
  ];

  test('all missing ones are listed with their pointers where the switch says so', async () => {
    await withMockOf(files, async (doubting) => {
      office = createOffice(doubting);
      await office.add('/rounds', { title, stops, steward: 99 });
      const set = (value: string) =>
        office.send('PUT', '/_mock/accounts/me/switches', { D1: value });
      expect((await set('checked')).status).toBe(200);
      const before = await office.held();
      const refused = await office.send('POST', '/rounds', { title, stops, steward: 99 });
      expect(refused).toMatchObject({
        status: 422,
        body: { type: '/_mock/problems/invalid-request' },
      });
      const { errors } = refused.body as { errors: Record<string, unknown>[] };
      expect(errors).toMatchObject([
        { in: 'body', pointer: '/steward', kind: 'unknown-reference', received: '99' },
        { pointer: '/stops/1/at', kind: 'unknown-reference', doubt: 'D1' },
        { pointer: '/stops/2/at', kind: 'unknown-reference' },
        { pointer: '/stops/4/at', kind: 'unknown-reference' },
      ]);
      for (const { message } of errors) expect(message).toMatch(/^[^{}]+; [a-z][^{}]+\.$/);
      expect(await office.status('PUT', '/rounds/1', { title, stops })).toBe(422);
      expect(await office.held()).toEqual(before);
      await office.add('/rounds', { title, stops: stops.slice(0, 1), steward: 7, after: 1 });
      expect(await office.status('PUT', '/rounds/1', { title, stops: [], after: 1 })).toBe(200);
    });
  });

  test('the refusal of a deletion cites its source and its doubt', async () => {
    await withMockOf(files, async (doubting) => {
      office = createOffice(doubting);
      await office.add('/passes', { pass: 'V1', holder: 'Ada', room: 'atrium' });
      expect(await office.body('DELETE', '/rooms/atrium')).toMatchObject({
        status: 409,
        doubt: 'D1',
        source: { page: 'rounds', title: 'Rounds', fact: 'names' },
      });
    });
  });
});

test('what the mock does not keep may be named, even where names are checked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'references-'));
  let own: Mock | undefined;
  try {
    const initial = join(folder, 'initial.yaml');
    writeFileSync(initial, '/melodies/client: { items: [{ id: 5, name: own.mp3 }] }');
    own = await createMock({ initial, switches: { D16: 'checked' } });
    const client = createAccountClient(own);
    const rule = { employee_group_ids: [79], source_type: 'system', media_id: 50 };
    // No operation adds groups and files of the system: their lists are examples.
    expect((await client.send('GET', '/melodies/system')).body).toMatchObject([{ id: 50 }, {}]);
    expect((await client.send('POST', '/melodies/personal', rule)).status).toBe(200);
    const unkept = { ...rule, employee_group_ids: [83], source_type: 'client' };
    expect((await client.send('POST', '/melodies/personal', unkept)).status).toBe(422);
    const kept = { ...unkept, media_id: 5 };
    expect((await client.send('POST', '/melodies/personal', kept)).status).toBe(200);
  } finally {
    await own?.close();
    rmSync(folder, { recursive: true });
  }
});
