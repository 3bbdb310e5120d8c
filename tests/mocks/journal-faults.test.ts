import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type JournalEntry, type Mock } from '../../mocks/index.ts';
import { useQuickStores } from '../persistence/test-stores.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

const list = '/melodies/personal';
const operation = 'listPersonalMelodies';

let mock: Mock;
let client: AccountClient;
beforeEach(async () => {
  mock = await createMock();
  client = createAccountClient(mock);
  return () => mock.close();
});

async function lastEntry(): Promise<JournalEntry | undefined> {
  const { body } = await client.send('GET', '/_mock/journal?account=me&limit=1');
  return (body as JournalEntry[])[0];
}

describe('the entry of a response that came of a fault', () => {
  test.each([
    { fault: { status: 503 }, status: 503 },
    { fault: { delay: 1 }, status: 200 },
    { fault: { truncate: true }, status: 200 },
    { fault: { drop: true }, status: 0 },
  ])('an entry says that the fault $fault struck', async ({ fault, status }) => {
    await client.send('PUT', `/_mock/faults/${operation}`, fault);
    await client.send('GET', list).catch(() => {});
    expect(await lastEntry()).toMatchObject({
      response: { status },
      fault: { scope: 'all', operation },
    });
  });

  test('an entry says that the fault was set for the account, for all operations, and by which name', async () => {
    const [named] = mock.contract.namedFaults;
    await client.send('PUT', '/_mock/accounts/me/faults/*', { name: named?.name });
    await client.send('GET', list).catch(() => {});
    const fault = { scope: 'account', operation: '*', name: named?.name };
    expect((await lastEntry())?.fault).toEqual(fault);
  });

  test('an entry without a fault names none, nor does one that the probability spared', async () => {
    await client.send('PUT', '/_mock/faults/*', { status: 503, probability: 0 });
    await client.send('GET', list);
    expect(await lastEntry()).not.toHaveProperty('fault');
    expect(await lastEntry()).not.toHaveProperty('turned');
  });
});

test('an entry lists the switches that were turned when the request came', async () => {
  await client.send('PUT', '/_mock/switches', { D9: 'empty-array', D18: 'echo' });
  await client.send('PUT', '/_mock/accounts/me/switches', { D10: 'merge' });
  await client.send('GET', list);
  expect((await lastEntry())?.turned).toEqual(['D9', 'D10']);
  await client.send('PUT', '/_mock/accounts/me/switches', { D9: 'null' });
  await client.send('GET', list);
  expect((await lastEntry())?.turned).toEqual(['D10']);
});

describe('a request relayed to the mock', () => {
  const relayed = { to: 'mock', method: 'GET', path: list, headers: { authorization: 'relayed' } };

  beforeEach(async () => {
    await mock.listen();
    client = createAccountClient(mock, 'relayed');
  });

  test('the response has the number of the entry, the fault and the turned switches beside it', async () => {
    await client.send('PUT', '/_mock/faults/*', { status: 500 });
    await client.send('PUT', '/_mock/switches', { D9: 'empty-array' });
    const { body } = await client.send('POST', '/_mock/relay', relayed);
    const entry = await lastEntry();
    const fault = { scope: 'all', operation: '*' };
    expect(body).toMatchObject({ status: 500, seq: entry?.seq, fault, turned: ['D9'] });
  });

  test('a dropped connection has them, too', async () => {
    await client.send('PUT', '/_mock/faults/*', { drop: true });
    const { body } = await client.send('POST', '/_mock/relay', relayed);
    const fault = { scope: 'all', operation: '*' };
    expect(body).toMatchObject({ failure: expect.any(String), seq: 1, fault });
  });

  test('neither the entry nor the response shows how the mock knows its request again', async () => {
    const { body } = await client.send('POST', '/_mock/relay', relayed);
    expect(JSON.stringify([body, await lastEntry()])).not.toMatch(/mock-own|"own"/);
    const forged = { ...relayed, headers: { 'mock-own-request': '1' } };
    const { seq } = (await client.send('POST', '/_mock/relay', forged)).body as { seq: number };
    expect(seq).toBe(2);
  });
});

describe.each(useQuickStores())('a journal in $name', ({ canRun, openStore }) => {
  test.skipIf(!canRun)(
    'keeps faults and turned switches over a restart, and relays name their entries',
    async () => {
      const { store } = await openStore();
      const options = { store, storeJournal: true };
      const before = await createMock(options);
      await before.listen();
      const sender = createAccountClient(before, 'relayed');
      await sender.send('PUT', '/_mock/accounts/me/faults/*', { status: 503, times: 1 });
      await sender.send('PUT', '/_mock/accounts/me/switches', { D9: 'empty-array' });
      const request = {
        to: 'mock',
        method: 'GET',
        path: list,
        headers: { authorization: 'relayed' },
      };
      const { body: relayed } = await sender.send('POST', '/_mock/relay', request);
      await before.close();
      const after = await createMock(options);
      onTestFinished(() => after.close());
      const { body } = await createAccountClient(after).send('GET', '/_mock/journal');
      const said = { fault: { scope: 'account', operation: '*' }, turned: ['D9'] };
      const [{ seq }] = body as [JournalEntry];
      expect(body).toMatchObject([said]);
      expect(relayed).toMatchObject({ seq, ...said });
    },
  );
});
