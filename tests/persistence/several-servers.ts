import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import { startPostgres } from '../providers/stacks/index.ts';
import { createDatabase, queryDatabase } from './test-stores.ts';

/** PostgreSQL, with databases for the mocks of a test. */
export interface Databases {
  /** Creates a database; returns the URL for `--store`. */
  create(): Promise<string>;
  /** Runs a query in a database. */
  query(url: string, text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Ends the connections of all clients of a database, as a restart does. */
  disconnect(url: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts PostgreSQL for the tests of a file. */
export async function startDatabases(): Promise<Databases> {
  const postgres = await startPostgres();
  return {
    query: queryDatabase,
    create: () => createDatabase(postgres),
    async disconnect(url) {
      const others = 'datname = current_database() AND pid <> pg_backend_pid()';
      await queryDatabase(
        url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`,
      );
    },
    close: () => postgres.close(),
  };
}

/** Mocks in this process that share a store. */
export interface Servers extends AsyncDisposable {
  readonly first: Mock;
  readonly second: Mock;
}

/** Creates two mocks that share a store. */
export async function createServers(store: string, options: MockOptions = {}): Promise<Servers> {
  const [first, second] = await Promise.all([
    createMock({ ...options, store }),
    createMock({ ...options, store }),
  ]);
  return {
    first,
    second,
    async [Symbol.asyncDispose]() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}
