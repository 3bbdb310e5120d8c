import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import { mostChanges } from '../accounts/history.ts';
import {
  type AccountWrite,
  everyone,
  isTrimmedAfter,
  mostJournalEntries,
  mostOfChanges,
  NotStored,
  type Persistence,
  type StoredJournalEntry,
  type StoreTurn,
  storeFailure,
} from './persistence.ts';
import { createMessenger } from './postgres-messenger.ts';
import { makeReady, nameOf, poolSizeOf } from './postgres-open.ts';
import {
  changesAfter,
  lockHead,
  readHead,
  record,
  store,
  touch,
  trimChanges,
  writeParts,
} from './postgres-schema.ts';
import {
  type ChangeRow,
  type CountRow,
  changeOf,
  countItems,
  entryOf,
  type ItemRow,
  rowsOf,
  summariesOf,
} from './rows.ts';
import type { StoreOptions } from './store-options.ts';

const pageLength = 5_000;

// A server that hangs must not hold up the others for ever.
const limits = {
  connectionTimeoutMillis: 5_000,
  query_timeout: 30_000,
  idle_in_transaction_session_timeout: 20_000,
  // Otherwise a connection that listens never learns that the other side is gone.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

// PostgreSQL says goodbye before a connection ends, and one that hangs does not. The mock has already waited for
// requests, the journal and turns: 8 of the 10 seconds until a container is killed.
const longestGoodbye = 1_000;

interface Head {
  readonly id: string | null;
  readonly version: string;
  readonly rules: string;
  readonly next: string;
  readonly settings: string | null;
  readonly version_of_all: string | null;
  readonly settings_of_all: string | null;
}

/**
 * Opens a store in a database of PostgreSQL, which any number of servers may share.
 * @throws Misuse if it cannot be used
 */
export async function openPostgres(url: string, options: StoreOptions): Promise<Persistence> {
  const { default: pg } = await import('pg');
  const config = { connectionString: url, application_name: 'data-api-mock', ...limits };
  const createClient = () => new pg.Client(config);
  const name = nameOf(createClient);
  // Whoever set the database up may have turned it off; what is stricter than `on` stays.
  const wanted = options.sync
    ? "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    : 'SET synchronous_commit = off';
  // Whoever waits for an account has to see what the one before it made, where the default is stricter, too.
  const isolation = "SET default_transaction_isolation = 'read committed'";
  const onConnect = (client: ClientBase) => client.query(`${isolation}; ${wanted}`);
  const pool = new pg.Pool({ ...config, pipeline: true, max: poolSizeOf(url), onConnect });
  // A connection may break at any time, also while it changes hands; the query that runs tells of it.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const secret = await makeReady(pool, name, options).catch(async (error) => {
    await pool.end();
    throw error;
  });
  const query = async <Row extends QueryResultRow>(
    text: string | QueryConfig,
    values: unknown[] = [],
  ) => {
    try {
      return (await pool.query<Row>(text, values)).rows;
    } catch (error) {
      throw storeFailure(error);
    }
  };
  const messenger = createMessenger(randomUUID(), createClient, query);

  return {
    kind: 'postgresql',
    isExclusive: false,
    secret,
    begin: (account, mode) => (mode === 'read' ? readTurn(account) : lockedTurn(account, mode)),
    list: async () => summariesOf(await query<CountRow>(countItems('$1'), [everyone])),
    async outdated(rules) {
      const text = 'SELECT id FROM mock_accounts WHERE rules <> $1 AND id <> $2';
      return (await query<{ id: string }>(text, [rules, everyone])).map(({ id }) => id);
    },
    async has(account) {
      return (await query('SELECT 1 FROM mock_accounts WHERE id = $1', [account])).length > 0;
    },
    async forget(account) {
      await query(
        `WITH items AS (DELETE FROM mock_items WHERE account = $1),
           claims AS (DELETE FROM mock_claims WHERE account = $1),
           changes AS (DELETE FROM mock_changes WHERE account = $1),
           journal AS (DELETE FROM mock_journal WHERE account = $1)
         DELETE FROM mock_accounts WHERE id = $1`,
        [account],
      );
    },
    addToJournal: (entries) => addToJournal(entries),
    readJournal: (after) =>
      query<Omit<StoredJournalEntry, 'seq'> & { seq: string }>(
        'SELECT seq, account, entry FROM mock_journal WHERE seq > $1 ORDER BY seq LIMIT 100',
        [after],
      ).then((rows) => rows.map((row): StoredJournalEntry => ({ ...row, seq: Number(row.seq) }))),
    clearJournal: (account = everyone) => addToJournal([{ account, entry: null }], account),
    async check() {
      await query(touch);
    },
    listen: messenger.listen,
    tell: messenger.tell,
    async close() {
      const goodbye = messenger.close().then(() => pool.end());
      await Promise.race([goodbye, sleep(longestGoodbye, undefined, { ref: false })]);
    },
  };

  async function addToJournal(
    entries: readonly Omit<StoredJournalEntry, 'seq'>[],
    cleared: string | null = null,
  ): Promise<void> {
    const text = JSON.stringify(entries);
    await query(record, [text, cleared, mostJournalEntries, messenger.journalNews]);
  }

  async function connect(): Promise<PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      throw storeFailure(error);
    }
  }

  async function readTurn(account: string): Promise<StoreTurn> {
    const [head] = await query<Head>(readHead, [account]);
    return createTurn(account, head, undefined);
  }

  async function lockedTurn(account: string, mode: 'write' | 'load'): Promise<StoreTurn> {
    const client = await connect();
    try {
      // Both at once: a request waits for the way there and back, hardly for the work.
      if (mode === 'load') {
        const begun = client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const [, { rows }] = await Promise.all([begun, client.query<Head>(readHead, [account])]);
        return createTurn(account, rows[0], client);
      }
      const [, { rows }] = await Promise.all([
        client.query('BEGIN'),
        client.query<Head>(lockHead, [account]),
      ]);
      return createTurn(account, rows[0] ?? (await addHead(client, account)), client);
    } catch (error) {
      client.release(true);
      throw storeFailure(error);
    }
  }

  /** Adds an account, so that it can be locked; another server may have been quicker. */
  async function addHead(client: PoolClient, account: string): Promise<Head | undefined> {
    const { rowCount } = await client.query(
      `INSERT INTO mock_accounts (id, version, rules, next) VALUES ($1, 0, '', '{}')
       ON CONFLICT (id) DO NOTHING`,
      [account],
    );
    const { rows } = await client.query<Head>(lockHead, [account]);
    return rows[0] && (rowCount === 0 ? rows[0] : { ...rows[0], id: null });
  }

  function createTurn(
    account: string,
    head: Head | undefined,
    client: PoolClient | undefined,
  ): StoreTurn {
    let isOver = false;
    let isBroken = false;
    const ask = async <Row extends QueryResultRow>(
      text: string | QueryConfig,
      values: unknown[],
    ) => {
      if (client === undefined || isOver) return query<Row>(text, values);
      try {
        return (await client.query<Row>(text, values)).rows;
      } catch (error) {
        isBroken = true;
        throw storeFailure(error);
      }
    };
    return {
      head:
        head === undefined || head.id === null
          ? undefined
          : { ...head, version: Number(head.version), next: JSON.parse(head.next) },
      settingsOfAll: {
        version: Number(head?.version_of_all ?? 0),
        settings: head?.settings_of_all ?? null,
      },
      async changesAfter(state) {
        return (await ask<ChangeRow>(changesAfter, [account, state])).map(changeOf);
      },
      async listChanges() {
        const rows = await ask<ChangeRow & { kept: boolean }>(
          `SELECT version, made_at, what, back_to, NULL AS before, NULL AS after, before IS NOT NULL AS kept
           FROM mock_changes WHERE account = $1 ORDER BY version`,
          [account],
        );
        return rows.map((row) => ({ ...changeOf(row), isKept: row.kept }));
      },
      async *pages() {
        await ask(
          'DECLARE pages NO SCROLL CURSOR FOR SELECT collection, key, position, item FROM mock_items WHERE account = $1',
          [account],
        );
        for (;;) {
          const rows = await ask<ItemRow>(`FETCH ${pageLength} FROM pages`, []);
          if (rows.length === 0) break;
          yield rows.map(entryOf);
        }
        await ask('CLOSE pages', []);
      },
      commit: (write) => commit(write),
      release() {
        if (client === undefined || isOver) return;
        isOver = true;
        if (isBroken) return client.release(true);
        const end = (isLost: boolean) => () => client.release(isLost);
        // An answer need not wait for it.
        void client.query('ROLLBACK').then(end(false), end(true));
      },
    };

    async function commit(write: AccountWrite): Promise<void> {
      if (client === undefined) throw new Error('A turn that only reads cannot store.');
      isOver = true;
      let isUnknown = false;
      try {
        const { id, version, rules, settings, claims } = write;
        let drops = claims.all;
        let last: Promise<unknown> = Promise.resolve();
        const rows = rowsOf(write, true);
        for (const part of writeParts(rows)) {
          await last;
          last = client.query(store, [id, version, rules, settings, drops, part]);
          drops = false;
        }
        const isTrimmed = rows.changes.some(([state, , , , size]) => isTrimmedAfter(state, size));
        const trimmed =
          isTrimmed && client.query(trimChanges, [id, version - mostChanges, mostOfChanges]);
        isUnknown = true;
        // What was refused is not committed by it.
        const committed = client.query('COMMIT');
        const stored = Promise.all([last, trimmed]).catch((error) => {
          isUnknown = !(error instanceof pg.DatabaseError);
          throw error;
        });
        const [, { command }] = await Promise.all([stored, committed]);
        isUnknown = command === 'COMMIT';
        if (!isUnknown) throw new NotStored(({ server }) => server.rolledBack);
        client.release();
      } catch (error) {
        client.release(true);
        throw storeFailure(error, isUnknown);
      }
    }
  }
}
