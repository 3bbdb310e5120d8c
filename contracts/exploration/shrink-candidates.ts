import type { Step } from './step.ts';

/** Sequences that are simpler by one thing: without steps, with a simpler step, or sooner deleted. */
export function* shrinkCandidates(plans: readonly Step[]): Generator<readonly Step[]> {
  const low = renumbered(plans);
  if (JSON.stringify(low) !== JSON.stringify(plans)) yield low;
  // What shows without chance has to be told once only, each time that something is left out.
  if (plans.some((plan) => plan.do === 'race')) {
    yield plans.flatMap((plan) => (plan.do === 'race' ? plan.plans : [plan]));
  }
  for (let size = Math.floor(plans.length / 2); size > 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= plans.length; at += size) {
      yield plans.toSpliced(at, size);
    }
  }
  for (let at = plans.length - 1; at >= 0; at -= 1)
    if (plans.length > 1) yield plans.toSpliced(at, 1);
  // What shows when all is deleted in the end may show with one, while it holds what shows it.
  yield [...plans, { do: 'delete', target: 0 }];
  for (const [at, plan] of plans.entries()) {
    // One after the other, too?
    if (plan.do === 'race') yield plans.toSpliced(at, 1, ...plan.plans);
    for (const one of simplerSteps(plan)) yield plans.with(at, one);
  }
}

// The same with as few identifiers as there are different ones, so that less has to be lent. The same
// one at two places stays the same: a fault may be that they are taken for one.
function renumbered(plans: readonly Step[]): readonly Step[] {
  const numbers = new Map<number, number>();
  const numberOf = (id: number): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const renumber = (plan: Step): Step => {
    if (plan.do === 'race') return { ...plan, plans: plan.plans.map(renumber) };
    if (!('claims' in plan)) return plan;
    const claims = plan.claims.map((list) => list.map(numberOf));
    return { ...plan, claims };
  };
  return plans.map(renumber);
}

function* simplerSteps(plan: Step): Generator<Step> {
  if (plan.do === 'race') {
    if (plan.after !== undefined) yield { do: 'race', plans: plan.plans };
    if (plan.plans.length === 2) yield* plan.plans;
    else {
      for (const at of plan.plans.keys()) {
        const after = plan.after?.toSpliced(at, 1);
        yield { ...plan, plans: plan.plans.toSpliced(at, 1), after };
      }
    }
    for (const [at, one] of plan.plans.entries()) {
      for (const less of simplerSteps(one)) yield { ...plan, plans: plan.plans.with(at, less) };
    }
    return;
  }
  if (plan.do === 'crowd' && plan.count > 1) {
    yield { ...plan, count: Math.floor(plan.count / 2) };
    yield { ...plan, count: plan.count - 1 };
  }
  if (!('claims' in plan)) return;
  if (plan.second) yield { ...plan, second: false };
  for (const [place, list] of plan.claims.entries()) {
    for (const at of list.keys()) {
      yield { ...plan, claims: plan.claims.with(place, list.toSpliced(at, 1)) };
    }
  }
  if (plan.taste > 0) yield { ...plan, taste: 0 };
}
