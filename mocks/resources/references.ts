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
  /** The items that name an entry. */
  referrers(store: Store, entry: Entry): Iterable<Referrer>;
}

/** An item that names another. */
export interface Referrer {
  readonly entry: Entry;
  readonly at: ItemValue;
  readonly reference: Reference;
}

/** Prepares the references of a resource, and those of all resources to it. */
export function createReferences(resource: Resource, resources: readonly Resource[]): References {
  const referring = resources.flatMap((one) =>
    one.references
      .filter(({ to }) => to.some(({ collection }) => collection === resource.collection))
      .map((reference) => ({ from: one.collection, reference })),
  );
  return {
    unknown: (store, item) =>
      resource.references.flatMap((reference) =>
        itemValues(item, reference.steps).flatMap((at) => {
          const collection = collectionNamed(reference, item, at);
          if (collection === undefined) return [];
          if (store.get(collection, String(at.value)) !== undefined) return [];
          const { doubts } = reference;
          return [{ pointer: pointerTo(at), value: at.value, collection, doubts }];
        }),
      ),
    *referrers(store, { collection, key }) {
      for (const { from, reference } of referring) {
        for (const path of [...store.collections()]) {
          if (matchPath(from, path) === undefined) continue;
          for (const entry of [...store.entries(path)]) {
            for (const at of itemValues(entry.item, reference.steps)) {
              if (String(at.value) !== key) continue;
              if (collectionNamed(reference, entry.item, at) !== collection) continue;
              yield { entry, at, reference };
            }
          }
        }
      }
    },
  };
}

/** The item that a field names; undefined if it names none. */
export function namedItem(
  reference: Reference,
  item: JsonObject,
  store: Store,
): JsonObject | undefined {
  const [at] = itemValues(item, reference.steps);
  const collection = at && collectionNamed(reference, item, at);
  return collection === undefined ? undefined : store.get(collection, String(at?.value))?.item;
}

function collectionNamed(
  { by, to }: Reference,
  item: JsonObject,
  at: ItemValue,
): string | undefined {
  const [chosen] = by === undefined ? [] : itemValues(item, beside(by, at));
  const found = to.find(({ value }) => value === undefined || value === String(chosen?.value));
  return found && fillCollection(found.collection, item);
}

/** The path of a collection with the fields of an item for its parameters; undefined if one is missing. */
export function fillCollection(collection: string, item: JsonObject): string | undefined {
  const isFilled = parameterNames(collection).every((name) => (item[name] ?? null) !== null);
  return isFilled ? fillPath(collection, item) : undefined;
}
