import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Misuse } from '../../spec/index.ts';
import { mostChanges } from '../accounts/history.ts';
import {
  type AccountWrite,
  everyone,
  isTrimmedAfter,
  mostJournalEntries,
  mostOfChanges,
  type Persistence,
  type StoredJournalEntry,
  type StoreTurn,
  storeFailure,
} from './persistence.ts';
import { type ChangeRow, changeOf, entryOf, type ItemRow, rowsOf, type WriteRows } from './rows.ts';
import { journalTable, newMeta, secretOf, tables } from './schema.ts';
import type { StoreOptions } from './store-options.ts';

interface Waiting {
  readonly write: AccountWrite;
  readonly rows: WriteRows;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const pageLength = 5_000;

/**
 * Opens a store in a file of SQLite, which this process has for itself.
 * @throws Misuse if the file cannot be used
 */
export async function openSqlite(file: string, options: StoreOptions): Promise<Persistence> {
  const { DatabaseSync } = await importQuietly();
  const { database, secret } = open(() => new DatabaseSync(file), file, options);
  const run = createStatements(database);
  const writer = createWriter(database, run);
  return {
    kind: 'sqlite',
    isExclusive: true,
    secret,
    begin: (account, mode) => {
      if (mode !== 'write') writer.flush();
      return createTurn(account);
    },
    list: () => {
      writer.flush();
      const byId = new Map<string, Record<string, number>>();
      const counts = `SELECT a.id, i.collection, count(i.key) AS items FROM mock_accounts a
        LEFT JOIN mock_items i ON i.account = a.id WHERE a.id <> ? GROUP BY a.id, i.collection`;
      type Row = { id: string; collection: string | null; items: number };
      for (const { id, collection, items } of run.all<Row>(counts, everyone)) {
        const own = byId.get(id) ?? {};
        if (collection !== null) own[JSON.parse(collection) as string] = items;
        byId.set(id, own);
      }
      return Array.from(byId, ([id, items]) => ({ id, items }));
    },
    outdated: (rules) =>
      run
        .all<{ id: string }>(
          'SELECT id FROM mock_accounts WHERE rules <> ? AND id <> ?',
          rules,
          everyone,
        )
        .map(({ id }) => id),
    has: (account) => run.get('SELECT 1 FROM mock_accounts WHERE id = ?', account) !== undefined,
    forget: (account) =>
      writer.inTransaction(() => {
        run.change('DELETE FROM mock_accounts WHERE id = ?', account);
        for (const table of ['items', 'claims', 'changes', 'journal']) {
          run.change(`DELETE FROM mock_${table} WHERE account = ?`, account);
        }
      }),
    addToJournal: (entries) =>
      writer.inTransaction(() => {
        for (const { account, entry } of entries) {
          run.change('INSERT INTO mock_journal (account, entry) VALUES (?, ?)', account, entry);
        }
        run.change(
          'DELETE FROM mock_journal WHERE seq <= (SELECT max(seq) FROM mock_journal) - ?',
          mostJournalEntries,
        );
      }),
    readJournal: (after) =>
      run.all<StoredJournalEntry>(
        'SELECT seq, entry FROM mock_journal WHERE seq > ? ORDER BY seq LIMIT 1000',
        after,
      ),
    clearJournal: (account) =>
      account === undefined
        ? run.change('DELETE FROM mock_journal')
        : run.change('DELETE FROM mock_journal WHERE account = ?', account),
    check: () => void run.get('SELECT 1 FROM mock_meta'),
    listen: () => {},
    tell: () => {},
    async close() {
      writer.flush();
      database.close();
    },
  };

  function createTurn(account: string): StoreTurn {
    type Head = { version: number; rules: string; next: string; settings: string | null };
    const headOf = (id: string) =>
      run.get<Head>('SELECT version, rules, next, settings FROM mock_accounts WHERE id = ?', id);
    return {
      get head() {
        const head = headOf(account);
        return head && { ...head, next: JSON.parse(head.next) as Record<string, number> };
      },
      get settingsOfAll() {
        return headOf(everyone)?.settings ?? null;
      },
      changesAfter: (state) =>
        run
          .all<ChangeRow>(
            'SELECT * FROM mock_changes WHERE account = ? AND version > ? ORDER BY version',
            account,
            state,
          )
          .map(changeOf),
      listChanges: () =>
        run
          .all<ChangeRow & { kept: number }>(
            `SELECT version, what, back_to, NULL AS before, NULL AS after, before IS NOT NULL AS kept
             FROM mock_changes WHERE account = ? ORDER BY version`,
            account,
          )
          .map((row) => ({ ...changeOf(row), isKept: row.kept === 1 })),
      async *pages() {
        const next = `SELECT collection, key, position, item FROM mock_items
          WHERE account = ? AND (collection, key) > (?, ?) ORDER BY collection, key LIMIT ?`;
        let page = run.all<ItemRow>(next, account, '', '', pageLength);
        for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
          yield page.map(entryOf);
          // Other requests have their turn between the pages.
          await nextTurn();
          page = run.all<ItemRow>(next, account, last.collection, last.key, pageLength);
        }
      },
      commit: (write) => writer.store(write),
      release: () => {},
    };
  }
}

type Value = string | number | null;

function createStatements(database: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const statement = (text: string) => {
    let known = prepared.get(text);
    if (known === undefined) {
      known = database.prepare(text);
      prepared.set(text, known);
    }
    return known;
  };
  return {
    change: (text: string, ...values: Value[]): void => void statement(text).run(...values),
    get: <Row>(text: string, ...values: Value[]) =>
      statement(text).get(...values) as Row | undefined,
    all: <Row>(text: string, ...values: Value[]) => statement(text).all(...values) as Row[],
  };
}

type Statements = ReturnType<typeof createStatements>;

function createWriter(database: DatabaseSync, run: Statements) {
  let waiting: Waiting[] = [];
  return { inTransaction, flush, store };

  /** Stores a write together with all others of this turn of the event loop: the disk is what takes long. */
  function store(write: AccountWrite): Promise<void> {
    const rows = rowsOf(write);
    return new Promise((resolve, reject) => {
      if (waiting.push({ write, rows, resolve, reject }) === 1) setImmediate(flush);
    });
  }

  function flush(): void {
    const written = waiting;
    waiting = [];
    if (written.length === 0) return;
    try {
      inTransaction(() => {
        for (const { write, rows } of written) storeRows(write, rows);
      });
      for (const { resolve } of written) resolve();
    } catch (error) {
      for (const { reject } of written) reject(error);
    }
  }

  function inTransaction(work: () => void): void {
    try {
      run.change('BEGIN IMMEDIATE');
      work();
      run.change('COMMIT');
    } catch (error) {
      // A full disk may have ended it already.
      if (database.isTransaction) run.change('ROLLBACK');
      throw storeFailure(error);
    }
  }

  function storeRows(
    { id, version, rules, settings, claims }: AccountWrite,
    rows: WriteRows,
  ): void {
    run.change(
      `INSERT INTO mock_accounts (id, version, rules, next, settings) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, rules = excluded.rules,
       next = excluded.next, settings = excluded.settings`,
      id,
      version,
      rules,
      rows.next,
      settings,
    );
    for (const row of rows.gone) {
      run.change(
        'DELETE FROM mock_items WHERE account = ? AND collection = ? AND key = ?',
        id,
        ...row,
      );
    }
    for (const row of rows.kept) {
      run.change(
        `INSERT INTO mock_items (account, collection, key, position, item) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account, collection, key)
         DO UPDATE SET position = excluded.position, item = excluded.item`,
        id,
        ...row,
      );
    }
    if (claims.all) run.change('DELETE FROM mock_claims WHERE account = ?', id);
    for (const row of rows.released) {
      run.change('DELETE FROM mock_claims WHERE account = ? AND rule = ? AND key = ?', id, ...row);
    }
    for (const row of rows.claimed) {
      run.change('INSERT INTO mock_claims (account, rule, key) VALUES (?, ?, ?)', id, ...row);
    }
    for (const [state, what, to, size, before] of rows.changes) {
      // Nobody else reads what came of it.
      run.change(
        `INSERT INTO mock_changes (account, version, what, back_to, size, before)
         VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        state,
        what,
        to,
        size,
        before,
      );
      if (isTrimmedAfter(state, size)) {
        run.change(
          `DELETE FROM mock_changes WHERE account = ?1 AND version <= max(?2, (
             SELECT coalesce(max(version), 0) FROM (
               SELECT version, sum(size) OVER (ORDER BY version DESC) AS total
               FROM mock_changes WHERE account = ?1
             ) WHERE total > ?3))`,
          id,
          version - mostChanges,
          mostOfChanges,
        );
      }
    }
  }
}

// Without the warning that SQLite is new in Node.js, which users can do nothing about.
async function importQuietly(): Promise<typeof import('node:sqlite')> {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function open(create: () => DatabaseSync, file: string, { sync, key }: StoreOptions) {
  let database: DatabaseSync | undefined;
  try {
    // It holds what accounts hold, secrets too.
    closeSync(openSync(file, 'a', 0o600));
    database = create();
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const isNew = names.length === 0;
    if (!isNew && !names.some(({ name }) => name === 'mock_meta')) {
      throw new Misuse(`${file} is a database of something else; name another file.`);
    }
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${sync ? 'FULL' : 'NORMAL'}`);
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
