import type { JsonObject } from '../../spec/index.ts';

/** One stored item: the concrete path of its collection, its identity as text, and what it holds. */
export interface Entry {
  readonly collection: string;
  readonly key: string;
  item: JsonObject;
  /** Its place among the entries of its collection; the store gives it, and keeps it on return. */
  order?: number;
}

/** What one account stores: items by collection and identity, and who claims what under each rule. */
export interface Store {
  get(collection: string, key: string): Entry | undefined;
  /** The entries of a collection, oldest first. */
  entries(collection: string): Iterable<Entry>;
  collections(): Iterable<string>;
  /** Stores an entry; one that was removed before goes back to its place. */
  insert(entry: Entry): void;
  remove(entry: Entry): void;
  /** The number that the next item of a collection gets; undefined before the first was set. */
  next(collection: string): number | undefined;
  setNext(collection: string, next: number | undefined): void;
  /** The first number from `next` on that is the identity of no item. */
  nextFree(collection: string): number;
  owner(rule: string, key: ClaimKey): Entry | undefined;
  claim(rule: string, key: ClaimKey, entry: Entry): void;
  release(rule: string, key: ClaimKey): void;
  /** Forgets who claims what, and keeps the items. */
  clearClaims(): void;
  clear(): void;
}

/** A store in memory. */
export function createMemoryStore(): Store {
  const collections = new Map<string, Collection>();
  const owners = new Map<string, Map<ClaimKey, Entry>>();
  let inserted = 0;
  const collectionOf = (name: string) =>
    getOrCreate(collections, name, () => ({
      entries: new Map(),
      newest: 0,
      next: undefined,
      highest: 0,
    }));
  return {
    get: (collection, key) => collections.get(collection)?.entries.get(key),
    entries: (collection) => collections.get(collection)?.entries.values() ?? [],
    // One that holds nothing any more, nor a number for its next item, is as one that never was.
    collections: () =>
      [...collections.keys()].filter((name) => {
        const { entries, next } = collectionOf(name);
        return next !== undefined || entries.size > 0;
      }),
    insert: (entry) => {
      const collection = collectionOf(entry.collection);
      entry.order ??= ++inserted;
      collection.entries.set(entry.key, entry);
      collection.highest = Math.max(collection.highest, Number(entry.key) || 0);
      if (entry.order < collection.newest) sortByOrder(collection.entries);
      else collection.newest = entry.order;
    },
    remove: (entry) => void collections.get(entry.collection)?.entries.delete(entry.key),
    next: (collection) => collections.get(collection)?.next,
    setNext: (collection, next) => {
      collectionOf(collection).next = next;
    },
    nextFree: (name) => {
      const { entries, next = 1, highest } = collectionOf(name);
      const last = Math.min(highest, Number.MAX_SAFE_INTEGER);
      let free = next;
      while (free <= last && entries.has(String(free))) free++;
      return free;
    },
    owner: (rule, key) => owners.get(rule)?.get(key),
    claim: (rule, key, entry) => void getOrCreate(owners, rule, () => new Map()).set(key, entry),
    release: (rule, key) => void owners.get(rule)?.delete(key),
    clearClaims: () => owners.clear(),
    clear: () => {
      collections.clear();
      owners.clear();
    },
  };
}

interface Collection {
  readonly entries: Map<string, Entry>;
  /** The highest order among the entries so far. */
  newest: number;
  /** The number that the next item gets; undefined before the first was set. */
  next: number | undefined;
  /** No item has a number above this as its identity; to look them up would be dear. */
  highest: number;
}

function getOrCreate<Part>(parts: Map<string, Part>, name: string, make: () => Part): Part {
  let found = parts.get(name);
  if (found === undefined) {
    found = make();
    parts.set(name, found);
  }
  return found;
}

function sortByOrder(entries: Map<string, Entry>): void {
  const sorted = [...entries.values()].toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  entries.clear();
  for (const entry of sorted) entries.set(entry.key, entry);
}

/**
 * Remembers what a store holds but for its claims; the answer puts it back. A seed would not do:
 * what is stored may break a rule that the contract has only got since. It can be put back again and
 * again.
 */
export function backUpStore(store: Store): {
  restore(): void;
  /** How many items are remembered. */
  readonly items: number;
} {
  const collections = Array.from(store.collections(), (name) => ({
    name,
    next: store.next(name),
    entries: Array.from(store.entries(name), (entry) => ({ ...entry })),
  }));
  return {
    restore() {
      store.clear();
      for (const { name, next, entries } of collections) {
        for (const entry of entries) store.insert({ ...entry });
        if (next !== undefined) store.setNext(name, next);
      }
    },
    items: collections.reduce((sum, { entries }) => sum + entries.length, 0),
  };
}

/** What a claim is looked up by: the value itself where that is enough, otherwise canonical JSON. */
export type ClaimKey = string | number;
