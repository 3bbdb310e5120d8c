import type { Account } from './account.ts';
import { Refusal } from './problems.ts';

interface Change {
  readonly version: number;
  readonly account: Account;
  readonly takeBack: () => void;
}

/**
 * The last changes of all accounts, each with what takes it back; bounded, so that what the journal
 * has forgotten cannot be gone back to either.
 */
export class History {
  readonly #most: number;
  #changes: Change[] = [];
  #version = 0;
  #forgotten = new WeakMap<Account, number>();
  readonly #listeners = new Set<(account: string, version: number) => void>();

  constructor(most = 1_000) {
    this.#most = most;
  }

  /** The number of the last change of any account; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /** Enters a change of an account that was just made. */
  add(account: Account, takeBack: () => void): void {
    this.#changes.push({ version: ++this.#version, account, takeBack });
    // Cut in bulk: shifting one by one would move the whole list at every change.
    if (this.#changes.length >= this.#most * 2) {
      for (const change of this.#changes.splice(0, this.#changes.length - this.#most)) {
        this.#forgotten.set(change.account, change.version);
      }
    }
    for (const listener of this.#listeners) listener(account.id, this.#version);
  }

  /**
   * Takes back, newest first, what changed an account after a version; answers how many changes. The
   * caller enters the whole as a change of its own, so that it can be taken back too.
   * @throws Refusal when the history does not reach back so far.
   */
  takeBack(account: Account, version: number): number {
    if ((this.#forgotten.get(account) ?? 0) > version) {
      throw new Refusal(
        'forgotten-state',
        `The state ${version} is too long ago: only the last ${this.#most} changes are remembered.`,
      );
    }
    const isLater = (one: Change) => one.account === account && one.version > version;
    const later = this.#changes.filter(isLater);
    for (const change of later.toReversed()) change.takeBack();
    return later.length;
  }

  /** Forgets the changes of an account that is no more, to the good of those that are. */
  forget(account: Account): void {
    this.#changes = this.#changes.filter((one) => one.account !== account);
  }

  /** Calls back for every change from now on; the answer stops it. */
  listen(listener: (account: string, version: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
