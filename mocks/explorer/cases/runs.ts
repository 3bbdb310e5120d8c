import { batch, computed, signal } from '@preact/signals';
import type { CaseRun } from '../../control/cases/case-run.ts';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import type { Preflight } from '../../control/cases/preflight.ts';
import { control, messageOf } from '../data/control-client.ts';
import { baseUrlOf, providerToken, type Target, target } from '../data/session.ts';
import { storedSignal } from '../data/stored-signal.ts';
import type { CaseResult } from './case-result.ts';
import { resultOf, setResult } from './results.ts';
import { type Reservation, release, reserve, secondToken } from './test-data.ts';

/** The progress of a run of several cases. */
export interface BatchProgress {
  /** Tells a new batch from a stopped one whose last cases are still running. */
  readonly id: number;
  readonly done: number;
  readonly total: number;
  readonly state: 'running' | 'stopped' | 'finished';
  /** The case at whose failure it stopped; undefined where somebody stopped it, or nobody did. */
  readonly failed?: string;
}

const concurrency = 4;
let lastId = 0;

/** The progress of the last batch; undefined before the first. */
export const progress = signal<BatchProgress | undefined>(undefined);

/** Whether a batch is running. */
export const isRunning = computed(() => progress.value?.state === 'running');

/** Why no case could be run on the provider, in a sentence; empty where they could. */
export const preflightRefusal = signal('');

/** Whether a batch stops at the first case that fails. */
export const stopsAtFirst = storedSignal(
  'cases-stop-at-first',
  false,
  (value) => typeof value === 'boolean',
);

/** Runs cases, a few at a time, unless others are running or the provider refuses the token. */
export async function runCases(cases: readonly ShownCase[]): Promise<void> {
  if (isRunning.value || cases.length === 0) return;
  const id = ++lastId;
  const to = target.value;
  preflightRefusal.value = '';
  progress.value = { id, done: 0, total: cases.length, state: 'running' };
  if (to === 'provider') {
    const says = await preflight();
    if (says !== '') {
      preflightRefusal.value = says;
      progress.value = undefined;
      return;
    }
  }
  const isCurrent = () => isRunning.value && progress.value?.id === id;
  const waiting = [...cases];
  const running = new Set<Promise<void>>();
  while (isCurrent() && (waiting.length > 0 || running.size > 0)) {
    const next = running.size < concurrency ? takeNext(waiting, to, running.size === 0) : undefined;
    if (next === undefined) await Promise.race(running);
    else {
      const one = next
        .start()
        .then(() => countDone(id, next.one))
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

// One request tells whether cases can run at all; without it each would fail alone.
async function preflight(): Promise<string> {
  const body = { token: providerToken.value, secondToken: secondToken.value };
  try {
    const found = await control<Preflight>('cases/preflight', { method: 'POST', body });
    return found.ok ? '' : found.says;
  } catch (error) {
    return messageOf(error);
  }
}

function countDone(id: number, one: ShownCase): void {
  const now = progress.value;
  if (now?.id !== id) return;
  const stops =
    stopsAtFirst.value && now.state === 'running' && resultOf(one).verdict === 'differs';
  progress.value = {
    ...now,
    done: now.done + 1,
    ...(stops && { state: 'stopped', failed: one.id }),
  };
}

// The start of the first case with enough free test data; if nothing is running, with what is free.
function takeNext(
  waiting: ShownCase[],
  to: Target,
  isIdle: boolean,
): { readonly one: ShownCase; start(): Promise<void> } | undefined {
  for (const [index, one] of waiting.entries()) {
    const reservation = to === 'mock' ? {} : reserve(one.needs, false);
    if (reservation === undefined) continue;
    waiting.splice(index, 1);
    return { one, start: () => runCase(one, to, reservation) };
  }
  const one = isIdle ? waiting.shift() : undefined;
  const reservation = one && reserve(one.needs, true);
  return one && reservation && { one, start: () => runCase(one, to, reservation) };
}

async function runCase(one: ShownCase, to: Target, reservation: Reservation): Promise<void> {
  const began = { started: Date.now(), server: baseUrlOf(to) };
  setResult(to, one.id, { ...began, verdict: 'running', message: null, run: undefined });
  const access = {
    token: providerToken.value,
    secondToken: secondToken.value,
    lent: reservation,
  };
  const body = to === 'mock' ? { to } : { to, ...access };
  let outcome: Pick<CaseResult, 'verdict' | 'message' | 'run'>;
  try {
    const run = await control<CaseRun>(`cases/${one.id}`, { method: 'POST', body });
    outcome = { verdict: run.verdict, message: run.says, run };
  } catch (error) {
    outcome = { verdict: 'could-not-run', message: messageOf(error), run: undefined };
  }
  batch(() => {
    if (to === 'provider') release(reservation, (outcome.run?.left.length ?? 1) > 0);
    setResult(to, one.id, { ...began, ...outcome });
  });
}
