import { formatPointer, isObject, valueAt } from '../../spec/index.ts';
import type { Item } from './item.ts';

/**
 * Updates the items that name a deleted one where the document says that its deletion cascades: they go
 * too, or lose the element of the list.
 */
export function followDeletion(deleted: Item, items: readonly Item[]): void {
  for (const item of items) {
    if (item.deleted || item.account !== deleted.account) continue;
    for (const { steps, by, to, onDelete } of item.resource.references) {
      if (onDelete !== 'cascade' || item.deleted) continue;
      const holds = Object.fromEntries(item.holds);
      const chosen = by && valueAt(holds, formatPointer(by));
      const names = to.some(
        ({ value, collection }) =>
          collection === deleted.resource.collection && (by === undefined || value === chosen),
      );
      const [field = '', ...rest] = steps;
      if (!names || !item.holds.has(field)) continue;
      const isNamed = (one: unknown) => String(one) === String(deleted.identity);
      const value = item.holds.get(field);
      if (rest.length === 0) item.deleted = isNamed(value);
      else if (rest.length === 1 && Array.isArray(value)) {
        item.holds.set(
          field,
          value.filter((one) => !isNamed(one)),
        );
      } else if (isObject(value) || Array.isArray(value)) item.holds.delete(field);
    }
  }
}
