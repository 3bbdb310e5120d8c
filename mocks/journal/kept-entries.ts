import type { RawJournalEntry } from './entry.ts';

/** An entry that the journal keeps, and its number. */
export interface KeptEntry {
  readonly seq: number;
  raw: RawJournalEntry;
  bodiesDropped?: true;
}

/** How much a journal keeps. */
export interface JournalBounds {
  /** The entries of one account. */
  readonly perAccount: number;
  /** The entries of all accounts together. */
  readonly all: number;
  /** The characters in the bodies of all entries. */
  readonly characters: number;
}

interface AccountEntries {
  readonly entries: KeptEntry[];
  characters: number;
}

// What is dropped beyond a bound of the whole, so that the next requests need not drop again.
const keptShare = 0.75;

/**
 * The last entries of each account, so that none loses entries to the requests of another. Beyond the bounds
 * of the whole, the accounts that have most lose their oldest first.
 */
export class KeptEntries {
  readonly #bounds: JournalBounds;
  readonly #accounts = new Map<string, AccountEntries>();
  #count = 0;
  #characters = 0;

  constructor(bounds: JournalBounds) {
    this.#bounds = bounds;
  }

  /** Adds the newest entry. */
  add(entry: KeptEntry): void {
    const { perAccount, all, characters } = this.#bounds;
    const { account } = entry.raw;
    let own = this.#accounts.get(account);
    if (own === undefined) {
      own = { entries: [], characters: 0 };
      this.#accounts.set(account, own);
    }
    own.entries.push(entry);
    this.#count++;
    this.#addCharacters(own, sizeOf(entry.raw));
    // Drop in bulk: shifting one by one would move the whole list at every request.
    const { length } = own.entries;
    if (length >= perAccount * 2) this.#drop(own, length - perAccount);
    if (this.#count > all) this.#dropEntries(all * keptShare);
    if (this.#characters > characters) this.#dropBodies(characters * keptShare);
  }

  /** Returns the entries of an account, or of all accounts, oldest first. */
  read(account?: string): KeptEntry[] {
    if (account !== undefined) return this.#lastOf(this.#accounts.get(account));
    const all = Array.from(this.#accounts.values(), (own) => this.#lastOf(own));
    return all.flat().sort((a, b) => a.seq - b.seq);
  }

  /** Forgets the entries of an account, or of all accounts. */
  clear(account?: string): void {
    const cleared = account === undefined ? [...this.#accounts.keys()] : [account];
    for (const one of cleared) {
      const own = this.#accounts.get(one);
      if (own !== undefined) this.#drop(own, own.entries.length);
    }
  }

  #lastOf(own: AccountEntries | undefined): KeptEntry[] {
    return own?.entries.slice(-this.#bounds.perAccount) ?? [];
  }

  #dropEntries(most: number): void {
    const accounts = [...this.#accounts.values()];
    const share = fairShare(
      accounts.map(({ entries }) => entries.length),
      most,
    );
    for (const own of accounts) {
      // At least one: of more accounts than entries, those that were quiet for longest lose all.
      const surplus = own.entries.length - Math.max(1, Math.floor(share));
      if (surplus > 0) this.#drop(own, surplus);
    }
    for (const { raw } of this.read().slice(0, Math.max(0, this.#count - most))) {
      const own = this.#accounts.get(raw.account);
      if (own !== undefined) this.#drop(own, 1);
    }
  }

  #drop(own: AccountEntries, count: number): void {
    const dropped = own.entries.splice(0, count);
    this.#count -= dropped.length;
    for (const { raw } of dropped) this.#addCharacters(own, -sizeOf(raw));
    const [first] = dropped;
    if (first !== undefined && own.entries.length === 0) this.#accounts.delete(first.raw.account);
  }

  #dropBodies(most: number): void {
    const accounts = [...this.#accounts.values()];
    const share = fairShare(
      accounts.map(({ characters }) => characters),
      most,
    );
    for (const own of accounts) {
      for (const entry of own.entries) {
        if (own.characters <= share) break;
        this.#addCharacters(own, -sizeOf(entry.raw));
        entry.raw = { ...entry.raw, requestBody: undefined, responseBody: undefined };
        entry.bodiesDropped = true;
      }
    }
  }

  #addCharacters(own: AccountEntries, count: number): void {
    own.characters += count;
    this.#characters += count;
  }
}

function sizeOf(raw: RawJournalEntry): number {
  return (raw.requestBody?.length ?? 0) + (raw.responseBody?.length ?? 0);
}

/** Returns how much each may keep so that they keep `whole` together: who has less keeps all of it. */
function fairShare(sizes: readonly number[], whole: number): number {
  let left = whole;
  let users = sizes.length;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    if (size * users > left) return left / users;
    left -= size;
    users--;
  }
  return Number.POSITIVE_INFINITY;
}
