import { describe, expect, test } from 'vitest';
import { killInRounds, randomOf } from './kill-rounds.ts';
import { useStores } from './test-stores.ts';

describe.each(useStores())('a mock over $name', ({ canRun, openStore }) => {
  test.skipIf(!canRun)(
    'that is killed 50 times under load has lost nothing, kept nothing that it refused, and gave no claim and no id twice',
    async () => {
      const summary = await killInRounds(await openStore(), 50, randomOf(2));
      expect(summary.accepted).toBeGreaterThan(1_000);
      expect(summary.refused).toBeGreaterThan(500);
      expect(summary.cut).toBeGreaterThan(50);
    },
    1_200_000,
  );
});
