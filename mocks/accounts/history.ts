import { Refusal } from '../problems/problem.ts';
import type { StateChange } from './change.ts';

/** Whose changes are remembered: an account, which is known by being the same object. */
export interface Owner {
  readonly id: string;
}

interface RecordedChange extends StateChange {
  readonly account: Owner;
  readonly undo: () => void;
  readonly items: number;
}

/**
 * The last changes of all accounts, each with what takes it back; bounded, so that what the journal
 * has forgotten cannot be gone back to either.
 */
export class History {
  readonly #most: number;
  readonly #mostItems: number;
  #items = 0;
  #changes: RecordedChange[] = [];
  #version = 0;
  #forgotten = new WeakMap<Owner, number>();
  readonly #listeners = new Set<(account: string, version: number) => void>();

  constructor(most = 1_000, mostItems = 200_000) {
    this.#most = most;
    this.#mostItems = mostItems;
  }

  /** The number of the last change of any account; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /**
   * Enters a change of an account that was just made.
   * @param undo puts back what the account held before; it may be called more than once, since
   * the undo that calls it can be undone and made again
   * @param items about how many items it holds in memory
   */
  add(account: Owner, made: Omit<StateChange, 'state'>, undo: () => void, items: number = 1): void {
    this.#changes.push({ ...made, state: ++this.#version, account, undo, items });
    this.#items += items;
    // Cut in bulk: shifting one by one would move the whole list at every change.
    if (this.#changes.length >= this.#most * 2) this.#drop(this.#changes.length - this.#most);
    // Who resets a large account a thousand times must not fill the memory with what it held.
    if (this.#items > this.#mostItems) this.#drop(this.#tooLarge());
    for (const listener of this.#listeners) listener(account.id, this.#version);
  }

  /** The oldest state that an account can go back to; 0 is the one that it began with. */
  oldestState(account: Owner): number {
    return this.#forgotten.get(account) ?? 0;
  }

  /** What is remembered of an account, oldest first. */
  changes(account: Owner): StateChange[] {
    return this.#changes
      .filter((one) => one.account === account)
      .map(({ state, what, to }) => ({ state, what, ...(to === undefined ? {} : { to }) }));
  }

  /**
   * Takes back, newest first, what changed an account after a version; answers how many changes. The
   * caller enters the whole as a change of its own, so that it can be taken back too.
   * @throws Refusal when the history does not reach back so far.
   */
  takeBack(account: Owner, version: number): number {
    if (this.oldestState(account) > version) {
      throw new Refusal(
        'forgotten-state',
        `The state ${version} is too long ago: only the last ${this.#most.toLocaleString('en')} changes are remembered, and fewer where they were large.`,
      );
    }
    const isLater = (one: RecordedChange) => one.account === account && one.state > version;
    const later = this.#changes.filter(isLater);
    for (const change of later.toReversed()) change.undo();
    return later.length;
  }

  /** Forgets the changes of an account that is no more, to the good of those that are. */
  forget(account: Owner): void {
    this.#changes = this.#changes.filter((one) => {
      if (one.account === account) this.#items -= one.items;
      return one.account !== account;
    });
  }

  #drop(count: number): void {
    const dropped = this.#changes.splice(0, count);
    for (const [i, { account, state, items }] of dropped.entries()) {
      // Most changes in a row are of one account.
      if (dropped[i + 1]?.account !== account) this.#forgotten.set(account, state);
      this.#items -= items;
    }
  }

  // How many of the oldest changes have to go; the newest can always be taken back.
  #tooLarge(): number {
    let left = this.#items;
    const kept = this.#changes.findIndex((change) => {
      if (left <= this.#mostItems) return true;
      left -= change.items;
      return false;
    });
    return kept < 0 ? this.#changes.length - 1 : Math.min(kept, this.#changes.length - 1);
  }

  /** Calls back for every change from now on; the answer stops it. */
  subscribe(listener: (account: string, version: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
