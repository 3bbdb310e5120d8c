import { claimsOf, type Item } from '../item.ts';
import type { Asked } from '../provider.ts';
import { valuesAt } from '../values.ts';
import type { Place } from './places.ts';

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
