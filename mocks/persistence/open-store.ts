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
  assertPath(store);
  const { openSqlite } = await import('./sqlite.ts');
  return openSqlite(store, options);
}

/** @throws Misuse for what looks like a URL, or what SQLite takes for something else than a file */
function assertPath(store: string): void {
  // SQLite would read a URI, and keep :memory: nowhere; one letter is a drive of Windows.
  const isOther = /^([a-z][a-z\d+.-]+)?:/i.test(store.trim() || ':');
  // A URL in quotes, or without its beginning.
  if (!isOther && !/:\/\/|:[^/]+@|\bpassword=/.test(store)) return;
  // It may have a password.
  throw new Misuse(
    'The store is a file of SQLite such as state.db, or a URL such as postgres://user@host/mock; write it without quotes and spaces around it, and ./ before a file of an odd name.',
  );
}
