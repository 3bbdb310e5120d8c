import { expect, test } from 'vitest';
import type { Report } from '../../contracts/index.ts';
import { loadAll } from '../../contracts/run/load-contract.ts';
import { allChecks } from '../../contracts/run/verify.ts';
import { ownContract } from '../../spec/index.ts';
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

const whole = process.env.PROOF === 'whole';
const { contract, catalogue } = await loadAll(ownContract);
const spread = allChecks(contract, catalogue).map(({ id }) => id);
// Of cases of which one has to be accepted none can be judged alone.
const together = catalogue.cases.filter(({ oneOf }) => oneOf !== undefined).map(({ id }) => id);

/**
 * Tests every second lawful provider: none may be accused. Two files share them, for two cores. In
 * `npm test` each meets every fifth check, so that each check meets a fifth of them; in
 * `npm run test:proof` all.
 */
export function testLawful(half: 0 | 1): void {
  const mine = lawful
    .map((way, at) => ({ ...way, at, mine: at % 2 === half }))
    .filter((way) => way.mine);

  test.each(mine.filter(({ id }) => !(id in briefly)))('$id: $says', async ({ at, ...way }) => {
    const some = spread.filter((id, i) => together.includes(id) || i % 5 === (at >> 1) % 5);
    const options = { only: 'checks', checks: whole ? [] : some, ...tokensFor(way) } as const;
    const report = await judge(way.ways, options);
    expect(accused(report)).toEqual(nothing);
    expect(report.results.length).toBeGreaterThanOrEqual(whole ? spread.length : some.length);
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
