import { expect, test } from 'vitest';
import type { Report, VerifyOptions } from '../../contracts/index.ts';
import { loadAll } from '../../contracts/run/load-contract.ts';
import { allChecks } from '../../contracts/run/selection.ts';
import { ownContract } from '../../spec/index.ts';
import { type LawfulWay, lawful } from '../providers/index.ts';
import { judge } from './judge.ts';
import { optionsFor } from './lawful-options.ts';
import { exceptions, positionsIn, verifyMockAs } from './round-trip.ts';

/** Providers so slow that all checks would take many seconds; `npm run proof` runs them all. */
export const briefly: Readonly<Record<string, string>> = {
  'lock-per-id': 'writes wait for locks',
  slow: 'requests take 120 ms',
  jittery: 'every third request takes 30 ms longer',
  'rate-limited': 'the provider asks to wait',
  'rate-limited-until-a-date': 'the provider asks to wait',
  'writes-take-a-while': 'steps take 5 ms',
};

/** One check of each kind: valid, invalid, taken, edited, cross-account, deleted, open, simultaneous. */
export const few: readonly string[] = [
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

// Two verifications.
const twice = { timeout: 120_000 };

const { contract, catalogue } = await loadAll(ownContract);
const all = allChecks(contract, catalogue);

/** Tests that every second lawful provider is not accused, and that the mock can play it. Two files share them, for two cores. */
export function testLawful(half: 0 | 1): void {
  const mine = lawful.filter((_way, at) => at % 2 === half);

  test.each(mine.filter(({ id }) => !(id in briefly)))(
    'the verifier does not accuse the lawful provider $id, nor the mock as it: $says',
    twice,
    async (way) => {
      const options = { only: 'checks', ...optionsFor(way) } as const;
      const report = await judge(way.ways, options);
      expect(accusations(report)).toEqual(nothing);
      expect(report.results.length).toBeGreaterThanOrEqual(all.length);
      await proveRoundTrip(way, report, options);
    },
  );

  test.each(
    mine.filter(({ id }) => id in briefly).map((way) => ({ ...way, slow: briefly[way.id] })),
  )(
    'the verifier does not accuse the lawful provider $id, nor the mock as it, with few checks because $slow: $says',
    twice,
    async (way: LawfulWay) => {
      const options = { only: 'checks', checks: few, ...optionsFor(way) } as const;
      const report = await judge(way.ways, options);
      expect(accusations(report)).toEqual(nothing);
      expect(report.results.map(({ id }) => id).toSorted()).toEqual(few.toSorted());
      await proveRoundTrip(way, report, options);
    },
  );
}

// The mock with a provider's profile is seen in the provider's positions, and keeps every promise.
async function proveRoundTrip(
  { id }: LawfulWay,
  report: Report,
  options: Partial<VerifyOptions>,
): Promise<void> {
  const positions = positionsIn(report);
  const ofMock = await verifyMockAs(positions, options);
  expect(accusations(ofMock)).toEqual(nothing);
  const shown = positionsIn(ofMock);
  const differing = Object.keys(positions).filter((key) => positions[key] !== shown[key]);
  const told = differing.map((key) => `${key} was ${positions[key]}, is ${shown[key]}`);
  const explained = Object.keys(exceptions[id] ?? {});
  expect(told.filter((_, i) => !explained.includes(differing[i] ?? ''))).toEqual([]);
  expect(explained.filter((key) => !differing.includes(key))).toEqual([]);
}

/** No accusation. */
export const nothing = { exitCode: 0, verdict: 'kept', results: [] };

/** What a lawful provider is accused of. */
export function accusations({ exitCode, verdict, results }: Report) {
  const accused = results.filter(
    ({ outcome }) => outcome === 'broken' || outcome === 'inconclusive',
  );
  return { exitCode, verdict, results: accused.map(({ id, message }) => `${id}: ${message}`) };
}
