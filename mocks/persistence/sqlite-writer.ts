import type { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { mostChanges } from '../accounts/history.ts';
import { type AccountWrite, isTrimmedAfter, mostOfChanges, storeFailure } from './persistence.ts';
import { rowsOf, type WriteRows } from './rows.ts';
import type { Statements } from './sqlite-statements.ts';

interface Waiting {
  readonly write: AccountWrite;
  readonly rows: WriteRows;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const mostTogether = 64;

/**
 * Creates what stores changes, many at once.
 * @param assertThere throws if what is written would be lost
 */
export function createWriter(database: DatabaseSync, run: Statements, assertThere: () => void) {
  let waiting: Waiting[] = [];
  // How large the changes of an account are at most: to sum them up would be an eighth of what a change costs.
  const sizes = new LRUCache<string, number>({ max: 10_000 });
  const sizeAtMost = (account: string) => sizes.get(account) ?? Number.POSITIVE_INFINITY;
  const hasWaiting = (account: string) => waiting.some(({ write }) => write.id === account);
  return { inTransaction, flush, store, hasWaiting };

  /** Stores a write together with all others of this turn of the event loop: the disk is what takes long. */
  function store(write: AccountWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      const rows = rowsOf(write, false);
      if (waiting.push({ write, rows, resolve, reject }) === 1) setImmediate(flushWhenQuiet, 0);
    });
  }

  // While each turn brings more, another turn costs less than another wait for the disk.
  function flushWhenQuiet(count: number): void {
    const { length } = waiting;
    if (length > count && length < mostTogether) return void setImmediate(flushWhenQuiet, length);
    try {
      flush();
    } catch {
      // Whoever waits for it has been told.
    }
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
      throw error;
    }
  }

  function inTransaction(work: () => void): void {
    try {
      assertThere();
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
    for (const [state, time, what, to, size, before] of rows.changes) {
      run.change(
        `INSERT INTO mock_changes (account, version, made_at, what, back_to, size, before)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        id,
        state,
        time,
        what,
        to,
        size,
        before,
      );
      sizes.set(id, sizeAtMost(id) + size);
      if (isTrimmedAfter(state, size)) trim(id, version);
    }
  }

  function trim(account: string, version: number): void {
    run.change(
      'DELETE FROM mock_changes WHERE account = ? AND version <= ?',
      account,
      version - mostChanges,
    );
    if (sizeAtMost(account) <= mostOfChanges) return;
    const sum = 'SELECT sum(size) AS total FROM mock_changes WHERE account = ?';
    const { total = 0 } = run.get<{ total: number }>(sum, account) ?? {};
    sizes.set(account, Math.min(total, mostOfChanges));
    if (total <= mostOfChanges) return;
    run.change(
      `DELETE FROM mock_changes WHERE account = ?1 AND version <= (
         SELECT max(version) FROM (
           SELECT version, sum(size) OVER (ORDER BY version DESC) AS total
           FROM mock_changes WHERE account = ?1
         ) WHERE total > ?2)`,
      account,
      mostOfChanges,
    );
  }
}
