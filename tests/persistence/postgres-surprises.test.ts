import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { installPostgres, type Postgres, startPostgres } from '../providers/stacks/postgres.ts';
import { writeDesks } from './desks-document.ts';
import { startProxy } from './proxy.ts';
import { canRunPostgres, openDatabase } from './test-stores.ts';

const first = { number: 1, name: 'first' };

// What a mock has, apart from the connection that listens.
const connections =
  "datname = current_database() AND application_name = 'data-api-mock' AND query NOT LIKE 'LISTEN%'";

describe.skipIf(!canRunPostgres)(`a PostgreSQL (${installPostgres})`, () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.close());

  /** A database, a proxy before it, and a mock over that with two connections. */
  async function start() {
    const given = await openDatabase(postgres);
    const proxy = await startProxy(join(postgres.host, '.s.PGSQL.5432'));
    const [{ name = '' } = {}] = await given.rows<{ name: string }>(
      'SELECT current_database() AS name',
    );
    const store = `postgres://${postgres.user}@127.0.0.1:${proxy.port}/${name}?pool_max_conns=2`;
    const spec = writeDesks(given.folder);
    const mock = await createMock({ spec, store });
    onTestFinished(() => mock.close());
    const isReady = async () => (await mock.inject('/_mock/ready')).statusCode === 200;
    const client = createAccountClient(mock);
    await client.send('POST', '/desks', first);
    const listening = `SELECT 1 FROM pg_stat_activity WHERE datname = '${name}' AND query = 'LISTEN mock_news'`;
    await expect.poll(() => given.rows(listening)).toHaveLength(1);
    return { proxy, given, name, spec, mock, client, isReady };
  }

  test('that rolls back what it is asked to commit is not believed', async () => {
    const { proxy, client } = await start();
    proxy.change = (piece) =>
      Buffer.from(piece.toString('latin1').replace('COMMIT', 'ABORT '), 'latin1');
    expect(await client.send('PUT', '/desks/1', { number: 2, name: 'second' })).toMatchObject({
      status: 503,
      body: { detail: expect.stringMatching(/rolled back\). Nothing was changed/) },
    });
    expect((await client.send('GET', '/desks')).body).toMatchObject([first]);
  });

  test('that ends connections while they change hands does not end the mock', async () => {
    const { proxy, given, mock } = await start();
    const clients = Array.from({ length: 6 }, () => createAccountClient(mock));
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${connections}`;
    const none = `SELECT 1 FROM pg_stat_activity WHERE ${connections}`;
    await given.rows(end);
    const readers = clients.slice(0, 2);
    const read = () => Promise.all(readers.map((client) => client.send('GET', '/desks')));
    // New connections, that nobody has had for longer than a query.
    await read();
    await read();
    proxy.hold();
    const answers = Promise.all([
      ...readers.map((client) => client.send('GET', '/desks')),
      ...clients.slice(2).map((client) => client.send('POST', '/desks', first)),
    ]);
    await expect.poll(() => proxy.held).toBe(2);
    await given.rows(end);
    await expect.poll(() => given.rows(none)).toEqual([]);
    proxy.pass();
    for (const { status } of await answers) expect([200, 503]).toContain(status);
    for (const client of clients) {
      expect((await client.send('GET', '/desks')).status).toBe(200);
    }
  });

  test('in which others say anything does not end the mock', async () => {
    const { given, client } = await start();
    for (const text of [
      '5',
      'null',
      'x',
      '{"from":"x","states":null}',
      '{"from":"x","states":{"a":{}}}',
    ]) {
      await given.rows(`SELECT pg_notify('mock_news', '${text}')`);
    }
    expect((await client.send('GET', '/desks')).body).toMatchObject([first]);
  });

  test('that isolates transactions more strictly lets servers change an account one after the other', async () => {
    const { store, folder, rows } = await openDatabase(postgres);
    const [{ name = '' } = {}] = await rows<{ name: string }>('SELECT current_database() AS name');
    await rows(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    const spec = writeDesks(folder);
    const mocks = await Promise.all([1, 2, 3].map(() => createMock({ spec, store })));
    onTestFinished(async () => void (await Promise.all(mocks.map((mock) => mock.close()))));
    const clients = mocks.map((mock) => createAccountClient(mock, 'shared'));
    let number = 0;
    const add = async ({ send }: (typeof clients)[number]) =>
      (await send('POST', '/desks', { number: ++number, name: 'desk' })).status;
    for (let round = 0; round < 10; round++) {
      expect(await Promise.all(clients.map(add))).toEqual([200, 200, 200]);
    }
  });

  test('whose tables are gone is not ready', async () => {
    const { given, isReady } = await start();
    await given.rows('ALTER TABLE mock_changes RENAME TO mock_changed');
    expect(await isReady()).toBe(false);
    await given.rows('ALTER TABLE mock_changed RENAME TO mock_changes');
    expect(await isReady()).toBe(true);
  });

  test('that takes no changes any more is not ready, and refused at the start', async () => {
    const { given, name, spec, isReady } = await start();
    await given.rows(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await given.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${connections}`);
    await expect.poll(isReady).toBe(false);
    await expect(createMock({ spec, store: given.store })).rejects.toThrow(
      'it is read-only; name the server that takes changes.',
    );
  });
});
