import type { Contract } from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import { editOfKey } from '../model/key-fields.ts';
import { claimsOf } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedCall, requiredFields } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, noTestData } from './check.ts';
import { about, type Claimable, claimablePairs, kindOf } from './claimable.ts';

/**
 * Tests edits that omit a list: they may release or keep its identifiers, but what others are granted
 * must match the response.
 */
export function omittedListChecks(contract: Contract): Check[] {
  const fits = claimablePairs(contract).filter(
    ([one, other]) =>
      [one, other].every(({ resource, steps }) => editOfKey(resource, steps) === 'changes') &&
      [one, other].every(
        ({ resource, steps }) => !requiredFields(resource, 'edit').has(steps[0] ?? ''),
      ),
  );
  return fits.map(([one, other]) => ({
    id: `left-out-${one.rule}`,
    says: `Identifiers that an edit omits under ${one.rule} are held or free, as its response says.`,
    source: one.source,
    promises: [],
    ...about(one),
    run: (provider) => run(provider, one, other),
  }));
}

async function run(provider: Provider, one: Claimable, other: Claimable): Promise<Finding> {
  const { resource } = one;
  const [kind, otherKind] = [kindOf(provider, one), kindOf(provider, other)];
  const hasBoth = (['add', 'edit'] as const).every((one) => provider.operation(resource, one));
  if (kind === undefined || otherKind === undefined || !hasBoth) return noTestData;
  const needs = new Map([
    [kind, 1],
    [otherKind, 1],
  ]);
  return withContext(provider, needs, async (context) => {
    const { exchanges } = context;
    const [omitted, sent] = [context.idsOf(kind), context.idsOf(otherKind)];
    const first = [{ steps: one.steps, values: omitted }];
    await context.send(documentedCall(provider, resource, 'add', first, 'held at first'));
    const [item] = context.items;
    if (item === undefined) {
      const message = 'The check could not be set up: an addition was not accepted.';
      return finding('inconclusive', message, exchanges);
    }
    const next = [{ steps: other.steps, values: sent }];
    const edited = await context.send(
      documentedCall(provider, resource, 'edit', next, 'omitted', item),
    );
    if (edited.outcome !== 'accepted') {
      const message = `An edit that replaces one list with the other was not accepted (${statusOf(edited.exchange)}).`;
      return finding('broken', message, exchanges);
    }
    const held = claimsOf(item.holds, one.steps).length > 0;
    const call = documentedCall(provider, resource, 'add', first, 'held or free?');
    const { outcome } = await context.send({ ...call, promised: !held });
    if (outcome === (held ? 'refused' : 'accepted')) return kept;
    const wrong = held ? 'still held, but another item got it' : 'free, but it is refused';
    const message = `By the response to the edit, ${omitted.join(', ')} is ${wrong}.`;
    return finding('broken', message, exchanges);
  });
}
