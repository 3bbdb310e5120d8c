import type { Exchange } from '../http/exchange.ts';
import { bulkAddCount } from './bulk-add.ts';
import { SequenceRun } from './sequence-run.ts';
import type { Step } from './step.ts';
import { idsEach, needsOfSequence, putFirst, type Target } from './target.ts';
import { Violation } from './violation.ts';

/** A sequence that shows a violation. */
export interface Reproduction {
  /** A sentence. */
  readonly message: string;
  readonly exchanges: readonly Exchange[];
  /** The steps that were sent. */
  readonly steps: readonly Step[];
  /** The attempt that reproduced it; 1 is the first. */
  readonly attempt: number;
}

/** There are too few identifiers that were never sent to the provider. */
export class NoFreshIdentifiers extends Error {
  override readonly name = 'NoFreshIdentifiers';
}

/**
 * Runs a sequence until it shows a violation. Without a list it first probes only at the end, which
 * shows violations in fewer requests.
 * @param fresh whether the identifiers must be fresh
 * @throws NoFreshIdentifiers if there are too few of them
 */
export async function reproduce(
  target: Target,
  steps: readonly Step[],
  attempts: number,
  fresh: boolean,
): Promise<Reproduction | undefined> {
  const attempt = (probes: boolean) => runAttempts(target, steps, { attempts, fresh, probes });
  const found = await attempt(false);
  const hasList = target.provider.operation(target.resource, 'list') !== undefined;
  return found === undefined && !hasList ? attempt(true) : found;
}

/** Reproduces as {@link reproduce} does, with fresh identifiers if there are enough. */
export async function reproducePreferringFresh(
  target: Target,
  steps: readonly Step[],
  attempts: number,
): Promise<Reproduction | undefined> {
  try {
    return await reproduce(target, steps, attempts, true);
  } catch (error) {
    if (error instanceof NoFreshIdentifiers) return reproduce(target, steps, attempts, false);
    throw error;
  }
}

// As many as the steps name, and one more that is free for a probe.
function idsNeededBy(steps: readonly Step[]): number {
  return Math.min(idsEach, Math.max(-1, ...steps.flatMap(claimsIn).flat()) + 2);
}

function claimsIn(step: Step): readonly (readonly number[])[] {
  if (step.do === 'race') return step.steps.flatMap(claimsIn);
  return 'claims' in step ? step.claims : [];
}

interface ReproduceOptions {
  readonly attempts: number;
  readonly fresh: boolean;
  readonly probes: boolean;
}

async function runAttempts(
  target: Target,
  steps: readonly Step[],
  { attempts, fresh, probes }: ReproduceOptions,
): Promise<Reproduction | undefined> {
  const bulk = bulkAddCount(steps);
  const lean = { ...target, idsPerKind: idsNeededBy(steps) };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const isFirst = putFirst(lean, needsOfSequence(lean, bulk), fresh ? 'fresh' : 'used');
    if (fresh && !isFirst) throw new NoFreshIdentifiers();
    const found = await SequenceRun.with(lean, { bulk, probes }, async (run) => {
      try {
        for (const step of steps) if (run.allows(step)) await run.runStep(step);
        await run.end();
        return undefined;
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        const { message } = error;
        return { message, exchanges: [...run.exchanges], steps: [...run.steps], attempt };
      }
    });
    if (found !== undefined) return found;
  }
  return undefined;
}
