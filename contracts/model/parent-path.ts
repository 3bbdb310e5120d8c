import {
  type Contract,
  fillPath,
  isObject,
  type JsonObject,
  type Resource,
} from '../../spec/index.ts';

/**
 * Returns the values of the path parameters above a resource's collection, taken from items of the
 * initial state; undefined if the initial state has no such items.
 */
export function parentPathOf(contract: Contract, resource: Resource): JsonObject | undefined {
  if (resource.parents.length === 0) return {};
  const parent = contract.resources.find(
    ({ item }) => item === resource.collection.slice(0, resource.collection.lastIndexOf('/')),
  );
  const above = parent && parentPathOf(contract, parent);
  if (parent === undefined || above === undefined) return undefined;
  const [first] = contract.initial[fillPath(parent.collection, above)]?.items ?? [];
  const { name } = parent.identity;
  return isObject(first) ? { ...above, [name]: first[name] } : undefined;
}
