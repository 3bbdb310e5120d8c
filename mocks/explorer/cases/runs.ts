import { batch as atOnce, computed, type Signal, signal } from '@preact/signals';
import type { CaseRun } from '../../control/cases/case-run.ts';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { control } from '../data/control-client.ts';
import { providerToken, target } from '../data/session.ts';
import { catalogue } from './catalogue.ts';
import { borrow, giveBack, secondToken } from './identifiers.ts';

/** How a case went; `none` is one that was not run. */
export type Verdict = CaseRun['verdict'] | 'running' | 'none';

/** What came of the last run of a case. */
export interface Result {
  readonly verdict: Verdict;
  /** A sentence, where there is one to say. */
  readonly says: string | null;
  readonly run: CaseRun | undefined;
}

/** Some cases that are being run, or were. */
export interface Batch {
  /** Tells it from one that was stopped and whose last cases are running still. */
  readonly id: number;
  readonly done: number;
  readonly total: number;
  readonly state: 'running' | 'stopped' | 'finished';
}

const together = 4;
let lastBatch = 0;
const notRun: Result = { verdict: 'none', says: null, run: undefined };

// A signal each, so that what comes of one case concerns its own row only.
const results = new Map<string, Signal<Result>>();

/** How far the cases are that were started last; undefined before any were. */
export const batch = signal<Batch | undefined>(undefined);

/** How many cases went how, at who answers now. */
export const counts = computed(() => {
  const found: Partial<Record<Verdict, number>> = {};
  for (const one of catalogue.value?.cases ?? []) {
    const { verdict } = resultOf(one);
    found[verdict] = (found[verdict] ?? 0) + 1;
  }
  return found;
});

/** What came of the last run of a case at who answers now. */
export function resultOf(one: ShownCase): Result {
  const result = cell(target.value, one.id).value;
  if (result.run?.answered !== 'refused' || one.oneOf === undefined) return result;
  // Each of them is free to be refused, all of them together are not.
  const others = (catalogue.value?.cases ?? []).filter(({ oneOf }) => oneOf === one.oneOf);
  const refused = others.every(
    ({ id }) => cell(target.value, id).value.run?.answered === 'refused',
  );
  if (!refused) return result;
  const says = `None of ${others.map(({ id }) => id).join(', ')} is accepted, and one has to be.`;
  return { ...result, verdict: 'differs', says };
}

/** Runs cases, some at a time, unless others are running. */
export async function run(cases: readonly ShownCase[]): Promise<void> {
  if (batch.value?.state === 'running') return;
  const id = ++lastBatch;
  batch.value = { id, done: 0, total: cases.length, state: 'running' };
  const to = target.value;
  const waiting = [...cases];
  const running = new Set<Promise<void>>();
  while (isRunning(id) && (waiting.length > 0 || running.size > 0)) {
    const start = running.size < together ? next(waiting, to, running.size === 0) : undefined;
    if (start === undefined) await Promise.race(running);
    else {
      const one = start()
        .then(() => count(id))
        .finally(() => running.delete(one));
      running.add(one);
    }
  }
  if (isRunning(id) && batch.value) batch.value = { ...batch.value, state: 'finished' };
}

function isRunning(id: number): boolean {
  return batch.value?.id === id && batch.value.state === 'running';
}

function count(id: number): void {
  if (batch.value?.id === id) batch.value = { ...batch.value, done: batch.value.done + 1 };
}

/** Starts no further cases; those that are running end by themselves. */
export function stop(): void {
  if (batch.value?.state === 'running') batch.value = { ...batch.value, state: 'stopped' };
}

// What starts the first case that what is lent suffices for; alone it gets what there is.
function next(
  waiting: ShownCase[],
  to: 'mock' | 'provider',
  alone: boolean,
): (() => Promise<void>) | undefined {
  for (const [at, one] of waiting.entries()) {
    const loan = to === 'mock' ? {} : borrow(one.needs, false);
    if (loan === undefined) continue;
    waiting.splice(at, 1);
    return () => play(one, to, loan);
  }
  const one = alone ? waiting.shift() : undefined;
  const loan = one && borrow(one.needs, true);
  return one && loan && (() => play(one, to, loan));
}

async function play(
  one: ShownCase,
  to: 'mock' | 'provider',
  loan: NonNullable<ReturnType<typeof borrow>>,
): Promise<void> {
  const result = cell(to, one.id);
  result.value = { ...notRun, verdict: 'running' };
  const used = { token: providerToken.value, secondToken: secondToken.value, lent: loan };
  const body = to === 'mock' ? { to } : { to, ...used };
  let came: Result;
  try {
    const run = await control<CaseRun>(`cases/${one.id}`, { method: 'POST', body });
    came = { verdict: run.verdict, says: run.says, run };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    came = { verdict: 'could-not-run', says, run: undefined };
  }
  atOnce(() => {
    if (to === 'provider') giveBack(loan, (came.run?.left.length ?? 1) > 0);
    result.value = came;
  });
}

function cell(to: 'mock' | 'provider', id: string): Signal<Result> {
  const key = `${to} ${id}`;
  const found = results.get(key) ?? signal(notRun);
  results.set(key, found);
  return found;
}
