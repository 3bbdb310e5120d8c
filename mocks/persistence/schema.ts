import { createHmac, randomBytes } from 'node:crypto';
import { Misuse } from '../../spec/index.ts';

/** The format of the tables below. A store of another format is refused: there is none to migrate from yet. */
export const format = 1;

/**
 * The tables, as SQLite and PostgreSQL both take them. A value that is any text is stored as JSON, since
 * PostgreSQL has no text with a NUL; JSON is stored as text, since `jsonb` takes neither that nor half a
 * surrogate pair, and orders the fields of an item anew.
 */
export const tables = `
CREATE TABLE mock_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE mock_accounts (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  rules TEXT NOT NULL,
  next TEXT NOT NULL,
  settings TEXT
);
CREATE TABLE mock_items (
  account TEXT NOT NULL,
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  position BIGINT NOT NULL,
  item TEXT NOT NULL,
  PRIMARY KEY (account, collection, key)
);
CREATE TABLE mock_claims (
  account TEXT NOT NULL,
  rule TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (account, rule, key)
);
CREATE TABLE mock_changes (
  account TEXT NOT NULL,
  version BIGINT NOT NULL,
  made_at TEXT NOT NULL,
  what TEXT NOT NULL,
  back_to BIGINT,
  size BIGINT NOT NULL,
  before TEXT,
  after TEXT,
  PRIMARY KEY (account, version)
);
`;

/** The lines of `mock_meta` of a new store. */
export function newMeta(key: string | undefined): Record<string, string> {
  const salt = randomBytes(32).toString('hex');
  return { format: String(format), salt, keyed: keyCheck(salt, key) };
}

/**
 * Returns what the ids of accounts depend on: the salt of the store, and a key of the user's if there is one.
 * @throws Misuse for a format or a key that does not fit
 */
export function secretOf(
  name: string,
  meta: Readonly<Record<string, string>>,
  key: string | undefined,
): Buffer {
  if (Number(meta.format) !== format) {
    const age = Number(meta.format) > format ? 'a newer' : 'an older';
    throw new Misuse(
      `The store ${name} has the format ${meta.format}, and this version of the mock knows ${format}; use ${age} version of the mock, or another store.`,
    );
  }
  const { salt = '' } = meta;
  if (meta.keyed !== keyCheck(salt, key)) {
    throw new Misuse(
      `The store ${name} was made with ${meta.keyed === '' ? 'no key' : 'another key'}; set DATA_API_MOCK_STORE_KEY to the one that it was made with, or unset it if there was none.`,
    );
  }
  return createHmac('sha256', salt)
    .update(key ?? '')
    .digest();
}

function keyCheck(salt: string, key: string | undefined): string {
  if (key === undefined) return '';
  return createHmac('sha256', salt).update(`check ${key}`).digest('hex').slice(0, 16);
}

/** The table of the journal; `numbered` is the type of a column that counts by itself. */
export const journalTable = (numbered: string) => `
CREATE TABLE mock_journal (
  seq ${numbered},
  account TEXT NOT NULL,
  entry TEXT
);
`;
