import { beforeAll, describe, expect, test } from 'vitest';
import type { Stack, Variant } from '../providers/stacks/index.ts';
import { type StackOutcome, tryStack } from './stack-trial.ts';

const whole = process.env.PROOF === 'whole';
// The longest run, a provider with a pause before each answer, and the start.
const longest = 180_000;

/**
 * Verifies each variant once, and tests that the verdict is right, that nothing was harmed, and that nothing
 * was asked for without a right to. `npm test` takes a few, `npm run test:proof` all.
 */
export function testStacks<V extends Variant>(
  variants: readonly V[],
  start: (variant: V) => Promise<Stack>,
): void {
  describe.each(variants.filter(({ quick }) => whole || quick))('$id', (variant) => {
    let outcome: StackOutcome;
    beforeAll(async () => {
      outcome = await tryStack(variant, () => start(variant));
    }, longest);

    const kind = variant.breaks === undefined ? 'lawful' : 'faulty';
    test(`the verifier judges the ${kind} provider ${variant.id} rightly: ${variant.says}`, () => {
      expect(outcome.wrong.verdict).toEqual([]);
    });
    test(`the verifier changes no rule of others at ${variant.id}, and declares what it leaves`, () => {
      expect(outcome.wrong.harm).toEqual([]);
    });
    test(`the verifier writes to no id of others at ${variant.id}, nor to one far above all`, () => {
      expect(outcome.wrong.asked).toEqual([]);
    });
  });
}
