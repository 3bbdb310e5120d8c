import { randomUUID } from 'node:crypto';
import type { PoolClient, QueryConfig, QueryResultRow } from 'pg';
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
import { createMessenger } from './postgres-messenger.ts';
import { changesAfter, lockHead, readHead, schema, store, trimChanges } from './postgres-schema.ts';
import { type ChangeRow, changeOf, entryOf, type ItemRow, rowsOf, type WriteRows } from './rows.ts';
import { newMeta, secretOf } from './schema.ts';
import type { StoreOptions } from './store-options.ts';

const pageLength = 5_000;

// A server that hangs must not hold up the others for ever.
const limits = {
  connectionTimeoutMillis: 5_000,
  query_timeout: 60_000,
  idle_in_transaction_session_timeout: 20_000,
};

// Locks that belong to no row: of the tables while they are made, and of the journal, so that its entries
// can be read in the order of their numbers.
const locks = { tables: 7_405_112, journal: 7_405_113 };

interface Head {
  readonly id: string | null;
  readonly version: string;
  readonly rules: string;
  readonly next: string;
  readonly settings: string | null;
  readonly settings_of_all: string | null;
}

/**
 * Opens a store in a database of PostgreSQL, which any number of servers may share.
 * @throws Misuse if it cannot be used
 */
export async function openPostgres(url: string, options: StoreOptions): Promise<Persistence> {
  const { default: pg } = await import('pg');
  const config = { connectionString: url, application_name: 'data-api-mock', ...limits };
  const pool = new pg.Pool({ ...config, max: 10 });
  // A connection that nobody uses may break at any time.
  pool.on('error', () => {});
  if (!options.sync) {
    pool.on(
      'connect',
      (client) => void client.query('SET synchronous_commit = off').catch(() => {}),
    );
  }
  const secret = await makeReady(pool, url, options).catch(async (error) => {
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
  const messenger = createMessenger(randomUUID(), () => new pg.Client(config), query);

  return {
    kind: 'postgresql',
    isExclusive: false,
    secret,
    begin: (account, mode) => (mode === 'read' ? readTurn(account) : lockedTurn(account, mode)),
    async list() {
      const rows = await query<{ id: string; collection: string | null; items: string }>(
        `SELECT a.id, i.collection, count(i.key) AS items FROM mock_accounts a
         LEFT JOIN mock_items i ON i.account = a.id WHERE a.id <> $1 GROUP BY a.id, i.collection`,
        [everyone],
      );
      const byId = Map.groupBy(rows, ({ id }) => id);
      return Array.from(byId, ([id, counts]) => ({
        id,
        items: Object.fromEntries(
          counts.flatMap(({ collection, items }) =>
            collection === null ? [] : [[JSON.parse(collection) as string, Number(items)]],
          ),
        ),
      }));
    },
    async outdated(rules) {
      const text = 'SELECT id FROM mock_accounts WHERE rules <> $1 AND id <> $2';
      return (await query<{ id: string }>(text, [rules, everyone])).map(({ id }) => id);
    },
    async has(account) {
      return (await query('SELECT 1 FROM mock_accounts WHERE id = $1', [account])).length > 0;
    },
    async forget(account) {
      await query('DELETE FROM mock_accounts WHERE id = $1', [account]);
      for (const table of ['items', 'claims', 'changes', 'journal']) {
        await query(`DELETE FROM mock_${table} WHERE account = $1`, [account]);
      }
    },
    async addToJournal(entries) {
      await inTransaction(async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [locks.journal]);
        await client.query(
          `INSERT INTO mock_journal (account, entry)
           SELECT row ->> 'account', row ->> 'entry' FROM json_array_elements($1::json) AS row`,
          [JSON.stringify(entries)],
        );
        await client.query(
          'DELETE FROM mock_journal WHERE seq <= (SELECT max(seq) FROM mock_journal) - $1',
          [mostJournalEntries],
        );
        await client.query(...messenger.announceJournal());
      });
    },
    readJournal: (after) =>
      query<{ seq: string; entry: string }>(
        'SELECT seq, entry FROM mock_journal WHERE seq > $1 ORDER BY seq LIMIT 1000',
        [after],
      ).then((rows) =>
        rows.map(({ seq, entry }): StoredJournalEntry => ({ seq: Number(seq), entry })),
      ),
    async clearJournal(account) {
      await inTransaction(async (client) => {
        if (account === undefined) await client.query('DELETE FROM mock_journal');
        else await client.query('DELETE FROM mock_journal WHERE account = $1', [account]);
        await client.query(...messenger.announceJournal({ account }));
      });
    },
    async check() {
      await query('SELECT 1 FROM mock_meta');
    },
    listen: messenger.listen,
    tell: messenger.tell,
    async close() {
      await messenger.close();
      await pool.end();
    },
  };

  async function inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      client.release(true);
      throw storeFailure(error);
    }
  }

  async function connect(): Promise<PoolClient> {
    try {
      const client = await pool.connect();
      // What breaks the connection is told by the query that runs.
      if (client.listenerCount('error') < 2) client.on('error', () => {});
      return client;
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
    const ask = async <Row extends QueryResultRow>(
      text: string | QueryConfig,
      values: unknown[],
    ) => {
      if (client === undefined || isOver) return query<Row>(text, values);
      try {
        return (await client.query<Row>(text, values)).rows;
      } catch (error) {
        throw storeFailure(error);
      }
    };
    return {
      head:
        head === undefined || head.id === null
          ? undefined
          : { ...head, version: Number(head.version), next: JSON.parse(head.next) },
      settingsOfAll: head?.settings_of_all ?? null,
      async changesAfter(state) {
        return (await ask<ChangeRow>(changesAfter, [account, state])).map(changeOf);
      },
      async listChanges() {
        const rows = await ask<ChangeRow & { kept: boolean }>(
          `SELECT version, what, back_to, NULL AS before, NULL AS after, before IS NOT NULL AS kept
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
      async release() {
        if (client === undefined || isOver) return;
        isOver = true;
        try {
          await client.query('ROLLBACK');
          client.release();
        } catch {
          client.release(true);
        }
      },
    };

    async function commit(write: AccountWrite): Promise<void> {
      if (client === undefined) throw new Error('A turn that only reads cannot store.');
      isOver = true;
      let isStored = false;
      try {
        const { id, version, rules, settings, claims } = write;
        let drops = claims.all;
        for (const part of partsOf(rowsOf(write))) {
          await client.query(store, [id, version, rules, settings, drops, part]);
          drops = false;
        }
        if (write.changes.some(({ state }) => isTrimmedAfter(state, 0))) {
          await client.query(trimChanges, [id, version - mostChanges, mostOfChanges]);
        }
        isStored = true;
        await client.query('COMMIT');
        client.release();
      } catch (error) {
        client.release(true);
        const unknown = 'Whether the change was made is not known: read before you repeat it';
        throw isStored ? storeFailure(error, unknown) : storeFailure(error);
      }
    }
  }
}

// PostgreSQL takes no text of more than a gigabyte, and Node.js makes none of more than half of one.
const partLength = 16 * 1024 * 1024;

/** The rows as JSON; those of a large write in several parts. */
function* partsOf({ next, kept, claimed, gone, released, changes }: WriteRows): Generator<string> {
  const part = {
    next,
    gone: [] as unknown[],
    released: [] as unknown[],
    kept: [] as unknown[],
    claimed: [] as unknown[],
    changes: [] as unknown[],
  };
  const lists = { gone, released, kept, claimed, changes };
  let length = 0;
  const take = () => {
    const text = JSON.stringify(part);
    for (const name of Object.keys(lists) as (keyof typeof lists)[]) part[name] = [];
    length = 0;
    return text;
  };
  for (const name of Object.keys(lists) as (keyof typeof lists)[]) {
    for (const row of lists[name]) {
      part[name].push(row);
      for (const value of row) length += typeof value === 'string' ? value.length + 4 : 12;
      if (length > partLength) yield take();
    }
  }
  yield take();
}

interface Queryable {
  connect(): Promise<PoolClient>;
}

/** Makes the tables if there are none, and returns what the ids of accounts depend on. */
async function makeReady(pool: Queryable, url: string, { key }: StoreOptions): Promise<Buffer> {
  const { host, pathname } = new URL(url);
  const name = `${host}${pathname}`;
  try {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [locks.tables]);
      const { rows: found } = await client.query("SELECT to_regclass('mock_meta') AS meta");
      if (found[0]?.meta === null) {
        await client.query(schema);
        for (const line of Object.entries(newMeta(key))) {
          await client.query('INSERT INTO mock_meta (name, value) VALUES ($1, $2)', line);
        }
      }
      const { rows } = await client.query('SELECT name, value FROM mock_meta');
      const secret = secretOf(
        name,
        Object.fromEntries(rows.map((row) => [row.name, row.value])),
        key,
      );
      await client.query('COMMIT');
      return secret;
    } finally {
      client.release(true);
    }
  } catch (error) {
    throw error instanceof Misuse ? error : new Misuse(whyNotOpen(name, error));
  }
}

function whyNotOpen(name: string, error: unknown): string {
  const { code = '', message } = error as Error & { code?: string };
  const why: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there; start PostgreSQL, or correct the URL',
    ENOTFOUND: 'the host is unknown; correct the URL',
    '28P01': 'the password is wrong; correct it in the URL or in PGPASSWORD',
    '28000': 'the user may not connect; correct the URL',
    '3D000': 'there is no such database; create it with createdb',
    '42501': 'the user may not create tables there; grant it, or name another database',
  };
  return `Cannot use PostgreSQL at ${name} as a store: ${why[code] ?? (message || code)}.`;
}
