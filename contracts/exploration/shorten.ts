import type { Exchange } from '../exchange.ts';
import { TooFewIdentifiers } from '../lent.ts';
import { crowdIn } from './crowd.ts';
import { FaultShown } from './fault-shown.ts';
import type { Plan } from './plan.ts';
import type { Stage } from './stage.ts';
import { Story } from './story.ts';

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
 */
export async function tellPlans(
  stage: Stage,
  plans: readonly Plan[],
  attempts: number,
): Promise<Shown | undefined> {
  const quietly = await tellSo(stage, plans, attempts, false);
  const listed = stage.provider.operation(stage.resource, 'list') !== undefined;
  return quietly !== undefined || listed ? quietly : tellSo(stage, plans, attempts, true);
}

async function tellSo(
  stage: Stage,
  plans: readonly Plan[],
  attempts: number,
  probes: boolean,
): Promise<Shown | undefined> {
  const crowd = crowdIn(plans);
  for (let round = 1; round <= attempts; round += 1) {
    const shown = await Story.play(stage, { crowd, probes }, async (story) => {
      try {
        for (const plan of plans) if (story.allows(plan)) await story.tell(plan);
        await story.end();
        return undefined;
      } catch (error) {
        if (!(error instanceof FaultShown)) throw error;
        return {
          message: error.message,
          exchanges: [...story.exchanges],
          told: [...story.told],
          round,
        };
      }
    });
    if (shown !== undefined) return shown;
  }
  return undefined;
}

/** Whether chance plays its part in a sequence. */
export function hasRace(plans: readonly Plan[]): boolean {
  return plans.some((plan) => plan.do === 'race');
}

// A race that shows a fault once in so many tries is taken for one that shows it.
const attemptsAtRace = 12;
// A fault may hang on which identifiers meet.
const firstAttempts = 8;
const longest = 8_000;

/**
 * Shortens a sequence as far as it still shows a fault: leaves out steps, then parts of steps, each
 * time on fresh identifiers. Gives nothing when it does not show a fault again.
 */
export async function shorten(stage: Stage, found: readonly Plan[]): Promise<Shown | undefined> {
  const began = performance.now();
  const attempts = (plans: readonly Plan[]) => (hasRace(plans) ? attemptsAtRace : 1);
  let best = await ifEnough(tellPlans(stage, found, Math.max(firstAttempts, attempts(found) * 2)));
  if (best === undefined) return undefined;
  for (let changed = true; changed && performance.now() - began < longest; ) {
    changed = false;
    for (const plans of candidates(best.told)) {
      if (performance.now() - began > longest) break;
      const shown = await ifEnough(tellPlans(stage, plans, attempts(plans)));
      // What shows without a step was done by a sequence before.
      if (shown === undefined || shown.told.length === 0) continue;
      best = shown;
      changed = true;
      break;
    }
  }
  return best;
}

// Where nothing can be deleted, what was lent is used up sooner or later.
async function ifEnough(told: Promise<Shown | undefined>): Promise<Shown | undefined> {
  try {
    return await told;
  } catch (error) {
    if (error instanceof TooFewIdentifiers) return undefined;
    throw error;
  }
}

function* candidates(plans: readonly Plan[]): Generator<readonly Plan[]> {
  for (let size = Math.floor(plans.length / 2); size > 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= plans.length; at += size) {
      yield plans.toSpliced(at, size);
    }
  }
  for (let at = plans.length - 1; at >= 0; at -= 1)
    if (plans.length > 1) yield plans.toSpliced(at, 1);
  for (const [at, plan] of plans.entries()) {
    for (const simpler of simplified(plan)) yield plans.with(at, simpler);
  }
}

function* simplified(plan: Plan): Generator<Plan> {
  if (plan.do === 'race') {
    if (plan.after !== undefined) yield { do: 'race', plans: plan.plans };
    if (plan.plans.length === 2) {
      for (const one of plan.plans) yield one;
    } else
      for (const at of plan.plans.keys()) {
        const after = plan.after?.toSpliced(at, 1);
        yield { ...plan, plans: plan.plans.toSpliced(at, 1), after };
      }
    for (const [at, one] of plan.plans.entries()) {
      for (const simpler of simplified(one)) yield { ...plan, plans: plan.plans.with(at, simpler) };
    }
    return;
  }
  if (plan.do === 'crowd' && plan.count > 1) {
    yield { ...plan, count: Math.floor(plan.count / 2) };
    yield { ...plan, count: plan.count - 1 };
  }
  if (!('claims' in plan)) return;
  if (plan.second) yield { ...plan, second: false };
  for (const [place, list] of plan.claims.entries()) {
    for (const at of list.keys()) {
      yield { ...plan, claims: plan.claims.with(place, list.toSpliced(at, 1)) };
    }
  }
  if (plan.taste > 0) yield { ...plan, taste: 0 };
}
