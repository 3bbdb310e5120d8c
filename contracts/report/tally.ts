import { groupFindings } from './finding-groups.ts';
import { type Outcome, outcomes, type Report, type Result } from './report.ts';

/** What a report says of its results as a whole: how many there are of each outcome, and the groups. */
export function tally(results: readonly Result[]): Pick<Report, 'counts' | 'groups'> {
  const count = (outcome: Outcome) => results.filter((one) => one.outcome === outcome).length;
  return {
    counts: Object.fromEntries(outcomes.map((one) => [one, count(one)])) as Report['counts'],
    groups: groupFindings(results).map(({ kind, example, more }) => ({
      kind,
      ids: [example, ...more].map(({ id }) => id),
    })),
  };
}
