import { computed, type Signal, signal } from '@preact/signals';
import type { CaseRun } from '../../control/cases/case-run.ts';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { baseUrlOf, type Target, target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import type { CaseResult, Verdict } from './case-result.ts';
import { catalogue } from './catalogue.ts';
import { readResult, storeResult } from './stored-results.ts';

const notRun: CaseResult = {
  verdict: 'none',
  message: null,
  run: undefined,
  started: 0,
  server: '',
};

// One signal per case, so that a result updates only its own row.
const results = new Map<string, Signal<CaseResult>>();

/** How many cases have which verdict on the current target. */
export const verdictCounts = computed(() => {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const one of catalogue.value?.cases ?? []) {
    const { verdict } = resultOf(one);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
});

/** What the last runs changed: how many cases have another verdict, fail since, or no longer fail. */
export const changes = computed(() => {
  const changed = (catalogue.value?.cases ?? []).map(resultOf).filter(isChanged);
  return {
    all: changed.length,
    failed: changed.filter(({ verdict }) => verdict === 'differs').length,
    fixed: changed.filter(({ before }) => before?.verdict === 'differs').length,
  };
});

/** Whether the verdict is another than that of the run before. */
export function isChanged({ verdict, before }: CaseResult): boolean {
  return isFinal(verdict) && before !== undefined && before.verdict !== verdict;
}

/** Whether a verdict is one that a run came to. */
export function isFinal(verdict: Verdict): verdict is CaseRun['verdict'] {
  return verdict !== 'none' && verdict !== 'running';
}

/** The result of the last run of a case on the current target. */
export function resultOf(one: ShownCase): CaseResult {
  const result = ownResult(target.value, one.id);
  if (result.run?.answered !== 'refused' || one.oneOf === undefined) return result;
  // Each of the alternatives may be refused, but not all of them.
  const alternatives = (catalogue.value?.cases ?? []).filter(({ oneOf }) => oneOf === one.oneOf);
  const areAllRefused = alternatives.every(
    ({ id }) => ownResult(target.value, id).run?.answered === 'refused',
  );
  if (!areAllRefused) return result;
  const ids = alternatives.map(({ id }) => id).join(', ');
  const message = texts.value.cases.allRefused(ids);
  // What the run before came to was the verdict of one case alone.
  return { ...result, verdict: 'differs', message, before: undefined };
}

/** Takes the beginning of a run, or its end. */
export function setResult(to: Target, id: string, outcome: Omit<CaseResult, 'before'>): void {
  const kept = resultSignal(to, id);
  const { verdict, server, before } = kept.value;
  const earlier = isFinal(verdict) ? { verdict, server } : before;
  kept.value = { ...outcome, before: earlier };
  if (isFinal(outcome.verdict)) storeResult(nameOf(to, id), kept.value);
}

// A result of another provider is only the one before.
function ownResult(to: Target, id: string): CaseResult {
  const result = resultSignal(to, id).value;
  const { verdict, server, before } = result;
  if (to === 'mock' || server === baseUrlOf(to)) return result;
  return { ...notRun, before: isFinal(verdict) ? { verdict, server } : before };
}

function resultSignal(to: Target, id: string): Signal<CaseResult> {
  const name = nameOf(to, id);
  const found = results.get(name) ?? signal(readResult(name) ?? notRun);
  results.set(name, found);
  return found;
}

function nameOf(to: Target, id: string): string {
  return `${to} ${id}`;
}
