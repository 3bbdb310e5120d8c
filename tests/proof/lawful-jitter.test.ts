import { describe, expect, test } from 'vitest';
import { lawful, withJitter } from '../providers/index.ts';
import { judge } from './judge.ts';
import { accusations, briefly, few } from './lawful-half.ts';
import { tokensFor } from './lawful-tokens.ts';

// Pact sends one request at a time, so that only the checks and the exploration meet the jitter.
const layers = ['checks', 'exploration'] as const;

/** The checks that accuse lawful providers of this kind today: delete each that does so no longer. */
const accusersToday: readonly string[] = [
  'race-same-item-one-rule-per-number',
  'race-same-item-one-rule-per-group',
  'race-edit-delete-one-rule-per-number',
  'race-edit-delete-one-rule-per-group',
];

/** The same, but only at times, and of providers that can neither list nor delete. */
const accusersAtTimes: readonly string[] = [
  'race-accounts-one-rule-per-number',
  'race-accounts-one-rule-per-group',
];
const tolerated = [...accusersToday, ...accusersAtTimes];

const seen = new Set<string>();

// Most of the time the verifier waits, and others have the core.
describe.concurrent('with each response held back for 0 to 30 ms after the work is done', () => {
  test.each(lawful)(
    'the verifier does not accuse the lawful provider $id: $says',
    { timeout: 300_000 },
    async (way) => {
      const ways = withJitter(way.ways, 30, 1);
      const checks = way.id in briefly ? few : [];
      for (const only of layers) {
        const report = await judge(ways, { ...tokensFor(way), only, checks });
        const { results } = accusations(report);
        const ids = results.map((line) => line.split(':')[0] ?? '');
        for (const id of ids) seen.add(id);
        expect(results.filter((_, at) => !tolerated.includes(ids[at] ?? ''))).toEqual([]);
        // The exit code follows from the results.
        if (results.length === 0) expect(report.exitCode).toBe(0);
      }
    },
  );
});

test.each(accusersToday)('%s still accuses a lawful provider with jitter', (id) => {
  expect([...seen], `It accuses nobody any more: delete it from accusersToday.`).toContain(id);
});
