import {
  fillPath,
  isParentField,
  type JsonObject,
  matchPath,
  type Property,
  type Resource,
} from '../../spec/index.ts';

/** Returns the concrete path of a resource's collection for the path parameters of a request. */
export function collectionPath(
  resource: Resource,
): (parameters: Readonly<Record<string, string>>) => string {
  if (resource.parents.length === 0) return () => resource.collection;
  return (parameters) => fillPath(resource.collection, parameters);
}

/** The path parameters in the path of a collection as a seed writes it, percent-encoded or not. */
export function parentParameters(resource: Resource, path: string): Record<string, string> {
  return matchPath(resource.collection, path) ?? {};
}

/** The fields of an item that hold the path parameters of its collection. */
export function parentFields(resource: Resource, collection: string): JsonObject {
  const parameters = parentParameters(resource, collection);
  return Object.fromEntries(
    resource.properties
      .filter(({ name }) => isParentField(resource, name))
      .map((property) => [property.name, parentValue(property, parameters[property.name] ?? '')]),
  );
}

/** Converts a path parameter to the type of the field that holds it. */
export function parentValue({ schema }: Property, given: string): string | number {
  const types = [schema.type].flat();
  return types.includes('integer') && !types.includes('string') ? Number(given) : given;
}

/** A path template without the names of its parameters, which may differ from path to path. */
export function pathShape(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, '{}');
}
