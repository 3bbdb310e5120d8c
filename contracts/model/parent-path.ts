import {
  type Contract,
  fillPath,
  isObject,
  type JsonObject,
  parameterNames,
  type Resource,
} from '../../spec/index.ts';

/** Returns the resource of whose items a collection is a part; undefined if there is none. */
export function parentOf({ resources }: Contract, { collection }: Resource): Resource | undefined {
  const above = shapeOf(collection.slice(0, collection.lastIndexOf('}') + 1));
  return resources.find(({ item }) => shapeOf(item) === above);
}

// The paths of a collection and of its parent may give a parameter different names.
function shapeOf(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, '{}');
}

/** Returns the values of the path parameters above a collection in an item of its parent. */
export function pathBelow(
  { parents }: Resource,
  parent: Resource,
  path: Readonly<Record<string, unknown>>,
): JsonObject {
  const names = parameterNames(parent.item);
  return Object.fromEntries(parents.map((name, i) => [name, path[names[i] ?? '']]));
}

/**
 * Returns the values of the path parameters above a resource's collection, taken from items of the
 * initial state; undefined if the initial state has no such items.
 */
export function parentPathOf(contract: Contract, resource: Resource): JsonObject | undefined {
  if (resource.parents.length === 0) return {};
  const parent = parentOf(contract, resource);
  const above = parent && parentPathOf(contract, parent);
  if (parent === undefined || above === undefined) return undefined;
  const [first] = contract.initial[fillPath(parent.collection, above)]?.items ?? [];
  const { name, parameter } = parent.identity;
  return isObject(first)
    ? pathBelow(resource, parent, { ...above, [parameter]: first[name] })
    : undefined;
}
