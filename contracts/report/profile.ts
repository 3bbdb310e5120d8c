import { renderProfile } from '../../spec/index.ts';
import { isUnfinished } from './labels.ts';
import type { Report } from './report.ts';

/**
 * Renders profile.yaml: what the provider was seen to do where the documentation leaves room. Undefined if not all
 * checks ran to their end, since what contradicts what was seen may be missing then.
 */
export function profileOf(report: Report): string | undefined {
  const { contract, provider, started, seed, doubts, limited } = report;
  const seen = doubts.flatMap(({ positions = [] }) => positions);
  if (seen.length === 0 || limited || isUnfinished(report)) return undefined;
  const positions = seen.flatMap(({ key, is, seen: by }) =>
    is === undefined ? [] : [[key, { is, seen: Object.keys(by) }] as const],
  );
  const unclear = seen.filter(({ is }) => is === undefined);
  return renderProfile(
    {
      provider,
      contract: `${contract.title} ${contract.version}`,
      date: started.slice(0, 10),
      seed,
      positions: Object.fromEntries(positions),
    },
    unclear,
  );
}
