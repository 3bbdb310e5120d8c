import { formatPointer, identifierFields, identityIn, isObject } from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { Provider } from '../provider/provider.ts';

const mostNamed = 3;

/**
 * Tells of given identifiers that name an item of another collection (`x-references`) which no list of the
 * provider shows. That is no fault: it may be found out elsewhere.
 */
export async function unknownReferences(provider: Provider): Promise<string[]> {
  const { contract, catalogue, pools } = provider;
  const notes = new Set<string>();
  for (const resource of contract.resources) {
    for (const { kind, pointer } of identifierFields(catalogue, resource)) {
      const pool = pools.get(kind.name);
      const named = resource.references.filter(({ steps }) => formatPointer(steps) === pointer);
      const collections = named.flatMap(({ to }) => to.map(({ collection }) => collection));
      if (pool?.explicit !== true || pool.all.length === 0 || collections.length === 0) continue;
      const known = await identitiesIn(provider, collections);
      const unknown = known && pool.all.filter((id) => !known.has(String(id)));
      if (unknown === undefined || unknown.length === 0) continue;
      const some = unknown.slice(0, mostNamed).join(', ');
      const more = unknown.length > mostNamed ? ` and ${unknown.length - mostNamed} more` : '';
      notes.add(`Of --${kind.flag}, ${some}${more} are not in ${collections.join(' or ')}.`);
    }
  }
  return [...notes];
}

// Undefined if a list cannot be read.
async function identitiesIn(
  provider: Provider,
  collections: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const all = new Set<string>();
  for (const resource of provider.contract.resources) {
    if (!collections.includes(resource.collection)) continue;
    const operation = provider.operation(resource, 'list');
    const path = parentPathOf(provider.contract, resource);
    if (operation === undefined || path === undefined) return undefined;
    const { item } = await provider.send({ operation, path, note: 'which are there?' });
    if (!Array.isArray(item)) return undefined;
    for (const one of item.filter(isObject)) all.add(String(identityIn(resource, one)));
  }
  return all;
}
