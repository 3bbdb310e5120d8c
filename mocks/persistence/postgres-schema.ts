import type { WriteRows } from './rows.ts';
import { journalTable, tables } from './schema.ts';

/** The tables, and a function that stores a write, or a part of a large one, in one round trip. */
export const schema = `
${tables}
${journalTable('BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY')}
CREATE FUNCTION mock_store(
  of TEXT, new_version BIGINT, new_rules TEXT, new_settings TEXT, drops_claims BOOLEAN, changed JSON
) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO mock_accounts (id, version, rules, next, settings)
  VALUES (of, new_version, new_rules, changed ->> 'next', new_settings)
  ON CONFLICT (id) DO UPDATE SET version = excluded.version, rules = excluded.rules,
    next = excluded.next, settings = excluded.settings;
  IF json_array_length(changed -> 'gone') > 0 THEN
    DELETE FROM mock_items USING json_array_elements(changed -> 'gone') AS row
    WHERE account = of AND collection = row ->> 0 AND key = row ->> 1;
  END IF;
  INSERT INTO mock_items (account, collection, key, position, item)
  SELECT of, row ->> 0, row ->> 1, (row ->> 2)::BIGINT, row ->> 3
  FROM json_array_elements(changed -> 'kept') AS row
  ON CONFLICT (account, collection, key)
  DO UPDATE SET position = excluded.position, item = excluded.item;
  IF drops_claims THEN
    DELETE FROM mock_claims WHERE account = of;
  ELSIF json_array_length(changed -> 'released') > 0 THEN
    DELETE FROM mock_claims USING json_array_elements(changed -> 'released') AS row
    WHERE account = of AND rule = row ->> 0 AND key = row ->> 1;
  END IF;
  INSERT INTO mock_claims (account, rule, key)
  SELECT of, row ->> 0, row ->> 1 FROM json_array_elements(changed -> 'claimed') AS row;
  INSERT INTO mock_changes (account, version, made_at, what, back_to, size, before, after)
  SELECT of, (row ->> 0)::BIGINT, row ->> 1, row ->> 2, (row ->> 3)::BIGINT, (row ->> 4)::BIGINT, row ->> 5, row ->> 6
  FROM json_array_elements(changed -> 'changes') AS row;
END $$;
CREATE FUNCTION mock_record(entries JSON, cleared TEXT, most BIGINT, news TEXT)
RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  -- Until the end of the transaction: entries can be read in the order of their numbers.
  PERFORM pg_advisory_xact_lock(7405113);
  DELETE FROM mock_journal WHERE cleared IN ('*', account);
  INSERT INTO mock_journal (account, entry)
  SELECT row ->> 'account', row ->> 'entry' FROM json_array_elements(entries) AS row;
  DELETE FROM mock_journal WHERE seq <= (SELECT max(seq) FROM mock_journal) - most;
  PERFORM pg_notify('mock_news', news);
END $$;
`;

/** Fails where the mock may not write, or a table is gone. */
export const touch = ['accounts', 'items', 'claims', 'changes', 'journal']
  .map((table) => `DELETE FROM mock_${table} WHERE false`)
  .join(';');

/** Reads the head of an account, and the settings of all. */
export const readHead = {
  name: 'mock-read-head',
  text: `SELECT a.id, a.version, a.rules, a.next, a.settings,
    every.version AS version_of_all, every.settings AS settings_of_all
    FROM (VALUES (1)) AS one LEFT JOIN mock_accounts a ON a.id = $1
    LEFT JOIN mock_accounts every ON every.id = '*'`,
};

/** Locks an account, and reads its head. */
export const lockHead = {
  name: 'mock-lock-head',
  text: `SELECT id, version, rules, next, settings,
    (SELECT version FROM mock_accounts WHERE id = '*') AS version_of_all,
    (SELECT settings FROM mock_accounts WHERE id = '*') AS settings_of_all
    FROM mock_accounts WHERE id = $1 FOR UPDATE`,
};

export const store = {
  name: 'mock-store',
  text: 'SELECT mock_store($1, $2, $3, $4, $5, $6)',
};

export const changesAfter = {
  name: 'mock-changes-after',
  text: `SELECT version, made_at, what, back_to, before, after FROM mock_changes
    WHERE account = $1 AND version > $2 ORDER BY version`,
};

/** Adds entries to the journal, or one that says what was cleared, and tells of it. */
export const record = { name: 'mock-record', text: 'SELECT mock_record($1, $2, $3, $4)' };

/** Drops old changes of an account: up to a version, and what goes beyond a number of characters. */
export const trimChanges = `DELETE FROM mock_changes WHERE account = $1 AND version <= greatest($2, (
  SELECT coalesce(max(version), 0) FROM (
    SELECT version, sum(size) OVER (ORDER BY version DESC) AS total FROM mock_changes WHERE account = $1
  ) AS sums WHERE total > $3))`;

// PostgreSQL takes no text of more than a gigabyte, and Node.js makes none of more than half of one.
const partLength = 4 * 1024 * 1024;

/** Returns the rows as `mock_store` takes them; those of a large write in several parts. */
export function* writeParts({
  next,
  kept,
  claimed,
  gone,
  released,
  changes,
}: WriteRows): Generator<string> {
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
