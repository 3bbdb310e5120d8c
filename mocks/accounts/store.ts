import type { JsonObject } from '../../spec/index.ts';

/** A stored item: the concrete path of its collection, its identity as text, and its content. */
export interface Entry {
  readonly collection: string;
  readonly key: string;
  readonly item: JsonObject;
  /** Its position in its collection; set by the store, and kept if the entry is inserted again. */
  order?: number;
}

/** An entry as it was at one time; without `item` there was none. */
export type EntryImage = Pick<Entry, 'collection' | 'key' | 'order'> & {
  readonly item?: JsonObject;
};

/** Parts of a store as they were at one time. */
export interface StoreImage {
  readonly entries: readonly EntryImage[];
  /** The number for the next item of some collections; undefined where it was not set. */
  readonly next: readonly (readonly [collection: string, next: number | undefined])[];
}

/** The claims that came and went; `all` if they were entered anew. */
export interface ClaimChanges {
  readonly all: boolean;
  readonly added: readonly (readonly [rule: string, key: ClaimKey])[];
  readonly removed: readonly (readonly [rule: string, key: ClaimKey])[];
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
  /** Gives a stored entry another content. The old one stays as it is, for those who undo. */
  replace(entry: Entry, item: JsonObject): void;
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
  /** Returns what has changed since it was last asked, as it was before; the first change first. */
  takeChanges(): StoreImage;
  /** Returns how claims have changed since it was last asked; only a store that notes them knows. */
  takeClaims(): ClaimChanges;
  /** Every claim. */
  claims(): Iterable<readonly [rule: string, key: ClaimKey]>;
}

/**
 * Creates a store in memory.
 * @param notesClaims whether `takeClaims` is asked
 */
export function createMemoryStore(notesClaims = false): Store {
  const collections = new Map<string, Collection>();
  const owners = new Map<string, Map<ClaimKey, Entry>>();
  let inserted = 0;
  let entriesBefore: EntryImage[] = [];
  let nextBefore: [string, number | undefined][] = [];
  // Whether each claim that came or went was there before.
  let claimsBefore = new Map<string, Map<ClaimKey, boolean>>();
  let hasClearedClaims = false;
  const noteClaim = (rule: string, key: ClaimKey, wasThere: boolean) => {
    if (!notesClaims || hasClearedClaims) return;
    const known = getOrCreate(claimsBefore, rule, () => new Map<ClaimKey, boolean>());
    if (!known.has(key)) known.set(key, wasThere);
  };
  const collectionOf = (name: string) =>
    getOrCreate(collections, name, () => ({
      entries: new Map(),
      newest: 0,
      isSorted: true,
      next: undefined,
      highest: 0,
    }));
  return {
    get: (collection, key) => collections.get(collection)?.entries.get(key),
    entries: (name) => {
      const collection = collections.get(name);
      if (collection?.isSorted === false) sortByOrder(collection);
      return collection?.entries.values() ?? [];
    },
    count: (collection) => collections.get(collection)?.entries.size ?? 0,
    // Leaves out collections that have neither items nor a number for the next.
    collections: () =>
      [...collections.keys()].filter((name) => {
        const { entries, next } = collectionOf(name);
        return next !== undefined || entries.size > 0;
      }),
    insert: (entry) => {
      const collection = collectionOf(entry.collection);
      entry.order ??= inserted + 1;
      inserted = Math.max(inserted, entry.order);
      entriesBefore.push({ collection: entry.collection, key: entry.key });
      collection.entries.set(entry.key, entry);
      collection.highest = Math.max(collection.highest, Number(entry.key) || 0);
      if (entry.order < collection.newest) collection.isSorted = false;
      else collection.newest = entry.order;
    },
    remove: (entry) => {
      if (collections.get(entry.collection)?.entries.delete(entry.key)) {
        entriesBefore.push({ ...entry });
      }
    },
    replace: (entry, item) => {
      entriesBefore.push({ ...entry });
      (entry as { item: JsonObject }).item = item;
    },
    next: (collection) => collections.get(collection)?.next,
    setNext: (name, next) => {
      const collection = collectionOf(name);
      nextBefore.push([name, collection.next]);
      collection.next = next;
    },
    nextFree: (name) => {
      const { entries, next = 1, highest } = collectionOf(name);
      const last = Math.min(highest, Number.MAX_SAFE_INTEGER);
      let number = next;
      while (number <= last && entries.has(String(number))) number++;
      return number;
    },
    owner: (rule, key) => owners.get(rule)?.get(key),
    claim: (rule, key, entry) => {
      const known = getOrCreate(owners, rule, () => new Map<ClaimKey, Entry>());
      noteClaim(rule, key, known.has(key));
      known.set(key, entry);
    },
    release: (rule, key) => {
      const wasThere = owners.get(rule)?.delete(key) ?? false;
      noteClaim(rule, key, wasThere);
    },
    clearClaims: () => {
      owners.clear();
      hasClearedClaims = true;
    },
    clear: () => {
      for (const [name, { entries, next }] of collections) {
        for (const entry of entries.values()) entriesBefore.push({ ...entry });
        if (next !== undefined) nextBefore.push([name, next]);
      }
      collections.clear();
      owners.clear();
      hasClearedClaims = true;
    },
    takeChanges: () => {
      const taken = { entries: entriesBefore, next: nextBefore };
      entriesBefore = [];
      nextBefore = [];
      return taken;
    },
    takeClaims: () => {
      const changed = [...claimsBefore].flatMap(([rule, keys]) =>
        Array.from(keys, ([key, was]) => ({
          rule,
          key,
          was,
          is: owners.get(rule)?.has(key) === true,
        })),
      );
      const taken: ClaimChanges = {
        all: hasClearedClaims,
        added: changed.filter(({ was, is }) => is && !was).map(({ rule, key }) => [rule, key]),
        removed: changed.filter(({ was, is }) => was && !is).map(({ rule, key }) => [rule, key]),
      };
      claimsBefore = new Map();
      hasClearedClaims = false;
      return taken;
    },
    *claims() {
      for (const [rule, keys] of owners) for (const key of keys.keys()) yield [rule, key] as const;
    },
  };
}

interface Collection {
  readonly entries: Map<string, Entry>;
  /** The highest `order` of an entry so far. */
  newest: number;
  /** Whether the entries stand in their order. */
  isSorted: boolean;
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

function sortByOrder(collection: Collection): void {
  const { entries } = collection;
  const sorted = [...entries.values()].toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  entries.clear();
  for (const entry of sorted) entries.set(entry.key, entry);
  collection.isSorted = true;
}

/** The key of a claim: the value itself if it is a number, otherwise canonical JSON. */
export type ClaimKey = string | number;
