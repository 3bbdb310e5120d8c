import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import type { JsonObject, Seed } from '../../spec/index.ts';
import { createAccountClient } from './account-client.ts';

const melodies = '/melodies/personal';
const numbers = '/numbers/virtual-number';

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

/** An account in which items are generated. */
function createAccount(on: Mock = mock) {
  const { send } = createAccountClient(on);
  return {
    send,
    generate: (wanted: object) => send('POST', '/_mock/accounts/me/generate', wanted),
    snapshot: async () => (await send('GET', '/_mock/accounts/me/snapshot')).body as Seed,
    listed: async (path: string) => (await send('GET', path)).body as JsonObject[],
    changes: async () =>
      (await send('GET', '/_mock/accounts/me/changes')).body as { changes: { what: string }[] },
  };
}

function idsOf(items: readonly JsonObject[], field: string): unknown[] {
  return items.flatMap((one) => one[field] ?? []);
}

describe('generated items', () => {
  test('each list of claimed values gets the wanted number of values, which nobody owns', async () => {
    const { generate, listed, send } = createAccount();
    const ids = { '/number_capacity_ids': 7, '/employee_group_ids': 0 };
    const { status, body } = await generate({ collection: melodies, count: 20, ids });
    expect(status).toBe(200);
    const items = await listed(melodies);
    expect((body as Seed)[melodies]?.items).toHaveLength(items.length);
    const made = items.slice(-20);
    expect(new Set(idsOf(items, 'number_capacity_ids')).size).toBe(3 + 20 * 7);
    expect(idsOf(made, 'employee_group_ids')).toEqual([]);
    const [taken] = idsOf(made, 'number_capacity_ids');
    const rule = { number_capacity_ids: [taken], source_type: 'system', media_id: 50 };
    expect((await send('POST', melodies, rule)).status).toBe(409);
  });

  test('they are as the contract shows them, and can be edited', async () => {
    const { generate, listed, send } = createAccount();
    await generate({ collection: melodies, count: 3 });
    const made = (await listed(melodies)).slice(-3);
    const shapes = made.map((one) => [
      idsOf([one], 'number_capacity_ids').length,
      idsOf([one], 'employee_group_ids').length,
    ]);
    expect(shapes).toEqual([
      [3, 0],
      [0, 1],
      [3, 2],
    ]);
    const body = Object.fromEntries(
      Object.entries(made[0] ?? {}).filter(([, one]) => one !== null),
    );
    expect((await send('PUT', `${melodies}/${made[0]?.id}`, body)).status).toBe(200);
  });

  test('they are one change, which can be undone', async () => {
    const { generate, snapshot, changes, send } = createAccount();
    const before = await snapshot();
    await generate({ collection: melodies, count: 10 });
    expect((await changes()).changes.map(({ what }) => what)).toEqual(['generate']);
    await send('POST', '/_mock/accounts/me/undo', { state: 0 });
    expect(await snapshot()).toEqual(before);
  });

  test('they name items that the account has, where that is checked', async () => {
    const { generate, listed, send } = createAccount();
    await send('PUT', '/_mock/accounts/me/switches', { D16: 'checked' });
    const { status } = await generate({ collection: melodies, count: 2 });
    expect(status).toBe(200);
    const known = new Set(idsOf(await listed(numbers), 'id'));
    const named = idsOf(await listed(melodies), 'number_capacity_ids');
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  test('10,000 can be generated at once, and the next item is added after them', async () => {
    const { generate, listed, send } = createAccount();
    const ids = { '/number_capacity_ids': 1, '/employee_group_ids': 1 };
    expect((await generate({ collection: melodies, count: 10_000, ids })).status).toBe(200);
    const items = await listed(melodies);
    expect(new Set(idsOf(items, 'id')).size).toBe(10_001);
    const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };
    const { body } = await send('POST', melodies, rule);
    expect(items.map(({ id }) => id)).not.toContain((body as JsonObject).id);
  });

  test('every collection of the contract gets items that its list shows', async () => {
    const { generate, listed } = createAccount();
    for (const { collection, actions } of mock.contract.resources) {
      const before = await listed(collection);
      expect(await generate({ collection, count: 5 })).toMatchObject({ status: 200 });
      if (actions.list !== undefined) {
        expect(await listed(collection)).toHaveLength(before.length + 5);
      }
    }
  });
});

describe('what cannot be generated is refused in one sentence, and nothing is kept', () => {
  test.each([
    [{ collection: melodies, count: 50 }, /too few free values for \/number_capacity_ids\/\*\.$/],
    [{ collection: '/nowhere', count: 1 }, /^Nothing can be stored in \/nowhere; the collections/],
    [
      { collection: melodies, count: 1, ids: { '/media_id': 2 } },
      /no list of claimed values at \/media_id; it has \/number_capacity_ids, \/employee_group_ids\.$/,
    ],
    [{ collection: melodies, count: 10_001 }, /10,?001/],
    [
      { collection: melodies, count: 10_000, ids: { '/number_capacity_ids': 1000 } },
      /10000000 claimed values are too many/,
    ],
  ])('%j is refused', async (wanted, says) => {
    const { generate, snapshot, changes, send } = createAccount();
    await send('PUT', '/_mock/accounts/me/switches', { D16: 'checked' });
    const before = await snapshot();
    const { status, body } = await generate(wanted);
    expect(status).toBe(422);
    expect((body as { detail: string }).detail).toMatch(says);
    expect(await snapshot()).toEqual(before);
    expect((await changes()).changes).toEqual([]);
  });

  test('a number is refused that no item can name', async () => {
    const { generate, send } = createAccount();
    await send('PUT', '/_mock/accounts/me/switches', { D16: 'checked' });
    await send('POST', '/_mock/accounts/me/presets/empty');
    const { body } = await generate({ collection: '/melodies/main', count: 1 });
    expect((body as { detail: string }).detail).toMatch(/must name an item of .*, and the account/);
  });
});

describe('a contract with other rules', () => {
  let desks: Mock;
  beforeAll(async () => {
    desks = await createMock({ spec: 'tests/fixtures/booking-desk/openapi.yaml' });
  });
  afterAll(() => desks.close());

  test('fields that can take few values each differ together, up to the last pair', async () => {
    const { generate, snapshot } = createAccount(desks);
    expect(await generate({ collection: '/stewards', count: 30 })).toMatchObject({ status: 200 });
    const items = (await snapshot())['/stewards']?.items ?? [];
    const shifts = items.flatMap((one) => one.shifts as JsonObject[]);
    const pairs = shifts.map(({ day, hour }) => `${day} ${hour}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    const { status, body } = await generate({ collection: '/stewards', count: 10_000 });
    expect([status, (body as { detail: string }).detail]).toEqual([
      422,
      expect.stringContaining('too few free values'),
    ]);
  });

  test('items below another get its identity', async () => {
    const { generate, snapshot } = createAccount(desks);
    const { status } = await generate({ collection: '/rooms/atrium/desks', count: 2 });
    expect(status).toBe(200);
    const items = (await snapshot())['/rooms/atrium/desks']?.items;
    expect(items?.slice(-2)).toMatchObject([{ room: 'atrium' }, { room: 'atrium' }]);
  });

  test('nothing is generated below an item that there is not', async () => {
    const { generate } = createAccount(desks);
    const { status, body } = await generate({ collection: '/rooms/cellar/desks', count: 2 });
    expect([status, (body as { detail: string }).detail]).toEqual([
      422,
      expect.stringContaining('the account has no /rooms/cellar; generate, or add, that first.'),
    ]);
  });
});
