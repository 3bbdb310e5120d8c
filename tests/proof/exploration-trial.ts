import { faults, lawful } from '../providers/index.ts';
import { judge } from './judge.ts';
import { optionsFor } from './lawful-options.ts';
import { testDataFor } from './test-data-for.ts';

/** An example provider, to explore with a seed. */
export interface Trial {
  readonly kind: 'lawful' | 'fault';
  readonly id: string;
  readonly seed: number;
  /** The sequences for a lawful provider; by default as many as those of `npm run verify`. */
  readonly runs?: number;
}

/** The outcome of a trial. */
export interface Outcome extends Trial {
  readonly verdict: string;
  /** The message of the exploration, a sentence. */
  readonly message: string;
  readonly ms: number;
  readonly requests: number;
  /** How many requests show the fault; 0 if it was not found. */
  readonly shownIn: number;
  /** Whether a replay of the sequence shows the same violation on a new provider with the fault. */
  readonly again: boolean;
}

// As many sequences as those of `npm run verify`, but with more time for slow providers.
const usual = { only: 'exploration', runs: 100, time: 3_600_000 } as const;

/** Explores an example provider: a lawful one with all sequences, a faulty one until the fault shows. */
export async function runTrial(trial: Trial): Promise<Outcome> {
  return trial.kind === 'lawful' ? tryLawful(trial) : tryFault(trial);
}

async function tryLawful(trial: Trial): Promise<Outcome> {
  const way = lawful.find(({ id }) => id === trial.id);
  if (way === undefined) throw new Error(`There is no lawful provider ${trial.id}.`);
  const { seed, runs = usual.runs } = trial;
  const report = await judge(way.ways, { ...usual, ...optionsFor(way), seed, runs });
  const { verdict, ms, requests, summary } = report;
  const message = report.results[0]?.message ?? summary;
  // A violation that could not be reproduced accuses nobody, but must not occur either.
  const isKept = verdict === 'kept' && message.endsWith('showed no violation.');
  const found = isKept ? 'kept' : verdict === 'kept' ? 'seen once' : verdict;
  return { ...trial, verdict: found, message, ms, requests, shownIn: 0, again: false };
}

async function tryFault(trial: Trial): Promise<Outcome> {
  const fault = faults.find(({ id }) => id === trial.id);
  if (fault === undefined) throw new Error(`There is no fault ${trial.id}.`);
  const settings = { only: 'exploration', testData: testDataFor(fault) } as const;
  const report = await judge(fault.ways, { ...settings, seed: trial.seed });
  const { verdict, ms, requests, summary } = report;
  const broken = report.results.find(({ outcome }) => outcome === 'broken');
  if (broken === undefined) {
    const message = report.results[0]?.message ?? summary;
    return { ...trial, verdict, message, ms, requests, shownIn: 0, again: false };
  }
  const { replay, message = '', exchanges } = broken;
  const replayed = await judge(fault.ways, { ...settings, replay, seed: trial.seed + 1 });
  const same = replayed.results.find(({ outcome }) => outcome === 'broken');
  const again = same !== undefined && withoutIds(same.message) === withoutIds(message);
  return { ...trial, verdict, message, ms, requests, shownIn: exchanges.length, again };
}

/** A message without identifiers and attempts, which differ between runs. */
export function withoutIds(message = ''): string {
  return message.replace(/ The race showed it in attempt .*$/, '').replaceAll(/\d+(, \d+)*/g, '#');
}
