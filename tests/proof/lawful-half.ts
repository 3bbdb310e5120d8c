import { expect, test } from 'vitest';
import type { Report } from '../../contracts/index.ts';
import { type LawfulWay, lawful } from '../providers/index.ts';
import { judge } from './judge.ts';
import { tokensFor } from './lawful-tokens.ts';

// With what each of these providers takes for a request, all checks would take many seconds here;
// `npm run proof` runs them all.
const briefly: Readonly<Record<string, string>> = {
  'lock-per-id': 'each write waits for its locks',
  slow: 'each request takes 120 ms',
  jittery: 'each third request takes 30 ms longer',
  'rate-limited': 'it is waited for as long as the provider asks',
  'rate-limited-until-a-date': 'it is waited for as long as the provider asks',
  'writes-take-a-while': 'each step takes 5 ms',
};

// One of each kind: right, wrong, taken, by edit, of the other account, deleted, open, at one moment.
const few: readonly string[] = [
  'add-documented',
  'edit-documented',
  'add-media-word',
  'number-taken-on-add',
  'group-taken-on-edit',
  'number-of-other-account',
  'delete-all-it-held',
  'sip-all-but-port',
  'd3-port-word',
  'add-token-unknown',
  'race-add-one-rule-per-number',
];

/** Tests every second lawful provider: none may be accused. Two files share them, for two cores. */
export function testLawful(half: 0 | 1): void {
  const mine = lawful.filter((_, at) => at % 2 === half);

  test.each(mine.filter(({ id }) => !(id in briefly)))('$id: $says', async (way) => {
    expect(accused(await judge(way.ways, { only: 'checks', ...tokensFor(way) }))).toEqual(nothing);
  });

  test.each(
    mine.filter(({ id }) => id in briefly).map((way) => ({ ...way, slow: briefly[way.id] })),
  )('$id: $says (some checks only, because $slow)', async (way: LawfulWay) => {
    const options = { only: 'checks', checks: few, ...tokensFor(way) } as const;
    const report = await judge(way.ways, options);
    expect(accused(report)).toEqual(nothing);
    expect(report.results.map(({ id }) => id).toSorted()).toEqual(few.toSorted());
  });
}

const nothing = { exitCode: 0, verdict: 'kept', results: [] };

function accused({ exitCode, verdict, results }: Report) {
  const told = results.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');
  return { exitCode, verdict, results: told.map(({ id, message }) => `${id}: ${message}`) };
}
