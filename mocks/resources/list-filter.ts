import type { JsonObject, Operation, Parameter, Resource } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import type { Compute } from './computed.ts';

type Query = Readonly<Record<string, string | string[]>>;

/** Tells whether a list shows an item. */
type ListFilter = (item: JsonObject, store: Store) => boolean;

/**
 * Prepares the filters of a list: a parameter that has the name of a property keeps the items whose value
 * is the one, or one of those, that the parameter has.
 */
export function createListFilter(
  operation: Operation,
  resource: Resource,
  computed: ReadonlyMap<string, Compute>,
): (query: Query) => ListFilter | undefined {
  const filters = filtersOf(operation, resource);
  if (filters.length === 0) return () => undefined;
  return (query) => {
    const asked = filters.flatMap(({ name, schema }) => {
      const given = query[name];
      if (given === undefined) return [];
      const isList = [schema.type].flat().includes('array');
      const values = [given].flat().flatMap((text) => (isList ? text.split(/[,|]/) : [text]));
      return [{ name, values: new Set(values) }];
    });
    if (asked.length === 0) return undefined;
    return (item, store) =>
      asked.every(({ name, values }) => {
        const compute = computed.get(name);
        const value = compute ? compute(item, store) : item[name];
        return value !== undefined && value !== null && values.has(String(value));
      });
  };
}

/** The parameters of a list that filter it. */
export function filtersOf({ parameters }: Operation, { properties }: Resource): Parameter[] {
  const scalars = new Set(
    properties
      .filter(({ schema }) => !/object|array/.test(String(schema.type)) && !schema.properties)
      .map(({ name }) => name),
  );
  return parameters.filter(({ name, in: place }) => place === 'query' && scalars.has(name));
}
