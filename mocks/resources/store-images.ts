import type { Seed } from '../../spec/index.ts';
import type { EntryImage, Store, StoreImage } from '../accounts/store.ts';
import type { ActionContext } from './action-context.ts';

/** Returns everything that an account holds, as a seed that restores it. */
export function snapshotOf(store: Store): Seed {
  const collections = [...store.collections()].toSorted().map((path) => {
    const items = Array.from(store.entries(path), ({ item }) => structuredClone(item));
    return [path, { next: store.next(path), items }] as const;
  });
  return Object.fromEntries(collections);
}

/** Returns what an account held when parts of its store were as on images, the last of them first. */
export function snapshotBefore(store: Store, images: readonly StoreImage[]): Seed {
  const { entries, numbers } = oldestOf(images);
  const paths = new Set([...store.collections(), ...numbers.keys()]);
  for (const { collection } of entries.values()) paths.add(collection);
  const collections = [...paths].toSorted().map((path) => {
    const then = [...entries.values()].filter((one) => one.collection === path);
    const kept = [...store.entries(path)].filter(({ key }) => !entries.has(placeOf(path, key)));
    const items = [...kept, ...then]
      .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .flatMap(({ item }) => (item === undefined ? [] : [structuredClone(item)]));
    const next = numbers.has(path) ? numbers.get(path) : store.next(path);
    return [path, { next, items }] as const;
  });
  // As in a snapshot: what has neither items nor a number is not there.
  return Object.fromEntries(
    collections.filter(([, { next, items }]) => next !== undefined || items.length > 0),
  );
}

/** Makes parts of a store what they were, the last of the images first, and moves the claims. */
export function restoreImages(
  preparedFor: ActionContext['preparedFor'],
  store: Store,
  images: readonly StoreImage[],
): void {
  const { entries, numbers } = oldestOf(images);
  // Each once: otherwise an undo would note what all changes before it did, and undos of undos double that.
  for (const [collection, next] of numbers) {
    if (store.next(collection) !== next) store.setNext(collection, next);
  }
  for (const { collection, key, item, order } of entries.values()) {
    const now = store.get(collection, key);
    if (now === undefined) continue;
    preparedFor(collection)?.uniqueness.release(store, now);
    if (item === undefined || order !== now.order) store.remove(now);
    else store.replace(now, item);
  }
  for (const { collection, key, item, order } of entries.values()) {
    if (item === undefined || store.get(collection, key) !== undefined) continue;
    store.insert({ collection, key, item, ...(order === undefined ? {} : { order }) });
  }
  for (const { collection, key } of entries.values()) {
    const now = store.get(collection, key);
    if (now !== undefined) preparedFor(collection)?.uniqueness.claimUnowned(store, now);
  }
}

function placeOf(collection: string, key: string): string {
  return `${collection}\n${key}`;
}

/** The oldest image of each part, by its place, from images of which the last comes first. */
function oldestOf(images: readonly StoreImage[]) {
  const entries = new Map<string, EntryImage>();
  const numbers = new Map<string, number | undefined>();
  for (const image of images) {
    // The first image of a part is the oldest.
    for (const one of image.entries.toReversed()) {
      entries.set(placeOf(one.collection, one.key), one);
    }
    for (const [collection, next] of image.next.toReversed()) numbers.set(collection, next);
  }
  return { entries, numbers };
}
