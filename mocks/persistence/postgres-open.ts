import type { Client, PoolClient } from 'pg';
import { Misuse } from '../../spec/index.ts';
import { schema, touch } from './postgres-schema.ts';
import { newMeta, secretOf } from './schema.ts';
import type { StoreOptions } from './store-options.ts';

// Of the tables while they are made.
const lockOfTables = 7_405_112;

interface Queryable {
  connect(): Promise<PoolClient>;
}

/** How many connections a server opens at most, beside one that listens. */
export function poolSizeOf(url: string): number {
  const [, size = '10'] = /[?&]pool_max_conns=([^&#]*)/.exec(url) ?? [];
  if (/^([2-9]|[1-9]\d{1,3})$/.test(size)) return Number(size);
  throw new Misuse(
    `The URL of the store has pool_max_conns=${size}; give it a number of connections from 2 to 9999, or leave it out for 10.`,
  );
}

/** Names the database that a URL and the environment mean, without the password. */
export function nameOf(createClient: () => Client): string {
  try {
    const { host, port, database } = createClient();
    return `${host}:${port}/${database ?? ''}`;
  } catch (error) {
    const { message } = error as Error;
    throw new Misuse(
      `Cannot read the URL of the store (${message}); write it as postgres://user@host:5432/mock, and a character of a password such as # or / as %23 or %2F.`,
    );
  }
}

/** Makes the tables if there are none, and returns what the ids of accounts depend on. */
export async function makeReady(
  pool: Queryable,
  name: string,
  { key }: StoreOptions,
): Promise<Buffer> {
  try {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [lockOfTables]);
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
      await client.query(touch);
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
  if (message.includes('client password must be')) {
    return `Cannot use PostgreSQL at ${name} as a store: it asks for a password; give it in the URL or in PGPASSWORD.`;
  }
  const why: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there; start PostgreSQL, or correct the URL',
    ENOENT: 'nothing listens there; start PostgreSQL, or correct the URL',
    ENOTFOUND: 'the host is unknown; correct the URL',
    '28P01': 'the password is wrong; correct it in the URL or in PGPASSWORD',
    '28000': 'the user may not connect; correct the URL',
    '3D000': 'there is no such database; create it with createdb',
    '42501':
      'the user may not create tables there, or not change them; grant it, or name another database',
    '25006': 'it is read-only; name the server that takes changes',
    '42P01': 'a table of it is gone; restore a backup, or name another database',
  };
  return `Cannot use PostgreSQL at ${name} as a store: ${why[code] ?? (message || code)}.`;
}
