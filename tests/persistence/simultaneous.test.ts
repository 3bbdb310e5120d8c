import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../../mocks/accounts/store.ts';
import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { pick, randomFrom } from '../mocks/any-document/random-values.ts';
import type { Desk } from './desk-client.ts';
import { type DeskRules, writeDesks } from './desks-document.ts';
import { openSqliteFile, type TestStore, useStores } from './test-stores.ts';

const me = '/_mock/accounts/me';

interface Changes {
  readonly beginning: number;
  readonly changes: readonly {
    readonly state: number;
    readonly what: string;
    readonly to?: number;
  }[];
}

function createStarter({ store, folder }: TestStore, options: MockOptions = {}, rules?: DeskRules) {
  const spec = writeDesks(folder, rules);
  return async (): Promise<Mock> => {
    const mock = await createMock({ spec, store, storeSync: false, ...options });
    onTestFinished(() => mock.close());
    return mock;
  };
}

/** Draws a request that others may refuse: few numbers, few ids. */
function drawRequest(random: () => number): [method: string, url: string, body?: unknown] {
  const number = 1 + Math.floor(random() * 8);
  const id = 1 + Math.floor(random() * 6);
  const chance = random();
  if (chance < 0.45) return ['POST', '/desks', { number, name: 'added' }];
  if (chance < 0.65) return ['PUT', `/desks/${id}`, { number, name: 'edited' }];
  if (chance < 0.8) return ['DELETE', `/desks/${id}`];
  if (chance < 0.9) return ['POST', `${me}/undo`, { state: Math.floor(random() * 6) }];
  return ['GET', '/desks'];
}

describe.each(useStores())('with $name', ({ name, canRun, openStore }) => {
  const stored = test.skipIf(!canRun);
  const servers = name === 'SQLite' ? 1 : 2;

  stored('simultaneous requests have one order, which undo goes back in', async () => {
    const start = createStarter(await openStore(), { accounts: 1 });
    const mocks = await Promise.all(Array.from({ length: servers }, start));
    const random = randomFrom(Number(process.env.SEED ?? 18));
    const tokens = ['one', 'two'];
    const clientOf = (token: string) => createAccountClient(pick(random, mocks), token);
    const rounds = Array.from({ length: 60 }, async () => {
      const token = pick(random, tokens);
      const [method, url, body] = drawRequest(random);
      const answer = await clientOf(token).send(method, url, body);
      return { token, method, answer };
    });
    const met = await Promise.all(rounds);
    expect(met.filter(({ answer }) => answer.status >= 500)).toEqual([]);
    for (const token of tokens) {
      const get = async <Body>(url: string) =>
        (await clientOf(token).send('GET', url)).body as Body;
      const own = met.filter((one) => one.token === token);
      const accepted = own.filter(({ method, answer }) => method !== 'GET' && answer.status < 300);
      const { changes } = await get<Changes>(`${me}/changes`);
      // Every accepted change is there, and their states have no gap.
      expect(changes.map(({ state }) => state)).toEqual(accepted.map((_, i) => i + 1));
      const held: Desk[][] = [];
      for (let state = 0; state <= accepted.length; state++) {
        const undone = await clientOf(token).send('POST', `${me}/undo`, { state });
        expect(undone.status, JSON.stringify(undone.body)).toBe(200);
        held.push(await get<Desk[]>('/desks'));
      }
      for (const [i, { what, to }] of changes.entries()) {
        const [before = [], after = []] = held.slice(i);
        const numbers = after.map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        if (what === 'undo') expect(after).toEqual(held[to ?? 0]);
        if (what === 'addDesk') {
          expect(after.slice(0, -1)).toEqual(before);
          expect(own.map(({ answer }) => answer.body)).toContainEqual(after.at(-1));
        }
        if (what === 'deleteDesk') expect(after.length).toBe(before.length - 1);
        if (what === 'editDesk') {
          expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
        }
      }
      await Promise.all(
        mocks.map(async (mock) =>
          expect((await createAccountClient(mock, token).send('GET', '/desks')).body).toEqual(
            held.at(-1),
          ),
        ),
      );
    }
  });

  stored('a delayed request sees what was done meanwhile by others', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const options = { accounts: 1, wait: () => gate };
    const mock = await createStarter(await openStore(), options)();
    const [mine, other] = ['mine', 'other'].map((token) => createAccountClient(mock, token));
    const add = (number: number) => ['POST', '/desks', { number, name: 'x' }] as const;
    await mine?.send('PUT', `${me}/faults/addDesk`, { delay: 5, times: 1 });
    const delayed = mine?.send(...add(1));
    await expect.poll(async () => (await mine?.send('GET', `${me}/faults`))?.body).toEqual({});
    // Memory has room for one account only.
    await other?.send(...add(1));
    expect(await mine?.send(...add(1))).toMatchObject({ status: 200, body: { id: 1 } });
    await other?.send('GET', '/desks');
    go();
    expect(await delayed).toMatchObject({ status: 409, body: { conflicts: [{ owner: 1 }] } });
    expect((await mine?.send(...add(2)))?.body).toMatchObject({ id: 2 });
  });

  stored(
    'what is asked for when a mock closes is done or refused, and never half done',
    async () => {
      const start = createStarter(await openStore());
      const mock = await start();
      const client = createAccountClient(mock, 'mine');
      const sent = Array.from({ length: 20 }, (_, i) =>
        client
          .send('POST', '/desks', { number: i, name: 'x' })
          .catch(() => ({ status: 0, body: {} })),
      );
      await mock.close();
      await mock.close();
      const answers = await Promise.all(sent);
      const again = createAccountClient(await start(), 'mine');
      const { body } = await again.send('GET', '/desks');
      const made = answers.filter(({ status }) => status === 200).map((one) => one.body);
      expect(body).toEqual(made);
    },
  );

  stored('a text that is too long for an index is a claim like any other', async () => {
    const start = createStarter(await openStore(), {}, { 'one-name': 'name' });
    const long = () => randomBytes(9_000).toString('base64');
    const [name, free] = [long(), long()];
    const first = createAccountClient(await start(), 'mine');
    expect(await first.send('POST', '/desks', { number: 1, name })).toMatchObject({ status: 200 });
    expect(await first.send('POST', '/desks', { number: 2, name })).toMatchObject({ status: 409 });
    const items = await first.send('POST', '/desks', { number: 3, name: free });
    expect(items).toMatchObject({ status: 200, body: { id: 2 } });
    expect(await first.send('DELETE', '/desks/2')).toMatchObject({ status: 204 });
    expect(await first.send('POST', '/desks', { number: 3, name: free })).toMatchObject({
      status: 200,
    });
  });

  stored(
    'an id that no account has is refused, and a collection without items is counted',
    async () => {
      const mock = await createStarter(await openStore())();
      const mine = createAccountClient(mock, 'mine');
      await mine.send('POST', '/desks', { number: 1, name: 'x' });
      await mine.send('DELETE', '/desks/1');
      const { body } = await mine.send('GET', '/_mock/accounts');
      expect(body).toMatchObject([{ items: { '/desks': 0 } }]);
      for (const id of ['%00', '*', '0123456789ab', 'x'.repeat(90)]) {
        expect(await mine.send('GET', `/_mock/accounts/${id}`)).toMatchObject({ status: 404 });
      }
    },
  );
});

test('items are in a store or where createStore puts them, but not in both', async () => {
  const { store } = openSqliteFile();
  await expect(createMock({ store, createStore: createMemoryStore })).rejects.toThrow(
    'The options store and createStore both say where items are',
  );
});
