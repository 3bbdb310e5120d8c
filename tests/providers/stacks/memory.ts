import { type Behaviour, lawfulBehaviour, type Ways } from '../behaviour.ts';
import { handle } from '../serving.ts';
import { claimsOf, type Database, Locks } from '../storage.ts';
import { lastId, othersRules, sipNumbers } from './others.ts';
import type { Backend, Held } from './stack.ts';

/** Returns tables that hold rules of others. */
export function tables(): Omit<Database, 'locks'> {
  const rules = structuredClone([...othersRules]);
  return { rules, claims: rules.flatMap(claimsOf), sipNumbers: [...sipNumbers], lastId };
}

/** The lawful example provider with other ways, in one thread, which answers in order. */
export function inMemory(ways: Ways = {}): Backend {
  const b: Behaviour = { ...lawfulBehaviour, ...(typeof ways === 'function' ? ways() : ways) };
  const db = { ...tables(), locks: new Locks() };
  b.prepare(db);
  return {
    answer: (request) => handle(b, db, request),
    held: async () => heldIn(db),
    close: async () => {},
  };
}

/** Returns what tables hold. */
export function heldIn(db: Pick<Database, 'rules' | 'sipNumbers' | 'lastId'>): Held {
  const rules = db.rules.map((rule) => ({ ...rule, id: String(rule.id) }));
  return structuredClone({ rules, sipNumbers: db.sipNumbers, lastId: BigInt(db.lastId) });
}
