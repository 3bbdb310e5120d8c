import type { Check } from './check.ts';
import { type ResponseViolation, type ResponseWatch, responsePromises } from './response-watch.ts';
import type { CheckResult } from './run-checks.ts';

/**
 * One result for each thing that every answer promises. What was seen once is looked for a second
 * time, in the check in which it came by.
 */
export async function responseResults(
  watch: ResponseWatch,
  again: (check: Check) => Promise<unknown>,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [promise, says] of Object.entries(responsePromises)) {
    const mine = () => watch.violations.filter((one) => one.promise === promise);
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
  seen: readonly ResponseViolation[],
  mine: () => readonly ResponseViolation[],
  again: (check: Check) => Promise<unknown>,
): Promise<ResponseViolation | undefined> {
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
