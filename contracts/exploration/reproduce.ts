import type { Exchange } from '../http/exchange.ts';
import { bulkAddCount } from './bulk-add.ts';
import { runSequence } from './sequence-run.ts';
import { highestPosition, type Step } from './step.ts';
import { idsEach, needsOfSequence, putFirst, type Target } from './target.ts';

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

/** Says that there are too few identifiers that were never sent to the provider. */
export const noneFresh = 'none fresh';

/**
 * Runs a sequence on fresh identifiers until it shows a violation. Without a list it first probes only
 * at the end, which shows violations in fewer requests.
 */
export async function reproduceOnFresh(
  target: Target,
  steps: readonly Step[],
  attempts: number,
  fresh = true,
): Promise<Reproduction | typeof noneFresh | undefined> {
  const attempt = (probes: boolean) => runAttempts(target, steps, { attempts, fresh, probes });
  const found = await attempt(false);
  const hasList = target.provider.operation(target.resource, 'list') !== undefined;
  return found === undefined && !hasList ? attempt(true) : found;
}

/** Runs a sequence as {@link reproduceOnFresh} does, on used identifiers if possible. */
export async function reproduceOnUsed(
  target: Target,
  steps: readonly Step[],
  attempts: number,
): Promise<Reproduction | undefined> {
  const found = await reproduceOnFresh(target, steps, attempts, false);
  return found === noneFresh ? undefined : found;
}

// As many as the steps name, and one more that is free for a probe.
function idsNeededBy(steps: readonly Step[]): number {
  const named = highestPosition(steps) + 1;
  return named < idsEach ? named + 1 : named;
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
): Promise<Reproduction | typeof noneFresh | undefined> {
  const bulk = bulkAddCount(steps);
  const lean = { ...target, idsPerKind: idsNeededBy(steps) };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const isFirst = putFirst(lean, needsOfSequence(lean, bulk), fresh ? 'fresh' : 'used');
    if (fresh && !isFirst) return noneFresh;
    const { violation, ...shown } = await runSequence(lean, steps, probes);
    if (violation !== undefined) return { message: violation.message, ...shown, attempt };
  }
  return undefined;
}
