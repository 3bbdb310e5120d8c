import { Misuse } from '../../spec/index.ts';
import type { Persistence } from './persistence.ts';
import type { StoreOptions } from './store-options.ts';

/**
 * Opens the store that an option names: a URL of PostgreSQL, or a file of SQLite.
 * @throws Misuse if it cannot be used
 */
export async function openStore(store: string, options: StoreOptions): Promise<Persistence> {
  if (/^postgres(ql)?:\/\//i.test(store)) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(store, options);
  }
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(store)) {
    throw new Misuse(
      `The store is a file of SQLite, or a URL such as postgres://user@host/mock, not ${store.split('://')[0]}://…`,
    );
  }
  const { openSqlite } = await import('./sqlite.ts');
  return openSqlite(store, options);
}
