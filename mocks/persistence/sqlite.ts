import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  everyone,
  mostJournalEntries,
  type Persistence,
  type StoredJournalEntry,
  type StoreTurn,
  storeFailure,
} from './persistence.ts';
import {
  type ChangeRow,
  type CountRow,
  changeOf,
  countItems,
  entryOf,
  type ItemRow,
  summariesOf,
} from './rows.ts';
import { createPresence, importQuietly, openFile } from './sqlite-file.ts';
import { createStatements } from './sqlite-statements.ts';
import { createWriter } from './sqlite-writer.ts';
import type { StoreOptions } from './store-options.ts';

const pageLength = 5_000;

/**
 * Opens a store in a file of SQLite, which this process has for itself.
 * @throws Misuse if the file cannot be used
 */
export async function openSqlite(file: string, options: StoreOptions): Promise<Persistence> {
  const { DatabaseSync } = await importQuietly();
  const { database, secret } = openFile(() => new DatabaseSync(file), file, options);
  const run = createStatements(database);
  const assertThere = createPresence(file);
  const writer = createWriter(database, run, assertThere);
  return {
    kind: 'sqlite',
    isExclusive: true,
    secret,
    begin: createTurn,
    list: () => {
      writer.flush();
      return summariesOf(run.all<CountRow>(countItems('?'), everyone));
    },
    outdated: (rules) => {
      writer.flush();
      const text = 'SELECT id FROM mock_accounts WHERE rules <> ? AND id <> ?';
      return run.all<{ id: string }>(text, rules, everyone).map(({ id }) => id);
    },
    has: (account) =>
      writer.hasWaiting(account) ||
      run.get('SELECT 1 FROM mock_accounts WHERE id = ?', account) !== undefined,
    forget: (account) => {
      writer.flush();
      writer.inTransaction(() => {
        run.change('DELETE FROM mock_accounts WHERE id = ?', account);
        for (const table of ['items', 'claims', 'changes', 'journal']) {
          run.change(`DELETE FROM mock_${table} WHERE account = ?`, account);
        }
      });
    },
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
        'SELECT seq, account, entry FROM mock_journal WHERE seq > ? ORDER BY seq LIMIT 100',
        after,
      ),
    clearJournal: (account = everyone) =>
      writer.inTransaction(() => {
        run.change("DELETE FROM mock_journal WHERE ? IN ('*', account)", account);
        run.change('INSERT INTO mock_journal (account) VALUES (?)', account);
      }),
    check() {
      try {
        assertThere();
      } catch (error) {
        throw storeFailure(error);
      }
      run.get('SELECT 1 FROM mock_meta');
    },
    listen: () => {},
    tell: () => {},
    async close() {
      try {
        writer.flush();
      } finally {
        database.close();
      }
    },
  };

  function createTurn(account: string): StoreTurn {
    type Head = { version: number; rules: string; next: string; settings: string | null };
    const headOf = (id: string) => {
      // The account may have left memory while its last change waits to be stored.
      writer.flush();
      const text = 'SELECT version, rules, next, settings FROM mock_accounts WHERE id = ?';
      return run.get<Head>(text, id);
    };
    return {
      get head() {
        const head = headOf(account);
        return head && { ...head, next: JSON.parse(head.next) as Record<string, number> };
      },
      get settingsOfAll() {
        return headOf(everyone) ?? { version: 0, settings: null };
      },
      changesAfter: (state) => {
        writer.flush();
        const text =
          'SELECT * FROM mock_changes WHERE account = ? AND version > ? ORDER BY version';
        return run.all<ChangeRow>(text, account, state).map(changeOf);
      },
      listChanges: () => {
        writer.flush();
        const text = `SELECT version, made_at, what, back_to, NULL AS before, NULL AS after, before IS NOT NULL AS kept
          FROM mock_changes WHERE account = ? ORDER BY version`;
        return run
          .all<ChangeRow & { kept: number }>(text, account)
          .map((row) => ({ ...changeOf(row), isKept: row.kept === 1 }));
      },
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
      commit: async (write) => writer.store(write),
      release: () => {},
    };
  }
}
