import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { useQuickStores } from '../persistence/test-stores.ts';
import { createAccountClient } from './account-client.ts';
import { openRaw, rawRequest } from './raw-client.ts';

const list = '/melodies/personal';

describe('what is set, in short', () => {
  let mock: Mock;
  beforeAll(async () => {
    mock = await createMock();
  });
  afterAll(() => mock.close());

  test('nothing is set at first, and asking creates no account', async () => {
    const { send } = createAccountClient(mock);
    const nothing = { all: { faults: 0, switches: [] }, account: null, turned: [], profile: null };
    expect((await send('GET', '/_mock/behaviour')).body).toEqual(nothing);
    expect((await send('GET', '/_mock/behaviour')).body).toEqual(nothing);
  });

  test('faults and turned switches are told apart by their scope', async () => {
    const { send } = createAccountClient(mock);
    await send('PUT', '/_mock/switches', { D9: 'empty-array', D18: 'echo' });
    await send('PUT', '/_mock/faults/*', { delay: 1 });
    await send('PUT', '/_mock/accounts/me/faults/listPersonalMelodies', { delay: 1 });
    await send('PUT', '/_mock/accounts/me/switches', { D10: 'merge', D9: 'null' });
    const { body } = await send('GET', '/_mock/behaviour');
    expect(body).toEqual({
      all: { faults: 1, switches: ['D9'] },
      account: { faults: 1, switches: ['D10'] },
      turned: ['D10'],
      profile: null,
    });
    const { id } = (await send('GET', '/_mock/accounts/me')).body as { id: string };
    const other = createAccountClient(mock);
    expect((await other.send('GET', `/_mock/behaviour?account=${id}`)).body).toEqual(body);
  });
});

describe.each([
  { name: 'memory', canRun: true, openStore: async () => ({ store: undefined }) },
  ...useQuickStores(),
])('accounts in $name', ({ canRun, openStore }) => {
  test.skipIf(!canRun)('are not created by reading them', async () => {
    const { store } = await openStore();
    const mock = await createMock(store === undefined ? {} : { store });
    onTestFinished(() => mock.close());
    const { send } = createAccountClient(mock, 'Bearer nobody');
    const used = createAccountClient(mock);
    await used.send('GET', list);
    await send('PUT', '/_mock/accounts/me/snapshot', 'no snapshot');
    const read = async (path: string) => (await send('GET', `/_mock${path}`)).body;
    for (const path of ['', '/snapshot', '/changes', '/switches', '/faults']) {
      const mine = await read(`/accounts/me${path}`);
      const { body } = await used.send('GET', `/_mock/accounts/me${path}`);
      const id = path === '' ? { id: expect.any(String) } : {};
      expect(mine).toEqual(Array.isArray(body) ? body : { ...(body as object), ...id });
    }
    await read('/behaviour');
    expect(await read('/accounts')).toHaveLength(1);
  });
});

describe('the stream of the journal', () => {
  test('begins with the instance, and tells of changed behaviour once for each scope', async () => {
    const mock = await createMock();
    onTestFinished(() => mock.close());
    const url = await mock.listen();
    const client = createAccountClient(mock, 'live');
    const other = createAccountClient(mock);
    const stream = await openRaw(url);
    const path = '/_mock/journal/stream?account=me';
    for (const piece of rawRequest('GET', path, ['Authorization: live'])) stream.write(piece);
    const [, first] = /event: (.*\ndata: .*)\n\n/.exec(await stream.until(/data: .*\n\n/)) ?? [];
    const health = (await client.send('GET', '/_mock/health')).body as { instance: string };
    const { body: contract } = await client.send('GET', '/_mock/contract');
    const { instance } = health;
    const store = { kind: 'memory', lasts: false, journalLasts: false };
    expect(first).toBe(`instance\ndata: ${JSON.stringify({ instance, store })}`);
    expect(contract).toMatchObject({ instance, store });
    const { id } = (await client.send('GET', '/_mock/accounts/me')).body as { id: string };
    await client.send('GET', list);
    await other.send('PUT', '/_mock/accounts/me/faults/*', { delay: 1 });
    await client.send('PUT', '/_mock/accounts/me/faults/*', { delay: 1, times: 1 });
    await client.send('PUT', '/_mock/accounts/me/faults/*', { delay: 1, times: 1 });
    await client.send('GET', list);
    await client.send('DELETE', '/_mock/switches');
    await client.send('PUT', '/_mock/switches', { D9: 'empty-array' });
    const text = await stream.until(/"account":null\}/);
    const told = Array.from(text.matchAll(/event: behaviour\ndata: (.*)\n/g), ([, data]) => data);
    expect(told.map((one) => JSON.parse(one ?? '').account)).toEqual([id, id, null]);
    stream.socket.destroy();
  });

  test('tells nothing of the accounts of cases', async () => {
    const mock = await createMock();
    onTestFinished(() => mock.close());
    const url = await mock.listen();
    const { send } = createAccountClient(mock);
    const stream = await openRaw(url);
    for (const piece of rawRequest('GET', '/_mock/journal/stream')) stream.write(piece);
    await stream.until(/event: instance/);
    await send('POST', '/_mock/cases/add-one-number', { to: 'mock' });
    await send('DELETE', `${list}/1`);
    expect(await stream.until(/event: exchange/)).not.toContain('event: state');
    stream.socket.destroy();
  });

  test('names another instance after a restart', async () => {
    const instances = [];
    for (const _ of [1, 2]) {
      const mock = await createMock();
      instances.push((await mock.inject('/_mock/health')).json<{ instance: string }>().instance);
      await mock.close();
    }
    expect(new Set(instances).size).toBe(2);
  });
});
