import { TooFewIdentifiers } from '../provider/identifier-pool.ts';
import { NoneFresh, type Shown, tellPlans } from './reproduce.ts';
import { simpler } from './shrink-candidates.ts';
import type { Plan } from './step.ts';
import type { Stage } from './target.ts';

/** Whether chance plays its part in a sequence. */
export function hasRace(plans: readonly Plan[]): boolean {
  return plans.some((plan) => plan.do === 'race');
}

// A race that shows a fault once in so many tries is taken for one that shows it; of one that has shown
// it sooner, fewer are enough.
const attemptsAtRace = 12;
const fewestAtRace = 4;
// A fault may hang on which identifiers meet.
const firstAttempts = 8;
// Milliseconds; the second is for those that need fresh identifiers for each step.
const longest = 6_000;
const longestFresh = 8_000;

function attemptsAt(plans: readonly Plan[], round = attemptsAtRace): number {
  if (!hasRace(plans)) return 1;
  return Math.min(attemptsAtRace, Math.max(fewestAtRace, 3 * round));
}

/**
 * Shortens a sequence as far as it still shows a fault: leaves out steps, then parts of steps. What
 * comes of it showed on identifiers that were never sent before, as far as enough were lent. Gives
 * nothing when it does not show a fault again.
 */
export async function shorten(stage: Stage, found: readonly Plan[]): Promise<Shown | undefined> {
  const began = performance.now();
  const many = Math.max(firstAttempts, attemptsAt(found) * 2);
  const tellUsed: Tell = (plans, attempts) => ifEnough(tellPlans(stage, plans, attempts, false));
  const first = await tellFresh(stage, found, many);
  if (first === undefined || first === noneLeft) {
    const shown = await ifEnough(tellPlans(stage, found, many, false));
    // What sequences before did has its part in it, so that steps left out would prove nothing.
    if (first === undefined) return shown && { ...shown, message: `${shown.message} ${usedOnes}` };
    return shown && shortened(shown, tellUsed, began + longest);
  }
  // Fresh identifiers are few. Most faults show on any and need them at the end only; of some, what
  // shows on others was done by sequences before, and they need them for each step.
  const short = await shortened(first, tellUsed, began + longest);
  const again = await tellFresh(stage, short.told, attemptsAt(short.told));
  if (again === noneLeft) return short;
  if (again !== undefined && !isLonger(again, short)) return again;
  const tell: Tell = async (plans, attempts) => {
    const less = await tellFresh(stage, plans, attempts);
    return less === noneLeft ? undefined : less;
  };
  return shortened(first, tell, began + longestFresh);
}

const usedOnes = 'It showed only on identifiers that were used before.';
const noneLeft = 'none left';

async function tellFresh(
  stage: Stage,
  plans: readonly Plan[],
  attempts: number,
): Promise<Shown | undefined | typeof noneLeft> {
  try {
    return await ifEnough(tellPlans(stage, plans, attempts, true));
  } catch (error) {
    if (error instanceof NoneFresh) return noneLeft;
    throw error;
  }
}

type Tell = (plans: readonly Plan[], attempts: number) => Promise<Shown | undefined>;

async function shortened(shown: Shown, tell: Tell, until: number): Promise<Shown> {
  let best = shown;
  for (let changed = true; changed; ) {
    changed = false;
    for (const plans of simpler(best.told)) {
      if (performance.now() > until) return best;
      const less = await tell(plans, attemptsAt(plans, best.round));
      // What shows without a step was done by a sequence before.
      if (less === undefined || less.told.length === 0) continue;
      if (isSame(less.told, best.told) || isLonger(less, best)) continue;
      best = less;
      changed = true;
      break;
    }
  }
  return best;
}

// A step that is added at the end need not be reached.
function isSame(one: readonly Plan[], other: readonly Plan[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// What was told in the end counts as well: what is deleted as a step may save requests there.
function isLonger(one: Shown, other: Shown): boolean {
  const more = one.exchanges.length - other.exchanges.length;
  return more > 0 || (more === 0 && stepsIn(one.told) > stepsIn(other.told));
}

function stepsIn(plans: readonly Plan[]): number {
  return plans.reduce((sum, plan) => sum + (plan.do === 'race' ? plan.plans.length : 1), 0);
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
