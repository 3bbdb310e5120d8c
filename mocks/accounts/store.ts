import type { JsonObject } from '../../spec/index.ts';
import { sizeOf } from './size.ts';

/** A stored item: the concrete path of its collection, its identity as text, and its content. */
export interface Entry {
  readonly collection: string;
  readonly key: string;
  item: JsonObject;
  /** Its position in its collection; set by the store, and kept if the entry is inserted again. */
  order?: number;
}

/** What one account stores: items by collection and identity, and the owners of claims by rule. */
export interface Store {
  get(collection: string, key: string): Entry | undefined;
  /** Returns the entries of a collection, oldest first. */
  entries(collection: string): Iterable<Entry>;
  /** Returns the number of entries of a collection. */
  count(collection: string): number;
  collections(): Iterable<string>;
  /** Inserts an entry; one that was removed before returns to its position. */
  insert(entry: Entry): void;
  remove(entry: Entry): void;
  /** Returns the number for the next item of a collection; undefined before it was first set. */
  next(collection: string): number | undefined;
  setNext(collection: string, next: number | undefined): void;
  /** Returns the first number from `next` on that no item has as its identity. */
  nextFree(collection: string): number;
  owner(rule: string, key: ClaimKey): Entry | undefined;
  claim(rule: string, key: ClaimKey, entry: Entry): void;
  release(rule: string, key: ClaimKey): void;
  /** Removes all claims, and keeps the items. */
  clearClaims(): void;
  clear(): void;
}

/** Creates a store in memory. */
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
    count: (collection) => collections.get(collection)?.entries.size ?? 0,
    // Leaves out collections that have neither items nor a number for the next.
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
      let number = next;
      while (number <= last && entries.has(String(number))) number++;
      return number;
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
  /** The highest `order` of an entry so far. */
  newest: number;
  /** The number for the next item; undefined before it was first set. */
  next: number | undefined;
  /** No item has a higher number as its identity, so there is no need to look one up. */
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
 * Backs up what a store holds, except its claims. A seed would not do: what is stored may break a rule
 * that was added to the contract later. The backup can be restored many times.
 */
export function backUpStore(store: Store): {
  restore(): void;
  /** About how many bytes of memory the backup holds. */
  readonly size: number;
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
    size: collections.reduce((sum, { entries }) => sum + sizeOf(entries), 0),
  };
}

/** The key of a claim: the value itself if it is a number, otherwise canonical JSON. */
export type ClaimKey = string | number;
