import type { Behaviour } from './behaviour.ts';
import { Refusal } from './refusal.ts';
import {
  type Claim,
  claimsOf,
  type Database,
  type Draft,
  names,
  type Rule,
  type SipNumber,
  type SipSettings,
  turn,
  type Wanted,
} from './storage.ts';

/** How the tables are read and written. */
export interface Transactions {
  /** Waits as long as a step of the database takes. */
  step(name: 'read' | 'check' | 'write'): Promise<void>;
  /** Runs a transaction, isolated from those that it could disturb. */
  locked<T>(
    db: Database,
    account: string,
    want: { operation: 'add' | 'edit' | 'delete'; id?: number; draft?: Draft },
    run: () => Promise<T>,
  ): Promise<T>;
  /** Returns the conflicting claim of another rule, if any. */
  taken(db: Database, wanted: Wanted): Claim | undefined;
  find(db: Database, account: string, id: number): Rule | undefined;
  nextId(db: Database, wanted: Wanted): number;
  /** Writes the row of a rule, or replaces the one with its id. */
  save(db: Database, rule: Rule): void;
  claim(db: Database, rule: Rule, before?: Rule): void;
  /** Releases a rule's claims, before it claims others or is deleted. */
  release(db: Database, rule: Rule, next?: Rule): void;
  /** Applies an edit to a rule. */
  change(before: Rule, draft: Draft): Rule;
  /** Returns the rule that an edit of an unknown id adds, or throws a refusal. */
  editUnknown(wanted: Rule): Rule;
  add(b: Behaviour, db: Database, account: string, draft: Draft): Promise<Rule>;
  edit(b: Behaviour, db: Database, account: string, id: number, draft: Draft): Promise<Rule>;
  remove(b: Behaviour, db: Database, account: string, id: number): Promise<Rule>;
  list(db: Database, account: string): Rule[];
  changeSip(before: SipNumber, sent: SipSettings): SipNumber;
  editSip(
    b: Behaviour,
    db: Database,
    account: string,
    id: number,
    sent: SipSettings,
  ): Promise<SipNumber>;
}

/** Refuses a rule with ids that another rule claims. */
export function conflict({ kind, id }: Claim): Refusal {
  return new Refusal(409, `The ${kind} ${id} belongs to another rule already.`);
}

/** Makes a new rule from a draft. */
export function want(account: string, id: number | undefined, draft: Draft): Wanted {
  const { numbers = [], groups = [], sourceType, mediaId } = draft;
  return { account, id, numbers, groups, sourceType, mediaId };
}

/** Whether a claim is another rule's, of the same account. */
export function isOthers(claim: Claim, wanted: Wanted): boolean {
  return claim.account === wanted.account && claim.rule !== wanted.id;
}

const unknown = (id: number) => new Refusal(404, `There is no rule ${id}.`);

/** Correct transactions: one at a time in an account, and atomic. */
export const transactions: Transactions = {
  step: turn,
  locked: (db, account, _want, run) => db.locks.hold([account], run),
  taken: (db, wanted) => db.claims.find((claim) => isOthers(claim, wanted) && names(wanted, claim)),
  find: (db, account, id) => db.rules.find((rule) => rule.account === account && rule.id === id),
  nextId(db) {
    db.lastId += 1;
    return db.lastId;
  },
  save(db, rule) {
    const at = db.rules.findIndex(({ account, id }) => account === rule.account && id === rule.id);
    if (at < 0) db.rules.push(rule);
    else db.rules[at] = rule;
  },
  claim(db, rule) {
    db.claims.push(...claimsOf(rule));
  },
  release(db, { account, id }) {
    db.claims = db.claims.filter((claim) => claim.account !== account || claim.rule !== id);
  },
  change: (before, draft) => ({ ...want(before.account, before.id, draft), id: before.id }),
  editUnknown({ id }) {
    throw unknown(id);
  },
  add: (b, db, account, draft) =>
    b.locked(db, account, { operation: 'add', draft }, async () => {
      const wanted = want(account, undefined, draft);
      await b.step('read');
      const taken = b.taken(db, wanted);
      await b.step('check');
      if (taken) throw conflict(taken);
      const rule = { ...wanted, id: b.nextId(db, wanted) };
      b.save(db, rule);
      b.claim(db, rule);
      await b.step('write');
      return rule;
    }),
  edit: (b, db, account, id, draft) =>
    b.locked(db, account, { operation: 'edit', id, draft }, async () => {
      await b.step('read');
      const before = b.find(db, account, id);
      const next = before
        ? b.change(before, draft)
        : b.editUnknown({ ...want(account, id, draft), id });
      const taken = b.taken(db, next);
      await b.step('check');
      if (taken) throw conflict(taken);
      b.release(db, before ?? next, next);
      b.save(db, next);
      b.claim(db, next, before);
      await b.step('write');
      return next;
    }),
  remove: (b, db, account, id) =>
    b.locked(db, account, { operation: 'delete', id }, async () => {
      await b.step('read');
      const rule = b.find(db, account, id);
      if (!rule) throw unknown(id);
      b.release(db, rule);
      db.rules = db.rules.filter((one) => one !== rule);
      await b.step('write');
      return rule;
    }),
  list: (db, account) => db.rules.filter((rule) => rule.account === account),
  changeSip: ({ account, id }, sent) => ({ ...sent, account, id }),
  async editSip(b, db, account, id, sent) {
    await b.step('read');
    const at = db.sipNumbers.findIndex((sip) => sip.account === account && sip.id === id);
    const before = db.sipNumbers[at];
    if (!before) throw new Refusal(404, `There is no number ${id}.`);
    const next = b.changeSip(before, sent);
    db.sipNumbers[at] = next;
    return next;
  },
};
