import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { type Answered, createAccountClient } from './account-client.ts';

/** A second contract, served without a line of TypeScript for it. */
const spec = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));

const seeded = '5b0a3b8e-3c1c-4a2e-9d5e-2f6d1c7a9b01';
const unknown = 'ffffffff-0000-4000-8000-000000000000';
const bookings = '/rooms/atrium/desks/1/bookings';

type Send = (
  method: string,
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answered>;

let mock: Mock;
let send: Send;
let offices = 0;
let ids = 0;

beforeAll(async () => {
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  mock = await createMock({ spec, newId });
});
afterAll(() => mock.close());
beforeEach(() => {
  send = office(`office-${++offices}`);
});

// Whatever is answered is what the document promises.
function office(key: string): Send {
  const client = createAccountClient(mock);
  return async (method, url, body, headers = {}) => {
    const answer = await client.send(method, url, body, { 'x-desk-key': key, ...headers });
    // A refusal in a form of its own tells what is wrong with the request there.
    expect(answer.headers['sl-violations'] ?? '').not.toContain('["response"');
    return answer;
  };
}

async function status(...request: Parameters<Send>): Promise<number> {
  return (await send(...request)).status;
}

async function body(...request: Parameters<Send>): Promise<Record<string, unknown>> {
  return (await send(...request)).body as Record<string, unknown>;
}

function book(booking: object, at = bookings): Promise<Answered> {
  return send('POST', at, { guests: [], ...booking }, { 'x-channel': 'app' });
}

/** Everything that the office holds. */
async function held(): Promise<unknown> {
  return (await send('GET', '/_mock/accounts/me/snapshot')).body;
}

describe('rooms, desks and bookings', () => {
  test('an account starts with the initial state, whose items have the parameters of their path', async () => {
    expect((await send('GET', '/rooms/library')).body).toEqual({
      room: 'library',
      title: 'The library',
      address: { building: 'South', floor: 2 },
      zones: null,
    });
    expect((await send('GET', '/rooms/atrium/desks')).body).toEqual([
      { desk: 1, room: 'atrium', seat: 'A1', kind: 'hot', vendor: 'Bekant', serial: '100' },
      { desk: 2, room: 'atrium', seat: 'A2', kind: 'fixed', vendor: null, serial: null },
    ]);
    expect((await send('GET', bookings)).body).toEqual([
      {
        booking: seeded,
        room: 'atrium',
        desk: 1,
        day: '2026-05-04',
        slot: null,
        badge: 'red',
        guests: [{ name: 'Ada', email: 'ada@guests.example' }],
      },
    ]);
  });

  test('POST adds a room under the name that the client chooses', async () => {
    const room = { room: 'attic', title: 'The attic', address: { building: 'North' } };
    const added = await send('POST', '/rooms', room);
    expect(added).toMatchObject({ status: 201, body: { ...room, zones: null } });
    expect((await send('GET', '/rooms/attic')).body).toEqual(added.body);
  });

  test('POST refuses a room whose name is taken', async () => {
    const before = await held();
    const room = { room: 'atrium', title: 'Another', address: { building: 'South' } };
    expect(await send('POST', '/rooms', room)).toMatchObject({
      status: 409,
      body: { type: '/_mock/problems/identity-taken' },
    });
    expect(await held()).toEqual(before);
  });

  test.each(['Blue room', 'Café', '50% / 2', 'a?b#c', '%41', '__proto__'])(
    'a room may be called %s, and has desks of its own',
    async (name) => {
      const at = `/rooms/${encodeURIComponent(name)}`;
      const room = { room: name, title: name, address: { building: 'North' } };
      expect(await status('POST', '/rooms', room)).toBe(201);
      expect(await body('GET', at)).toMatchObject({ room: name });
      const desk = await body('POST', `${at}/desks`, { seat: 'B1', kind: 'hot' });
      expect(desk).toMatchObject({ desk: 1, room: name });
      expect((await send('GET', `${at}/desks`)).body).toEqual([desk]);
      expect(await status('DELETE', at)).toBe(204);
      expect(await status('GET', `${at}/desks`)).toBe(404);
    },
  );

  test('a new desk gets the next number of its own room', async () => {
    const desk = { kind: 'hot', vendor: null };
    expect(await body('POST', '/rooms/atrium/desks', { ...desk, seat: 'A3' })).toMatchObject({
      desk: 3,
    });
    expect(await body('POST', '/rooms/library/desks', { ...desk, seat: 'L1' })).toMatchObject({
      desk: 1,
    });
  });

  test('a booking gets an id in UUID format, and can be edited under it', async () => {
    const added = await book({ day: '2026-05-05' });
    expect(added).toMatchObject({
      status: 201,
      body: { booking: expect.stringMatching(/^0{8}-/) },
    });
    const { booking } = added.body as { booking: string };
    const edited = await send('PUT', `${bookings}/${booking}`, { day: '2026-05-06', guests: [] });
    expect(edited).toMatchObject({ status: 200, body: { booking, day: '2026-05-06', desk: 1 } });
    expect(await status('PUT', `${bookings}/1`, { day: '2026-05-06', guests: [] })).toBe(422);
    expect(await status('PUT', `${bookings}/${unknown}`, { day: '2026-05-06', guests: [] })).toBe(
      404,
    );
  });

  test('a response with only the identity leaves the stored item complete', async () => {
    const added = await send('POST', '/stewards', { name: 'Alan', shifts: [] });
    expect(added).toMatchObject({ status: 201, body: { steward: 8 } });
    expect(Object.keys(added.body as object)).toEqual(['steward']);
    expect((await send('GET', '/stewards')).body).toEqual([
      { steward: 7, name: 'Grace', shifts: [{ day: 'mon', hour: 9 }] },
      { steward: 8, name: 'Alan', shifts: [] },
    ]);
  });

  test('DELETE of a room returns 204 without a body, and then 404', async () => {
    expect(await send('DELETE', '/rooms/library')).toMatchObject({ status: 204, body: '' });
    expect(await status('GET', '/rooms/library')).toBe(404);
    expect(await status('PUT', '/rooms/library', { title: 'x' })).toBe(404);
    expect(await status('DELETE', '/rooms/library')).toBe(404);
  });
});

describe('a composite key (day, slot and desk, within the room)', () => {
  test.each([
    { booking: { day: '2026-05-04' }, is: 'the same day without a slot', want: 409 },
    { booking: { day: '2026-05-04', slot: null }, is: 'the same day, slot null', want: 409 },
    { booking: { day: '2026-05-04', slot: 'morning' }, is: 'a slot of the same day', want: 201 },
    { booking: { day: '2026-05-05' }, is: 'another day', want: 201 },
  ])('a second booking for $is returns $want', async ({ booking, want }) => {
    expect((await book(booking)).status).toBe(want);
  });

  test('the same day and slot are free for another desk, and for the same desk number elsewhere', async () => {
    expect(await status('POST', '/rooms/library/desks', { seat: 'L1', kind: 'hot' })).toBe(201);
    const sameDay = { day: '2026-05-04' };
    expect((await book(sameDay, '/rooms/atrium/desks/2/bookings')).status).toBe(201);
    expect((await book(sameDay, '/rooms/library/desks/1/bookings')).status).toBe(201);
  });

  test('the refusal of a composite key names rule, value, pointer and owner', async () => {
    expect(await book({ day: '2026-05-04' })).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: '/_mock/problems/uniqueness',
        status: 409,
        detail: `2026-05-04, null, 1 is taken by booking ${seeded}.`,
        rule: 'one-booking-at-a-time',
        conflicts: [
          {
            rule: 'one-booking-at-a-time',
            pointer: '/day',
            value: ['2026-05-04', null, 1],
            owner: seeded,
            message: `2026-05-04, null, 1 is taken by booking ${seeded}.`,
          },
        ],
      },
    });
  });

  test('an edit keeps its own composite key, and frees it when it takes another', async () => {
    const at = `${bookings}/${seeded}`;
    expect(await status('PUT', at, { day: '2026-05-04', guests: [] })).toBe(200);
    expect((await book({ day: '2026-05-04' })).status).toBe(409);
    expect(await status('PUT', at, { day: '2026-05-04', slot: 'morning', guests: [] })).toBe(200);
    expect((await book({ day: '2026-05-04' })).status).toBe(201);
    const back = await send('PUT', at, { day: '2026-05-04', guests: [] });
    expect(back).toMatchObject({ status: 409, body: { rule: 'one-booking-at-a-time' } });
  });

  test('one of several simultaneous requests for the same composite key is accepted', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => book({ day: '2026-06-01' })));
    expect(all.map((one) => one.status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });
});

describe('a composite key with distinct nulls (vendor and serial)', () => {
  test.each([
    { plate: { vendor: 'Bekant', serial: '100' }, want: [409, 409] },
    { plate: { vendor: 'Bekant', serial: '101' }, want: [201, 409] },
    { plate: { vendor: 'Bekant', serial: null }, want: [201, 201] },
    { plate: { vendor: 'Bekant' }, want: [201, 201] },
    { plate: { vendor: null, serial: '100' }, want: [201, 201] },
    { plate: {}, want: [201, 201] },
  ])('two desks with $plate return $want', async ({ plate, want }) => {
    const add = (seat: string) =>
      status('POST', '/rooms/library/desks', { seat, kind: 'hot', ...plate });
    expect([await add('L1'), await add('L2')]).toEqual(want);
  });
});

describe('a key within a field (seat within the room)', () => {
  test('a taken seat is refused in the same room only', async () => {
    const desk = { seat: 'A1', kind: 'hot' };
    expect(await send('POST', '/rooms/atrium/desks', desk)).toMatchObject({
      status: 409,
      body: {
        detail: 'Seat A1 of this room is desk 1.',
        conflicts: [{ rule: 'seat-inside-a-room', pointer: '/seat', value: 'A1', owner: 1 }],
      },
    });
    expect(await status('POST', '/rooms/library/desks', desk)).toBe(201);
  });

  test('a seat is taken while an edit keeps it, and free after an edit that does not', async () => {
    expect(await status('PUT', '/rooms/atrium/desks/1', { seat: 'A1' })).toBe(200);
    expect(await status('PUT', '/rooms/atrium/desks/2', { seat: 'A1' })).toBe(409);
    expect(await status('PUT', '/rooms/atrium/desks/1', { seat: 'A9' })).toBe(200);
    expect(await status('PUT', '/rooms/atrium/desks/2', { seat: 'A1' })).toBe(200);
  });

  test('one refusal lists the conflicts of all rules', async () => {
    const desk = { seat: 'A2', kind: 'hot', vendor: 'Bekant', serial: '100' };
    expect(await body('POST', '/rooms/atrium/desks', desk)).toMatchObject({
      detail:
        'Seat A2 of this room is desk 2. There is 1 more conflict; the request also breaks the rule serial-of-a-vendor.',
      conflicts: [
        { rule: 'seat-inside-a-room', owner: 2 },
        { rule: 'serial-of-a-vendor', pointer: '/vendor', value: ['Bekant', '100'], owner: 1 },
      ],
    });
  });
});

describe('a key of one field (badge)', () => {
  test.each([
    { badge: 'red', want: [409, 409] },
    { badge: 'blue', want: [201, 409] },
    { badge: null, want: [201, 201] },
    { badge: undefined, want: [201, 201] },
  ])('two stewards with the badge $badge return $want', async ({ badge, want }) => {
    const first = await book({ day: '2026-05-05', badge });
    const second = await book({ day: '2026-05-06', badge });
    expect([first.status, second.status]).toEqual(want);
  });
});

describe('elements that are unique within one item', () => {
  const ada = { name: 'Ada', email: 'ada@guests.example' };

  test('a repeated guest is refused with the pointers of both', async () => {
    const before = await held();
    const guests = [ada, { name: 'Grace' }, { ...ada, name: 'Countess' }];
    expect(await book({ day: '2026-05-05', guests })).toMatchObject({
      status: 409,
      body: {
        rule: 'guest-once-in-a-booking',
        detail: 'ada@guests.example is a guest already, at /guests/0/email.',
        conflicts: [
          { pointer: '/guests/2/email', value: 'ada@guests.example', owner: '/guests/0/email' },
        ],
      },
    });
    expect(await held()).toEqual(before);
  });

  test('an edit that repeats a guest is refused', async () => {
    const edit = { day: '2026-05-04', guests: [ada, ada] };
    expect(await status('PUT', `${bookings}/${seeded}`, edit)).toBe(409);
  });

  test('two bookings may have the same guest, and a null or absent guest any number of times', async () => {
    const guests = [ada, { name: 'A', email: null }, { name: 'B', email: null }, { name: 'C' }];
    expect((await book({ day: '2026-05-05', guests })).status).toBe(201);
  });
});

describe('keys of elements of nested lists (lockers of the zones of a room)', () => {
  const attic = (...zones: object[]) => ({
    room: 'attic',
    title: 'The attic',
    address: { building: 'North' },
    zones: zones.map((zone, i) => ({ name: `zone ${i}`, ...zone })),
  });

  test('each locker of another room is refused', async () => {
    expect(
      await body('POST', '/rooms', attic({ lockers: [6, 8] }, {}, { lockers: [9, 5] })),
    ).toMatchObject({
      status: 409,
      conflicts: [
        { rule: 'one-room-per-locker', pointer: '/zones/0/lockers/0', value: 6, owner: 'atrium' },
        { rule: 'one-room-per-locker', pointer: '/zones/2/lockers/1', value: 5, owner: 'atrium' },
      ],
    });
  });

  test('a refused room keeps none of the lockers that were free', async () => {
    const before = await held();
    expect(await status('POST', '/rooms', attic({ lockers: [8, 5] }))).toBe(409);
    expect(await held()).toEqual(before);
    expect(await status('POST', '/rooms', attic({ lockers: [8] }))).toBe(201);
  });

  test('5 and "5" are different lockers', async () => {
    expect(await status('POST', '/rooms', attic({ lockers: ['5'] }))).toBe(201);
    expect(await body('PUT', '/rooms/library', attic({ lockers: ['5', 5] }))).toMatchObject({
      status: 422,
    });
    const { title, zones } = attic({ lockers: ['5', 5] });
    expect(await body('PUT', '/rooms/library', { title, zones })).toMatchObject({
      conflicts: [
        { pointer: '/zones/0/lockers/0', value: '5', owner: 'attic' },
        { pointer: '/zones/0/lockers/1', value: 5, owner: 'atrium' },
      ],
    });
  });

  test('the name of a zone is unique within its room only', async () => {
    expect(await status('POST', '/rooms', attic({ name: 'window' }))).toBe(201);
    const title = 'The library';
    const zones = [{ name: 'window' }, { name: 'door' }, { name: 'door' }];
    expect(await body('PUT', '/rooms/library', { title, zones })).toMatchObject({
      status: 409,
      rule: 'zone-name-inside-a-room',
      conflicts: [{ pointer: '/zones/2/name', value: 'door', owner: '/zones/1/name' }],
    });
  });
});

describe('pointers that share a * (day and hour of one shift)', () => {
  const alan = (...shifts: [string, number][]) => ({
    name: 'Alan',
    shifts: shifts.map(([day, hour]) => ({ day, hour })),
  });

  test.each<{ shifts: [string, number][]; is: string; want: number }>([
    { shifts: [['mon', 9]], is: 'the same shift', want: 409 },
    {
      shifts: [
        ['mon', 10],
        ['tue', 9],
      ],
      is: 'its day and its hour in two shifts',
      want: 201,
    },
    {
      shifts: [
        ['wed', 1],
        ['mon', 9],
        ['tue', 1],
      ],
      is: 'the same shift among free ones',
      want: 409,
    },
  ])('a steward with $is returns $want', async ({ shifts, want }) => {
    expect(await status('POST', '/stewards', alan(...shifts))).toBe(want);
  });

  test('a refused edit keeps exactly the shifts that the steward had', async () => {
    expect(await body('POST', '/stewards', alan(['tue', 8]))).toEqual({ steward: 8 });
    const before = await held();
    const refused = await send('PUT', '/stewards/8', alan(['wed', 8], ['mon', 9]));
    expect(refused).toMatchObject({
      status: 409,
      body: {
        detail: 'mon, 9 is the shift of steward 7.',
        conflicts: [{ pointer: '/shifts/1/day', value: ['mon', 9], owner: 7 }],
      },
    });
    expect(await held()).toEqual(before);
    expect(await status('POST', '/stewards', alan(['tue', 8]))).toBe(409);
    expect(await status('POST', '/stewards', alan(['wed', 8]))).toBe(201);
  });

  test('an edit keeps its own shifts, and frees those that it drops at once', async () => {
    const kept = {
      name: 'Grace',
      shifts: [
        { day: 'mon', hour: 9 },
        { day: 'mon', hour: 10 },
      ],
    };
    expect(await status('PUT', '/stewards/7', kept)).toBe(200);
    expect(await status('POST', '/stewards', alan(['mon', 9]))).toBe(409);
    expect(await status('PUT', '/stewards/7', alan(['mon', 10]))).toBe(200);
    expect(await status('POST', '/stewards', alan(['mon', 9]))).toBe(201);
    expect(await status('POST', '/stewards', alan(['mon', 10]))).toBe(409);
  });
});

describe('an immutable field', () => {
  const title = 'The atrium';
  const roomEdits = [
    { edit: 'repeats it', sent: { address: { building: 'North', floor: 3 } }, want: { floor: 3 } },
    { edit: 'leaves it out', sent: { address: { floor: 3 } }, want: { floor: 3 } },
    { edit: 'leaves out what it stands in', sent: {}, want: {} },
  ];
  test.each(roomEdits)('an immutable field stays when an edit $edit', async ({ sent, want }) => {
    const edited = await send('PUT', '/rooms/atrium', { title, ...sent });
    expect(edited.status).toBe(200);
    expect(edited.body).toMatchObject({ address: { ...want, building: 'North' } });
    expect((await send('GET', '/rooms/atrium')).body).toEqual(edited.body);
  });

  test.each([
    {
      at: '/rooms/atrium',
      sent: { title, address: { building: 'South' } },
      pointer: '/address/building',
    },
    { at: '/rooms/atrium', sent: { title, address: null }, pointer: '/address/building' },
    { at: '/rooms/atrium/desks/1', sent: { seat: 'A1', kind: 'fixed' }, pointer: '/kind' },
  ])('an edit of $pointer to $sent is refused, and changes nothing', async (given) => {
    const before = await held();
    expect(await body('PUT', given.at, given.sent)).toMatchObject({
      type: '/_mock/problems/immutable',
      status: 409,
      errors: [{ in: 'body', pointer: given.pointer, kind: 'immutable' }],
    });
    expect(await held()).toEqual(before);
  });

  test.each([{ kind: 'hot' }, {}])(
    'the kind of a desk stays hot when an edit sends %o',
    async (kind) => {
      expect(await body('PUT', '/rooms/atrium/desks/1', { seat: 'A1', ...kind })).toMatchObject({
        kind: 'hot',
      });
    },
  );

  test('the name in an edited room must equal the name in the path', async () => {
    expect(await status('PUT', '/rooms/atrium', { title, room: 'atrium' })).toBe(200);
    expect(await body('PUT', '/rooms/atrium', { title, room: 'attic' })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/room', kind: 'identity-mismatch' }],
    });
  });
});

describe('a collection below an item', () => {
  test.each([
    { method: 'GET', at: '/rooms/attic/desks', missing: '/rooms/attic' },
    { method: 'POST', at: '/rooms/attic/desks', missing: '/rooms/attic' },
    { method: 'GET', at: '/rooms/atrium/desks/9/bookings', missing: '/rooms/atrium/desks/9' },
    { method: 'POST', at: '/rooms/atrium/desks/9/bookings', missing: '/rooms/atrium/desks/9' },
    { method: 'POST', at: '/rooms/attic/desks/1/bookings', missing: '/rooms/attic/desks/1' },
  ])('$method $at returns 404 while $missing does not exist', async ({ method, at, missing }) => {
    const before = await held();
    const desk = { seat: 'A1', kind: 'hot' };
    const booking = { day: '2026-05-05', guests: [] };
    const sent = at.endsWith('desks') ? desk : booking;
    const answer = await send(method, at, method === 'GET' ? undefined : sent, {
      'x-channel': 'app',
    });
    expect(answer).toMatchObject({
      status: 404,
      body: { type: '/_mock/problems/missing-resource', detail: expect.stringContaining(missing) },
    });
    expect(await held()).toEqual(before);
  });

  test('a body may repeat a path parameter, but not contradict it', async () => {
    const desk = { seat: 'L1', kind: 'hot' };
    expect(await status('POST', '/rooms/library/desks', { ...desk, room: 'library' })).toBe(201);
    expect(await body('POST', '/rooms/library/desks', { ...desk, room: 'atrium' })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/room', kind: 'identity-mismatch' }],
    });
    expect((await book({ day: '2026-05-05', desk: 1 })).status).toBe(201);
    expect((await book({ day: '2026-05-06', desk: 2 })).status).toBe(422);
  });

  test('deleting an item deletes what is below it, and frees all its claims', async () => {
    const other = '/rooms/library/desks';
    const plate = { vendor: 'Bekant', serial: '100' };
    expect(await status('POST', other, { seat: 'L1', kind: 'hot' })).toBe(201);
    expect(await status('POST', other, { seat: 'L2', kind: 'hot', ...plate })).toBe(409);
    const red = { day: '2026-05-05', badge: 'red' };
    expect((await book(red, `${other}/1/bookings`)).status).toBe(409);
    expect(await status('DELETE', '/rooms/atrium')).toBe(204);
    expect(await status('POST', other, { seat: 'L2', kind: 'hot', ...plate })).toBe(201);
    expect((await book(red, `${other}/1/bookings`)).status).toBe(201);
    const title = 'The library';
    const zones = [{ name: 'window', lockers: [5] }];
    expect(await status('PUT', '/rooms/library', { title, zones })).toBe(200);
  });

  test('a new item of a deleted name has nothing below it', async () => {
    expect(await status('DELETE', '/rooms/atrium')).toBe(204);
    const room = { room: 'atrium', title: 'Rebuilt', address: { building: 'East' } };
    expect(await status('POST', '/rooms', room)).toBe(201);
    expect((await send('GET', '/rooms/atrium/desks')).body).toEqual([]);
    expect(await status('GET', bookings)).toBe(404);
  });

  test('deleting a desk leaves the bookings of other desks', async () => {
    const there = '/rooms/atrium/desks/2/bookings';
    expect((await book({ day: '2026-05-05', badge: 'blue' }, there)).status).toBe(201);
    expect(await status('DELETE', '/rooms/atrium/desks/1')).toBe(204);
    expect(await status('GET', bookings)).toBe(404);
    expect((await book({ day: '2026-05-06', badge: 'blue' }, there)).status).toBe(409);
    expect((await book({ day: '2026-05-06', badge: 'red' }, there)).status).toBe(201);
  });
});

describe('header and query parameters', () => {
  interface Given {
    readonly query: string;
    readonly headers: Record<string, string>;
  }
  test.each<Given>([
    { query: '', headers: { 'x-channel': 'kiosk' } },
    { query: '', headers: { 'x-channel': 'app', 'x-visit-code': 'AB-1234' } },
    { query: '?remind=30', headers: { 'x-channel': 'app' } },
    { query: '?notify=mail', headers: { 'x-channel': 'app' } },
    { query: '?notify=mail&notify=sms&remind=5', headers: { 'x-channel': 'app' } },
  ])('a booking with "$query" and $headers is accepted', async ({ query, headers }) => {
    const booking = { day: '2026-05-05', guests: [] };
    expect(await status('POST', bookings + query, booking, headers)).toBe(201);
  });

  test.each<Given & { where: string; name: string }>([
    { query: '', headers: {}, where: 'header', name: 'x-channel' },
    { query: '', headers: { 'x-channel': 'fax' }, where: 'header', name: 'x-channel' },
    { query: '', headers: { 'x-visit-code': 'ab-1' }, where: 'header', name: 'x-visit-code' },
    { query: '?remind=soon', headers: {}, where: 'query', name: 'remind' },
    { query: '?remind=7.5', headers: {}, where: 'query', name: 'remind' },
    { query: '?remind=4', headers: {}, where: 'query', name: 'remind' },
    { query: '?notify=mail&notify=pigeon', headers: {}, where: 'query', name: 'notify' },
    { query: '?notify=mail&notify=sms&notify=push', headers: {}, where: 'query', name: 'notify' },
  ])(
    'a booking with "$query" and $headers is refused for the $where parameter $name',
    async (given) => {
      const before = await held();
      const booking = { day: '2026-05-05', guests: [] };
      const channel: Record<string, string> = { 'x-channel': 'app' };
      const headers = given.name === 'x-channel' ? given.headers : { ...channel, ...given.headers };
      const answer = await send('POST', bookings + given.query, booking, headers);
      expect(answer).toMatchObject({
        status: 422,
        body: {
          type: '/_mock/problems/invalid-request',
          errors: [
            { in: given.where, message: expect.stringMatching(new RegExp(given.name, 'i')) },
          ],
        },
      });
      expect(await held()).toEqual(before);
    },
  );
});

describe('the body of a room', () => {
  const address = { building: 'North' };
  test.each([
    { sent: { room: 'attic', title: 'x', address, colour: 'red' }, pointer: '/colour' },
    {
      sent: { room: 'attic', title: 'x', address: { ...address, flor: 1 } },
      pointer: '/address/flor',
    },
    { sent: { room: 'attic', title: 'x', address: { floor: 1 } }, pointer: '/address/building' },
    { sent: { room: 'attic', title: 'x', address, zones: [{}] }, pointer: '/zones/0/name' },
    { sent: { title: 'x', address }, pointer: '/room' },
    { sent: { room: '', title: 'x', address }, pointer: '/room' },
  ])('a body is refused for its only mistake, at $pointer', async ({ sent, pointer }) => {
    const { status, errors } = await body('POST', '/rooms', sent);
    expect({ status, errors }).toMatchObject({ status: 422, errors: [{ in: 'body', pointer }] });
    expect(errors).toHaveLength(1);
  });

  test('an operation that declares its own 422 refuses a body in that form', async () => {
    const refused = await send('POST', '/stewards', { name: 'Alan', shifts: [{ day: 'sun' }] });
    expect(refused).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/json' },
      body: { error: 'This is no steward.' },
    });
    const elsewhere = await send('PUT', '/stewards/7', { name: 'Alan' });
    expect(elsewhere.headers['content-type']).toBe('application/problem+json');
    expect((await send('GET', '/stewards')).body).toHaveLength(1);
  });
});

describe('an operation without state', () => {
  test.each<{ prefer: Record<string, string>; want: object }>([
    { prefer: {}, want: { amount: 95.5, currency: 'EUR' } },
    { prefer: { prefer: 'example=month' }, want: { amount: 340, currency: 'EUR' } },
  ])(
    'an operation without state returns the documented example with $prefer',
    async ({ prefer, want }) => {
      expect(await send('POST', '/quotes', { days: 5 }, prefer)).toMatchObject({
        status: 200,
        body: want,
      });
    },
  );

  test('an operation without state refuses what breaks its schema', async () => {
    expect(await body('POST', '/quotes', { days: 0 })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/days' }],
    });
  });
});

describe('the key of the office', () => {
  test('a request without X-Desk-Key is refused with its name', async () => {
    const answer = await mock.inject({ url: '/rooms', headers: { authorization: 'office' } });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({
      type: '/_mock/problems/unauthorized',
      detail: expect.stringContaining('X-Desk-Key'),
    });
  });

  test('each key has an account of its own', async () => {
    expect(await status('DELETE', '/rooms/atrium')).toBe(204);
    const other = office('somewhere else');
    expect((await other('GET', '/rooms/atrium')).status).toBe(200);
    const again = await other(
      'POST',
      bookings,
      { day: '2026-05-04', guests: [] },
      { 'x-channel': 'app' },
    );
    expect(again.status).toBe(409);
  });

  test('the journal does not show the key', async () => {
    const other = office('hush-hush');
    await other('GET', '/rooms/atrium');
    const journal = await mock.inject('/_mock/journal');
    expect(journal.payload).toContain('/rooms/atrium');
    expect(journal.payload).not.toContain('hush-hush');
  });
});

describe('a seed of nested resources', () => {
  test('a snapshot restores nested items with their claims', async () => {
    const before = await held();
    expect(await status('DELETE', '/rooms/atrium')).toBe(204);
    expect(await status('PUT', '/_mock/accounts/me/snapshot', before)).toBe(200);
    expect(await held()).toEqual(before);
    expect((await book({ day: '2026-05-05', badge: 'red' })).status).toBe(409);
    expect(await status('POST', '/rooms/atrium/desks', { seat: 'A2', kind: 'hot' })).toBe(409);
  });

  test.each(['/rooms/Blue room/desks', '/rooms/Blue%20room/desks'])(
    'a seed finds the room %s, and the desks below it',
    async (collection) => {
      const seed = {
        '/rooms': { items: [{ room: 'Blue room', title: 'x', address: { building: 'North' } }] },
        [collection]: { items: [{ desk: 1, seat: 'B1', kind: 'hot' }] },
      };
      expect(await status('POST', '/_mock/accounts/me/seed', seed)).toBe(200);
      expect((await send('GET', '/rooms/Blue%20room/desks')).body).toMatchObject([
        { desk: 1, room: 'Blue room' },
      ]);
      const desk = { seat: 'B1', kind: 'hot' };
      expect(await status('POST', '/rooms/Blue%20room/desks', desk)).toBe(409);
      expect(await status('POST', '/rooms/library/desks', desk)).toBe(201);
    },
  );
});
