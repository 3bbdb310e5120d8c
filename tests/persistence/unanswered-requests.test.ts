import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type JournalEntry, type MockOptions } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { writeDesks } from './desks-document.ts';
import { type TestStore, useStores } from './test-stores.ts';

async function startDesks({ folder, store }: TestStore, options: MockOptions = {}) {
  const mock = await createMock({ spec: writeDesks(folder), store, storeSync: false, ...options });
  onTestFinished(() => mock.close());
  const { send } = createAccountClient(mock, 'one');
  const journal = async () => (await send('GET', '/_mock/journal')).body as JournalEntry[];
  return { mock, send, journal };
}

const desk = { number: 1, name: 'a desk' };

// The explorer offers to go back to the state of each.
describe.each(useStores())('with $name', ({ name, canRun, openStore }) => {
  test.skipIf(!canRun).each([{ storeJournal: false }, { storeJournal: true }])(
    'a request that no operation answers is recorded with the newest state of its account, %o',
    async (options) => {
      const given = await openStore();
      const first = await startDesks(given, options);
      await first.send('POST', '/desks', desk);
      if (name === 'SQLite') await first.mock.close();
      const { send, journal } = await startDesks(given, options);
      if (name !== 'SQLite') await first.send('POST', '/desks', { ...desk, number: 2 });
      const state = name === 'SQLite' ? 1 : 2;
      expect(await send('GET', '/none')).toMatchObject({ status: 404 });
      expect(await send('PATCH', '/desks')).toMatchObject({ status: 405 });
      expect(await send('GET', '/%')).toMatchObject({ status: 400 });
      expect(await send('POST', '/desks', 'x'.repeat(2 ** 21))).toMatchObject({ status: 413 });
      const seen = (await journal()).filter(({ response }) => Number(response?.status) >= 400);
      const states = seen.map((one) => [one.response?.status, one.state]);
      expect(states.toSorted()).toEqual([400, 404, 405, 413].map((status) => [status, state]));
    },
  );

  test.skipIf(!canRun)(
    'what an upstream server answers is recorded with the newest state',
    async () => {
      const upstream = createServer((_request, response) => void response.end('other'));
      await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void upstream.close());
      const { port } = upstream.address() as { port: number };
      const given = await openStore();
      const first = await startDesks(given);
      await first.send('POST', '/desks', desk);
      await first.mock.close();
      const { mock, journal } = await startDesks(given, { upstream: `http://127.0.0.1:${port}` });
      const url = await mock.listen();
      const answer = await fetch(`${url}/other`, { headers: { authorization: 'one' } });
      expect(await answer.text()).toBe('other');
      await expect
        .poll(async () => (await journal()).at(-1))
        .toMatchObject({ upstream: true, state: 1 });
    },
  );
});
