import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { bookingDesk, createOffice, type Office } from './desk-office.ts';

let mock: Mock;
let office: Office;
beforeAll(async () => {
  mock = await createMock({ spec: bookingDesk });
});
afterAll(() => mock.close());
beforeEach(async () => {
  office = createOffice(mock);
  await office.add(
    '/passes',
    { pass: 'V1', kind: 'visitor', holder: 'Ada' },
    { pass: 'N1', kind: null, holder: 'Ada' },
    { pass: 'A1', holder: 'Ada' },
    { pass: 'B1', kind: 'board', holder: 'Ada' },
    { pass: '__proto__', kind: 'staff', holder: 'Ada' },
    { pass: 'V/1 %', kind: 'visitor', holder: 'Ada' },
  );
});

const holder = { holder: 'Grace' };
const lockers = { lockers: ['L2'] };

describe('an operation whose variants the stored item chooses', () => {
  test.each([
    { pass: 'V1', is: 'a visitor', sent: holder, want: 200 },
    { pass: 'N1', is: 'null', sent: holder, want: 200 },
    { pass: 'A1', is: 'absent', sent: holder, want: 200 },
    { pass: 'V/1 %', is: 'a visitor', sent: holder, want: 200 },
    { pass: 'S1', is: 'of the staff', sent: lockers, want: 200 },
    { pass: '__proto__', is: 'of the staff', sent: lockers, want: 200 },
    { pass: 'V1', is: 'a visitor', sent: lockers, want: 422 },
    { pass: 'S1', is: 'of the staff', sent: holder, want: 422 },
    { pass: 'S1', is: 'of the staff', sent: { ...lockers, ...holder }, want: 422 },
    { pass: 'B1', is: 'of the board', sent: holder, want: 409 },
    { pass: 'B1', is: 'of the board', sent: lockers, want: 409 },
    { pass: 'B1', is: 'of the board', sent: { colour: 'red' }, want: 422 },
    { pass: 'none', is: 'missing', sent: holder, want: 404 },
    { pass: 'constructor', is: 'missing', sent: holder, want: 404 },
  ])('PATCH of $pass, whose kind is $is, with $sent returns $want', async (given) => {
    const before = await office.held();
    const path = `/passes/${encodeURIComponent(given.pass)}`;
    expect(await office.status('PATCH', path, given.sent)).toBe(given.want);
    if (given.want !== 200) expect(await office.held()).toEqual(before);
    else expect(await office.body('GET', path)).toMatchObject(given.sent);
  });

  test('each variant answers as it documents, and the list shows all', async () => {
    expect(await office.body('PATCH', '/passes/S1', lockers)).toEqual({ pass: 'S1', ...lockers });
    expect(await office.body('PATCH', '/passes/V1', holder)).toEqual({
      pass: 'V1',
      kind: 'visitor',
      holder: 'Grace',
      room: null,
      lockers: [],
      label: 'visitor Grace',
    });
    expect(await office.body('GET', '/passes/S1')).toMatchObject({ holder: 'Grace', ...lockers });
  });

  test('an item becomes one of another variant by what is stored, and back by undo', async () => {
    const state = await office.version();
    const staff = await office.send('PATCH', '/passes/V1', { kind: 'staff' });
    expect(staff).toMatchObject({ status: 200, body: { kind: 'staff', holder: 'Ada' } });
    expect(await office.status('PATCH', '/passes/V1', holder)).toBe(422);
    expect(await office.status('PATCH', '/passes/V1', lockers)).toBe(200);
    expect(await office.status('DELETE', '/passes/V1')).toBe(409);
    await office.undo(state);
    expect(await office.status('PATCH', '/passes/V1', holder)).toBe(200);
    expect(await office.status('PATCH', '/passes/V1', { kind: 'board' })).toBe(200);
    expect(await office.status('PATCH', '/passes/V1', holder)).toBe(409);
  });

  test('a refusal names the field, its value and what it must be', async () => {
    expect(await office.send('PATCH', '/passes/B1', holder)).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: '/_mock/problems/stored-state',
        detail:
          'PATCH /passes/{pass} is not possible for /passes/B1: its kind is "board", not "visitor" or null or "staff".',
      },
    });
  });

  test('the journal and the changes name the variant', async () => {
    await office.send('PATCH', '/passes/S1', lockers);
    await office.send('PATCH', '/passes/B1', lockers);
    const { body } = await office.send('GET', '/_mock/journal?account=me');
    const told = (body as { operation: string; request: { method: string } }[]).filter(
      ({ request }) => request.method === 'PATCH',
    );
    expect(told.map(({ operation }) => operation)).toEqual(['changeStaffPass', 'changePass']);
    expect(await office.body('GET', '/_mock/accounts/me/changes')).toMatchObject({
      changes: expect.arrayContaining([expect.objectContaining({ what: 'changeStaffPass' })]),
    });
  });
});

describe('a fault', () => {
  const set = (operation: string, fault: object) =>
    office.send('PUT', `/_mock/accounts/me/faults/${operation}`, fault);
  const statuses = async () => [
    await office.status('PATCH', '/passes/V1', holder),
    await office.status('PATCH', '/passes/S1', lockers),
    await office.status('PATCH', '/passes/B1', holder),
  ];

  test.each([
    { operation: 'changePass', want: [503, 503, 503] },
    { operation: 'changeVisitorPass', want: [503, 200, 409] },
    { operation: 'changeStaffPass', want: [200, 503, 409] },
  ])('a fault of $operation makes $want of a visitor, the staff and the board', async (given) => {
    expect((await set(given.operation, { status: 503 })).status).toBe(200);
    expect(await statuses()).toEqual(given.want);
  });

  test('the fault of a variant comes before that of the whole', async () => {
    await set('changePass', { status: 503 });
    await set('changeStaffPass', { status: 504 });
    expect(await statuses()).toEqual([503, 504, 503]);
  });

  test('a fault of what is no operation is refused', async () => {
    expect((await set('changeBoardPass', { status: 503 })).status).toBe(422);
  });
});

describe('an operation for what is stored in one way alone', () => {
  test.each([
    { pass: 'V1', want: 204 },
    { pass: 'N1', want: 204 },
    { pass: 'A1', want: 204 },
    { pass: 'S1', want: 409 },
    { pass: 'B1', want: 409 },
    { pass: 'none', want: 404 },
  ])('DELETE of the pass $pass returns $want', async ({ pass, want }) => {
    expect(await office.status('DELETE', `/passes/${pass}`)).toBe(want);
    expect(await office.status('GET', `/passes/${pass}`)).toBe(want === 409 ? 200 : 404);
  });

  test('the refusal names the field, its value and what it must be', async () => {
    expect(await office.body('DELETE', '/passes/S1')).toMatchObject({
      detail:
        'DELETE /passes/{pass} is not possible for /passes/S1: its kind is "staff", not "visitor" or null.',
    });
  });
});

describe('a POST that adds to another collection than its own', () => {
  const delivery = { seat: 'A4', vendor: 'Bekant' };

  test('the path of the request says which collection it is', async () => {
    const added = await office.send('POST', '/rooms/atrium/desk-deliveries', delivery);
    expect(added).toMatchObject({
      status: 201,
      body: { desk: 3, room: 'atrium', kind: 'hot', ...delivery },
    });
    expect(await office.body('POST', '/rooms/library/desk-deliveries', delivery)).toMatchObject({
      desk: 1,
      room: 'library',
    });
    expect((await office.send('GET', '/rooms/atrium/desks')).body).toHaveLength(3);
    expect(await office.status('PUT', '/rooms/atrium/desks/3', { seat: 'A5' })).toBe(200);
  });

  test('the rules of the collection hold', async () => {
    const taken = { ...delivery, seat: 'A1' };
    expect(await office.body('POST', '/rooms/atrium/desk-deliveries', taken)).toMatchObject({
      status: 409,
      rule: 'seat-inside-a-room',
    });
    expect(await office.status('POST', '/rooms/attic/desk-deliveries', delivery)).toBe(404);
    expect(await office.status('GET', '/rooms/atrium/desk-deliveries')).toBe(405);
  });

  test('what was added is undone', async () => {
    const before = await office.held();
    const state = await office.version();
    expect(await office.status('POST', '/rooms/atrium/desk-deliveries', delivery)).toBe(201);
    await office.undo(state);
    expect(await office.held()).toEqual(before);
  });
});

describe('a collection without a path for one item', () => {
  test('its items are listed, seeded and kept', async () => {
    const listed = [
      { locker: 'L1', wing: 'North' },
      { locker: 'L2', wing: null },
    ];
    expect(await office.body('GET', '/lockers')).toEqual(listed);
    expect((await office.seed({ '/lockers': { items: [{ locker: 'L3' }] } })).status).toBe(200);
    expect(await office.body('GET', '/lockers')).toHaveLength(3);
    expect(await office.status('GET', '/lockers/L1')).toBe(404);
  });

  test.each(['/lockers/', '/lockboxes', '/lockboxes?x=1'])(
    'the mock answers at %s, too',
    async (path) => {
      const at = await office.send('GET', path);
      expect(at).toMatchObject({ status: 200, body: [{ locker: 'L1' }, { locker: 'L2' }] });
      const { body } = await office.send('GET', '/_mock/journal?account=me');
      expect(body).toMatchObject(
        expect.arrayContaining([
          expect.objectContaining({
            operation: 'listLockers',
            request: expect.objectContaining({ url: path }),
          }),
        ]),
      );
      expect(await office.send('POST', path, {})).toMatchObject({
        status: 405,
        headers: { allow: expect.stringContaining('GET') },
      });
      expect((await office.send('OPTIONS', path)).status).toBe(204);
    },
  );
});
