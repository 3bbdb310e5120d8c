import { expect, test } from 'vitest';
import { faults } from '../providers/index.ts';
import { byLargeIds, foundBy } from './found-by.ts';
import { judge } from './judge.ts';

// Chance plays a part in races; the test is that the fault is found, not how often.
const tries = 3;

// A provider that hangs is found after a short timeout too.
const timeout = 500;

/** Tests that the verifier finds every second fault. Two files share them, for two cores. */
export function testFaults(half: 0 | 1): void {
  const mine = faults.filter((_, at) => at % 2 === half);

  test.each(mine)('the verifier finds $id: $says', async ({ id, ways, testData }) => {
    const checks = foundBy[id] ?? [];
    expect(checks).not.toEqual([]);
    for (let left = tries; left > 0; left -= 1) {
      const probeLargeIds = byLargeIds.has(id);
      const options = { only: 'checks', checks, timeout, probeLargeIds, testData } as const;
      const report = await judge(ways, options);
      if (report.verdict !== 'broken' && left > 1) continue;
      expect(report).toMatchObject({ verdict: 'broken', exitCode: 1 });
      const broken = report.results.filter(({ outcome }) => outcome === 'broken');
      expect(checks).toEqual(expect.arrayContaining(broken.map((one) => one.id)));
      for (const one of broken) {
        expect(one.message).toMatch(/^\S.*\S$/s);
        expect(one.exchanges).not.toEqual([]);
        expect(one.script).toContain('curl -sS');
      }
      return;
    }
  });
}
