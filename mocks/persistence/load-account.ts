import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account } from '../accounts/account.ts';
import type { EntryImage, StoreImage } from '../accounts/store.ts';
import type { StoredHead, StoreTurn } from './persistence.ts';

/** What stored accounts are kept by: the state of the contract that is served. */
export interface Keeper {
  /** Identifies the uniqueness rules. */
  readonly rules: string;
  /** Makes an account hold what it holds at first. */
  begin(account: Account): void;
  restore(store: Account['store'], images: readonly StoreImage[]): void;
  /** Migrates an account to the contract, if that was loaded since. */
  migrate(account: Account): void;
  /** Enters the claims of an account anew; `tells` of those that others own. */
  enterClaims(account: Account, tells: boolean): Iterable<void>;
}

// In parts, between which others have their turn: it takes seconds for a million items.
const partLength = 2_000;

/** Makes an account hold what the store has. */
export async function loadAccount(
  account: Account,
  turn: StoreTurn,
  head: StoredHead,
  keeper: Keeper,
): Promise<void> {
  const { store } = account;
  store.clear();
  const parts = new Map<number, EntryImage[]>();
  for await (const page of turn.pages()) {
    for (const one of page) {
      const at = Math.floor((one.order ?? 0) / partLength);
      const part = parts.get(at);
      if (part === undefined) parts.set(at, [one]);
      else part.push(one);
    }
  }
  for (const [, part] of [...parts].toSorted(([a], [b]) => a - b)) {
    for (const { item, order = 0, ...place } of part.toSorted(byOrder)) {
      if (item !== undefined) store.insert({ ...place, item, order });
    }
    store.takeChanges();
    await nextTurn();
  }
  for (const [collection, next] of Object.entries(head.next)) store.setNext(collection, next);
  account.version = head.version;
  for (const _ of keeper.enterClaims(account, head.rules !== keeper.rules)) await nextTurn();
}

/**
 * Brings an account to the version of the store by the changes since its own; false if they are not enough.
 */
export async function catchUp(
  account: Account,
  turn: StoreTurn,
  head: StoredHead,
  keeper: Keeper,
): Promise<boolean> {
  const { version } = account;
  if (head.version === version) return true;
  if (head.version < version) return false;
  const changes = await turn.changesAfter(version);
  const images = changes.flatMap(({ after }) => (after === undefined ? [] : [after]));
  const { state = 0 } = changes.at(-1) ?? {};
  const isWhole = images.length === changes.length && state - version === changes.length;
  if (!isWhole || state < head.version) return false;
  keeper.restore(account.store, images);
  account.version = state;
  return true;
}

function byOrder({ order: one = 0 }: EntryImage, { order: other = 0 }: EntryImage): number {
  return one - other;
}
