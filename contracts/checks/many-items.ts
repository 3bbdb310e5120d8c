import type { Contract } from '../../spec/index.ts';
import { claimsOf, label } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { compareStoredState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import type { Check, Finding } from './check.ts';
import { claimables, kindOf } from './claimable.ts';

// More than a page of a list, or what a careless query looks at, usually has.
const wanted = 120;
const fewest = 12;
const atOnce = 8;

/** Claims must hold however many items there are; what looks at a page of them only finds the latest. */
export function manyItems(contract: Contract): Check[] {
  const resources = new Set(claimables(contract).map(({ resource }) => resource));
  return [...resources].map((resource) => ({
    id: `many-items${resources.size > 1 ? resource.collection.replaceAll(/[^a-z]+/gi, '-') : ''}`,
    says: 'Every claim holds and every item is listed, however many there are.',
    source: resource.unique[0]?.source,
    promises: [],
    alone: true,
    run: (provider) => run(provider, contract, resource.collection),
  }));
}

async function run(provider: Provider, contract: Contract, collection: string): Promise<Finding> {
  const places = claimables(contract)
    .filter(({ resource }) => resource.collection === collection)
    .flatMap((place) => {
      const kind = kindOf(provider, place);
      const free = kind === undefined ? 0 : (provider.pools.get(kind)?.free ?? 0);
      return kind === undefined ? [] : [{ ...place, kind, free }];
    });
  const resource = places[0]?.resource;
  const add = resource && provider.operation(resource, 'add');
  if (resource === undefined || add === undefined) {
    return { outcome: 'skipped', message: 'Nothing is lent to add items with.', exchanges: [] };
  }
  if (provider.operation(resource, 'delete') === undefined) {
    const message = 'It would add many items, and the provider has no way to delete them.';
    return { outcome: 'skipped', message, exchanges: [] };
  }
  const share = Math.floor(wanted / places.length);
  const needs = new Map(places.map(({ kind, free }) => [kind, Math.min(share, free)]));
  const count = [...needs.values()].reduce((sum, one) => sum + one, 0);
  if (count < fewest) {
    const message = `It needs ${fewest} identifiers at least; lend more.`;
    return { outcome: 'inconclusive', message, exchanges: [] };
  }
  return withContext(provider, needs, async (context) => {
    const bodies = places.flatMap(({ kind, steps }) =>
      (context.reserved.get(kind) ?? []).map((id) => [{ steps, values: [id] }]),
    );
    for (let i = 0; i < bodies.length; i += atOnce) {
      const told = await Promise.all(
        bodies.slice(i, i + atOnce).map((claims) =>
          context.send({
            operation: add,
            json: documentedBody(provider, resource, 'add', claims),
            note: 'one of many',
            promised: true,
          }),
        ),
      );
      const refused = told.find(({ reading }) => reading.kind !== 'accepted');
      if (refused === undefined) continue;
      const message = `Of ${count} items with identifiers of their own one was not accepted (${refused.exchange.response?.status ?? refused.exchange.failure}).`;
      return { outcome: 'broken', message, exchanges: [refused.exchange] };
    }
    const { items } = context;
    const picked = [0, 1, Math.floor(items.length / 2), items.length - 2, items.length - 1];
    for (const item of picked.flatMap((i) => items[i] ?? [])) {
      const claims = places.map(({ steps }) => ({ steps, values: claimsOf(item.holds, steps) }));
      const json = documentedBody(provider, resource, 'add', claims);
      const { exchange, reading } = await context.send({ operation: add, json, note: 'taken?' });
      if (reading.kind === 'refused') continue;
      const added = context.exchanges.find(({ response }) => {
        const json = response?.json;
        return (
          typeof json === 'object' && json !== null && Object.values(json).includes(item.identity)
        );
      });
      const message = `With ${items.length} items there, what ${label(item)} holds was given to another.`;
      return { outcome: 'broken', message, exchanges: [...(added ? [added] : []), exchange] };
    }
    const before = context.exchanges.length;
    const message = await compareStoredState(context);
    if (message === undefined) return { outcome: 'kept', exchanges: [] };
    return {
      outcome: 'broken',
      message: `Of ${items.length} items: ${message}`,
      exchanges: context.exchanges.slice(before),
    };
  });
}
