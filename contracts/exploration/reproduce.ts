import type { Exchange } from '../http/exchange.ts';
import { crowdIn } from './bulk-add.ts';
import { Story } from './sequence-run.ts';
import type { Plan } from './step.ts';
import { bring, idsEach, needsWith, type Stage } from './target.ts';
import { FaultShown } from './violation.ts';

/** A sequence that shows a fault. */
export interface Shown {
  /** A sentence. */
  readonly message: string;
  readonly exchanges: readonly Exchange[];
  /** The steps that were sent. */
  readonly told: readonly Plan[];
  /** The how-manieth telling of the same sequence showed it; 1 is the first. */
  readonly round: number;
}

/**
 * Tells a sequence, so often at most, until it shows a fault. Where what is stored has to be probed,
 * that is first done at the end alone: what shows then is shorter.
 * @throws NoneFresh when the identifiers have to be fresh and there are too few
 */
export async function tellPlans(
  stage: Stage,
  plans: readonly Plan[],
  attempts: number,
  fresh: boolean,
): Promise<Shown | undefined> {
  const quietly = await tellSo(stage, plans, { attempts, fresh, probes: false });
  const listed = stage.provider.operation(stage.resource, 'list') !== undefined;
  if (quietly !== undefined || listed) return quietly;
  return tellSo(stage, plans, { attempts, fresh, probes: true });
}

// What the steps name, and one more that is free for a probe.
function eachIn(plans: readonly Plan[]): number {
  return Math.min(idsEach, Math.max(-1, ...plans.flatMap(claimedIn).flat()) + 2);
}

// The identifiers that a step names, by place; of a race one step after the other.
function claimedIn(plan: Plan): readonly (readonly number[])[] {
  if (plan.do === 'race') return plan.plans.flatMap(claimedIn);
  return 'claims' in plan ? plan.claims : [];
}

/** There are too few identifiers left that were never sent to the provider. */
export class NoneFresh extends Error {
  override readonly name = 'NoneFresh';
}

interface Telling {
  readonly attempts: number;
  /** Whether the identifiers have to be such as were never sent. */
  readonly fresh: boolean;
  readonly probes: boolean;
}

async function tellSo(
  stage: Stage,
  plans: readonly Plan[],
  { attempts, fresh, probes }: Telling,
): Promise<Shown | undefined> {
  const crowd = crowdIn(plans);
  const lean = { ...stage, each: eachIn(plans) };
  for (let round = 1; round <= attempts; round += 1) {
    const brought = bring(lean, needsWith(lean, crowd), fresh ? 'fresh' : 'used');
    if (fresh && !brought) throw new NoneFresh();
    const shown = await Story.play(lean, { crowd, probes }, async (story) => {
      try {
        for (const plan of plans) if (story.allows(plan)) await story.tell(plan);
        await story.end();
        return undefined;
      } catch (error) {
        if (!(error instanceof FaultShown)) throw error;
        const { exchanges, told } = story;
        return { message: error.message, exchanges: [...exchanges], told: [...told], round };
      }
    });
    if (shown !== undefined) return shown;
  }
  return undefined;
}

/** Tells a sequence as `tellPlans` does, with fresh identifiers as long as there are such. */
export async function tellFreshIfPossible(
  stage: Stage,
  plans: readonly Plan[],
  attempts: number,
): Promise<Shown | undefined> {
  try {
    return await tellPlans(stage, plans, attempts, true);
  } catch (error) {
    if (error instanceof NoneFresh) return tellPlans(stage, plans, attempts, false);
    throw error;
  }
}
