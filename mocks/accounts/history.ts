import { Refusal } from '../problems/problem.ts';
import type { StateChange } from './change.ts';

/** The account that a change belongs to, compared by identity. */
export interface Owner {
  readonly id: string;
}

interface RecordedChange extends StateChange {
  readonly account: Owner;
  readonly undo: () => void;
  readonly size: number;
}

/** The last changes of all accounts, each with its undo; limited, as the journal is. */
export class History {
  readonly #maxChanges: number;
  readonly #maxSize: number;
  #size = 0;
  #changes: RecordedChange[] = [];
  #version = 0;
  #oldestStates = new WeakMap<Owner, number>();
  readonly #listeners = new Set<(account: string, version: number) => void>();

  constructor(maxChanges = 1_000, maxSize = 32 * 1024 * 1024) {
    this.#maxChanges = maxChanges;
    this.#maxSize = maxSize;
  }

  /** The number of the last change of any account; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /**
   * Adds a change that was just made to an account.
   * @param undo restores what the account held before; called again if an undo is itself undone
   * @param size about how many bytes `undo` keeps in memory
   */
  add(account: Owner, made: Omit<StateChange, 'state'>, undo: () => void, size: number): void {
    this.#changes.push({ ...made, state: ++this.#version, account, undo, size });
    this.#size += size;
    // Drop in bulk: shifting one by one would move the whole list at every change.
    const { length } = this.#changes;
    if (length >= this.#maxChanges * 2) this.#drop(length - this.#maxChanges);
    // Otherwise a thousand edits of large items, or resets of a large account, would fill the memory.
    if (this.#size > this.#maxSize) this.#drop(this.#tooLarge());
    for (const listener of this.#listeners) listener(account.id, this.#version);
  }

  /** The oldest state that an account can go back to; 0 is its first. */
  oldestState(account: Owner): number {
    return this.#oldestStates.get(account) ?? 0;
  }

  /** The remembered changes of an account, oldest first. */
  changes(account: Owner): StateChange[] {
    return this.#changes
      .filter((one) => one.account === account)
      .map(({ state, what, to }) => ({ state, what, to }));
  }

  /**
   * Undoes, newest first, the changes of an account after a version. The caller adds the whole as a
   * change of its own, so that it can be undone too.
   * @throws Refusal if the history does not reach back that far, or has not come that far
   */
  undo(account: Owner, version: number): void {
    if (version > this.#version) {
      const detail = `There is no state ${version} yet; the last one is ${this.#version}.`;
      throw new Refusal('invalid-control-request', detail);
    }
    if (this.oldestState(account) > version) {
      const detail = `The state ${version} is too old: the mock remembers the last ${this.#maxChanges.toLocaleString('en')} changes, or fewer if they are large.`;
      throw new Refusal('forgotten-state', detail);
    }
    for (const change of this.#changes.toReversed()) {
      if (change.account === account && change.state > version) change.undo();
    }
  }

  /** Undoes and forgets one change, as if it had never been made. */
  takeBack(account: Owner, state: number): void {
    const at = this.#changes.findLastIndex((one) => one.account === account && one.state === state);
    for (const { undo, size } of at < 0 ? [] : this.#changes.splice(at, 1)) {
      undo();
      this.#size -= size;
    }
  }

  /** Forgets the changes of an account that is gone, to make room for others. */
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

  /** Calls back for every change from now on. Returns a function that unsubscribes. */
  subscribe(listener: (account: string, version: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
