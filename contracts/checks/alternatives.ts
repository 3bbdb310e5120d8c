import type { Provider } from '../provider/provider.ts';
import type { Watch } from './response-watch.ts';
import { once, type Tried } from './run-checks.ts';

/**
 * Of the checks that share a word in `oneOf` the provider must accept one. Where it accepted none,
 * even on a second try, the first of them is broken.
 */
export async function oneOfResults(
  provider: Provider,
  tried: readonly Tried[],
  watch: Watch,
): Promise<Tried[]> {
  const groups = new Map<string, Tried[]>();
  for (const one of tried) {
    const { oneOf } = one.check;
    if (oneOf !== undefined) groups.set(oneOf, [...(groups.get(oneOf) ?? []), one]);
  }
  const broken: Tried[] = [];
  for (const members of groups.values()) {
    if (members.length < 2 || !members.every(isRefused)) continue;
    const again = await Promise.all(members.map(({ check }) => once(provider, check, watch)));
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

function isRefused({ finding }: Tried): boolean {
  return finding.outcome === 'observed' && finding.accepted === false;
}
