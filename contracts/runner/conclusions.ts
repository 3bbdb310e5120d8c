import { resultLines } from '../report/index.ts';
import { isUnfinished, verdictWords } from '../report/labels.ts';
import type { Report, Result } from '../report/report.ts';
import type { PlannedResult } from '../run/planned-results.ts';
import { type Conclusion, type Conclusions, lastTest, testName } from './protocol.ts';

/**
 * Draws the conclusion for each test from a report: what is broken or inconclusive fails, in the words
 * of the console, and what is observed passes.
 */
export function concludeAll(planned: readonly PlannedResult[], report: Report): Conclusions {
  const results = new Map(report.results.map((one) => [testName(one), one]));
  const cause = isUnfinished(report)
    ? `${verdictWords[report.verdict]}: ${report.summary}`
    : undefined;
  const names = new Set(planned.map(testName));
  const others = report.results.filter((one) => !names.has(testName(one)) && isWrong(one));
  const last: Conclusion =
    others.length > 0
      ? { outcome: 'fail', text: others.flatMap(withTitle).join('\n') }
      : { outcome: cause === undefined ? 'pass' : 'untried', text: cause ?? '' };
  return Object.fromEntries([
    ...[...names].map((name) => [name, conclude(results.get(name), cause)]),
    [lastTest, last],
  ]);
}

function conclude(result: Result | undefined, cause: string | undefined): Conclusion {
  if (result !== undefined && isWrong(result)) {
    return { outcome: 'fail', text: resultLines(result).join('\n') };
  }
  if (result !== undefined && result.outcome !== 'skipped') return { outcome: 'pass', text: '' };
  if (cause !== undefined) return { outcome: 'untried', text: cause };
  // Such as the exploration of a resource to which nothing can be added.
  const nothing = 'The provider, or the test data, has nothing to try it with.';
  return { outcome: 'skip', text: result?.message ?? nothing };
}

function isWrong({ outcome }: Result): boolean {
  return outcome === 'broken' || outcome === 'inconclusive';
}

function withTitle(result: Result): string[] {
  return [testName(result), ...resultLines(result).map((line) => `  ${line}`)];
}
