import type { Provider } from '../provider/provider.ts';
import type { ResponseWatch } from './response-watch.ts';
import { type CheckResult, runOnce } from './run-checks.ts';

/**
 * Of the checks that share a word in `oneOf` the provider must accept one. Where it accepted none,
 * even on a second try, the first of them is broken.
 */
export async function failedAlternatives(
  provider: Provider,
  tried: readonly CheckResult[],
  watch: ResponseWatch,
): Promise<CheckResult[]> {
  const groups = new Map<string, CheckResult[]>();
  for (const one of tried) {
    const { oneOf } = one.check;
    if (oneOf !== undefined) groups.set(oneOf, [...(groups.get(oneOf) ?? []), one]);
  }
  const broken: CheckResult[] = [];
  for (const members of groups.values()) {
    if (members.length < 2 || !members.every(isRefused)) continue;
    const again = await Promise.all(members.map(({ check }) => runOnce(provider, check, watch)));
    const [first] = again;
    if (first === undefined || !again.every(isRefused)) continue;
    const message = `None of ${members.length} forms is accepted, and one has to be: ${members
      .map(({ check }) => check.id)
      .join(', ')}.`;
    const exchanges = again.flatMap(({ finding }) => finding.exchanges);
    broken.push({ ...first, finding: { outcome: 'broken', message, exchanges } });
  }
  return broken;
}

function isRefused({ finding }: CheckResult): boolean {
  return finding.outcome === 'observed' && finding.accepted === false;
}
