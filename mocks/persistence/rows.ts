import { createHash } from 'node:crypto';
import type { JsonObject } from '../../spec/index.ts';
import type { ClaimKey, EntryImage, StoreImage } from '../accounts/store.ts';
import type { AccountSummary } from '../accounts/turns.ts';
import type { AccountWrite, StoredChange } from './persistence.ts';

// An index of PostgreSQL takes 2,704 bytes, and a character has up to three of them.
const longestKey = 250;

/** A text as a key: JSON, or the hash of a long one, which no JSON begins like. */
function keyText(text: ClaimKey): string {
  const json = JSON.stringify(text);
  if (json.length <= longestKey) return json;
  return `sha256:${createHash('sha256').update(json).digest('hex')}`;
}

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
  /** Version, time, what, the state gone back to, size, what it replaced, and what it made of it. */
  readonly changes: readonly [
    number,
    string,
    string,
    number | null,
    number,
    string | null,
    string | null,
  ][];
}

/**
 * Writes a write down as rows.
 * @param isShared whether others read what came of a change
 */
export function rowsOf(
  { next, entries, claims, changes }: AccountWrite,
  isShared: boolean,
): WriteRows {
  const kept: [string, string, number, string][] = [];
  const gone: [string, string][] = [];
  for (const { collection, key, item, order = 0 } of entries) {
    const place = [keyText(collection), keyText(key)] as const;
    const isLong = place.some((one) => one.startsWith('sha256:'));
    if (item === undefined) gone.push([...place]);
    else kept.push([...place, order, JSON.stringify(isLong ? [collection, key, item] : item)]);
  }
  return {
    next: JSON.stringify(next),
    kept,
    gone,
    claimed: Array.from(claims.added, claimRow),
    released: Array.from(claims.removed, claimRow),
    changes: changes.map(({ state, time, what, to = null, before, after }) => {
      const [replaced, made] = [before, isShared ? after : undefined].map((one) =>
        one === undefined ? null : JSON.stringify(one),
      ) as [string | null, string | null];
      return [state, time, what, to, (replaced?.length ?? 0) + (made?.length ?? 0), replaced, made];
    }),
  };
}

function claimRow([rule, key]: readonly [string, ClaimKey]): [string, string] {
  return [rule, keyText(key)];
}

/** A row of `mock_changes`, as both databases return it. */
export interface ChangeRow {
  readonly version: number | string;
  readonly made_at: string;
  readonly what: string;
  readonly back_to: number | string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** Reads a row of a change. */
export function changeOf(row: ChangeRow): StoredChange {
  const { version, made_at: time, what, back_to: to, before, after } = row;
  return {
    state: Number(version),
    time,
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
  const stored = JSON.parse(item) as JsonObject | [string, string, JsonObject];
  // Where a key is a hash, the item tells it.
  const [path, identity, own] = Array.isArray(stored)
    ? stored
    : [JSON.parse(collection) as string, JSON.parse(key) as string, stored];
  return { collection: path, key: identity, order: Number(position), item: own };
}

/** How many items a collection of an account has; null for an account without items. */
export interface CountRow {
  readonly id: string;
  readonly next: string;
  readonly collection: string | null;
  /** An item of the collection, where the key of that is a hash. */
  readonly example: string | null;
  readonly items: number | string;
}

/** Counts the items of all accounts but one. */
export const countItems = (other: string) => `
  SELECT a.id, a.next, i.collection, i.items,
    CASE WHEN i.collection LIKE 'sha256:%' THEN
      (SELECT min(item) FROM mock_items WHERE account = a.id AND collection = i.collection)
    END AS example
  FROM mock_accounts a LEFT JOIN (
    SELECT account, collection, count(*) AS items FROM mock_items GROUP BY account, collection
  ) i ON i.account = a.id
  WHERE a.id <> ${other} ORDER BY a.id`;

/** Sums up what the accounts hold. */
export function summariesOf(rows: readonly CountRow[]): AccountSummary[] {
  return Array.from(
    Map.groupBy(rows, ({ id }) => id),
    ([id, own]) => {
      // A collection may have no items, and yet a number for the next.
      const counts = new Map(Object.keys(JSON.parse(own[0]?.next ?? '{}')).map((one) => [one, 0]));
      for (const { collection, example, items } of own) {
        if (collection === null) continue;
        const path = JSON.parse(example ?? `[${collection}]`) as [string];
        counts.set(path[0], Number(items));
      }
      const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return { id, items: Object.fromEntries(sorted) };
    },
  );
}
