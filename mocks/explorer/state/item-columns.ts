import type { ResourceView } from '../../control/contract-view.ts';
import { nameFieldOf } from '../data/references.ts';
import { type ClaimingItem, coveredField, type ResourceClaims } from './claims.ts';

// Later items rarely have fields of their own, and whatever has no column is shown when a row is unfolded.
const mostLooked = 100;

/**
 * The fields of items that may have columns of their own, the most telling first: the name, then plain values,
 * then lists and objects. The identity and what claims show have columns already.
 */
export function fieldsOf({ resource, items }: ResourceClaims): string[] {
  const looked = items.slice(0, mostLooked);
  const named = looked.map(({ item }) => nameFieldOf(resource, item)).find((one) => one !== '');
  const nested = new Set<string>();
  const fields = new Set<string>(named === undefined ? [] : [named]);
  for (const { item } of looked) {
    for (const [name, value] of Object.entries(item)) {
      fields.add(name);
      if (typeof value === 'object' && value !== null) nested.add(name);
    }
  }
  for (const name of shownOtherwise(resource)) fields.delete(name);
  return [...fields].toSorted((a, b) => Number(nested.has(a)) - Number(nested.has(b)));
}

/** The fields of an item that have no column. */
export function foldedFields(
  { item }: ClaimingItem,
  resource: ResourceView,
  shown: readonly string[],
) {
  const others = shownOtherwise(resource);
  return Object.entries(item).filter(([name]) => !shown.includes(name) && !others.has(name));
}

function shownOtherwise({ identity, unique }: ResourceView): Set<string> {
  return new Set([identity, ...unique.flatMap(coveredField)]);
}
