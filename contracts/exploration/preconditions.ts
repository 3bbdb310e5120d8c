import type { Item } from '../provider/item.ts';
import type { Step, StepClaims } from './step.ts';
import type { Target } from './target.ts';

/** The item that a step is about, of those that are there. */
export function itemAt(live: readonly Item[], target: number | undefined): Item | undefined {
  return target === undefined ? undefined : live[target % Math.max(1, live.length)];
}

/** Whether a step makes sense while such items are there. */
export function isPossible(target: Target, live: readonly Item[], plan: Step): boolean {
  const can = (action: 'add' | 'edit' | 'delete' | 'list') =>
    target.provider.operation(target.resource, action) !== undefined;
  switch (plan.do) {
    case 'add':
      return hasClaims(plan) && can('add');
    case 'alter':
    case 'edit':
      return hasClaims(plan) && live.length > 0 && can('edit');
    case 'delete':
      return live.length > 0 && can('delete');
    case 'trespass':
      return hasClaims(plan) && target.second && itemAt(live, plan.target)?.account === 'first';
    case 'crowd':
      return can('add');
    case 'list':
      return can('list');
    case 'spoiled':
      return hasClaims(plan) && (plan.target === undefined || live.length > 0);
    case 'race': {
      const { plans } = plan;
      if (!plans.every((one) => one.do !== 'crowd' && isPossible(target, live, one))) return false;
      const targets = (of: readonly Step[]) =>
        of.flatMap((one) => ('target' in one ? [(one.target ?? 0) % live.length] : []));
      const all = targets(plans);
      if (new Set(all).size === all.length) return true;
      // Which of two edits of one item came last only a list can tell, and of a deletion nothing.
      const edits = plans.filter((one) => one.do === 'edit');
      return can('list') && targets(edits).length === all.length;
    }
  }
}

function hasClaims(wish: StepClaims): boolean {
  return wish.claims.some((list) => list.length > 0);
}
