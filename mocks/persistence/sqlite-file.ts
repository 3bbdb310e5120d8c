import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Misuse } from '../../spec/index.ts';
import { journalTable, newMeta, secretOf, tables } from './schema.ts';
import type { StoreOptions } from './store-options.ts';

/** Imports SQLite without the warning that it is new in Node.js, which users can do nothing about. */
export async function importQuietly(): Promise<typeof import('node:sqlite')> {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/**
 * Opens a file that this process has for itself, and makes the tables if there are none.
 * @throws Misuse if it cannot be used
 */
export function openFile(create: () => DatabaseSync, file: string, { sync, key }: StoreOptions) {
  let database: DatabaseSync | undefined;
  try {
    makeFile(file);
    database = create();
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const isNew = names.length === 0;
    if (!isNew && !names.some(({ name }) => name === 'mock_meta')) {
      throw new Misuse(`${file} is a database of something else; name another file.`);
    }
    // A change touches a few hundred bytes here and there, and each page is written whole: with 4 kB it takes
    // half as long again.
    if (isNew) database.exec('PRAGMA page_size = 1024');
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${sync ? 'FULL' : 'NORMAL'}`);
    // Moving what was written into the file itself waits for the disk, too: once for 16 MB.
    database.exec('PRAGMA wal_autocheckpoint = 16000');
    database.exec('BEGIN IMMEDIATE');
    if (isNew) createTables(database, key);
    const rows = database.prepare('SELECT name, value FROM mock_meta').all();
    const meta = Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
    const secret = secretOf(file, meta, key);
    database.exec('COMMIT');
    return { database, secret };
  } catch (error) {
    database?.close();
    throw error instanceof Misuse ? error : new Misuse(whyNotOpen(file, error));
  }
}

function makeFile(file: string): void {
  if (existsSync(file)) {
    // Not opened: to close it again would drop the locks that this process has on it.
    accessSync(file, constants.R_OK | constants.W_OK);
    if (statSync(file).isDirectory()) throw Object.assign(new Error(file), { code: 'EISDIR' });
  } else {
    // It holds what accounts hold, secrets too.
    closeSync(openSync(file, 'a', 0o600));
  }
}

/**
 * Returns a function that throws once the file of a store, or the one beside it, was deleted or replaced: SQLite
 * goes on writing to what nobody finds again.
 */
export function createPresence(file: string): () => void {
  const known = new Map<string, number>();
  const path = realpathSync(file);
  const assertThere = () => {
    for (const one of [path, `${path}-wal`]) {
      const { ino } = statSync(one, { throwIfNoEntry: false }) ?? {};
      const before = known.get(one);
      if (before === undefined && ino !== undefined) known.set(one, ino);
      else if (before !== ino) {
        throw new Error(
          'its file was deleted, moved or replaced; put it back, or restart the mock',
        );
      }
    }
  };
  assertThere();
  return assertThere;
}

function createTables(database: DatabaseSync, key: string | undefined): void {
  database.exec(tables + journalTable('INTEGER PRIMARY KEY AUTOINCREMENT'));
  const add = database.prepare('INSERT INTO mock_meta (name, value) VALUES (?, ?)');
  for (const [name, value] of Object.entries(newMeta(key))) add.run(name, value);
}

function whyNotOpen(file: string, error: unknown): string {
  const { code, errcode, message } = error as Error & { code?: string; errcode?: number };
  const why: Record<string | number, string> = {
    ENOENT: 'its folder does not exist; create it',
    EISDIR: 'it is a folder; name a file in it',
    EACCES: 'you have no right to write there; name another file',
    EROFS: 'the disk is read-only; name another file',
    5: 'another mock uses it; stop that one, or share PostgreSQL between them (--store postgres://…)',
    8: 'it is read-only; name another file',
    13: 'the disk is full; make room',
    26: 'it is no database of SQLite; name another file',
  };
  return `Cannot use ${file} as a store: ${why[code ?? ''] ?? why[errcode ?? ''] ?? message}.`;
}
