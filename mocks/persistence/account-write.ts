import type { Account } from '../accounts/account.ts';
import type { EntryImage } from '../accounts/store.ts';
import type { AccountWrite } from './persistence.ts';
import { type PendingChange, presentOf } from './stored-history.ts';

/** What of an account a write has to make the store have. */
export interface Unstored {
  /** Whether the store has the account. */
  readonly isStored: boolean;
  /** Whether the claims that the store has were entered under other rules. */
  readonly isOutdated: boolean;
  readonly rules: string;
  readonly settings: string | null;
  readonly changes: readonly PendingChange[];
}

/** Writes down what a store lacks of an account. */
export function accountWrite(
  account: Account,
  { isStored, isOutdated, rules, settings, changes }: Unstored,
): AccountWrite {
  const { id, version, store } = account;
  const claims = store.takeClaims();
  const all = isOutdated || claims.all || !isStored;
  return {
    id,
    version,
    rules,
    settings,
    next: nextOf(account),
    changes,
    entries: isStored ? changedEntries(account, changes) : allEntries(account),
    claims: all ? { all, added: store.claims(), removed: [] } : claims,
  };
}

function nextOf({ store }: Account): Record<string, number> {
  const numbers = Array.from(store.collections(), (path) => [path, store.next(path)] as const);
  return Object.fromEntries(numbers.filter((one): one is [string, number] => one[1] !== undefined));
}

function allEntries({ store }: Account): EntryImage[] {
  return [...store.collections()].flatMap((path) => [...store.entries(path)]);
}

function changedEntries({ store }: Account, changes: readonly PendingChange[]) {
  const [first] = changes;
  if (first !== undefined && changes.length === 1) return first.made.entries;
  const entries = changes.flatMap(({ replaced }) => replaced.entries);
  return presentOf(store, { entries, next: [] }).entries;
}
