import { faults, lawful } from '../providers/index.ts';
import { judge } from './judge.ts';
import { tokensFor } from './lawful-tokens.ts';
import { testDataFor } from './test-data-for.ts';

/** An example provider to explore with a seed. */
export interface Trial {
  readonly kind: 'lawful' | 'fault';
  readonly id: string;
  readonly seed: number;
  /** Sequences with a lawful provider; as many as `npm run verify` tries where nothing is said. */
  readonly runs?: number;
}

/** What came of it. */
export interface Outcome extends Trial {
  readonly verdict: string;
  /** What the exploration says, a sentence. */
  readonly message: string;
  readonly ms: number;
  readonly requests: number;
  /** How many requests show the fault; 0 where none was found. */
  readonly shownIn: number;
  /** Whether the story of the fault, played on another provider of the kind, shows the same fault. */
  readonly again: boolean;
}

// `npm run verify` tries as many sequences beside the checks, but has less time for a slow provider.
const usual = { only: 'exploration', runs: 100, time: 3_600_000 } as const;

/** Explores an example provider: a lawful one with the usual sequences, a faulty one until it is found. */
export async function tryOut(trial: Trial): Promise<Outcome> {
  return trial.kind === 'lawful' ? tryLawful(trial) : tryFault(trial);
}

async function tryLawful(trial: Trial): Promise<Outcome> {
  const way = lawful.find(({ id }) => id === trial.id);
  if (way === undefined) throw new Error(`There is no lawful provider ${trial.id}.`);
  const { seed, runs = usual.runs } = trial;
  const report = await judge(way.ways, { ...usual, ...tokensFor(way), seed, runs });
  const { verdict, ms, requests, summary } = report;
  const message = report.results[0]?.message ?? summary;
  // A fault that could not be shown again is no accusation, but nothing of the kind may be there.
  const calm = verdict === 'kept' && message.endsWith('showed no fault.');
  const found = calm ? 'kept' : verdict === 'kept' ? 'seen once' : verdict;
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

/** What a fault's message says whoever tells it: identifiers differ, and so does the round of a race. */
export function withoutIds(message = ''): string {
  return message.replace(/ It showed in round .*$/, '').replaceAll(/\d+(, \d+)*/g, '#');
}
