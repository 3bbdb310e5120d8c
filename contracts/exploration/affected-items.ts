import type { KeyField } from '../model/key-fields.ts';
import { claimsOf, type Item } from '../provider/item.ts';
import type { Call } from '../provider/provider.ts';
import { valuesAt } from '../provider/values.ts';

/** Whether calls are about an item, or claim something that it holds. */
export function isAffected(
  { path, holds }: Item,
  calls: readonly Call[],
  keyFields: readonly KeyField[],
): boolean {
  return calls.some(
    (call) =>
      call.path === path ||
      keyFields.some(({ steps }) => {
        const claimed = valuesAt(call.json, steps);
        return claimsOf(holds, steps).some((value) => claimed.includes(value));
      }),
  );
}
