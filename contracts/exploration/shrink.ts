import { TooFewIdentifiers } from '../provider/identifier-pool.ts';
import { NoFreshIdentifiers, type Reproduction, reproduce } from './reproduce.ts';
import { shrinkCandidates } from './shrink-candidates.ts';
import type { Step } from './step.ts';
import type { Target } from './target.ts';

/** Whether chance plays its part in a sequence. */
export function hasRace(plans: readonly Step[]): boolean {
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

function attemptsAt(plans: readonly Step[], round = attemptsAtRace): number {
  if (!hasRace(plans)) return 1;
  return Math.min(attemptsAtRace, Math.max(fewestAtRace, 3 * round));
}

/**
 * Shortens a sequence as far as it still shows a fault: leaves out steps, then parts of steps. What
 * comes of it showed on identifiers that were never sent before, as far as enough were lent. Gives
 * nothing when it does not show a fault again.
 */
export async function shrink(
  target: Target,
  found: readonly Step[],
): Promise<Reproduction | undefined> {
  const began = performance.now();
  const many = Math.max(firstAttempts, attemptsAt(found) * 2);
  const tellUsed: Reproduce = (plans, attempts) =>
    ifEnough(reproduce(target, plans, attempts, false));
  const first = await reproduceFresh(target, found, many);
  if (first === undefined || first === noneLeft) {
    const shown = await ifEnough(reproduce(target, found, many, false));
    // What sequences before did has its part in it, so that steps left out would prove nothing.
    if (first === undefined) return shown && { ...shown, message: `${shown.message} ${usedOnes}` };
    return shown && shrinkWith(shown, tellUsed, began + longest);
  }
  // Fresh identifiers are few. Most faults show on any and need them at the end only; of some, what
  // shows on others was done by sequences before, and they need them for each step.
  const short = await shrinkWith(first, tellUsed, began + longest);
  const again = await reproduceFresh(target, short.steps, attemptsAt(short.steps));
  if (again === noneLeft) return short;
  if (again !== undefined && !isLonger(again, short)) return again;
  const tell: Reproduce = async (plans, attempts) => {
    const less = await reproduceFresh(target, plans, attempts);
    return less === noneLeft ? undefined : less;
  };
  return shrinkWith(first, tell, began + longestFresh);
}

const usedOnes = 'It showed only on identifiers that were used before.';
const noneLeft = 'none left';

async function reproduceFresh(
  target: Target,
  plans: readonly Step[],
  attempts: number,
): Promise<Reproduction | undefined | typeof noneLeft> {
  try {
    return await ifEnough(reproduce(target, plans, attempts, true));
  } catch (error) {
    if (error instanceof NoFreshIdentifiers) return noneLeft;
    throw error;
  }
}

type Reproduce = (plans: readonly Step[], attempts: number) => Promise<Reproduction | undefined>;

async function shrinkWith(
  shown: Reproduction,
  tell: Reproduce,
  until: number,
): Promise<Reproduction> {
  let best = shown;
  for (let changed = true; changed; ) {
    changed = false;
    for (const plans of shrinkCandidates(best.steps)) {
      if (performance.now() > until) return best;
      const less = await tell(plans, attemptsAt(plans, best.attempt));
      // What shows without a step was done by a sequence before.
      if (less === undefined || less.steps.length === 0) continue;
      if (isSame(less.steps, best.steps) || isLonger(less, best)) continue;
      best = less;
      changed = true;
      break;
    }
  }
  return best;
}

// A step that is added at the end need not be reached.
function isSame(one: readonly Step[], other: readonly Step[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// What was told in the end counts as well: what is deleted as a step may save requests there.
function isLonger(one: Reproduction, other: Reproduction): boolean {
  const more = one.exchanges.length - other.exchanges.length;
  return more > 0 || (more === 0 && stepsIn(one.steps) > stepsIn(other.steps));
}

function stepsIn(plans: readonly Step[]): number {
  return plans.reduce((sum, plan) => sum + (plan.do === 'race' ? plan.plans.length : 1), 0);
}

// Where nothing can be deleted, what was lent is used up sooner or later.
async function ifEnough(
  told: Promise<Reproduction | undefined>,
): Promise<Reproduction | undefined> {
  try {
    return await told;
  } catch (error) {
    if (error instanceof TooFewIdentifiers) return undefined;
    throw error;
  }
}
