import type { JsonObject, Property, Resource } from '../../spec/index.ts';

/** The concrete path of a resource's collection under the parameters of a request. */
export function collectionPath(
  resource: Resource,
): (parameters: Readonly<Record<string, string>>) => string {
  if (resource.parents.length === 0) return () => resource.collection;
  return (parameters) =>
    resource.collection.replaceAll(/\{([^}]+)\}/g, (_match, name: string) =>
      encodeURIComponent(parameters[name] ?? ''),
    );
}

/** The parameters of a collection's path as a seed writes it, escaped or not. */
export function parentParameters(resource: Resource, collection: string): Record<string, string> {
  const given = collection.split('/');
  return Object.fromEntries(
    resource.collection.split('/').flatMap((segment, i) => {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      return name === undefined ? [] : [[name, unescaped(given[i] ?? '')]];
    }),
  );
}

/** A segment of a path without its escapes; as it stands when they mean nothing. */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The fields of an item that say what it stands below. */
export function parentFields(resource: Resource, collection: string): JsonObject {
  const given = parentParameters(resource, collection);
  return Object.fromEntries(
    resource.properties
      .filter(({ name }) => resource.parents.includes(name))
      .map((property) => [property.name, parentValue(property, given[property.name] ?? '')]),
  );
}

/** What a path says of a parent, in the type that the field has. */
export function parentValue({ schema }: Property, given: string): string | number {
  const types = [schema.type].flat();
  return types.includes('integer') && !types.includes('string') ? Number(given) : given;
}

/** A path without the names of its parameters: two paths may call the same one differently. */
export function pathShape(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, '{}');
}
