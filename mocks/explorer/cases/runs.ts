import { batch, computed, type Signal, signal } from '@preact/signals';
import type { CaseRun } from '../../control/cases/case-run.ts';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { control, messageOf } from '../data/control-client.ts';
import { providerToken, type Target, target } from '../data/session.ts';
import { catalogue } from './catalogue.ts';
import { type Reservation, release, reserve, secondToken } from './test-data.ts';

/** The verdict on a case; `none` before it was run. */
export type Verdict = CaseRun['verdict'] | 'running' | 'none';

/** The result of the last run of a case. */
export interface CaseResult {
  readonly verdict: Verdict;
  /** An explanation, where there is one. */
  readonly message: string | null;
  readonly run: CaseRun | undefined;
}

/** The progress of a run of several cases. */
export interface BatchProgress {
  /** Tells a new batch from a stopped one whose last cases are still running. */
  readonly id: number;
  readonly done: number;
  readonly total: number;
  readonly state: 'running' | 'stopped' | 'finished';
}

const concurrency = 4;
const notRun: CaseResult = { verdict: 'none', message: null, run: undefined };
let lastId = 0;

// One signal per case, so that a result updates only its own row.
const results = new Map<string, Signal<CaseResult>>();

/** The progress of the last batch; undefined before the first. */
export const progress = signal<BatchProgress | undefined>(undefined);

/** Whether a batch is running. */
export const isRunning = computed(() => progress.value?.state === 'running');

/** How many cases have which verdict on the current target. */
export const verdictCounts = computed(() => {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const one of catalogue.value?.cases ?? []) {
    const { verdict } = resultOf(one);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
});

/** The result of the last run of a case on the current target. */
export function resultOf(one: ShownCase): CaseResult {
  const result = resultSignal(target.value, one.id).value;
  if (result.run?.answered !== 'refused' || one.oneOf === undefined) return result;
  // Each of the alternatives may be refused, but not all of them.
  const alternatives = (catalogue.value?.cases ?? []).filter(({ oneOf }) => oneOf === one.oneOf);
  const areAllRefused = alternatives.every(
    ({ id }) => resultSignal(target.value, id).value.run?.answered === 'refused',
  );
  if (!areAllRefused) return result;
  const ids = alternatives.map(({ id }) => id).join(', ');
  const message = `All of ${ids} are refused, and one of them must be accepted.`;
  return { ...result, verdict: 'differs', message };
}

/** Runs cases, a few at a time, unless others are running. */
export async function runCases(cases: readonly ShownCase[]): Promise<void> {
  if (isRunning.value) return;
  const id = ++lastId;
  progress.value = { id, done: 0, total: cases.length, state: 'running' };
  const isCurrent = () => isRunning.value && progress.value?.id === id;
  const to = target.value;
  const waiting = [...cases];
  const running = new Set<Promise<void>>();
  while (isCurrent() && (waiting.length > 0 || running.size > 0)) {
    const start =
      running.size < concurrency ? takeNext(waiting, to, running.size === 0) : undefined;
    if (start === undefined) await Promise.race(running);
    else {
      const one = start()
        .then(() => countDone(id))
        .finally(() => running.delete(one));
      running.add(one);
    }
  }
  if (isCurrent() && progress.value) progress.value = { ...progress.value, state: 'finished' };
}

/** Starts no more cases; running ones finish. */
export function stop(): void {
  if (isRunning.value && progress.value) progress.value = { ...progress.value, state: 'stopped' };
}

function countDone(id: number): void {
  const now = progress.value;
  if (now?.id === id) progress.value = { ...now, done: now.done + 1 };
}

// The start of the first case with enough free test data; if nothing is running, with what is free.
function takeNext(
  waiting: ShownCase[],
  to: Target,
  isIdle: boolean,
): (() => Promise<void>) | undefined {
  for (const [index, one] of waiting.entries()) {
    const reservation = to === 'mock' ? {} : reserve(one.needs, false);
    if (reservation === undefined) continue;
    waiting.splice(index, 1);
    return () => runCase(one, to, reservation);
  }
  const one = isIdle ? waiting.shift() : undefined;
  const reservation = one && reserve(one.needs, true);
  return one && reservation && (() => runCase(one, to, reservation));
}

async function runCase(one: ShownCase, to: Target, reservation: Reservation): Promise<void> {
  const result = resultSignal(to, one.id);
  result.value = { ...notRun, verdict: 'running' };
  const access = {
    token: providerToken.value,
    secondToken: secondToken.value,
    lent: reservation,
  };
  const body = to === 'mock' ? { to } : { to, ...access };
  let outcome: CaseResult;
  try {
    const run = await control<CaseRun>(`cases/${one.id}`, { method: 'POST', body });
    outcome = { verdict: run.verdict, message: run.says, run };
  } catch (error) {
    outcome = { verdict: 'could-not-run', message: messageOf(error), run: undefined };
  }
  batch(() => {
    if (to === 'provider') release(reservation, (outcome.run?.left.length ?? 1) > 0);
    result.value = outcome;
  });
}

function resultSignal(to: Target, id: string): Signal<CaseResult> {
  const key = `${to} ${id}`;
  const found = results.get(key) ?? signal(notRun);
  results.set(key, found);
  return found;
}
