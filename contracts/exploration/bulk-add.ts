import type { CheckContext } from '../provider/check-context.ts';
import { documentedBody, requiredFields } from '../provider/request-body.ts';
import type { Step } from './step.ts';
import { idsEach, type Target } from './target.ts';
import { Violation } from './violation.ts';

// More than what is thought of as the latest usually has.
const largest = 60;
const atOnce = 8;

/**
 * How many items a crowd may have; 0 where there is none. A crowd is deleted again, and needs
 * identifiers of its own.
 */
export function largestBulkAdd({ provider, resource, keyFields }: Target): number {
  const kinds = keyFields.map(({ kind }) => provider.pools.get(kind)?.kind);
  const required = requiredFields(resource, 'add');
  // One thing each must be enough for them.
  const plain = keyFields.every(({ steps }) => steps.length === 2 && !required.has(steps[0] ?? ''));
  if (!plain || !kinds.every((kind) => kind?.exclusive)) return 0;
  if (provider.operation(resource, 'delete') === undefined) return 0;
  const spare = keyFields.map(({ kind }) => (provider.pools.get(kind)?.free ?? 0) - idsEach);
  return Math.max(0, Math.min(largest, Math.min(...spare) * keyFields.length));
}

/** How many items the largest crowd of a sequence has. */
export function bulkAddCount(plans: readonly Step[]): number {
  return Math.max(0, ...plans.map((plan) => (plan.do === 'crowd' ? plan.count : 0)));
}

/**
 * Adds items that hold one thing each, of what was lent beside what is played with.
 * @throws FaultShown when one is not accepted
 */
export async function bulkAdd(target: Target, context: CheckContext, count: number): Promise<void> {
  const { provider, resource, keyFields, parentPath: path } = target;
  const operation = provider.operation(resource, 'add');
  if (operation === undefined) return;
  const bodies = keyFields.flatMap(({ steps, kind }) =>
    (context.reserved.get(kind) ?? [])
      .slice(target.idsPerKind)
      .map((id) => documentedBody(provider, resource, 'add', [{ steps, values: [id] }])),
  );
  for (let i = 0; i < Math.min(count, bodies.length); i += atOnce) {
    const some = bodies.slice(i, Math.min(count, i + atOnce));
    const asked = { operation, path, note: 'one of many', promised: true };
    const told = await Promise.all(some.map((json) => context.send({ ...asked, json })));
    const refused = told.find(({ reading }) => reading.kind !== 'accepted');
    if (refused === undefined) continue;
    throw new Violation(`One of ${count} items with nothing in common was not accepted.`);
  }
}
