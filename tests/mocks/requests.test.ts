import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type AnyContract,
  ControlRefusal,
  connectMock,
  createMock,
  type StartedMock,
  startMock,
} from '../../mocks/index.ts';
import { createDataApiClient } from '../../spec/index.ts';
import { bookingDesk } from './desk-office.ts';

const rule = { number_capacity_ids: [352], source_type: 'system' as const, media_id: 50 };
const list = '/melodies/personal';
const add = 'addPersonalMelody';

let mock: StartedMock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

describe.each(['in this process', 'over the network'])('the requests of an account %s', (where) => {
  /** An account, and a client of it. */
  async function open() {
    const account =
      where === 'in this process' ? mock.account() : (await connectMock(mock.url)).account();
    return { account, api: createDataApiClient(account) };
  }

  test('requests are selected by operation and status', async () => {
    const { account, api } = await open();
    await api.POST(list, { body: rule });
    await api.POST(list, { body: rule });
    await api.GET(list);
    const added = await account.requests({ operation: add }).all();
    expect(added.map(({ response }) => response.status)).toEqual([200, 409]);
    const [refused] = await account.requests({ operation: add, status: 409 }).all();
    expect(refused?.request.body).toEqual(rule);
    expect(await account.requests({ operation: add, status: '5XX' }).all()).toEqual([]);
    expect(await account.requests().all()).toEqual(await account.journal());
  });

  test('waiting resolves at once for requests that came before', async () => {
    const { account, api } = await open();
    await api.POST(list, { body: rule });
    const found = await account.requests({ operation: add }).waitFor(1, { timeout: 0 });
    expect(found).toHaveLength(1);
  });

  test('waiting resolves with the last request that is needed', async () => {
    const { account, api } = await open();
    const waited = account.requests({ operation: add }).waitFor(2);
    await api.GET(list);
    await api.POST(list, { body: rule });
    await api.POST(list, { body: rule });
    const found = await waited;
    expect(found.map(({ response }) => response.status)).toEqual([200, 409]);
  });

  test('waiting in vain rejects with what came instead', async () => {
    const { account, api } = await open();
    await api.POST(list, { body: rule });
    await api.GET(list);
    const waited = account.requests({ operation: add, status: '4XX' }).waitFor(2, { timeout: 1 });
    await expect(waited).rejects.toThrow(
      `The account sent 0 of 2 requests (operation ${add}, status 4XX) within 1 ms. It sent POST ${list} 200, GET ${list} 200.`,
    );
    const { account: silent } = await open();
    await expect(silent.requests().waitFor(1, { timeout: 1 })).rejects.toThrow(
      'The account sent 0 of 1 request within 1 ms. The account has sent none at all.',
    );
  });

  test('an unknown operation, filter or status is refused, so that no test passes by a typo', async () => {
    const { account } = await open();
    // @ts-expect-error -- there is no such operation
    await expect(account.requests({ operation: 'nope' }).all()).rejects.toThrow(
      'There is no operation "nope"; there are ',
    );
    // @ts-expect-error -- there is no such operation
    await expect(account.journal({ operation: 'nope' })).rejects.toThrow(ControlRefusal);
    // @ts-expect-error -- there is no such filter
    await expect(account.requests({ operatoin: add }).waitFor(1)).rejects.toThrow(
      'There is no filter "operatoin" here',
    );
    await expect(account.requests({ status: 'ok' }).all()).rejects.toThrow('not a status');
    await expect(account.requests().waitFor(1, { timeout: 60_001 })).rejects.toThrow(
      'wait must be a whole number up to 60000, not "60001".',
    );
    await expect(account.requests().waitFor(1_001)).rejects.toThrow('up to 1000');
    await expect(account.requests({ limit: 1 }).waitFor(2)).rejects.toThrow(
      'With the limit 1 there are never 2 entries',
    );
  });
});

test('waiting does not need the timers of the test', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] });
  try {
    const account = mock.account();
    const waited = account.requests().waitFor(1);
    await createDataApiClient(account).GET(list);
    expect(await waited).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

test('an operation stands for its variants, too', async () => {
  await using desk = await startMock<AnyContract>({ spec: bookingDesk });
  const account = desk.account();
  const headers = { 'X-Desk-Key': account.token, 'content-type': 'application/json' };
  await fetch(`${desk.url}/passes/S1`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ lockers: ['L2'] }),
  });
  const [entry] = await account.journal();
  const whole = 'changePass';
  expect(entry?.operation).not.toBe(whole);
  expect(await account.requests({ operation: whole }).all()).toEqual([entry]);
});

test('closing the mock does not wait for those who wait for requests', async () => {
  const own = await createMock();
  const url = await own.listen();
  const account = (await connectMock(url)).account();
  const waited = account.requests().waitFor(1, { timeout: 60_000 });
  const rejected = expect(waited).rejects.toThrow('The account sent 0 of 1 request');
  // Answered after the request that waits has arrived.
  await account.state();
  const before = performance.now();
  await own.close();
  expect(performance.now() - before).toBeLessThan(4_000);
  await rejected;
});
