import type { Account } from '../accounts/account.ts';
import type { StateChange } from '../accounts/change.ts';
import {
  assertReachable,
  type History,
  imageSize,
  type Owner,
  type StateListener,
  type UndoableChanges,
} from '../accounts/history.ts';
import type { EntryImage, Store, StoreImage } from '../accounts/store.ts';
import type { StoredChange, StoreTurn } from './persistence.ts';

// Both images of a change together; larger ones cannot be undone.
const mostOfChange = 16 * 1024 * 1024;

/** A change that is not stored yet, with all that it replaced and made of it, however large. */
export interface PendingChange extends StoredChange {
  readonly replaced: StoreImage;
  readonly made: StoreImage;
}

/** The history of accounts that last in a store. */
export interface StoredHistory extends History {
  /** Returns the changes since it was last asked. */
  takePending(account: Owner): PendingChange[];
  hasPending(account: Owner): boolean;
}

/**
 * Creates the history of accounts that last in a store.
 * @param turnOf returns the turn on an account that is running, or a new one
 */
export function createStoredHistory(
  turnOf: (account: Account) => StoreTurn | Promise<StoreTurn>,
): StoredHistory {
  const pending = new WeakMap<Owner, PendingChange[]>();
  const listeners = new Set<StateListener>();
  // Work that shares a turn sees what others did before it.
  const pendingOf = (account: Owner) => pending.get(account) ?? [];
  const listChanges = async (account: Owner, turn: StoreTurn) =>
    undoable(account, [
      ...(await turn.listChanges()),
      ...pendingOf(account).map((one) => ({ ...one, isKept: one.before !== undefined })),
    ]);
  return {
    add(account, what) {
      const replaced = account.store.takeChanges();
      const after = presentOf((account as Account).store, replaced);
      const isKept = imageSize(replaced) + imageSize(after) <= mostOfChange;
      const kept = isKept ? { before: replaced, after } : { before: undefined, after: undefined };
      const time = new Date().toISOString();
      const change = { ...what, time, state: ++account.version, ...kept, replaced, made: after };
      const own = pending.get(account);
      if (own === undefined) pending.set(account, [change]);
      else own.push(change);
    },
    takeBack(account, state) {
      const own = pendingOf(account);
      if (own.at(-1)?.state !== state) return [];
      account.version--;
      return own.splice(-1).map(({ replaced }) => replaced);
    },
    async list(account) {
      return listChanges(account, await turnOf(account as Account));
    },
    async replacedSince(account, state) {
      const turn = await turnOf(account as Account);
      assertReachable(account, state, (await listChanges(account, turn)).beginning);
      const later = pendingOf(account).filter((one) => one.state > state);
      const changes = [...(await turn.changesAfter(state)), ...later];
      return changes.flatMap(({ before }) => (before === undefined ? [] : [before])).reverse();
    },
    forget: (account) => void pending.delete(account),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    takePending(account) {
      const own = pendingOf(account);
      pending.delete(account);
      return own;
    },
    hasPending: (account) => pendingOf(account).length > 0,
    tell: (account, state) => {
      for (const listener of listeners) listener(account, state);
    },
  };
}

// What came before a change that cannot be undone cannot be reached either.
function undoable(
  { version }: Owner,
  kept: readonly (StateChange & { readonly isKept: boolean })[],
): UndoableChanges {
  const last = kept.findLastIndex(({ isKept }) => !isKept);
  const changes = kept
    .slice(last + 1)
    .map(({ state, time, what, to }) => ({ state, time, what, to }));
  return { beginning: changes[0] === undefined ? version : changes[0].state - 1, changes };
}

/** Parts of a store as they are now. */
export function presentOf(store: Store, { entries, next }: StoreImage): StoreImage {
  const byPlace = new Map<string, EntryImage>();
  for (const { collection, key } of entries) {
    const place = `${collection}\n${key}`;
    if (!byPlace.has(place)) byPlace.set(place, { collection, key, ...store.get(collection, key) });
  }
  const numbers = new Map(next.map(([collection]) => [collection, store.next(collection)]));
  return { entries: [...byPlace.values()], next: [...numbers] };
}
