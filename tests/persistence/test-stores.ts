import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, onTestFinished } from 'vitest';
import {
  hasPostgres,
  installPostgres,
  type Postgres,
  startPostgres,
} from '../providers/stacks/postgres.ts';

/** A store for tests, and what stands in it. */
export interface TestStore {
  /** The value of `--store`. */
  readonly store: string;
  /** A folder that is gone afterwards. */
  readonly folder: string;
  /** Asks the database itself; one of SQLite only while no mock has it. */
  rows<Row>(sql: string): Promise<Row[]>;
}

/** Whether there is PostgreSQL, or has to be. */
export const canRunPostgres = hasPostgres || Boolean(process.env.CI);

/** The stores that there are, for the `describe.each` of a file; PostgreSQL runs until its tests end. */
export function useStores() {
  let postgres: Postgres | undefined;
  afterAll(() => postgres?.close());
  return [
    { name: 'SQLite', canRun: true, openStore: async () => openSqliteFile() },
    {
      name: `PostgreSQL (${installPostgres})`,
      canRun: canRunPostgres,
      async openStore() {
        postgres ??= await startPostgres();
        return openDatabase(postgres);
      },
    },
  ];
}

/** SQLite in `npm test`, since PostgreSQL takes a second to start; in `npm run test:proof` all stores. */
export function useQuickStores() {
  return useStores().slice(0, process.env.PROOF === 'whole' ? undefined : 1);
}

/** Opens a file of SQLite in a new folder. */
export function openSqliteFile(): TestStore {
  const folder = openFolder();
  const store = join(folder, 'state.db');
  return {
    store,
    folder,
    async rows<Row>(sql: string) {
      const database = new (sqlite().DatabaseSync)(store);
      try {
        return database.prepare(sql).all() as Row[];
      } finally {
        database.close();
      }
    },
  };
}

/** The URL of a database, by its Unix socket; the user may have a password. */
export function urlOf({ host, user }: Postgres, database: string, as = user): string {
  return `postgres://${as}@/${database}?host=${encodeURIComponent(host)}`;
}

let databases = 0;

/** Creates a database in a PostgreSQL, and returns its URL. */
export async function createDatabase(postgres: Postgres): Promise<string> {
  const name = `mock_${process.pid}_${++databases}`;
  await queryDatabase(urlOf(postgres, 'postgres'), `CREATE DATABASE ${name}`);
  return urlOf(postgres, name);
}

/** Runs a query in a database. */
export async function queryDatabase<Row>(
  url: string,
  sql: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Creates a database in a PostgreSQL. */
export async function openDatabase(postgres: Postgres): Promise<TestStore> {
  const folder = openFolder();
  const store = await createDatabase(postgres);
  return { store, folder, rows: (sql) => queryDatabase(store, sql) };
}

/** Starts a PostgreSQL for one test, which may end it, and creates a database in it. */
export async function openPostgresAlone() {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  return { postgres, given: await openDatabase(postgres) };
}

/** Makes a folder that is gone when the test has finished, and what it started has stopped. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** SQLite, without the warning that it is new in Node.js. */
export function sqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
