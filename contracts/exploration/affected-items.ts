import type { Place } from '../model/key-fields.ts';
import { claimsOf, type Item } from '../provider/item.ts';
import type { Asked } from '../provider/provider.ts';
import { valuesAt } from '../provider/values.ts';

/** Whether requests were about an item, or about something that it holds. */
export function isTouched(
  { path, holds }: Item,
  requests: readonly Asked[],
  places: readonly Place[],
): boolean {
  return requests.some((asked) => {
    if (asked.path === path) return true;
    return places.some(({ steps }) => {
      const wanted = valuesAt(asked.json, steps);
      return claimsOf(holds, steps).some((value) => wanted.includes(value));
    });
  });
}
