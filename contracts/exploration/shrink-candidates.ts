import { hasRace, type Step } from './step.ts';

/** Generates sequences that are simpler by one change: fewer steps, or a simpler step. */
export function* shrinkCandidates(steps: readonly Step[]): Generator<readonly Step[]> {
  const low = renumber(steps);
  if (JSON.stringify(low) !== JSON.stringify(steps)) yield low;
  // Without a race one attempt is enough for each later candidate.
  if (hasRace(steps)) yield steps.flatMap((step) => (step.do === 'race' ? step.steps : [step]));
  for (let size = Math.floor(steps.length / 2); size > 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= steps.length; at += size) yield steps.toSpliced(at, size);
  }
  for (let at = steps.length - 1; at >= 0 && steps.length > 1; at -= 1)
    yield steps.toSpliced(at, 1);
  // A violation that shows after the end deletes all items may show after one deletion.
  yield [...steps, { do: 'delete', target: 0 }];
  // All in the first account: of two requests that conflict, moving one is not enough.
  const first = steps.map(inFirstAccount);
  if (JSON.stringify(first) !== JSON.stringify(steps)) {
    yield first;
    yield [...first, { do: 'delete', target: 0 }];
  }
  for (const [at, step] of steps.entries()) {
    // One after the other instead of simultaneously.
    if (step.do === 'race') yield steps.toSpliced(at, 1, ...step.steps);
    for (const one of simplerSteps(step)) yield steps.with(at, one);
  }
}

function inFirstAccount(step: Step): Step {
  if (step.do === 'race') return { ...step, steps: step.steps.map(inFirstAccount) };
  return 'second' in step ? { ...step, second: false } : step;
}

// Numbers identifiers from 0, so that fewer are needed. Equal positions stay equal, also in different
// key fields: the violation may be that the provider confuses them.
function renumber(steps: readonly Step[]): readonly Step[] {
  const numbers = new Map<number, number>();
  const numberOf = (id: number): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const renumberStep = (step: Step): Step => {
    if (step.do === 'race') return { ...step, steps: step.steps.map(renumberStep) };
    if (!('claims' in step)) return step;
    return { ...step, claims: step.claims.map((list) => list.map(numberOf)) };
  };
  return steps.map(renumberStep);
}

function* simplerSteps(step: Step): Generator<Step> {
  if (step.do === 'race') {
    if (step.after !== undefined) yield { do: 'race', steps: step.steps };
    if (step.steps.length === 2) yield* step.steps;
    else {
      for (const at of step.steps.keys()) {
        const after = step.after?.toSpliced(at, 1);
        yield { ...step, steps: step.steps.toSpliced(at, 1), after };
      }
    }
    for (const [at, one] of step.steps.entries()) {
      for (const less of simplerSteps(one)) yield { ...step, steps: step.steps.with(at, less) };
    }
    return;
  }
  if (step.do === 'bulk-add' && step.count > 1) {
    yield { ...step, count: Math.floor(step.count / 2) };
    yield { ...step, count: step.count - 1 };
  }
  if (!('claims' in step)) return;
  if (step.second) yield { ...step, second: false };
  for (const [field, list] of step.claims.entries()) {
    for (const at of list.keys()) {
      yield { ...step, claims: step.claims.with(field, list.toSpliced(at, 1)) };
    }
  }
  if (step.variant > 0) yield { ...step, variant: 0 };
}
