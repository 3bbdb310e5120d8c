import { Refusal } from '../problems/problem.ts';
import type { NewChange, StateChange } from './change.ts';
import { sizeOf } from './size.ts';
import type { Store, StoreImage } from './store.ts';

/** The account that a change belongs to, compared by identity. */
export interface Owner {
  readonly id: string;
  readonly store: Pick<Store, 'takeChanges'>;
  /** The number of its last change; 0 before the first. */
  version: number;
}

/** A value, or a promise of it where a store has to be asked. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** The changes of an account that can be undone, oldest first. */
export interface UndoableChanges {
  /** The oldest state that the account can go back to; 0 is its first. */
  readonly beginning: number;
  readonly changes: readonly StateChange[];
}

/** The last changes of accounts. */
export interface History {
  /** Adds what was just done to what an account stores, as one change. */
  add(account: Owner, made: NewChange): void;
  /** Forgets the last change, as if it had never been made, and returns what it replaced. */
  takeBack(account: Owner, state: number): StoreImage[];
  list(account: Owner): MaybePromise<UndoableChanges>;
  /**
   * Returns what the changes after a state replaced, newest first. The caller restores it, and adds the whole
   * as a change of its own, so that it can be undone too.
   * @throws Refusal if the history does not reach back that far, or has not come that far
   */
  replacedSince(account: Owner, state: number): MaybePromise<StoreImage[]>;
  /** Forgets the changes of an account that is gone, to make room for others. */
  forget(account: Owner): void;
  /** Calls back for every change from now on. Returns a function that unsubscribes. */
  subscribe(listener: StateListener): () => void;
  /** Tells those who subscribed of the new state of an account. */
  tell: StateListener;
}

/** Is told of the number of an account's new state. */
export type StateListener = (account: string, state: number) => void;

/**
 * Asserts that an account can go back to a state.
 * @param beginning the oldest state that is remembered
 */
export function assertReachable({ version }: Owner, state: number, beginning: number): void {
  if (state > version) {
    throw new Refusal('invalid-control-request', (texts) => texts.state.nothingYet(state, version));
  }
  if (beginning > state) {
    throw new Refusal('forgotten-state', (texts) => texts.state.tooOld(state, mostChanges));
  }
}

/** How many changes are remembered. */
export const mostChanges = 1_000;

interface RecordedChange extends StateChange {
  readonly account: Owner;
  readonly before: StoreImage;
  readonly size: number;
}

/** The last changes of all accounts in memory; limited, as the journal is. */
export class MemoryHistory implements History {
  readonly #maxChanges: number;
  readonly #maxSize: number;
  #size = 0;
  #changes: RecordedChange[] = [];
  #oldestStates = new WeakMap<Owner, number>();
  readonly #listeners = new Set<StateListener>();

  constructor(maxChanges = mostChanges, maxSize = 32 * 1024 * 1024) {
    this.#maxChanges = maxChanges;
    this.#maxSize = maxSize;
  }

  add(account: Owner, made: NewChange): void {
    const before = account.store.takeChanges();
    const size = imageSize(before);
    const time = new Date().toISOString();
    this.#changes.push({ ...made, time, state: ++account.version, account, before, size });
    this.#size += size;
    // Drop in bulk: shifting one by one would move the whole list at every change.
    const { length } = this.#changes;
    if (length >= this.#maxChanges * 2) this.#drop(length - this.#maxChanges);
    // Otherwise a thousand edits of large items, or resets of a large account, would fill the memory.
    if (this.#size > this.#maxSize) this.#drop(this.#tooLarge());
    this.tell(account.id, account.version);
  }

  tell(account: string, state: number): void {
    for (const listener of this.#listeners) listener(account, state);
  }

  list(account: Owner): UndoableChanges {
    return {
      beginning: this.#oldestStates.get(account) ?? 0,
      changes: this.#changes
        .filter((one) => one.account === account)
        .map(({ state, time, what, to }) => ({ state, time, what, to })),
    };
  }

  replacedSince(account: Owner, state: number): StoreImage[] {
    assertReachable(account, state, this.#oldestStates.get(account) ?? 0);
    return this.#changes
      .filter((one) => one.account === account && one.state > state)
      .map(({ before }) => before)
      .reverse();
  }

  takeBack(account: Owner, state: number): StoreImage[] {
    const at = this.#changes.findLastIndex((one) => one.account === account && one.state === state);
    const taken = at < 0 ? [] : this.#changes.splice(at, 1);
    for (const { size } of taken) this.#size -= size;
    if (state === account.version) account.version -= taken.length;
    return taken.map(({ before }) => before);
  }

  forget(account: Owner): void {
    this.#changes = this.#changes.filter((one) => {
      if (one.account === account) this.#size -= one.size;
      return one.account !== account;
    });
  }

  #drop(count: number): void {
    for (const { account, state, size } of this.#changes.splice(0, count)) {
      this.#oldestStates.set(account, state);
      this.#size -= size;
    }
  }

  // The number of oldest changes to drop; the newest can always be undone.
  #tooLarge(): number {
    let size = this.#size;
    let count = 0;
    for (const change of this.#changes.slice(0, -1)) {
      if (size <= this.#maxSize) break;
      size -= change.size;
      count++;
    }
    return count;
  }

  subscribe(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** About how many bytes of memory an image keeps. */
export function imageSize({ entries, next }: StoreImage): number {
  let size = 96 * (entries.length + next.length);
  for (const { item } of entries) size += item === undefined ? 0 : sizeOf(item);
  return size;
}
