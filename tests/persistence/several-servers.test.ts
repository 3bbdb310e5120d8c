import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { hasPostgres, installPostgres } from '../providers/stacks/index.ts';
import { createServers, type Databases, type Servers, startDatabases } from './several-servers.ts';

const melodies = '/melodies/personal';
const ruleOf = (number: number) => ({
  number_capacity_ids: [number],
  source_type: 'system',
  media_id: 50,
});

// Without PostgreSQL the tests are skipped; where `CI` is set they fail.
describe.skipIf(!hasPostgres && !process.env.CI)(`two servers (${installPostgres})`, () => {
  let databases: Databases;
  let servers: Servers;
  let store: string;
  beforeAll(async () => {
    databases = await startDatabases();
    store = await databases.create();
    servers = await createServers(store);
  });
  afterAll(async () => {
    await servers?.[Symbol.asyncDispose]();
    await databases?.close();
  });

  let accounts = 0;
  /** The same account, by two servers. */
  function clients(token = `account-${++accounts}`) {
    const { first, second } = servers;
    return [createAccountClient(first, token), createAccountClient(second, token)] as const;
  }

  test('what is added on one server is listed on the other, and its claims hold there', async () => {
    const [one, other] = clients();
    expect(await one.send('POST', melodies, ruleOf(1))).toMatchObject({ body: { id: 83 } });
    expect((await other.send('GET', melodies)).body).toMatchObject([{ id: 77 }, { id: 83 }]);
    expect(await other.send('POST', melodies, ruleOf(1))).toMatchObject({ status: 409 });
    expect(await other.send('DELETE', `${melodies}/83`)).toMatchObject({ status: 200 });
    expect(await one.send('POST', melodies, ruleOf(1))).toMatchObject({ body: { id: 84 } });
  });

  test('of simultaneous claims on both servers exactly one wins, and no identity is given twice', async () => {
    const both = clients();
    const identities: unknown[] = [];
    for (let round = 1; round <= 25; round++) {
      const sent = [...both, ...both].map(({ send }) => send('POST', melodies, ruleOf(round)));
      const answers = await Promise.all(sent);
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses, `round ${round}`).toEqual([200, 409, 409, 409]);
      const won = answers.filter(({ status }) => status === 200);
      identities.push(...won.map(({ body }) => (body as { id: number }).id));
    }
    expect(identities).toEqual(Array.from({ length: 25 }, (_, i) => 83 + i));
  });

  test('simultaneous additions that claim different numbers all succeed, each with an identity of its own', async () => {
    const both = clients();
    const sent = Array.from({ length: 40 }, (_, i) =>
      both[i % 2]?.send('POST', melodies, ruleOf(i + 1)),
    );
    const bodies = (await Promise.all(sent)).map((answer) => answer?.body as { id: number });
    expect(bodies.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => 83 + i),
    );
  });

  test.each([
    ['of an account', '/_mock/accounts/me/faults'],
    ['of all accounts', '/_mock/faults'],
  ])('a fault %s strikes as often as it should, over both servers', async (_whose, path) => {
    const both = clients();
    for (let round = 0; round < 5; round++) {
      await both[round % 2]?.send('PUT', `${path}/*`, { status: 503, times: 3 });
      const sent = Array.from({ length: 8 }, (_, i) => both[i % 2]?.send('GET', melodies));
      const statuses = (await Promise.all(sent)).map((answer) => answer?.status).sort();
      expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503, 503]);
    }
    expect((await both[0].send('GET', path)).body).toEqual({});
    expect((await both[1].send('GET', path)).body).toEqual({});
  });

  test.each([
    ['of an account', '/_mock/accounts/me/switches'],
    ['of all accounts', '/_mock/switches'],
  ])('a switch %s that is set on one server holds at once on the other', async (_whose, path) => {
    const [one, other] = clients();
    for (const [setter, reader] of [
      [one, other],
      [other, one],
    ] as const) {
      await setter.send('PUT', path, { D9: 'empty-array' });
      const set = await reader.send('GET', melodies);
      expect(set.body).toMatchObject([{ employee_group_ids: [] }]);
      await setter.send('DELETE', `${path}/D9`);
      const unset = await reader.send('GET', melodies);
      expect(unset.body).toMatchObject([{ employee_group_ids: null }]);
    }
  });

  test('a switch for all that is set while many requests run holds for each that comes later', async () => {
    const { first, second } = servers;
    const busy = Array.from({ length: 12 }, (_, i) => clients(`busy-${i % 3}`));
    for (let round = 0; round < 10; round++) {
      const running = busy.flatMap(([one, other]) => [
        one.send('POST', melodies, ruleOf(round + 1)),
        other.send('GET', melodies),
      ]);
      const values = { D9: round % 2 === 0 ? 'empty-array' : 'null' };
      await createAccountClient(first).send('PUT', '/_mock/switches', values);
      const later = await createAccountClient(second, `busy-${round % 3}`).send('GET', melodies);
      const [item] = later.body as { employee_group_ids: unknown }[];
      expect(item?.employee_group_ids).toEqual(round % 2 === 0 ? [] : null);
      await Promise.all(running);
    }
    await createAccountClient(first).send('DELETE', '/_mock/switches');
  });

  test('what Bearer before a token means is the same on both servers', async () => {
    const [one, other] = clients('scheme');
    const [bearer, otherBearer] = clients('Bearer scheme');
    expect((await otherBearer.send('GET', melodies)).status).toBe(401);
    await one.send('PUT', '/_mock/accounts/me/switches', { D45: 'ignored' });
    expect(await otherBearer.send('POST', melodies, ruleOf(1))).toMatchObject({ body: { id: 83 } });
    expect((await bearer.send('GET', melodies)).body).toMatchObject([{ id: 77 }, { id: 83 }]);
    await other.send('DELETE', '/_mock/accounts/me/switches');
    expect((await bearer.send('GET', melodies)).status).toBe(401);
  });

  test('a preset and a snapshot that one server applies are the state on the other', async () => {
    const [one, other] = clients();
    await one.send('POST', melodies, ruleOf(1));
    const { body: snapshot } = await one.send('GET', '/_mock/accounts/me/snapshot');
    await one.send('POST', '/_mock/accounts/me/presets/empty');
    expect((await other.send('GET', melodies)).body).toEqual([]);
    await other.send('PUT', '/_mock/accounts/me/snapshot', snapshot);
    expect((await one.send('GET', melodies)).body).toMatchObject([{ id: 77 }, { id: 83 }]);
    expect(await one.send('POST', melodies, ruleOf(1))).toMatchObject({ status: 409 });
  });

  test('one server undoes what was done on the other, and that can be undone too', async () => {
    const [one, other] = clients();
    await one.send('POST', melodies, ruleOf(1));
    await one.send('DELETE', `${melodies}/77`);
    expect((await other.send('GET', '/_mock/accounts/me/changes')).body).toMatchObject({
      beginning: 0,
      changes: [{ state: 1 }, { state: 2 }],
    });
    await other.send('POST', '/_mock/accounts/me/undo', { state: 0 });
    expect((await one.send('GET', melodies)).body).toMatchObject([{ id: 77 }]);
    expect(await one.send('POST', melodies, ruleOf(1))).toMatchObject({ status: 200 });
    await one.send('POST', '/_mock/accounts/me/undo', { state: 2 });
    expect((await other.send('GET', melodies)).body).toMatchObject([{ id: 83 }]);
  });

  test('a server that missed more changes than are kept catches up', async () => {
    const [one, other] = clients();
    await other.send('GET', melodies);
    const missed = Array.from({ length: 1_150 }, (_, i) =>
      one.send('POST', melodies, ruleOf(1_001 + i)),
    );
    await Promise.all(missed);
    const listed = (await other.send('GET', melodies)).body as unknown[];
    expect(listed).toHaveLength(1_151);
    expect(await other.send('POST', melodies, ruleOf(2_150))).toMatchObject({ status: 409 });
    expect(await other.send('POST', melodies, ruleOf(2_151))).toMatchObject({ status: 200 });
  });

  test('a reset of the whole mock on one server reaches every account on the other', async () => {
    const own = await createServers(await databases.create());
    const tokens = ['a', 'b', 'c'];
    for (const token of tokens) {
      await createAccountClient(own.first, token).send('POST', melodies, ruleOf(1));
    }
    await own.first.inject({
      method: 'PUT',
      url: '/_mock/switches',
      payload: { D9: 'empty-array' },
    });
    await own.second.reset();
    for (const token of tokens) {
      const { send } = createAccountClient(own.first, token);
      expect((await send('GET', melodies)).body).toMatchObject([
        { id: 77, employee_group_ids: null },
      ]);
    }
    await own[Symbol.asyncDispose]();
  });

  test('servers that start at the same moment on an empty database share it', async () => {
    const empty = await databases.create();
    for (let round = 0; round < 2; round++) {
      const own = await createServers(empty);
      const ids = await Promise.all([idOf(own.first), idOf(own.second)]);
      expect(ids[0]).toBe(ids[1]);
      await own[Symbol.asyncDispose]();
    }
  });

  test('accounts beyond those that memory has room for keep what they hold', async () => {
    const small = await createServers(store, { accounts: 3 });
    const tokens = Array.from({ length: 40 }, (_, i) => `one-of-many-${i}`);
    const send = (mock: Mock, token: string, number: number) =>
      createAccountClient(mock, token).send('POST', melodies, ruleOf(number));
    await Promise.all(tokens.map((token) => send(small.first, token, 1)));
    await Promise.all(tokens.map((token) => send(small.second, token, 2)));
    const again = await Promise.all(tokens.map((token) => send(small.second, token, 1)));
    expect(again.every(({ status }) => status === 409)).toBe(true);
    const bearers = tokens.map((token) => createAccountClient(small.first, `Bearer ${token}`));
    const accounts = tokens.map((token) => createAccountClient(small.second, token));
    await Promise.all(
      accounts.map(({ send }) => send('PUT', '/_mock/accounts/me/switches', { D45: 'ignored' })),
    );
    const listed = await Promise.all(bearers.map(({ send }) => send('GET', melodies)));
    expect(listed.map(({ body }) => (body as unknown[]).length)).toEqual(tokens.map(() => 3));
    const { body } = await createAccountClient(small.first).send('GET', '/_mock/health');
    expect(body).toMatchObject({ accounts: 3, store: { kind: 'postgresql', failure: null } });
    await small[Symbol.asyncDispose]();
  });
});

async function idOf(mock: Mock): Promise<unknown> {
  const { body } = await createAccountClient(mock, 'x').send('GET', '/_mock/accounts/me');
  return (body as { id: unknown }).id;
}
