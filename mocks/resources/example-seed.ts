import {
  type Contract,
  findSeedFault,
  isObject,
  isUsableIdentity,
  itemIn,
  type JsonObject,
  type Resource,
  type Seed,
} from '../../spec/index.ts';
import type { PreparedResource } from './action-context.ts';

/** The examples that the document has of its lists, as a seed; without those that it does not allow. */
export function exampleSeed(contract: Contract, resources: readonly PreparedResource[]): Seed {
  const seeds = resources.flatMap(({ resource, isStored }) => {
    if (!isStored || resource.parents.length > 0) return [];
    const items = exampleItems(contract, resource, resource.collection);
    return items.length === 0 ? [] : [[resource.collection, { items }] as const];
  });
  return Object.fromEntries(seeds);
}

/** The examples that the document has of the list of a collection, without those that it does not allow. */
export function exampleItems(
  contract: Contract,
  resource: Resource,
  collection: string,
): readonly JsonObject[] {
  const { identity } = resource;
  const items = new Map<string, JsonObject>();
  for (const item of shownItems(resource)) {
    const key = isObject(item) ? item[identity.name] : undefined;
    const isFree = isUsableIdentity(key) && !items.has(String(key));
    const fault = findSeedFault({ [collection]: { items: [item] } }, contract);
    if (isFree && fault === undefined) items.set(String(key), item as JsonObject);
  }
  return [...items.values()];
}

/** The items in the first example of the list, of the response or of its schema. */
function shownItems(resource: Resource): readonly unknown[] {
  const contents = resource.actions.list?.responses.flatMap((response) =>
    /^(2|default)/.test(response.status) ? response.contents : [],
  );
  for (const { examples, schema } of contents ?? []) {
    const inSchema = [schema?.example, ...[schema?.examples ?? []].flat()];
    for (const shown of [...examples.map(({ value }) => value), ...inSchema]) {
      const items = itemIn(resource, 'list', shown);
      if (Array.isArray(items)) return items;
    }
  }
  return [];
}
