import { TooFewIdentifiers } from '../lent.ts';
import type { Plan } from './plan.ts';
import { simpler } from './simpler.ts';
import type { Stage } from './stage.ts';
import { NoneFresh, type Shown, tellPlans } from './telling.ts';

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
  const most = Math.max(firstAttempts, attempts(found) * 2);
  let best = await ifEnough(tellConfirmed(stage, found, most));
  if (best === undefined) {
    const shown = await ifEnough(tellPlans(stage, found, most, false));
    // What a sequence before did has its part in it, so that steps left out would prove nothing.
    return shown && { ...shown, message: `${shown.message} ${onUsedOnes}` };
  }
  for (let changed = true; changed && performance.now() - began < longest; ) {
    changed = false;
    for (const plans of simpler(best.told)) {
      if (performance.now() - began > longest) break;
      const shown = await ifEnough(tellConfirmed(stage, plans, attempts(plans)));
      if (shown === undefined) continue;
      best = shown;
      changed = true;
      break;
    }
  }
  return best;
}

const onUsedOnes = 'It showed only on identifiers that were used before.';

// What shows on any identifiers may have been done by a sequence before that met the same ones, so it
// has to show on such as were never sent, too. Where too few were lent for that, once is enough.
async function tellConfirmed(
  stage: Stage,
  plans: readonly Plan[],
  attempts: number,
): Promise<Shown | undefined> {
  const shown = await tellPlans(stage, plans, attempts, false);
  if (shown === undefined || shown.told.length === 0) return undefined;
  try {
    const again = await tellPlans(stage, plans, attempts, true);
    return again?.told.length === 0 ? undefined : again;
  } catch (error) {
    if (error instanceof NoneFresh) return shown;
    throw error;
  }
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
