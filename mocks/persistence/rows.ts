import type { ClaimKey, EntryImage, StoreImage } from '../accounts/store.ts';
import type { AccountWrite, StoredChange } from './persistence.ts';

/**
 * The rows of a write, as both databases take them. Text that may be any text is JSON, since PostgreSQL has
 * no text with a NUL.
 */
export interface WriteRows {
  readonly next: string;
  /** Entries that came or changed: collection, key, position and item. */
  readonly kept: readonly [string, string, number, string][];
  /** Entries that went: collection and key. */
  readonly gone: readonly [string, string][];
  /** Claims that came, and that went: rule and key. */
  readonly claimed: readonly [string, string][];
  readonly released: readonly [string, string][];
  /** Version, what, the state gone back to, size, what it replaced, and what it made of it. */
  readonly changes: readonly [
    number,
    string,
    number | null,
    number,
    string | null,
    string | null,
  ][];
}

/** Writes a write down as rows. */
export function rowsOf({ next, entries, claims, changes }: AccountWrite): WriteRows {
  const kept: [string, string, number, string][] = [];
  const gone: [string, string][] = [];
  for (const { collection, key, item, order = 0 } of entries) {
    const place = [JSON.stringify(collection), JSON.stringify(key)] as const;
    if (item === undefined) gone.push([...place]);
    else kept.push([...place, order, JSON.stringify(item)]);
  }
  return {
    next: JSON.stringify(next),
    kept,
    gone,
    claimed: Array.from(claims.added, claimRow),
    released: Array.from(claims.removed, claimRow),
    changes: changes.map(({ state, what, to = null, before, after }) => {
      const [replaced, made] = [before, after].map((one) =>
        one === undefined ? null : JSON.stringify(one),
      ) as [string | null, string | null];
      return [state, what, to, (replaced?.length ?? 0) + (made?.length ?? 0), replaced, made];
    }),
  };
}

function claimRow([rule, key]: readonly [string, ClaimKey]): [string, string] {
  return [rule, JSON.stringify(key)];
}

/** A row of `mock_changes`, as both databases return it. */
export interface ChangeRow {
  readonly version: number | string;
  readonly what: string;
  readonly back_to: number | string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** Reads a row of a change. */
export function changeOf({ version, what, back_to: to, before, after }: ChangeRow): StoredChange {
  return {
    state: Number(version),
    what,
    ...(to === null ? {} : { to: Number(to) }),
    before: imageOf(before),
    after: imageOf(after),
  };
}

function imageOf(text: string | null): StoreImage | undefined {
  if (text === null) return undefined;
  const { entries, next } = JSON.parse(text) as StoreImage;
  // JSON has no undefined.
  return { entries, next: next.map(([collection, number]) => [collection, number ?? undefined]) };
}

/** A row of `mock_items`. */
export interface ItemRow {
  readonly collection: string;
  readonly key: string;
  readonly position: number | string;
  readonly item: string;
}

/** Reads a row of an item. */
export function entryOf({ collection, key, position, item }: ItemRow): EntryImage {
  return {
    collection: JSON.parse(collection) as string,
    key: JSON.parse(key) as string,
    order: Number(position),
    item: JSON.parse(item),
  };
}
