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
      const byNamed = new Map<string, Referrer[]>();
      for (const { entry, from, reference } of referringItems(store, referring)) {
        for (const at of itemValues(entry.item, reference.steps)) {
          const named = nameIn(from, reference, entry.item, at);
          if (named === undefined) continue;
          const key = textOf(named);
          const known = byNamed.get(key);
          if (known === undefined) byNamed.set(key, [{ entry, at, reference }]);
          else known.push({ entry, at, reference });
        }
      }
      return (named) => byNamed.get(textOf(named)) ?? [];
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

type Name = Pick<Entry, 'collection' | 'key'>;

// No collection has a line break in its path.
function textOf({ collection, key }: Name): string {
  return `${collection}\n${key}`;
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
function nameIn(
  resource: Resource,
  { by, to }: Reference,
  item: JsonObject,
  at: ItemValue,
): Name | undefined {
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
  // In paths, the identity may have another name than in the item.
  const fields = { ...item, [identity.parameter]: item[identity.name] };
  const isFilled = names.every((name) => Object.hasOwn(fields, name) && fields[name] !== null);
  return isFilled ? fillPath(collection, fields) : undefined;
}
