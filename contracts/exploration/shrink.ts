import { TooFewIdentifiers } from '../provider/identifier-pool.ts';
import { noneFresh, type Reproduction, reproduceOnFresh, reproduceOnUsed } from './reproduce.ts';
import { shrinkCandidates } from './shrink-candidates.ts';
import { hasRace, type Step } from './step.ts';
import type { Target } from './target.ts';

// A race counts as reproduced if one of so many attempts shows the violation; of a race that showed it
// early, fewer attempts are enough.
const attemptsAtRace = 12;
const fewestAtRace = 4;
// A violation may depend on which identifiers meet.
const firstAttempts = 8;
// Milliseconds; the second is for sequences that need fresh identifiers for each candidate.
const longest = 6_000;
const longestFresh = 8_000;

function attemptsAt(steps: readonly Step[], attempt = attemptsAtRace): number {
  if (!hasRace(steps)) return 1;
  return Math.min(attemptsAtRace, Math.max(fewestAtRace, 3 * attempt));
}

/**
 * Shrinks a sequence as long as it shows a violation: drops steps, then simplifies them. If there is
 * enough test data, the result was reproduced on fresh identifiers. Returns undefined if the violation
 * does not show again.
 */
export async function shrink(
  target: Target,
  found: readonly Step[],
): Promise<Reproduction | undefined> {
  const began = performance.now();
  const many = Math.max(firstAttempts, attemptsAt(found) * 2);
  const onUsed = (steps: readonly Step[], attempts: number) =>
    ifEnough(reproduceOnUsed(target, steps, attempts));
  const onFresh = (steps: readonly Step[], attempts: number) =>
    ifEnough(reproduceOnFresh(target, steps, attempts));
  const first = await onFresh(found, many);
  if (first === noneFresh) {
    const used = await onUsed(found, many);
    return used && shrinkWith(used, onUsed, began + longest);
  }
  if (first === undefined) {
    // Earlier sequences play a part in it, so dropping steps would prove nothing.
    const used = await onUsed(found, many);
    return used && { ...used, message: `${used.message} ${onlyUsed}` };
  }
  // Fresh identifiers are few. Most violations show on any identifiers, and need fresh ones only at the
  // end. If the end shows that earlier sequences played a part, each candidate needs fresh ones.
  const short = await shrinkWith(first, onUsed, began + longest);
  const again = await onFresh(short.steps, attemptsAt(short.steps));
  if (again === noneFresh) return short;
  if (again !== undefined && !isLonger(again, short)) return again;
  const from = again !== undefined && !isLonger(again, first) ? again : first;
  return shrinkWith(from, onFresh, began + longestFresh);
}

const onlyUsed = 'It showed only on identifiers that were used before.';

type Reproduce = (
  steps: readonly Step[],
  attempts: number,
) => Promise<Reproduction | typeof noneFresh | undefined>;

async function shrinkWith(
  found: Reproduction,
  reproduce: Reproduce,
  until: number,
): Promise<Reproduction> {
  let best = found;
  for (let changed = true; changed; ) {
    changed = false;
    for (const steps of shrinkCandidates(best.steps)) {
      if (performance.now() > until) return best;
      const less = await reproduce(steps, attemptsAt(steps, best.attempt));
      // Without a step, an earlier sequence caused it.
      if (less === undefined || less === noneFresh || less.steps.length === 0) continue;
      if (isSame(less.steps, best.steps) || isLonger(less, best)) continue;
      best = less;
      changed = true;
      break;
    }
  }
  return best;
}

// A step that a candidate adds at the end may not be reached.
function isSame(one: readonly Step[], other: readonly Step[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// The requests of the end count too: a step that deletes may save some of them.
function isLonger(one: Reproduction, other: Reproduction): boolean {
  const more = one.exchanges.length - other.exchanges.length;
  return more > 0 || (more === 0 && countSteps(one.steps) > countSteps(other.steps));
}

function countSteps(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + (step.do === 'race' ? step.steps.length : 1), 0);
}

// Without a way to delete, sequences use up the test data sooner or later.
async function ifEnough<Found>(found: Promise<Found>): Promise<Found | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof TooFewIdentifiers) return undefined;
    throw error;
  }
}
