import fc from 'fast-check';
import { Misuse } from '../../spec/index.ts';
import type { Finding } from '../checks/check.ts';
import { NotLent, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import type { Replay } from '../report/report.ts';
import { crowdIn, crowdOf } from './bulk-add.ts';
import { planOf, sequences, tellAll } from './commands.ts';
import { immutableIn } from './immutable.ts';
import { type Shown, tellFreshIfPossible } from './reproduce.ts';
import { Story } from './sequence-run.ts';
import { hasRace, shorten } from './shrink.ts';
import { Tally } from './statistics.ts';
import { type Plan, readPlan } from './step.ts';
import { hasSecondAccount, type Stage, stagesOf } from './target.ts';
import { FaultShown } from './violation.ts';

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
export interface Explored {
  readonly id: string;
  readonly says: string;
  /** The path of the collection. */
  readonly collection: string;
  readonly finding: Finding;
  /** The steps of the shortest sequence that shows a fault; empty where none was found. */
  readonly steps: readonly Plan[];
  readonly ms: number;
}

/** Explores every resource that has uniqueness rules with random sequences and races. */
export async function explore(provider: Provider, options: ExploreOptions): Promise<Explored[]> {
  const explored: Explored[] = [];
  for (const stage of stagesOf(provider)) {
    const second = await hasSecondAccount(stage);
    explored.push(await exploreStage({ ...stage, second }, options));
  }
  return explored;
}

/**
 * Plays a sequence that was found before.
 * @throws Misuse when the sequence is none, or nothing is lent for its collection
 */
export async function replaySequence(provider: Provider, again: Replay): Promise<Explored[]> {
  const stages = stagesOf(provider);
  const found = stages.find(({ resource }) => resource.collection === again.collection);
  if (found === undefined) {
    const known = stages.map(({ resource }) => resource.collection).join(', ');
    throw new Misuse(`There is no ${again.collection} to replay on; there is ${known || 'none'}.`);
  }
  const plans = again.steps.map(readPlan);
  const stage = { ...found, second: await hasSecondAccount(found) };
  const began = performance.now();
  const attempts = attemptsAt(plans);
  const shown = await tellFreshIfPossible(stage, plans, attempts);
  const ms = Math.round(performance.now() - began);
  if (shown !== undefined) return [faulty(stage, shown, ms)];
  const message = `The sequence of ${plans.length} steps, told ${attempts} times, showed no fault.`;
  return [{ ...heading(stage), finding: { ...kept, message }, steps: [], ms }];
}

const kept: Finding = { outcome: 'kept', exchanges: [] };

// A race may be lost by chance, and another fault may hang on which identifiers meet.
function attemptsAt(plans: readonly Plan[]): number {
  return hasRace(plans) ? 40 : 8;
}

function heading({ resource }: Stage): Pick<Explored, 'id' | 'says' | 'collection'> {
  return {
    collection: resource.collection,
    id: `exploration${resource.collection.replaceAll(/[^a-z0-9]+/gi, '-')}`,
    says: `Random sequences and races on ${resource.collection} never break ${resource.unique
      .map(({ name }) => name)
      .join(' or ')}.`,
  };
}

async function exploreStage(stage: Stage, options: ExploreOptions): Promise<Explored> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  const { transport } = stage.provider;
  const most = transport.sent + options.requests;
  const tally = new Tally();
  let found: readonly Plan[] = [];
  let unexplained = false;
  const ingredients = {
    places: stage.places.length,
    second: stage.second,
    immutable: immutableIn(stage).length > 0,
    crowd: crowdOf(stage),
  };
  const property = fc.asyncProperty(sequences(ingredients), async (commands) => {
    if (since() > options.time || transport.sent > most) return;
    const crowd = crowdIn([...commands].flatMap((one) => planOf(one) ?? []));
    await Story.play(stage, { crowd, probes: true }, async (story) => {
      const fault = await tellAll(story, commands);
      tally.count(story.told);
      options.progress(`${tally}`);
      if (fault === undefined) return;
      // What shows without a step was done by a sequence before; nobody could repeat it.
      if (story.told.length === 0) {
        unexplained = true;
        return;
      }
      found = [...story.told];
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
    if (errorInstance && !(errorInstance instanceof FaultShown)) throw errorInstance;
  } catch (error) {
    // Where nothing can be deleted, what was lent is used up sooner or later.
    if (tally.empty || !(error instanceof TooFewIdentifiers)) return unable(stage, error, since());
  }
  if (tally.empty && options.runs > 0) {
    return unable(
      stage,
      new TooFewIdentifiers('There was no time for a single sequence.'),
      since(),
    );
  }
  if (found.length === 0 && !unexplained) {
    const message = `${tally}, showed no fault.`;
    return { ...heading(stage), finding: { ...kept, message }, steps: [], ms: since() };
  }
  const shown = found.length === 0 ? undefined : await shorten(stage, found);
  if (shown === undefined) {
    const message = `A fault was seen once in ${tally}, and could not be shown again.`;
    return { ...heading(stage), finding: { ...kept, message }, steps: [], ms: since() };
  }
  return faulty(stage, shown, since());
}

function faulty(stage: Stage, { message, exchanges, told, round }: Shown, ms: number): Explored {
  const chance = hasRace(told) ? ` It showed in round ${round} of the same race.` : '';
  const finding: Finding = { outcome: 'broken', message: `${message}${chance}`, exchanges };
  return { ...heading(stage), finding, steps: told, ms };
}

function unable(stage: Stage, error: unknown, ms: number): Explored {
  const late = error instanceof TooFewIdentifiers;
  if (!late && !(error instanceof NotLent)) throw error;
  const outcome = late ? 'inconclusive' : 'skipped';
  const finding: Finding = { outcome, message: error.message, exchanges: [] };
  return { ...heading(stage), finding, steps: [], ms };
}
