import type { JsonObject, Property, Resource } from '../../spec/index.ts';
import { parameterNames, pathPattern } from '../../spec/shared/path-template.ts';
import { decodePercent } from '../../spec/shared/text.ts';

/** Returns the concrete path of a resource's collection for the path parameters of a request. */
export function collectionPath(
  resource: Resource,
): (parameters: Readonly<Record<string, string>>) => string {
  if (resource.parents.length === 0) return () => resource.collection;
  return (parameters) =>
    resource.collection.replaceAll(/\{([^}]+)\}/g, (_match, name: string) =>
      encodeURIComponent(parameters[name] ?? ''),
    );
}

/** The path parameters in the path of a collection as a seed writes it, percent-encoded or not. */
export function parentParameters(resource: Resource, path: string): Record<string, string> {
  const [, ...values] = pathPattern(resource.collection).exec(path) ?? [];
  const names = parameterNames(resource.collection);
  return Object.fromEntries(names.map((name, i) => [name, decodePercent(values[i] ?? '')]));
}

/** The fields of an item that hold the path parameters of its collection. */
export function parentFields(resource: Resource, collection: string): JsonObject {
  const parameters = parentParameters(resource, collection);
  return Object.fromEntries(
    resource.properties
      .filter(({ name }) => resource.parents.includes(name))
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
