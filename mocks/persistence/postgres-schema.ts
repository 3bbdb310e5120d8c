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
  INSERT INTO mock_changes (account, version, what, back_to, size, before, after)
  SELECT of, (row ->> 0)::BIGINT, row ->> 1, (row ->> 2)::BIGINT, (row ->> 3)::BIGINT, row ->> 4, row ->> 5
  FROM json_array_elements(changed -> 'changes') AS row;
END $$;
`;

/** Reads the head of an account, and the settings of all. */
export const readHead = {
  name: 'mock-read-head',
  text: `SELECT a.id, a.version, a.rules, a.next, a.settings,
    (SELECT settings FROM mock_accounts WHERE id = '*') AS settings_of_all
    FROM (VALUES (1)) AS one LEFT JOIN mock_accounts a ON a.id = $1`,
};

/** Locks an account, and reads its head. */
export const lockHead = {
  name: 'mock-lock-head',
  text: `SELECT id, version, rules, next, settings,
    (SELECT settings FROM mock_accounts WHERE id = '*') AS settings_of_all
    FROM mock_accounts WHERE id = $1 FOR UPDATE`,
};

export const store = {
  name: 'mock-store',
  text: 'SELECT mock_store($1, $2, $3, $4, $5, $6)',
};

export const changesAfter = {
  name: 'mock-changes-after',
  text: `SELECT version, what, back_to, before, after FROM mock_changes
    WHERE account = $1 AND version > $2 ORDER BY version`,
};

/** Drops old changes of an account: up to a version, and what goes beyond a number of characters. */
export const trimChanges = `DELETE FROM mock_changes WHERE account = $1 AND version <= greatest($2, (
  SELECT coalesce(max(version), 0) FROM (
    SELECT version, sum(size) OVER (ORDER BY version DESC) AS total FROM mock_changes WHERE account = $1
  ) AS sums WHERE total > $3))`;
