import fc from 'fast-check';
import { Misuse } from '../../spec/index.ts';
import type { Finding } from '../checks/check.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import type { Replay } from '../report/report.ts';
import { bulkAddCount, largestBulkAdd } from './bulk-add.ts';
import { runSequence, sequences, stepOf } from './commands.ts';
import { immutablePointers } from './immutable.ts';
import { type Reproduction, reproducePreferringFresh } from './reproduce.ts';
import { SequenceRun } from './sequence-run.ts';
import { hasRace, shrink } from './shrink.ts';
import { Statistics } from './statistics.ts';
import { readStep, type Step } from './step.ts';
import { hasSecondAccount, type Target, targetsOf } from './target.ts';
import { Violation } from './violation.ts';

/** How long to explore, and with what chance. */
export interface ExploreOptions {
  readonly seed: number;
  /** Sequences at most. */
  readonly runs: number;
  /** Milliseconds at most; a fault that was found is still shortened afterwards. */
  readonly time: number;
  /** Requests at most. */
  readonly requests: number;
  readonly progress: (message: string) => void;
}

/** What the exploration of one resource found. */
export interface ExplorationResult {
  readonly id: string;
  readonly says: string;
  /** The path of the collection. */
  readonly collection: string;
  readonly finding: Finding;
  /** The steps of the shortest sequence that shows a fault; empty where none was found. */
  readonly steps: readonly Step[];
  readonly ms: number;
}

/** Explores every resource that has uniqueness rules with random sequences and races. */
export async function explore(
  provider: Provider,
  options: ExploreOptions,
): Promise<ExplorationResult[]> {
  const explored: ExplorationResult[] = [];
  for (const target of targetsOf(provider)) {
    const second = await hasSecondAccount(target);
    explored.push(await exploreTarget({ ...target, second }, options));
  }
  return explored;
}

/**
 * Plays a sequence that was found before.
 * @throws Misuse when the sequence is none, or nothing is lent for its collection
 */
export async function replaySequence(
  provider: Provider,
  again: Replay,
): Promise<ExplorationResult[]> {
  const targets = targetsOf(provider);
  const found = targets.find(({ resource }) => resource.collection === again.collection);
  if (found === undefined) {
    const known = targets.map(({ resource }) => resource.collection).join(', ');
    throw new Misuse(`There is no ${again.collection} to replay on; there is ${known || 'none'}.`);
  }
  const plans = again.steps.map(readStep);
  const target = { ...found, second: await hasSecondAccount(found) };
  const began = performance.now();
  const attempts = attemptsAt(plans);
  const shown = await reproducePreferringFresh(target, plans, attempts);
  const ms = Math.round(performance.now() - began);
  if (shown !== undefined) return [brokenResult(target, shown, ms)];
  const message = `The sequence of ${plans.length} steps, told ${attempts} times, showed no fault.`;
  return [{ ...heading(target), finding: { ...kept, message }, steps: [], ms }];
}

const kept: Finding = { outcome: 'kept', exchanges: [] };

// A race may be lost by chance, and another fault may hang on which identifiers meet.
function attemptsAt(plans: readonly Step[]): number {
  return hasRace(plans) ? 40 : 8;
}

function heading({ resource }: Target): Pick<ExplorationResult, 'id' | 'says' | 'collection'> {
  return {
    collection: resource.collection,
    id: `exploration${resource.collection.replaceAll(/[^a-z0-9]+/gi, '-')}`,
    says: `Random sequences and races on ${resource.collection} never break ${resource.unique
      .map(({ name }) => name)
      .join(' or ')}.`,
  };
}

async function exploreTarget(target: Target, options: ExploreOptions): Promise<ExplorationResult> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  const { transport } = target.provider;
  const most = transport.sent + options.requests;
  const tally = new Statistics();
  let found: readonly Step[] = [];
  let unexplained = false;
  const ingredients = {
    places: target.keyFields.length,
    second: target.second,
    immutable: immutablePointers(target).length > 0,
    crowd: largestBulkAdd(target),
  };
  const property = fc.asyncProperty(sequences(ingredients), async (commands) => {
    if (since() > options.time || transport.sent > most) return;
    const crowd = bulkAddCount([...commands].flatMap((one) => stepOf(one) ?? []));
    await SequenceRun.play(target, { crowd, probes: true }, async (story) => {
      const fault = await runSequence(story, commands);
      tally.count(story.steps);
      options.progress(`${tally}`);
      if (fault === undefined) return;
      // What shows without a step was done by a sequence before; nobody could repeat it.
      if (story.steps.length === 0) {
        unexplained = true;
        return;
      }
      found = [...story.steps];
      throw fault;
    });
  });
  try {
    const { errorInstance } = await fc.check(property, {
      seed: options.seed,
      numRuns: options.runs,
      // What is found is shortened below, where each try goes to fresh identifiers.
      endOnFailure: true,
    });
    if (errorInstance && !(errorInstance instanceof Violation)) throw errorInstance;
  } catch (error) {
    // Where nothing can be deleted, what was lent is used up sooner or later.
    if (tally.empty || !(error instanceof TooFewIdentifiers))
      return untestedResult(target, error, since());
  }
  if (tally.empty && options.runs > 0) {
    return untestedResult(
      target,
      new TooFewIdentifiers('There was no time for a single sequence.'),
      since(),
    );
  }
  if (found.length === 0 && !unexplained) {
    const message = `${tally}, showed no fault.`;
    return { ...heading(target), finding: { ...kept, message }, steps: [], ms: since() };
  }
  const shown = found.length === 0 ? undefined : await shrink(target, found);
  if (shown === undefined) {
    const message = `A fault was seen once in ${tally}, and could not be shown again.`;
    return { ...heading(target), finding: { ...kept, message }, steps: [], ms: since() };
  }
  return brokenResult(target, shown, since());
}

function brokenResult(
  target: Target,
  { message, exchanges, steps, attempt }: Reproduction,
  ms: number,
): ExplorationResult {
  const chance = hasRace(steps) ? ` It showed in round ${attempt} of the same race.` : '';
  const finding: Finding = { outcome: 'broken', message: `${message}${chance}`, exchanges };
  return { ...heading(target), finding, steps: steps, ms };
}

function untestedResult(target: Target, error: unknown, ms: number): ExplorationResult {
  const late = error instanceof TooFewIdentifiers;
  if (!late && !(error instanceof NoTestData)) throw error;
  const outcome = late ? 'inconclusive' : 'skipped';
  const finding: Finding = { outcome, message: error.message, exchanges: [] };
  return { ...heading(target), finding, steps: [], ms };
}
