import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryHistory } from '../../mocks/accounts/history.ts';
import { createMemoryStore } from '../../mocks/accounts/store.ts';
import { createMock, type JournalEntry, type Mock } from '../../mocks/index.ts';
import { createAccountClient } from './account-client.ts';

const desk = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));
const melodies = '/melodies/personal';

let mock: Mock;
let office: Mock;
beforeAll(async () => {
  [mock, office] = await Promise.all([createMock(), createMock({ spec: desk })]);
});
afterAll(() => Promise.all([mock.close(), office.close()]));

/** A rule as a client adds it. */
function rule(...numbers: number[]) {
  return { number_capacity_ids: numbers, source_type: 'system', media_id: 1 };
}

/** An account of its own, with what undo is about. */
function createAccount(on: Mock = mock) {
  const client = createAccountClient(on);
  const me = '/_mock/accounts/me';
  // The booking desk names its account by another header.
  const send = (method: string, url: string, body?: unknown) =>
    client.send(method, url, body, { 'x-desk-key': String(keys.get(client)) });
  keys.set(client, keys.size);
  return {
    send,
    holds: async () => (await send('GET', `${me}/snapshot`)).body,
    state: async () => ((await send('GET', me)).body as { version: number }).version,
    changes: async () =>
      (await send('GET', `${me}/changes`)).body as {
        beginning: number;
        changes: { state: number; time: string; what: string; to?: number }[];
      },
    undo: (state: number) => send('POST', `${me}/undo`, { state }),
    add: (...numbers: number[]) => send('POST', melodies, rule(...numbers)),
    edit: (id: number, ...numbers: number[]) =>
      send('PUT', `${melodies}/${id}`, { ...rule(...numbers), id }),
    remove: (id: number) => send('DELETE', `${melodies}/${id}`),
    control: (method: string, path: string, body?: unknown) => send(method, me + path, body),
  };
}
const keys = new Map<object, number>();

describe('undo', () => {
  const seed = { [melodies]: { next: 500, items: [{ id: 9, ...rule(9) }] } };
  type Account = ReturnType<typeof createAccount>;
  const changes: { title: string; make: (on: Account) => Promise<{ status: number }> }[] = [
    { title: 'an add', make: (on) => on.add(1) },
    { title: 'an edit', make: (on) => on.edit(77, 2) },
    { title: 'a delete, to its place in the list', make: (on) => on.remove(77) },
    { title: 'a seed', make: (on) => on.control('POST', '/seed', seed) },
    {
      title: 'a seed of the next identity alone',
      make: (on) => on.control('POST', '/seed', { [melodies]: { next: 900, items: [] } }),
    },
    { title: 'a reset', make: (on) => on.control('POST', '/reset') },
    { title: 'a restore', make: (on) => on.control('PUT', '/snapshot', seed) },
    { title: 'a restore of nothing', make: (on) => on.control('PUT', '/snapshot', {}) },
  ];

  test.each(changes)(
    'a snapshot of the state before $title is what the account held then',
    async ({ make }) => {
      const mine = createAccount();
      await mine.add(5);
      const before = await mine.holds();
      await make(mine);
      const after = await mine.holds();
      await mine.add(6);
      const at = async (state: number) =>
        (await mine.control('GET', `/snapshot?state=${state}`)).body;
      expect([await at(1), await at(2)]).toEqual([before, after]);
      expect(await mine.state()).toBe(3);
    },
  );

  test('a snapshot of a state that there is not is refused', async () => {
    const mine = createAccount();
    await mine.add(5);
    const statuses = ['2', 'x', '-1'].map(
      async (state) => (await mine.control('GET', `?state=${state}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([422, 422, 422]);
  });

  test.each(changes)('undo takes back $title', async ({ make }) => {
    const mine = createAccount();
    await mine.add(5);
    await mine.add(6);
    const [state, before] = [await mine.state(), await mine.holds()];
    expect((await make(mine)).status).toBeLessThan(300);
    const after = await mine.holds();
    expect(after).not.toEqual(before);
    expect(await mine.undo(state)).toMatchObject({ status: 200, body: before });
    expect(await mine.holds()).toEqual(before);
    // The undo is a change too, and so is the undo of the undo.
    const later = (await mine.state()) - 1;
    for (let i = 0; i < 3; i++) {
      expect(await mine.undo(later)).toMatchObject({ status: 200, body: after });
      expect(await mine.undo(state)).toMatchObject({ status: 200, body: before });
    }
  });

  test('undo restores a deleted item as it was, even if its id was used again', async () => {
    const mine = createAccount();
    await mine.add(1);
    const [state, before] = [await mine.state(), await mine.holds()];
    await mine.remove(83);
    await mine.undo(state);
    await mine.edit(83, 2);
    await mine.control('POST', '/reset');
    expect(await mine.undo(state)).toMatchObject({ status: 200, body: before });
  });

  test('undo restores claims and releases others', async () => {
    const mine = createAccount();
    await mine.add(1);
    const state = await mine.state();
    await mine.edit(83, 2);
    await mine.undo(state);
    expect(await mine.add(1)).toMatchObject({ status: 409, body: { conflicts: [{ owner: 83 }] } });
    expect(await mine.add(2)).toMatchObject({ status: 200, body: { id: 84 } });
  });

  test('undo restores the next identity', async () => {
    const mine = createAccount();
    const state = await mine.state();
    await mine.add(1);
    await mine.undo(state);
    expect(await mine.add(1)).toMatchObject({ body: { id: 83 } });
  });

  test('undo restores the next identity of an empty collection', async () => {
    const mine = createAccount();
    await mine.control('PUT', '/snapshot', { [melodies]: { next: 700, items: [] } });
    const [state, before] = [await mine.state(), await mine.holds()];
    expect(before).toEqual({ [melodies]: { next: 700, items: [] } });
    await mine.control('POST', '/reset');
    await mine.undo(state);
    expect(await mine.holds()).toEqual(before);
    expect(await mine.add(1)).toMatchObject({ body: { id: 700 } });
  });

  test('undo affects one account only', async () => {
    const [mine, other] = [createAccount(), createAccount()];
    await mine.add(1);
    const state = await mine.state();
    await other.add(1);
    await mine.add(2);
    await other.add(2);
    const theirs = await other.holds();
    await mine.undo(state);
    expect(await mine.holds()).toMatchObject({ [melodies]: { items: [{ id: 77 }, { id: 83 }] } });
    expect(await other.holds()).toEqual(theirs);
  });

  test('undo goes back to the first state', async () => {
    const mine = createAccount();
    const before = await mine.holds();
    for (const number of [1, 2, 3]) await mine.add(number);
    await mine.remove(77);
    expect(await mine.undo(0)).toMatchObject({ status: 200, body: before });
  });

  test('undo restores a deleted item with what was below it', async () => {
    const mine = createAccount(office);
    const [state, before] = [await mine.state(), await mine.holds()];
    expect(await mine.send('DELETE', '/rooms/atrium')).toMatchObject({ status: 204 });
    const after = await mine.holds();
    expect(Object.keys(after as object).toSorted()).not.toContain('/rooms/atrium/desks/1/bookings');
    expect(await mine.undo(state)).toMatchObject({ status: 200, body: before });
    expect(await mine.undo((await mine.state()) - 1)).toMatchObject({ status: 200, body: after });
  });
});

describe('a state that undo cannot reach', () => {
  test.each([
    { title: 'no body', body: undefined },
    { title: 'no state', body: {} },
    { title: 'a state that is none', body: { state: -1 } },
    { title: 'another word', body: { state: 0, to: 1 } },
  ])('undo is refused: $title', async ({ body }) => {
    const mine = createAccount();
    const before = await mine.holds();
    expect(await mine.control('POST', '/undo', body)).toMatchObject({ status: 422 });
    expect(await mine.holds()).toEqual(before);
  });

  test('undo is refused for a state before the last 1,000 changes of all accounts', async () => {
    const [mine, other] = [createAccount(), createAccount()];
    await mine.add(1);
    const state = await mine.state();
    await mine.add(2);
    const before = await mine.holds();
    for (let i = 0; i < 2_000; i++) await other.control('POST', '/seed', {});
    expect(await mine.undo(state)).toMatchObject({
      status: 409,
      body: {
        type: '/_mock/problems/forgotten-state',
        detail: expect.stringContaining('1,000'),
      },
    });
    expect(await mine.holds()).toEqual(before);
    // What was forgotten is where going back begins from now on.
    const { beginning, changes } = await mine.changes();
    expect(beginning).toBe(state + 1);
    expect(changes).toEqual([]);
    expect(await mine.undo(beginning)).toMatchObject({ status: 200, body: before });
  });
});

test('what undo remembers does not grow with the undos before it', async () => {
  const mine = createAccount();
  await mine.add(1);
  // Each takes back all others: noted one by one, 30 would come to a thousand million.
  for (let i = 0; i < 30; i++) expect(await mine.undo(i % 2)).toMatchObject({ status: 200 });
  expect((await mine.changes()).beginning).toBe(0);
});

test('undo of a state that is yet to come is refused, and is no change', async () => {
  const mine = createAccount();
  const state = await mine.state();
  for (const beyond of [state + 1, 1e308]) {
    expect(await mine.undo(beyond)).toMatchObject({
      status: 422,
      body: { detail: `There is no state ${beyond} yet; the last one is ${state}.` },
    });
  }
  expect(await mine.state()).toBe(state);
});

test('of many edits with a megabyte each, only the last ones can be undone', async () => {
  const mine = createAccount();
  const edit = (letter: string) => {
    const comment = letter.repeat(1_000_000);
    return mine.send('PUT', '/numbers/virtual-number/608', {
      id: 608,
      purpose: 'company',
      comment,
    });
  };
  for (let i = 0; i < 40; i++)
    expect(await edit('abcd'[i % 4] ?? '')).toMatchObject({ status: 200 });
  const { beginning, changes } = await mine.changes();
  expect(changes.length).toBeGreaterThan(25);
  expect(changes.length).toBeLessThan(35);
  expect(beginning).toBe(Number(changes[0]?.state) - 1);
  expect(await mine.undo(beginning)).toMatchObject({ status: 200 });
});

test('large changes are forgotten sooner, but never the last one', async () => {
  const history = new MemoryHistory(1_000, 1_000);
  const store = createMemoryStore();
  const account = { id: 'a', store, version: 0 };
  const change = (size: number) => {
    store.insert({ collection: '/things', key: `${size}`, item: {} });
    const entry = store.get('/things', `${size}`);
    if (entry === undefined) throw new Error('Nothing was inserted.');
    store.takeChanges();
    store.replace(entry, { text: 'x'.repeat(size) });
    store.takeChanges();
    store.remove(entry);
    history.add(account, { what: 'reset' });
  };
  for (const size of [150, 120, 100]) change(size);
  expect(history.list(account).beginning).toBe(0);
  change(250);
  expect(history.list(account).beginning).toBe(1);
  change(900);
  expect(history.list(account)).toMatchObject({ beginning: 4, changes: [{ state: 5 }] });
  expect(() => history.replacedSince(account, 3)).toThrow('too old');
  const [replaced, ...others] = history.replacedSince(account, 4);
  expect([replaced?.entries, others]).toMatchObject([[{ key: '900' }], []]);
});

test('the changes of an account are listed with their cause', async () => {
  const [mine, other] = [createAccount(), createAccount()];
  await mine.add(1);
  await mine.add(1);
  await other.add(1);
  await mine.control('POST', '/reset');
  const { changes } = await mine.changes();
  const [added, reset] = changes.map(({ state }) => state);
  await mine.undo(added ?? 0);
  const listed = await mine.changes();
  expect(listed.changes.every(({ time }) => Date.now() - Date.parse(time) < 60_000)).toBe(true);
  expect(listed.changes).toMatchObject([
    { state: added, what: 'addPersonalMelody' },
    { state: reset, what: 'reset' },
    { state: Number(reset) + 1, what: 'undo', to: added },
  ]);
});

test('after any changes, undo reaches each state, and can be undone', async () => {
  const id = fc.constantFrom(77, 83, 84, 85);
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
  const step = fc.oneof(
    numbers.map((them) => ({ do: 'add' as const, numbers: them })),
    fc.tuple(id, numbers).map(([one, them]) => ({ do: 'edit' as const, id: one, numbers: them })),
    id.map((one) => ({ do: 'remove' as const, id: one })),
    id.map((one) => ({ do: 'seed' as const, id: one })),
    fc.constant({ do: 'reset' as const }),
    fc.nat().map((back) => ({ do: 'undo' as const, back })),
    fc.nat().map((back) => ({ do: 'undo' as const, back })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const mine = createAccount();
      const states = [{ state: await mine.state(), holds: await mine.holds() }];
      for (const one of steps) {
        if (one.do === 'add') await mine.add(...one.numbers);
        if (one.do === 'edit') await mine.edit(one.id, ...one.numbers);
        if (one.do === 'remove') await mine.remove(one.id);
        if (one.do === 'reset') await mine.control('POST', '/reset');
        if (one.do === 'seed') {
          const item = { id: one.id, ...rule(one.id) };
          await mine.control('POST', '/seed', { [melodies]: { items: [item] } });
        }
        if (one.do === 'undo') {
          const to = states[one.back % states.length];
          expect((await mine.undo(to?.state ?? 0)).body).toEqual(to?.holds);
        }
        states.push({ state: await mine.state(), holds: await mine.holds() });
      }
    }),
    { numRuns: 60 },
  );
});

describe('the live journal and the state', () => {
  test('the stream sends the states among the entries', async () => {
    const own = await createMock();
    const url = await own.listen();
    const stream = await fetch(`${url}/_mock/journal/stream?account=me`, {
      headers: { authorization: 'mine' },
    });
    const mine = createAccountClient(own, 'mine');
    const other = createAccountClient(own, 'other');
    await other.send('POST', melodies, rule(1));
    await mine.send('POST', melodies, rule(1));
    await mine.send('POST', melodies, rule(1));
    await mine.send('POST', '/_mock/accounts/me/undo', { state: 0 });
    await mine.send('GET', melodies);
    await own.close();
    // The stream ends with the mock, so that all of it can be read.
    const told = (await stream.text())
      .split('\n\n')
      .map((one) => /event: (.*)\ndata: (.*)/.exec(one))
      .filter((one) => one !== null)
      .filter(([, event]) => event !== 'instance')
      .map(([, event, data = '']) => [event, (JSON.parse(data) as { state: number }).state]);
    expect(told).toEqual([
      ['state', 1],
      ['exchange', 1],
      ['exchange', 1],
      ['state', 2],
      ['exchange', 2],
    ]);
  });

  test('each entry of simultaneous requests has the state after it', async () => {
    const own = await createMock();
    const mine = createAccountClient(own, 'mine');
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0 ? mine.send('POST', melodies, rule(i + 1)) : mine.send('GET', melodies),
      ),
    );
    const { body } = await mine.send('GET', '/_mock/journal?account=me');
    for (const { operation, state, response } of body as JournalEntry[]) {
      expect(response.status).toBe(200);
      if (operation === 'addPersonalMelody') {
        // Rule 83 is the first that was added, and so on.
        expect(state).toBe(Number(Reflect.get(response.body as object, 'id')) - 82);
      } else {
        expect(state).toBe((response.body as unknown[]).length - 1);
      }
    }
    await own.close();
  });

  test('a delayed request has the state at its response', async () => {
    let go = () => {};
    let waits = () => {};
    const waiting = new Promise<void>((resolve) => {
      waits = resolve;
    });
    const own = await createMock({
      wait: () =>
        new Promise((resolve) => {
          go = resolve;
          waits();
        }),
    });
    const mine = createAccountClient(own, 'mine');
    const fault = { delay: 1, status: 503 };
    await mine.send('PUT', '/_mock/accounts/me/faults/listPersonalMelodies', fault);
    const slow = mine.send('GET', melodies);
    await waiting;
    await mine.send('POST', melodies, rule(1));
    go();
    expect((await slow).status).toBe(503);
    const { body } = await mine.send('GET', '/_mock/journal?account=me');
    expect((body as JournalEntry[]).map((one) => [one.response.status, one.state])).toEqual([
      [200, 1],
      [503, 1],
    ]);
    await own.close();
  });
});
