import type { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { installPostgres } from '../providers/stacks/postgres.ts';
import { writeDesks } from './desks-document.ts';
import { canRunPostgres, openPostgresAlone, openSqliteFile, sqlite } from './test-stores.ts';

test.each([
  { storeSync: true, synchronous: 2 },
  { storeSync: false, synchronous: 1 },
])('SQLite has synchronous=$synchronous where storeSync is $storeSync', async (given) => {
  const prepare = vi.spyOn(sqlite().DatabaseSync.prototype, 'prepare');
  onTestFinished(() => prepare.mockRestore());
  const { store, folder } = openSqliteFile();
  const mock = await createMock({ spec: writeDesks(folder), store, storeSync: given.storeSync });
  onTestFinished(() => mock.close());
  const [database] = prepare.mock.contexts as DatabaseSync[];
  const { synchronous } = given;
  expect(database?.prepare('PRAGMA synchronous').get()).toEqual({ synchronous });
  expect(database?.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
});

// The database of the test has it off, as a careless one may.
test.skipIf(!canRunPostgres).each([
  { storeSync: true, synchronous_commit: 'on' },
  { storeSync: false, synchronous_commit: 'off' },
])(
  `PostgreSQL has synchronous_commit=$synchronous_commit where storeSync is $storeSync (${installPostgres})`,
  async ({ storeSync, synchronous_commit }) => {
    const { store, folder } = (await openPostgresAlone()).given;
    const query = vi.spyOn(pg.Client.prototype, 'query');
    onTestFinished(() => query.mockRestore());
    const mock = await createMock({ spec: writeDesks(folder), store, storeSync });
    onTestFinished(() => mock.close());
    await mock.inject({ url: '/desks', headers: { authorization: 'token' } });
    const asked = query.mock.calls.findLastIndex(([text]) =>
      JSON.stringify(text).includes('mock-read-head'),
    );
    const client = query.mock.contexts[asked] as pg.Client;
    expect((await client.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit }]);
  },
);
