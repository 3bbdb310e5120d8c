import type { Check } from './check.ts';
import { answerPromises, type Sighting, type Watch } from './response-watch.ts';
import type { Tried } from './run-checks.ts';

/**
 * One result for each thing that every answer promises. What was seen once is looked for a second
 * time, in the check in which it came by.
 */
export async function answerResults(
  watch: Watch,
  again: (check: Check) => Promise<unknown>,
): Promise<Tried[]> {
  const results: Tried[] = [];
  for (const [promise, says] of Object.entries(answerPromises)) {
    const mine = () => watch.sightings.filter((one) => one.promise === promise);
    const seen = mine();
    const check: Check = {
      id: `answers-${promise}`,
      says,
      promises: [],
      run: async () => ({ outcome: 'skipped', exchanges: [] }),
    };
    const began = performance.now();
    const shown = await confirmed(seen, mine, again);
    const ms = Math.round(performance.now() - began);
    if (shown === undefined) {
      results.push({ check, ms, finding: { outcome: 'kept', exchanges: [] } });
      continue;
    }
    const more = seen.length > 1 ? ` (seen ${seen.length} times)` : '';
    const message = `${shown.message}${more}`;
    const finding = { outcome: 'broken' as const, message, exchanges: [shown.exchange] };
    results.push({ check, ms, finding });
  }
  return results;
}

async function confirmed(
  seen: readonly Sighting[],
  mine: () => readonly Sighting[],
  again: (check: Check) => Promise<unknown>,
): Promise<Sighting | undefined> {
  // What was seen before the checks began is seen in them as well, if it was not chance.
  const tries = [...new Set(seen.flatMap(({ during }) => during ?? []))];
  // Each check has a state of its own: what two of them saw was tried twice.
  if (tries.length > 1) return seen.find(({ during }) => during !== undefined);
  for (const check of tries) {
    const before = mine().length;
    await again(check);
    const found = mine().at(before);
    if (found !== undefined) return found;
  }
  return undefined;
}
