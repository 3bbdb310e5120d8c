import { type Contract, isObject, type JsonObject, type Resource } from '../../spec/index.ts';

/**
 * Where a resource's items are tried: the path's parameters above its collection, of an item that is
 * there from the start; undefined where there is none.
 */
export function parentPathOf(contract: Contract, resource: Resource): JsonObject | undefined {
  if (resource.parents.length === 0) return {};
  const above = contract.resources.find(
    ({ item }) => item === resource.collection.slice(0, resource.collection.lastIndexOf('/')),
  );
  const home = above && parentPathOf(contract, above);
  if (above === undefined || home === undefined) return undefined;
  const path = above.collection.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(home[name])),
  );
  const [first] = contract.initial[path]?.items ?? [];
  const { name } = above.identity;
  return isObject(first) ? { ...home, [name]: first[name] } : undefined;
}
