import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { Misuse } from '../../spec/index.ts';
import { installPostgres, type Postgres, startPostgres } from '../providers/stacks/postgres.ts';
import { writeDesks } from './desks-document.ts';
import {
  canRunPostgres,
  openFolder,
  openSqliteFile,
  sqlite,
  urlOf,
  useQuickStores,
} from './test-stores.ts';

/** Why a mock does not start; the message of a Misuse, which the command exits with 2 for. */
async function whyNot(options: MockOptions): Promise<string> {
  const spec = writeDesks(openFolder());
  const error = await createMock({ spec, ...options }).then(
    (mock) => mock.close(),
    (why: unknown) => why,
  );
  expect(error).toBeInstanceOf(Misuse);
  return (error as Misuse).message;
}

/** Makes a store, and stops the mock that made it. */
async function makeStore(store: string, storeKey?: string): Promise<void> {
  const mock = await createMock({ spec: writeDesks(openFolder()), store, storeKey });
  await mock.close();
}

describe.each(useQuickStores())('with $name', ({ canRun, openStore }) => {
  const stored = test.skipIf(!canRun);

  stored.each([
    { format: 2, age: 'a newer' },
    { format: 0, age: 'an older' },
  ])('a store of $age format is refused', async ({ format, age }) => {
    const given = await openStore();
    await makeStore(given.store);
    await given.rows(`UPDATE mock_meta SET value = '${format}' WHERE name = 'format'`);
    expect(await whyNot({ store: given.store })).toContain(
      `has the format ${format}, and this version of the mock knows 1; use ${age} version of the mock, or another store.`,
    );
  });

  stored('a store is refused with another key, or none, than it was made with', async () => {
    const given = await openStore();
    await makeStore(given.store, 'the-first-key');
    for (const storeKey of [undefined, 'another-key']) {
      const why = await whyNot({ store: given.store, storeKey });
      expect(why).toContain('was made with another key; set DATA_API_MOCK_STORE_KEY');
      expect(why).not.toMatch(/the-first-key|another-key/);
    }
    await makeStore(given.store, 'the-first-key');
    const plain = await openStore();
    await makeStore(plain.store);
    expect(await whyNot({ store: plain.store, storeKey: 'a-key' })).toContain('with no key');
  });
});

describe('with SQLite', () => {
  test('a database of something else is refused, and stays as it is', async () => {
    const { store, folder } = openSqliteFile();
    const database = new (sqlite().DatabaseSync)(store);
    database.exec('CREATE TABLE books (title TEXT)');
    database.close();
    const before = readFileSync(store);
    expect(await whyNot({ store })).toContain('is a database of something else');
    expect(readFileSync(store)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['state.db']);
  });

  test('a file that is no database is refused, and stays as it is', async () => {
    const { store, folder } = openSqliteFile();
    writeFileSync(store, 'a letter to my aunt\n'.repeat(100));
    const before = readFileSync(store);
    expect(await whyNot({ store })).toContain('it is no database of SQLite; name another file');
    expect(readFileSync(store)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['state.db']);
  });

  test('a folder is refused, and a file in a folder that does not exist', async () => {
    const folder = openFolder();
    mkdirSync(join(folder, 'inner'));
    expect(await whyNot({ store: join(folder, 'inner') })).toContain('it is a folder');
    const missing = join(folder, 'missing', 'state.db');
    expect(await whyNot({ store: missing })).toContain('its folder does not exist; create it');
  });

  test('a file that another mock uses is refused, and is free again when that mock stops', async () => {
    const { store } = openSqliteFile();
    const mock = await createMock({ spec: writeDesks(openFolder()), store });
    expect(await whyNot({ store })).toContain('another mock uses it; stop that one');
    await mock.close();
    await makeStore(store);
  });

  test('a URL of another database is refused without its password', async () => {
    for (const scheme of ['mysql://', 'redis:/']) {
      const why = await whyNot({ store: `${scheme}user:secret@host/mock` });
      expect(why).toContain('a file of SQLite such as state.db, or a URL such as postgres://');
      expect(why).not.toContain('secret');
    }
  });
});

test.each([
  '',
  ' ',
  ':memory:',
  'file:state.db',
  'file:state.db?mode=memory',
  'sqlite:state.db',
  'postgres:mock',
])('the store "%s" is refused, since SQLite would keep it elsewhere or nowhere', async (store) => {
  expect(await whyNot({ store })).toContain('a file of SQLite such as state.db, or a URL');
});

test.each([
  { url: 'postgres://u:p#secret@host/mock', why: 'Cannot read the URL of the store' },
  { url: 'postgres://u:secret@host:99999/mock', why: 'Cannot read the URL of the store' },
  { url: 'postgres://u:secret@host.invalid/', why: 'host.invalid:5432/u' },
  {
    url: 'postgres://u:secret@127.0.0.1:1/mock',
    why: '127.0.0.1:1/mock as a store: nothing listens',
  },
])('$url is refused without its password', async ({ url, why }) => {
  const refusal = await whyNot({ store: url });
  expect(refusal).toContain(why);
  expect(refusal).not.toContain('secret');
});

describe.skipIf(!canRunPostgres)(`with PostgreSQL (${installPostgres})`, () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    const admin = new pg.Client(urlOf(postgres, 'postgres'));
    await admin.connect();
    await admin.query("CREATE USER guest; CREATE USER locked PASSWORD 'right'");
    const hba = join(postgres.host, 'data', 'pg_hba.conf');
    writeFileSync(hba, `local all locked scram-sha-256\n${readFileSync(hba, 'utf8')}`);
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
    await vi.waitUntil(async () => !(await connects('locked')));
  });
  afterAll(() => postgres?.close());

  async function connects(user: string): Promise<boolean> {
    const client = new pg.Client(urlOf(postgres, 'postgres', user));
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end();
    }
  }

  test.each([
    { title: 'a wrong password', user: 'locked:wrong-secret', why: 'the password is wrong' },
    { title: 'no password', user: 'locked', why: 'it asks for a password' },
    { title: 'an unknown user', user: 'nobody', why: 'the user may not connect' },
    { title: 'a user without rights', user: 'guest', why: 'the user may not create tables there' },
    { title: 'an unknown database', database: 'nowhere', why: 'there is no such database' },
  ])('$title is refused', async ({ user, database = 'postgres', why }) => {
    const refusal = await whyNot({ store: urlOf(postgres, database, user) });
    expect(refusal).toContain(`${database} as a store: ${why}`);
    expect(refusal).not.toContain('secret');
  });

  test('a user who may read only is refused', async () => {
    const admin = new pg.Client(urlOf(postgres, 'postgres'));
    await admin.connect();
    for (const made of ['USER reader', 'DATABASE read_only']) await admin.query(`CREATE ${made}`);
    await admin.end();
    await makeStore(urlOf(postgres, 'read_only'));
    const owner = new pg.Client(urlOf(postgres, 'read_only'));
    await owner.connect();
    await owner.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader');
    await owner.end();
    const refusal = await whyNot({ store: urlOf(postgres, 'read_only', 'reader') });
    expect(refusal).toContain('the user may not create tables there, or not change them');
  });

  test('a PostgreSQL that is down is refused', async () => {
    await postgres.crash();
    onTestFinished(() => postgres.start());
    const refusal = await whyNot({ store: urlOf(postgres, 'postgres') });
    expect(refusal).toContain('nothing listens there; start PostgreSQL');
  });
});
