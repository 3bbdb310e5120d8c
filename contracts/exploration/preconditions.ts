import type { Item } from '../provider/item.ts';
import type { Step, StepClaims } from './step.ts';
import type { Target } from './target.ts';

/** Returns the item at a position among the existing ones; positions beyond the end start over. */
export function itemAt(live: readonly Item[], position: number | undefined): Item | undefined {
  return position === undefined ? undefined : live[position % Math.max(1, live.length)];
}

/** Whether a step is possible while such items exist. */
export function isPossible(target: Target, live: readonly Item[], step: Step): boolean {
  const can = (action: 'add' | 'edit' | 'delete' | 'list') =>
    target.provider.operation(target.resource, action) !== undefined;
  switch (step.do) {
    case 'add':
      return hasClaims(step) && can('add');
    case 'change-immutable':
    case 'edit':
      return hasClaims(step) && live.length > 0 && can('edit');
    case 'delete':
      return live.length > 0 && can('delete');
    case 'cross-account':
      return hasClaims(step) && target.second && itemAt(live, step.target)?.account === 'first';
    case 'bulk-add':
      return can('add');
    case 'list':
      return can('list');
    case 'invalid':
      return hasClaims(step) && (step.target === undefined || live.length > 0);
    case 'race': {
      const { steps } = step;
      const arePossible = steps.every(
        (one) => one.do !== 'bulk-add' && isPossible(target, live, one),
      );
      if (!arePossible) return false;
      const all = steps.flatMap((one) =>
        'target' in one ? [(one.target ?? 0) % Math.max(1, live.length)] : [],
      );
      // Only a list tells which of two requests for one item came last.
      return can('list') || new Set(all).size === all.length;
    }
  }
}

function hasClaims({ claims }: StepClaims): boolean {
  return claims.some((list) => list.length > 0);
}
