import type { JsonObject } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { PreparedResource } from './action-context.ts';

/**
 * Creates what gives the items of a seed without an identity the next one, as a POST would.
 * @returns a function that throws a Refusal if no identity is left
 */
export function createSeedIdentities(
  store: Store,
  { resource, assignIdentity }: PreparedResource,
  collection: string,
  items: readonly JsonObject[],
): (item: JsonObject) => JsonObject {
  const { name } = resource.identity;
  const brought = new Set(items.map((item) => String(item[name])));
  return (item) => {
    if (item[name] !== undefined) return item;
    const made = { ...item };
    for (;;) {
      const next = assignIdentity(store, collection, made);
      if (typeof next === 'number') store.setNext(collection, next);
      // A later item of the seed may bring the same identity.
      const isFree = next !== 'none' && !brought.has(String(made[name]));
      if (isFree) return made;
      if (typeof next === 'number') continue;
      throw new Refusal('identity-taken', ({ state }) => state.noSeedIdentity(collection, name));
    }
  };
}
