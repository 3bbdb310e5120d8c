import {
  type JsonObject,
  matchPath,
  parameterNames,
  type Reference,
  type Resource,
} from '../../spec/index.ts';
import { fillPath } from '../../spec/shared/path-template.ts';
import type { Entry, Store } from '../accounts/store.ts';
import type { UnknownReference } from '../problems/invalid-request.ts';
import { beside, type ItemValue, itemValues, pointerTo } from './item-values.ts';

/** What the references of a resource, and those to it, are asked. */
export interface References {
  /** The values in an item that name items which the account does not have. */
  unknown(store: Store, item: JsonObject): UnknownReference[];
  /** Finds who names items of the resource, where a deletion asks: one pass finds those of every item. */
  referrers(store: Store): (named: Entry) => readonly Referrer[];
}

/** An item that names another. */
export interface Referrer {
  readonly entry: Entry;
  readonly at: ItemValue;
  readonly reference: Reference;
}

/** Prepares the references of a resource, and those of all resources to it. */
export function createReferences(resource: Resource, resources: readonly Resource[]): References {
  const referring = resources.flatMap((from) =>
    from.references
      .filter(({ to }) => to.some(({ collection }) => collection === resource.collection))
      .filter(({ onDelete }) => onDelete !== 'keep')
      .map((reference) => ({ from, reference })),
  );
  return {
    unknown: (store, item) =>
      resource.references.flatMap((reference) =>
        itemValues(item, reference.steps).flatMap((at) => {
          const named = nameIn(resource, reference, item, at);
          if (named === undefined || store.get(named.collection, named.key)) return [];
          const { collection } = named;
          return [
            { pointer: pointerTo(at), value: at.value, collection, doubts: reference.doubts },
          ];
        }),
      ),
    referrers(store) {
      // Which collection a value names is asked only where a deletion may concern it.
      const byValue = new Map<string, (Referrer & { readonly from: Resource })[]>();
      for (const { entry, from, reference } of referringItems(store, referring)) {
        for (const at of itemValues(entry.item, reference.steps)) {
          const text = String(at.value);
          const known = byValue.get(text);
          if (known === undefined) byValue.set(text, [{ entry, from, at, reference }]);
          else known.push({ entry, from, at, reference });
        }
      }
      return ({ collection, key }) =>
        (byValue.get(key) ?? []).filter(
          ({ entry, from, at, reference }) =>
            nameIn(from, reference, entry.item, at)?.collection === collection,
        );
    },
  };
}

type Referring = readonly { readonly from: Resource; readonly reference: Reference }[];

function* referringItems(store: Store, referring: Referring) {
  for (const one of referring) {
    for (const path of store.collections()) {
      if (matchPath(one.from.collection, path) === undefined) continue;
      for (const entry of store.entries(path)) yield { entry, ...one };
    }
  }
}

/** The item that a field names; undefined if it names none. */
export function namedItem(
  resource: Resource,
  reference: Reference,
  item: JsonObject,
  store: Store,
): JsonObject | undefined {
  const [at] = itemValues(item, reference.steps);
  const named = at && nameIn(resource, reference, item, at);
  return named && store.get(named.collection, named.key)?.item;
}

/** What a value names; undefined if it is no identity, or nothing chooses its collection. */
export function nameIn(
  resource: Resource,
  { by, to }: Reference,
  item: JsonObject,
  at: ItemValue,
): Pick<Entry, 'collection' | 'key'> | undefined {
  if (!['string', 'number', 'bigint'].includes(typeof at.value)) return undefined;
  const [chosen] = by === undefined ? [] : itemValues(item, beside(by, at));
  const isChosen = ({ value }: (typeof to)[number]) =>
    chosen !== undefined && value === String(chosen.value);
  const found = by === undefined ? to[0] : to.find(isChosen);
  const collection = found && fillCollection(resource, found.collection, item);
  return collection === undefined ? undefined : { collection, key: String(at.value) };
}

/** The path of a collection with the fields of an item for its parameters; undefined if one is missing. */
export function fillCollection(
  { identity }: Resource,
  collection: string,
  item: JsonObject,
): string | undefined {
  const names = parameterNames(collection);
  if (names.length === 0) return collection;
  const values: JsonObject = {};
  for (const name of names) {
    // In paths, the identity may have another name than in the item.
    const field = name === identity.parameter ? identity.name : name;
    const value = Object.hasOwn(item, field) ? item[field] : undefined;
    if (value === undefined || value === null) return undefined;
    values[name] = value;
  }
  return fillPath(collection, values);
}
