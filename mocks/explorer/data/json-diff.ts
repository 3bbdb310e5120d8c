import { isObject, writtenNumber } from '../../../spec/shared/json.ts';
import { formatPointer } from '../../../spec/shared/json-pointer.ts';

/** One difference between two JSON values. */
export interface JsonChange {
  /** JSON Pointer of the value; of a removed one, its place before. */
  readonly pointer: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: unknown;
  readonly after?: unknown;
}

/** How many differences are found at most. */
export const mostDifferences = 200;

/**
 * Compares two JSON values and returns their first 200 differences, in the order of the document.
 *
 * Lists of objects that all have an identity of their own are compared item by item, wherever the items
 * stand; other lists are compared place by place between their common beginning and end.
 * @param identity the name of the field that tells the items of a list apart
 */
export function diffJson(before: unknown, after: unknown, identity = 'id'): JsonChange[] {
  const found: JsonChange[] = [];
  compare(before, after, '');
  return found;

  function compare(old: unknown, now: unknown, pointer: string): void {
    if (found.length >= mostDifferences || old === now) return;
    if (Array.isArray(old) && Array.isArray(now)) compareLists(old, now, pointer);
    else if (isMap(old) && isMap(now)) compareObjects(old, now, pointer);
    else if (!isSame(old, now)) add({ pointer, kind: 'changed', before: old, after: now });
  }

  function compareObjects(old: Fields, now: Fields, pointer: string): void {
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      pair(
        pointer + formatPointer([name]),
        Object.hasOwn(old, name) ? [old[name]] : undefined,
        Object.hasOwn(now, name) ? [now[name]] : undefined,
      );
    }
  }

  function compareLists(old: List, now: List, pointer: string): void {
    const places = placesOf(old, identity);
    const placesNow = placesOf(now, identity);
    if (places === undefined || placesNow === undefined) {
      compareByPlace(old, now, pointer);
      return;
    }
    for (const [id, i] of places) {
      if (!placesNow.has(id)) pair(`${pointer}/${i}`, [old[i]], undefined);
    }
    for (const [id, i] of placesNow) {
      const then = places.get(id);
      pair(`${pointer}/${i}`, then === undefined ? undefined : [old[then]], [now[i]]);
    }
    const kept = [...places.keys()].filter((id) => placesNow.has(id));
    const keptNow = [...placesNow.keys()].filter((id) => places.has(id));
    if (kept.some((id, i) => id !== keptNow[i])) {
      add({ pointer, kind: 'changed', before: kept, after: keptNow });
    }
  }

  function compareByPlace(old: List, now: List, pointer: string): void {
    const shorter = Math.min(old.length, now.length);
    let start = 0;
    while (start < shorter && isSame(old[start], now[start])) start++;
    let end = 0;
    while (end < shorter - start && isSame(old.at(-1 - end), now.at(-1 - end))) end++;
    for (let i = start; i < Math.max(old.length, now.length) - end; i++) {
      if (found.length >= mostDifferences) return;
      pair(
        `${pointer}/${i}`,
        i < old.length - end ? [old[i]] : undefined,
        i < now.length - end ? [now[i]] : undefined,
      );
    }
  }

  // A value in a list of its own: a missing one is something else than null.
  function pair(pointer: string, old: List | undefined, now: List | undefined): void {
    if (old === undefined) add({ pointer, kind: 'added', after: now?.[0] });
    else if (now === undefined) add({ pointer, kind: 'removed', before: old[0] });
    else compare(old[0], now[0], pointer);
  }

  function add(change: JsonChange): void {
    if (found.length < mostDifferences) found.push(change);
  }
}

type List = readonly unknown[];
type Fields = Readonly<Record<string, unknown>>;

// A number that is kept as written is an object, too.
function isMap(value: unknown): value is Fields {
  return isObject(value) && writtenNumber(value) === undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

// The places of the items by identity; undefined where the items cannot be told apart by it.
function placesOf(list: List, identity: string): Map<string, number> | undefined {
  const places = new Map<string, number>();
  for (const [i, item] of list.entries()) {
    const id = isObject(item) ? item[identity] : undefined;
    if (id === undefined || id === null) return undefined;
    places.set(JSON.stringify(id), i);
  }
  return places.size === list.length ? places : undefined;
}
