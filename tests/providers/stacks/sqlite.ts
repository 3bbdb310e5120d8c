import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Behaviour } from '../behaviour.ts';
import { Refusal } from '../refusal.ts';
import {
  type Claim,
  claimsOf,
  type Draft,
  delay,
  type Rule,
  type SipNumber,
  type Wanted,
} from '../storage.ts';
import { conflict, want } from '../transactions.ts';
import { lastId, othersRules, sipNumbers } from './others.ts';
import type { Backend, Held } from './stack.ts';
import { startProcesses } from './workers.ts';

/** How a provider over SQLite works. */
export interface SqliteWay {
  /** What keeps a claim from being made twice. */
  readonly guard: 'unique-index' | 'check-then-insert';
  /** Whether an edit makes the rule that is not there. */
  readonly upserting?: true;
}

const schema = `
  CREATE TABLE rules (id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT, melody TEXT);
  CREATE TABLE claims (account TEXT, kind TEXT, id INTEGER, rule INTEGER);
  CREATE TABLE sip_numbers (account TEXT, id INTEGER, settings TEXT);`;

/** Three processes that each open the same file. */
export function inProcesses(way: SqliteWay): Backend {
  const folder = mkdtempSync(join(tmpdir(), 'stacks-sqlite-'));
  const file = join(folder, 'rules.db');
  const db = open(file);
  db.exec(`PRAGMA journal_mode = WAL; ${schema}`);
  if (way.guard === 'unique-index') {
    db.exec('CREATE UNIQUE INDEX claims_once ON claims (account, kind, id)');
  }
  for (const rule of othersRules) claim(db, { ...rule, id: insert(db, rule, rule.id) });
  for (const sip of sipNumbers) {
    const row = db.prepare('INSERT INTO sip_numbers VALUES (?, ?, ?)');
    row.run(sip.account, sip.id, JSON.stringify(sip));
  }
  db.exec(`UPDATE sqlite_sequence SET seq = ${lastId}`);
  const workers = startProcesses(3, 'sqlite-process.ts', [file, JSON.stringify(way)]);
  return {
    answer: workers.answer,
    async held() {
      const sips = db.prepare('SELECT settings FROM sip_numbers ORDER BY account, id').all();
      const { seq } =
        db.prepare('SELECT CAST(seq AS TEXT) AS seq FROM sqlite_sequence').get() ?? {};
      return {
        rules: rows(db),
        sipNumbers: sips.map(({ settings }): SipNumber => JSON.parse(String(settings))),
        lastId: BigInt(String(seq)),
      };
    },
    async close() {
      await workers.close();
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF');
  return db;
}

/** The transactions of a process, on the file instead of tables in memory. */
export function overSqlite(file: string, { guard, upserting }: SqliteWay): Partial<Behaviour> {
  const db = open(file);
  const find = (account: string, id: number) => list(db, account).find((rule) => rule.id === id);

  // Begun at once with the lock for writing: one that is only taken later can't be waited for.
  function transaction<T>(run: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = run();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      if (error instanceof Error && error.message.includes('UNIQUE constraint failed: claims')) {
        throw new Refusal(409, 'A number or a group belongs to another rule already.');
      }
      throw error;
    }
  }

  async function save(account: string, id: number | undefined, draft: Draft): Promise<Rule> {
    const wanted = want(account, id, draft);
    if (guard === 'check-then-insert') {
      const [taken] = claimsOf({ ...wanted, id: id ?? 0 }).filter((claim) => isTaken(db, claim));
      if (taken !== undefined) throw conflict(taken);
      await delay(1);
    }
    return transaction(() => {
      const missing = id !== undefined && find(account, id) === undefined;
      if (missing && (!upserting || isThere(db, id))) throw unknown(id);
      if (id === undefined || missing) return claim(db, { ...wanted, id: insert(db, wanted, id) });
      db.prepare('UPDATE rules SET melody = ? WHERE id = ?').run(JSON.stringify(wanted), id);
      db.prepare('DELETE FROM claims WHERE rule = ?').run(id);
      return claim(db, { ...wanted, id });
    });
  }

  return {
    add: (_b, _db, account, draft) => save(account, undefined, draft),
    edit: (_b, _db, account, id, draft) => save(account, id, draft),
    remove: async (_b, _db, account, id) =>
      transaction(() => {
        const rule = find(account, id);
        if (rule === undefined) throw unknown(id);
        db.prepare('DELETE FROM claims WHERE rule = ?').run(id);
        db.prepare('DELETE FROM rules WHERE id = ?').run(id);
        return rule;
      }),
    list: (_db, account) => list(db, account),
    async editSip(_b, _db, account, id, sent) {
      const sql = 'UPDATE sip_numbers SET settings = ? WHERE account = ? AND id = ?';
      const next = { ...sent, account, id };
      const { changes } = db.prepare(sql).run(JSON.stringify(next), account, id);
      if (changes === 0) throw new Refusal(404, `There is no number ${id}.`);
      return next;
    },
  };
}

const unknown = (id: number) => new Refusal(404, `There is no rule ${id}.`);

function insert(db: DatabaseSync, rule: Wanted, id?: number): number {
  const sql = 'INSERT INTO rules VALUES (?, ?, ?) RETURNING CAST(id AS TEXT) AS id';
  return Number(db.prepare(sql).get(id ?? null, rule.account, JSON.stringify(rule))?.id);
}

function claim(db: DatabaseSync, rule: Rule): Rule {
  const row = db.prepare('INSERT INTO claims VALUES (?, ?, ?, ?)');
  for (const one of claimsOf(rule)) row.run(one.account, one.kind, one.id, rule.id);
  return rule;
}

function list(db: DatabaseSync, account: string): Rule[] {
  return rows(db)
    .filter((rule) => rule.account === account)
    .map((rule) => ({ ...rule, id: Number(rule.id) }));
}

function rows(db: DatabaseSync): Held['rules'][number][] {
  const all = db
    .prepare('SELECT CAST(id AS TEXT) AS id, melody FROM rules ORDER BY rules.id')
    .all();
  return all.map(({ id, melody }) => ({ ...JSON.parse(String(melody)), id: String(id) }));
}

function isTaken(db: DatabaseSync, { account, kind, id, rule }: Claim): boolean {
  const sql = 'SELECT 1 FROM claims WHERE account = ? AND kind = ? AND id = ? AND rule <> ?';
  return db.prepare(sql).get(account, kind, id, rule) !== undefined;
}

function isThere(db: DatabaseSync, id: number): boolean {
  return db.prepare('SELECT 1 FROM rules WHERE id = ?').get(id) !== undefined;
}
