import { isDeepStrictEqual } from 'node:util';
import { type Contract, identityOfAdded } from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import { claimsOf, label } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { type Claim, documentedCall } from '../provider/request-body.ts';
import { compareStoredState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, noTestData } from './check.ts';
import { about, claimables, type DataField, kindOf, ownFields } from './claimable.ts';

// Usually more than a page of a list, or the range of a careless query.
const wanted = 120;
const fewest = 12;

/** Tests that claims hold with many items: a provider that checks one page of them misses the others. */
export function manyItems(contract: Contract): Check[] {
  const resources = new Set(claimables(contract).map(({ resource }) => resource));
  return [...resources].map((resource) => ({
    id: `many-items${resources.size > 1 ? resource.collection.replaceAll(/[^a-z]+/gi, '-') : ''}`,
    says: 'Every claim holds and every item is listed, even if there are many items.',
    source: resource.unique[0]?.source,
    promises: [],
    ...about({ resource, rule: '' }),
    alone: true,
    run: (provider) => run(provider, contract, resource.collection),
  }));
}

async function run(provider: Provider, contract: Contract, collection: string): Promise<Finding> {
  const resource = contract.resources.find((one) => one.collection === collection);
  if (resource === undefined || !provider.operation(resource, 'add')) return noTestData;
  if (provider.operation(resource, 'delete') === undefined) {
    return finding('skipped', 'It would add many items, and the provider cannot delete them.');
  }
  const claimed = claimables(contract)
    .filter((one) => one.resource === resource)
    .flatMap((field) => {
      const kind = kindOf(provider, field);
      return kind === undefined ? [] : [{ kind, steps: field.steps }];
    });
  const own = ownFields(provider, resource);
  const isOwn = ({ steps }: DataField) => own.some((one) => isDeepStrictEqual(one.steps, steps));
  const fields = [...own, ...claimed.filter((one) => !isOwn(one))];
  if (claimed.length === 0) return noTestData;
  const freeOf = (kind: string) => provider.pools.get(kind)?.free ?? 0;
  // Each item has a value of each field if it needs some, otherwise of one.
  const share = own.length > 0 ? wanted : Math.floor(wanted / fields.length);
  const needs = new Map(fields.map(({ kind }) => [kind, Math.min(share, freeOf(kind))]));
  const counts = own.length > 0 ? own.map(({ kind }) => needs.get(kind) ?? 0) : [...needs.values()];
  const count = own.length > 0 ? Math.min(...counts) : counts.reduce((sum, one) => sum + one, 0);
  if (count < fewest) {
    return finding('inconclusive', `It needs at least ${fewest} identifiers; give more.`);
  }
  return withContext(provider, needs, async (context) => {
    const add = (claims: readonly Claim[], note: string) =>
      documentedCall(provider, resource, 'add', claims, note);
    const claim = ({ kind, steps }: DataField, i: number) => ({
      steps,
      values: context.idsOf(kind).slice(i, i + 1),
    });
    const note = 'one of many';
    const calls =
      own.length > 0
        ? Array.from({ length: count }, (_, i) =>
            add(
              fields.map((one) => claim(one, i)),
              note,
            ),
          )
        : fields.flatMap((one) =>
            context.idsOf(one.kind).map((_, i) => add([claim(one, i)], note)),
          );
    const results = await context.sendAll(calls);
    const refused = results.find(({ outcome }) => outcome !== 'accepted');
    if (refused !== undefined) {
      const message = `One of ${count} items with nothing in common was not accepted (${statusOf(refused.exchange)}).`;
      return finding('broken', message, [refused.exchange]);
    }
    const { items } = context;
    const picked = [0, 1, Math.floor(items.length / 2), items.length - 2, items.length - 1];
    for (const item of picked.flatMap((i) => items[i] ?? [])) {
      const claims = fields.map(({ steps }) => ({ steps, values: claimsOf(item.holds, steps) }));
      const call = { ...add(claims, 'taken?'), promised: false };
      const { exchange, outcome } = await context.send(call);
      if (outcome === 'refused') continue;
      const added = context.exchanges.find(
        ({ response }) => response && identityOfAdded(resource, response) === item.identity,
      );
      const message = `With ${items.length} items, another item got what ${label(item)} holds.`;
      return finding('broken', message, [...(added ? [added] : []), exchange]);
    }
    const before = context.exchanges.length;
    const difference = await compareStoredState(context);
    if (difference === undefined) return kept;
    const message = `With ${items.length} items: ${difference}`;
    return finding('broken', message, context.exchanges.slice(before));
  });
}
