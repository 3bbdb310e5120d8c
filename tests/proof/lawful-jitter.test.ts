import { describe, expect, test } from 'vitest';
import { lawful, withJitter } from '../providers/index.ts';
import { judge } from './judge.ts';
import { accusations, briefly, few } from './lawful-half.ts';
import { optionsFor } from './lawful-options.ts';

// Pact sends one request at a time, so that only the checks and the exploration meet the jitter.
const layers = ['checks', 'exploration'] as const;

// Most of the time the verifier waits, and others have the core.
describe.concurrent('with each response held back for 0 to 30 ms after the work is done', () => {
  test.each(lawful)(
    'the verifier does not accuse the lawful provider $id: $says',
    { timeout: 300_000 },
    async (way) => {
      const ways = withJitter(way.ways, 30, 1);
      const checks = way.id in briefly ? few : [];
      for (const only of layers) {
        const report = await judge(ways, { ...optionsFor(way), only, checks });
        expect(accusations(report)).toMatchObject({ exitCode: 0, results: [] });
      }
    },
  );
});
