import type { KeyField } from '../model/key-fields.ts';
import { claimsOf, type Item } from '../provider/item.ts';
import type { Call } from '../provider/provider.ts';
import { valuesAt } from '../provider/values.ts';

/** Whether requests were about an item, or about something that it holds. */
export function isAffected(
  { path, holds }: Item,
  requests: readonly Call[],
  places: readonly KeyField[],
): boolean {
  return requests.some((asked) => {
    if (asked.path === path) return true;
    return places.some(({ steps }) => {
      const wanted = valuesAt(asked.json, steps);
      return claimsOf(holds, steps).some((value) => wanted.includes(value));
    });
  });
}
