import type { Exchange } from '../http/exchange.ts';
import { bulkAddCount } from './bulk-add.ts';
import { SequenceRun } from './sequence-run.ts';
import type { Step } from './step.ts';
import { bring, idsEach, needsOfSequence, type Target } from './target.ts';
import { Violation } from './violation.ts';

/** A sequence that shows a fault. */
export interface Reproduction {
  /** A sentence. */
  readonly message: string;
  readonly exchanges: readonly Exchange[];
  /** The steps that were sent. */
  readonly steps: readonly Step[];
  /** The how-manieth telling of the same sequence showed it; 1 is the first. */
  readonly attempt: number;
}

/**
 * Tells a sequence, so often at most, until it shows a fault. Where what is stored has to be probed,
 * that is first done at the end alone: what shows then is shorter.
 * @throws NoneFresh when the identifiers have to be fresh and there are too few
 */
export async function reproduce(
  target: Target,
  plans: readonly Step[],
  attempts: number,
  fresh: boolean,
): Promise<Reproduction | undefined> {
  const quietly = await runAttempts(target, plans, { attempts, fresh, probes: false });
  const listed = target.provider.operation(target.resource, 'list') !== undefined;
  if (quietly !== undefined || listed) return quietly;
  return runAttempts(target, plans, { attempts, fresh, probes: true });
}

// What the steps name, and one more that is free for a probe.
function idsNamedIn(plans: readonly Step[]): number {
  return Math.min(idsEach, Math.max(-1, ...plans.flatMap(claimedIn).flat()) + 2);
}

// The identifiers that a step names, by place; of a race one step after the other.
function claimedIn(plan: Step): readonly (readonly number[])[] {
  if (plan.do === 'race') return plan.plans.flatMap(claimedIn);
  return 'claims' in plan ? plan.claims : [];
}

/** There are too few identifiers left that were never sent to the provider. */
export class NoFreshIdentifiers extends Error {
  override readonly name = 'NoneFresh';
}

interface ReproduceOptions {
  readonly attempts: number;
  /** Whether the identifiers have to be such as were never sent. */
  readonly fresh: boolean;
  readonly probes: boolean;
}

async function runAttempts(
  target: Target,
  plans: readonly Step[],
  { attempts, fresh, probes }: ReproduceOptions,
): Promise<Reproduction | undefined> {
  const crowd = bulkAddCount(plans);
  const lean = { ...target, each: idsNamedIn(plans) };
  for (let round = 1; round <= attempts; round += 1) {
    const brought = bring(lean, needsOfSequence(lean, crowd), fresh ? 'fresh' : 'used');
    if (fresh && !brought) throw new NoFreshIdentifiers();
    const shown = await SequenceRun.play(lean, { crowd, probes }, async (story) => {
      try {
        for (const plan of plans) if (story.allows(plan)) await story.runStep(plan);
        await story.end();
        return undefined;
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        const { exchanges, steps } = story;
        return {
          message: error.message,
          exchanges: [...exchanges],
          steps: [...steps],
          attempt: round,
        };
      }
    });
    if (shown !== undefined) return shown;
  }
  return undefined;
}

/** Tells a sequence as `tellPlans` does, with fresh identifiers as long as there are such. */
export async function reproducePreferringFresh(
  target: Target,
  plans: readonly Step[],
  attempts: number,
): Promise<Reproduction | undefined> {
  try {
    return await reproduce(target, plans, attempts, true);
  } catch (error) {
    if (error instanceof NoFreshIdentifiers) return reproduce(target, plans, attempts, false);
    throw error;
  }
}
