import type { CheckContext } from '../provider/check-context.ts';
import { documentedCall, requiredFields } from '../provider/request-body.ts';
import type { Step } from './step.ts';
import { idsEach, type Target } from './target.ts';
import { Violation } from './violation.ts';

// More items than a query of the latest ones usually returns.
const largest = 60;

/**
 * Returns how many items one step may add; 0 if none. They need their own identifiers, and a way to
 * delete them.
 */
export function largestBulkAdd({ provider, resource, keyFields }: Target): number {
  const pools = keyFields.map(({ kind }) => provider.pools.get(kind));
  const required = requiredFields(resource, 'add');
  // One identifier must be enough for an item.
  const plain = keyFields.every(({ steps }) => steps.length === 2 && !required.has(steps[0] ?? ''));
  if (!plain || !pools.every((pool) => pool?.kind.exclusive)) return 0;
  if (provider.operation(resource, 'delete') === undefined) return 0;
  const spare = pools.map((pool) => (pool?.free ?? 0) - idsEach);
  return Math.max(0, Math.min(largest, Math.min(...spare) * keyFields.length));
}

/** Returns how many items the largest bulk add of a sequence has. */
export function bulkAddCount(steps: readonly Step[]): number {
  return Math.max(0, ...steps.map((step) => (step.do === 'bulk-add' ? step.count : 0)));
}

/**
 * Adds items with one identifier each, which no other step uses.
 * @throws Violation if one is not accepted
 */
export async function bulkAdd(target: Target, context: CheckContext, count: number): Promise<void> {
  const { provider, resource, keyFields, parentPath: path } = target;
  if (!provider.operation(resource, 'add')) return;
  const calls = keyFields
    .flatMap(({ steps, kind }) =>
      context
        .idsOf(kind)
        .slice(target.idsPerKind)
        .map((id) => {
          const claims = [{ steps, values: [id] }];
          return documentedCall(provider, resource, 'add', claims, 'one of many', { path });
        }),
    )
    .slice(0, count);
  const results = await context.sendAll(calls);
  if (results.every(({ outcome }) => outcome === 'accepted')) return;
  throw new Violation(`One of ${count} items with nothing in common was not accepted.`);
}
