import type { Provider } from '../provider/provider.ts';
import { finding } from './check.ts';
import type { ResponseWatch } from './response-watch.ts';
import { type CheckResult, runOnce } from './run-checks.ts';

/**
 * Finds groups of checks with the same `oneOf` of which the provider accepted none, even on a second
 * try. Returns the first check of each group, as broken.
 */
export async function failedAlternatives(
  provider: Provider,
  results: readonly CheckResult[],
  watch: ResponseWatch,
): Promise<CheckResult[]> {
  const groups = Map.groupBy(
    results.filter(({ check }) => check.oneOf !== undefined),
    ({ check }) => check.oneOf,
  );
  const failed: CheckResult[] = [];
  for (const members of groups.values()) {
    if (members.length < 2 || !members.every(isRefused)) continue;
    const again = await Promise.all(members.map(({ check }) => runOnce(provider, check, watch)));
    const [first] = again;
    if (first === undefined || !again.every(isRefused)) continue;
    const ids = members.map(({ check }) => check.id).join(', ');
    const message = `The provider accepts none of ${members.length} forms, but must accept one: ${ids}.`;
    const exchanges = again.flatMap((one) => one.finding.exchanges);
    failed.push({ ...first, finding: finding('broken', message, exchanges) });
  }
  return failed;
}

function isRefused({ finding }: CheckResult): boolean {
  return finding.outcome === 'observed' && finding.accepted === false;
}
