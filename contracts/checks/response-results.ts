import { type Check, type Finding, finding, kept } from './check.ts';
import {
  type ResponseViolation,
  type ResponseWatch,
  responseCheckId,
  responsePromises,
} from './response-watch.ts';
import type { CheckResult } from './run-checks.ts';

/**
 * Returns one result for each promise about every response. A violation that one check saw must show
 * again in that check.
 */
export async function responseResults(
  watch: ResponseWatch,
  again: (check: Check) => Promise<unknown>,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [promise, says] of Object.entries(responsePromises)) {
    const current = () => watch.violations.filter((one) => one.promise === promise);
    const seen = current();
    const check: Check = {
      id: responseCheckId(promise),
      says,
      promises: [],
      run: async () => ({ outcome: 'skipped', exchanges: [] }),
    };
    const began = performance.now();
    const confirmed = await confirm(seen, current, again);
    const ms = Math.round(performance.now() - began);
    results.push({ check, ms, finding: judge(seen, confirmed) });
  }
  return results;
}

// In milliseconds: what a gateway answers while one server is away, all checks that run then see.
const moment = 500;

// As often as a few servers are restarted during a run; a provider that fails more often is judged at once.
const mostMoments = 3;

function isOfGateway(status: number | undefined): boolean {
  return status === 502 || status === 504;
}

function countMoments(violations: readonly ResponseViolation[]): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { at } of violations) {
    if (at < end) continue;
    count += 1;
    end = at + moment;
  }
  return count;
}

// What does not show again is no proof, but it is told.
function judge(
  seen: readonly ResponseViolation[],
  confirmed: ResponseViolation | undefined,
): Finding {
  const told = confirmed ?? seen[0];
  if (told === undefined) return kept;
  const { message, exchange } = told;
  const times = seen.length > 1 ? ` (seen ${seen.length} times)` : '';
  if (confirmed !== undefined) return finding('broken', `${message}${times}`, [exchange]);
  return finding('observed', `${message} It did not show again${times}.`, [exchange]);
}

async function confirm(
  seen: readonly ResponseViolation[],
  current: () => readonly ResponseViolation[],
  again: (check: Check) => Promise<unknown>,
): Promise<ResponseViolation | undefined> {
  // Unless it was chance, the checks see whatever showed before them.
  const checks = [...new Set(seen.flatMap(({ during }) => during ?? []))];
  // Where nothing more can be added no check sees it again; several interactions are several tries. A
  // server that was away for a moment is none.
  const [first] = seen;
  if (checks.length === 0 && seen.length > 2 && first?.promise !== 'answered') return first;
  // Each check starts from its own state, so two of them are two tries. But when a server behind a gateway is away
  // for a moment, all that run then see it.
  const isAway = seen.every(({ exchange }) => isOfGateway(exchange.response?.status));
  const isClear = isAway ? countMoments(seen) > mostMoments : checks.length > 1;
  if (isClear) return seen.find(({ during }) => during !== undefined);
  for (const check of checks) {
    const before = current().length;
    await again(check);
    const found = current().at(before);
    if (found !== undefined) return found;
  }
  return undefined;
}
