import fc from 'fast-check';
import { Misuse, type Resource } from '../../spec/index.ts';
import { type Finding, finding } from '../checks/check.ts';
import { holdClaims } from '../checks/lasting-claims.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import { RunEnd } from '../provider/run-gate.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import type { Replay } from '../report/report.ts';
import { largestBulkAdd } from './bulk-add.ts';
import { sequences, stepsOf } from './commands.ts';
import { immutablePointers } from './immutable.ts';
import { noneFresh, type Reproduction, reproduceOnFresh, reproduceOnUsed } from './reproduce.ts';
import { runSequence } from './sequence-run.ts';
import { shrink } from './shrink.ts';
import { Statistics } from './statistics.ts';
import { hasRace, highestPosition, readStep, type Step } from './step.ts';
import { hasLists, hasSecondAccount, putSimilarFirst, type Target, targetsOf } from './target.ts';
import { Violation } from './violation.ts';

/** How long to explore, and with which random choices. */
export interface ExploreOptions {
  readonly seed: number;
  /** The most sequences. */
  readonly runs: number;
  /** The most milliseconds; a violation is still shrunk afterwards. */
  readonly time: number;
  /** The most requests. */
  readonly requests: number;
  readonly progress: (message: string) => void;
}

/** The result of exploring one resource. */
export interface ExplorationResult {
  readonly id: string;
  readonly says: string;
  /** The path of the collection. */
  readonly collection: string;
  readonly finding: Finding;
  /** The shortest sequence that shows a violation; empty if none was found. */
  readonly steps: readonly Step[];
  readonly ms: number;
}

/** Explores every resource with uniqueness rules by random sequences and races. */
export async function explore(
  provider: Provider,
  options: ExploreOptions,
): Promise<ExplorationResult[]> {
  const results: ExplorationResult[] = [];
  for (const target of targetsOf(provider)) {
    const since = stopwatch();
    try {
      const second = await hasSecondAccount(target);
      const held = await holdClaims(provider, target.resource);
      const explored = await exploreTarget({ ...target, second }, options);
      const last = await held().catch((error) => untestedResult(target, error, 0).finding);
      const { outcome, message = '', exchanges } = last;
      const expired = outcome === 'broken' && explored.finding.outcome === 'kept';
      results.push(
        expired ? { ...explored, finding: finding(outcome, message, exchanges) } : explored,
      );
    } catch (error) {
      results.push(untestedResult(target, error, since()));
    }
  }
  return results;
}

/**
 * Replays a sequence that an earlier run found.
 * @throws Misuse if it is none, or there is no test data for its collection
 */
export async function replaySequence(
  provider: Provider,
  { collection, steps: written }: Replay,
): Promise<ExplorationResult[]> {
  const targets = targetsOf(provider);
  const found = targets.find(({ resource }) => resource.collection === collection);
  if (found === undefined) {
    const known = targets.map(({ resource }) => resource.collection).join(', ') || 'nothing';
    throw new Misuse(`${collection} cannot be replayed; the test data is for ${known}.`);
  }
  const steps = written.map(readStep);
  const target = { ...found, second: await hasSecondAccount(found) };
  const since = stopwatch();
  // A race may miss by chance, and another violation may depend on which identifiers meet.
  const attempts = hasRace(steps) ? 40 : 8;
  const fresh = await reproduceOnFresh(target, steps, attempts);
  const used = (one: Target) => reproduceOnUsed(one, steps, attempts);
  const shown =
    (fresh === noneFresh ? await used(target) : fresh) ??
    (putSimilarFirst(target) ? await used({ ...target, similar: true }) : undefined);
  if (shown !== undefined) return [brokenResult(target, shown, since())];
  const message = `${attempts} replays of the ${steps.length} steps showed no violation.`;
  return [result(target, finding('kept', message), since())];
}

async function exploreTarget(target: Target, options: ExploreOptions): Promise<ExplorationResult> {
  const since = stopwatch();
  const { transport } = target.provider;
  const mostSent = transport.sent + options.requests;
  const statistics = new Statistics();
  let found: readonly Step[] = [];
  let foundIn = target;
  let unexplained = false;
  const arbitrary = sequences({
    keyFields: target.keyFields.length,
    second: target.second,
    immutable: immutablePointers(target).length > 0,
    bulk: largestBulkAdd(target),
    lists: hasLists(target),
  });
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    if (since() > options.time || transport.sent > mostSent) return;
    const all = await stepsOf(commands);
    const similar = statistics.sequences % 4 === 2 && putSimilarFirst(target);
    const idsPerKind = Math.max(target.idsPerKind, highestPosition(all) + 1);
    foundIn = { ...target, similar, idsPerKind };
    const { violation, steps } = await runSequence(foundIn, all, true);
    statistics.add(steps);
    options.progress(`${statistics}`);
    // Without a step, an earlier sequence caused it, so nobody could repeat it.
    if (violation !== undefined && steps.length === 0) unexplained = true;
    else if (violation !== undefined) {
      found = steps;
      throw violation;
    }
  });
  try {
    // Shrinking follows below, where each candidate gets fresh identifiers.
    const settings = { seed: options.seed, numRuns: options.runs, endOnFailure: true };
    const { errorInstance } = await fc.check(property, settings);
    if (errorInstance && !(errorInstance instanceof Violation)) throw errorInstance;
  } catch (error) {
    // Without a way to delete, sequences use up the test data sooner or later.
    if (statistics.empty || !(error instanceof TooFewIdentifiers)) {
      return untestedResult(target, error, since());
    }
  }
  if (statistics.empty && options.runs > 0) {
    const message = 'Exploration ran out of time before the first sequence.';
    return result(target, finding('skipped', message), since());
  }
  if (found.length === 0 && !unexplained) {
    return result(target, finding('kept', `${statistics}, showed no violation.`), since());
  }
  const shown = found.length === 0 ? undefined : await shrinkFound(foundIn, found).catch(ifEnded);
  if (shown !== undefined) return brokenResult(target, shown, since());
  const message = `A violation showed once in ${statistics}, and could not be reproduced.`;
  return result(target, finding('kept', message), since());
}

// Most violations need no similar identifiers, which are too few for many attempts.
async function shrinkFound(target: Target, found: readonly Step[]) {
  const shown = await shrink({ ...target, similar: false }, found);
  return shown === undefined && target.similar ? shrink(target, found) : shown;
}

function ifEnded(error: unknown): undefined {
  if (!(error instanceof RunEnd)) throw error;
}

function result(
  { resource }: Target,
  finding: Finding,
  ms: number,
  steps: readonly Step[] = [],
): ExplorationResult {
  return { collection: resource.collection, ...headingOf(resource), finding, steps, ms };
}

/** The id and the promise, in a sentence, of the result that exploring a resource has. */
export function headingOf({ collection, unique }: Resource): { id: string; says: string } {
  const id = `exploration${collection.replaceAll(/[^a-z0-9]+/gi, '-')}`;
  const rules = unique.map(({ name }) => name).join(' or ');
  return { id, says: `Random sequences and races on ${collection} never break ${rules}.` };
}

function brokenResult(
  target: Target,
  { message, exchanges, steps, attempt }: Reproduction,
  ms: number,
): ExplorationResult {
  const chance = hasRace(steps) ? ` The race showed it in attempt ${attempt}.` : '';
  return result(target, finding('broken', `${message}${chance}`, exchanges), ms, steps);
}

function untestedResult(target: Target, error: unknown, ms: number): ExplorationResult {
  const skips = error instanceof NoTestData || error instanceof RunEnd;
  const lacks = error instanceof TooFewIdentifiers || error instanceof SetUpFailure;
  const message = skips || lacks ? error.message : target.provider.gate.fail(error);
  return result(target, finding(skips ? 'skipped' : 'inconclusive', message), ms);
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => Math.round(performance.now() - began);
}
