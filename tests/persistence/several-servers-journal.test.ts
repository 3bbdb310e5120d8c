import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectMock, type JournalEntry } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { openRaw, rawRequest } from '../mocks/raw-client.ts';
import { hasPostgres, installPostgres } from '../providers/stacks/index.ts';
import { createServers, type Databases, type Servers, startDatabases } from './several-servers.ts';

const melodies = '/melodies/personal';
const journalOf = '/_mock/journal?account=me';

describe.skipIf(!hasPostgres && !process.env.CI)(
  `the journal of two servers (${installPostgres})`,
  () => {
    let databases: Databases;
    let store: string;
    let servers: Servers;
    const urls: string[] = [];
    beforeAll(async () => {
      databases = await startDatabases();
      store = await databases.create();
      servers = await createServers(store, { storeJournal: true });
      urls.push(await servers.first.listen(), await servers.second.listen());
    });
    afterAll(async () => {
      await servers?.[Symbol.asyncDispose]();
      await databases?.close();
    });

    let accounts = 0;
    /** The same account, by two servers. */
    function clients(token = `account-${++accounts}`) {
      const { first, second } = servers;
      const [one, other] = [createAccountClient(first, token), createAccountClient(second, token)];
      const read = async (client: typeof one, filter = '') =>
        (await client.send('GET', journalOf + filter)).body as JournalEntry[];
      return { token, one, other, read };
    }

    test('what one server has answered is in the journal of the other at once', async () => {
      const { one, other, read } = clients();
      for (let i = 1; i <= 20; i++) {
        const [asked, reader] = i % 2 === 0 ? [one, other] : [other, one];
        await asked.send('GET', `${melodies}?page=${i}`);
        expect(await read(reader)).toHaveLength(i);
      }
    });

    test('both servers list the same entries, in the order of their numbers', async () => {
      const { one, other, read } = clients();
      const sent = Array.from({ length: 60 }, (_, i) =>
        (i % 2 === 0 ? one : other).send('GET', `${melodies}?page=${i}`),
      );
      await Promise.all(sent);
      const [entries, same] = [await read(one), await read(other)];
      expect(same).toEqual(entries);
      const numbers = entries.map(({ seq }) => seq);
      expect(numbers).toHaveLength(60);
      expect(new Set(numbers).size).toBe(60);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });

    test('who waits at one server hears of requests to the other', async () => {
      const { one, other, read } = clients();
      const waiting = read(other, '&count=3&wait=20000');
      for (let i = 0; i < 3; i++) await one.send('GET', melodies);
      expect(await waiting).toHaveLength(3);
    });

    test('who waits hears of requests after the database was away', async () => {
      const { one, other, read } = clients();
      const waiting = read(other, '&count=2&wait=20000');
      await one.send('GET', melodies);
      await databases.disconnect(store);
      await expect.poll(async () => (await one.send('GET', melodies)).status).toBe(200);
      expect((await waiting).length).toBeGreaterThanOrEqual(2);
    });

    test.each([
      ['of an account', journalOf],
      ['of all accounts', '/_mock/journal'],
    ])(
      'what one server clears %s is gone from the other, and what comes later stays',
      async (_whose, path) => {
        const { one, other, read } = clients();
        for (let round = 0; round < 10; round++) {
          await Promise.all([one, other, one, other].map(({ send }) => send('GET', melodies)));
          expect((await other.send('DELETE', path)).status).toBe(204);
          await one.send('GET', `${melodies}?page=${round}`);
          const [entries, same] = [await read(one), await read(other)];
          expect(entries.map(({ request }) => request.url)).toEqual([`${melodies}?page=${round}`]);
          expect(same).toEqual(entries);
        }
      },
    );

    test('a stream that breaks at one server goes on at the other, without a gap or a repetition', async () => {
      const { token, one, read } = clients();
      for (let i = 0; i < 5; i++) await one.send('GET', melodies);
      const [, second] = await read(one);
      const stream = await openRaw(urls[1] ?? '');
      const resumed = [`Authorization: ${token}`, `Last-Event-ID: ${second?.seq}`];
      for (const piece of rawRequest('GET', '/_mock/journal/stream?account=me', resumed)) {
        stream.write(piece);
      }
      await stream.until(/: the journal, live/);
      await one.send('GET', `${melodies}?page=9`);
      const text = await stream.until(/page=9/);
      const numbers = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
      expect(numbers).toEqual((await read(one)).slice(2).map(({ seq }) => seq));
      stream.socket.destroy();
      expect((await stream.ended).headers).toMatchObject({ 'x-accel-buffering': 'no' });
    });

    test('a handle of an account waits at one server for requests to the other', async () => {
      const { token, one } = clients();
      const mock = await connectMock(urls[1] ?? '');
      await using account = mock.account(token);
      const requests = account.requests({ operation: 'listPersonalMelodies' });
      const waiting = requests.waitFor(2, { timeout: 20_000 });
      await one.send('GET', melodies);
      await one.send('GET', melodies);
      expect(await waiting).toHaveLength(2);
    });

    test('a reset of the whole mock clears the journal of both servers', async () => {
      const { one, other, read } = clients();
      await one.send('GET', melodies);
      await (await connectMock(urls[1] ?? '')).reset();
      expect([await read(one), await read(other)]).toEqual([[], []]);
    });

    test('the requests of cases are in no journal', async () => {
      const { one, other } = clients();
      await one.send('DELETE', '/_mock/journal');
      const { body } = await one.send('GET', '/_mock/catalogue');
      const [first] = (body as { cases: { id: string }[] }).cases;
      const run = await one.send('POST', `/_mock/cases/${first?.id}`, { to: 'mock' });
      expect(run).toMatchObject({ status: 200, body: { verdict: 'as-expected' } });
      expect((await one.send('GET', '/_mock/journal')).body).toEqual([]);
      expect((await other.send('GET', '/_mock/journal')).body).toEqual([]);
    });

    test('the database has entries with secrets masked', async () => {
      const { one } = clients('s3cret-token');
      await one.send('POST', melodies, { password: 'hunter2' }, { cookie: 'session=s3cret' });
      const rows = await databases.query(store, 'SELECT entry FROM mock_journal');
      const text = JSON.stringify(rows);
      expect(text).toContain('***');
      for (const secret of ['hunter2', 's3cret']) expect(text).not.toContain(secret);
    });

    test('a server that starts has the journal of the others, and numbers go on', async () => {
      const { token, one, read } = clients();
      await one.send('GET', melodies);
      const later = await createServers(store, { storeJournal: true });
      const third = createAccountClient(later.first, token);
      expect(await read(third)).toEqual(await read(one));
      await third.send('GET', melodies);
      const [first, second] = await read(one);
      expect(second?.seq).toBeGreaterThan(first?.seq ?? Number.NaN);
      await later[Symbol.asyncDispose]();
    });

    test('the table of the journal is bounded', async () => {
      const { one, read } = clients();
      await databases.query(
        store,
        `INSERT INTO mock_journal (account, entry) SELECT 'filler', '{"account":"filler"}' FROM generate_series(1, 25000)`,
      );
      await one.send('GET', melodies);
      const [row] = await databases.query(store, 'SELECT count(*)::int AS count FROM mock_journal');
      expect(row?.count).toBe(20_000);
      expect(await read(one)).toHaveLength(1);
    });
  },
);
