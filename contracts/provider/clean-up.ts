import { isObject, type Resource } from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { CheckContext } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';
import { claimsOf, type Item, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import { documentedBody, requiredFields } from './request-body.ts';
import { valuesAt } from './values.ts';

const atOnce = 8;

/**
 * Deletes what a context made, or where the provider has no delete leaves it holding as little as it
 * can, and gives the identifiers back that nothing holds any more.
 */
export async function cleanUp(context: CheckContext): Promise<void> {
  const { provider } = context;
  const before = context.exchanges.length;
  const held = new Set<unknown>();
  const items = context.items.filter((item) => !item.deleted).reverse();
  for (let i = 0; i < items.length; i += atOnce) {
    await Promise.all(items.slice(i, i + atOnce).map((item) => remove(context, item, held)));
  }
  // An edit of what was not there may have made it.
  for (const { resource, path } of context.crossAccountWrites.splice(0)) {
    const operation = provider.operation(resource, 'delete');
    if (operation === undefined) continue;
    await provider.send({ operation, path, account: 'second', note: 'tidying up' });
  }
  const resources = provider.contract.resources.filter((one) => one.unique.length > 0);
  for (const resource of resources) await deleteUnexpected(context, resource, held);
  for (const [kind, ids] of context.reserved) {
    const pool = provider.pools.get(kind);
    pool?.giveBack(ids.filter((id) => !held.has(id)));
    pool?.giveUp(ids.filter((id) => held.has(id)));
  }
  // Tidying up is no evidence.
  context.exchanges.splice(before);
}

async function remove(context: CheckContext, item: Item, held: Set<unknown>): Promise<void> {
  const { provider } = context;
  const { resource, path, account } = item;
  const operation = provider.operation(resource, 'delete');
  if (operation !== undefined) {
    const { reading } = await context.send({ operation, path, account, note: 'tidying up' });
    if (reading.kind === 'accepted') {
      item.deleted = true;
      return;
    }
    holdClaims(context, item, held);
    provider.leftovers.push(`${label(item)} could not be deleted.`);
    return;
  }
  await reduceClaims(context, item, held);
}

async function reduceClaims(context: CheckContext, item: Item, held: Set<unknown>): Promise<void> {
  const { provider } = context;
  const { resource, path, account } = item;
  const claims = reservedClaims(context, resource);
  // It keeps one of what it holds, of the kind of which most are free.
  const kept = claims
    .map(({ kind, steps, ids }) => ({
      free: provider.pools.get(kind)?.free ?? 0,
      steps,
      values: claimsOf(item.holds, steps).filter((id) => ids.includes(id as Identifier)),
    }))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => b.free - a.free)[0];
  const operation = provider.operation(resource, 'edit');
  if (kept === undefined || operation === undefined || context.stateUnknown) {
    // What was parked before and asked for nothing of this context holds what it held.
    holdClaims(context, item, held);
    if (!provider.undeletable.includes(item)) recordLeftover(context, item);
    return;
  }
  const required = requiredFields(resource, 'edit');
  const needed = claims
    .filter(({ steps }) => steps.length === 1 && required.has(steps[0] ?? ''))
    .map(({ steps }) => ({ steps, values: claimsOf(item.holds, steps) }));
  const one = needed.length > 0 ? needed : [{ steps: kept.steps, values: kept.values.slice(0, 1) }];
  const json = documentedBody(provider, resource, 'edit', one, path);
  // An edit that leaves a list out may keep it, so what it is to let go of is sent as empty, too.
  const told = await context.send({ operation, path, json, account, note: 'tidying up' });
  const after = new Set(claims.flatMap(({ steps }) => claimsOf(item.holds, steps)));
  if (told.reading.kind !== 'accepted') {
    holdClaims(context, item, held);
    // Of a key of several parts the one that is kept may be taken by another.
    if (resource.unique.some(({ by }) => by.length > 1)) provider.undeletable.push(item);
    else provider.leftovers.push(`${label(item)} could not be made to let go.`);
    return;
  }
  for (const id of after) held.add(id);
  for (const { values } of one) for (const id of values) held.add(id);
  recordLeftover(context, item);
}

// What is left in the other account is no use to anybody, and told.
function recordLeftover({ provider }: CheckContext, item: Item): void {
  if (item.account === 'first') provider.undeletable.push(item);
  else provider.leftovers.push(`${label(item)} stays in the second account.`);
}

function holdClaims(context: CheckContext, item: Item, held: Set<unknown>): void {
  for (const { steps, ids } of reservedClaims(context, item.resource)) {
    for (const id of context.stateUnknown ? ids : claimsOf(item.holds, steps)) held.add(id);
  }
}

// After a fault it is not known what holds what was lent here: the list tells, and where there is
// none it is used no more.
async function deleteUnexpected(
  context: CheckContext,
  resource: Resource,
  held: Set<unknown>,
): Promise<void> {
  if (!context.stateUnknown) return;
  const claims = reservedClaims(context, resource);
  const listed = await context.list(resource);
  const operation = context.provider.operation(resource, 'delete');
  if (listed === undefined) {
    for (const { ids } of claims) for (const id of ids) held.add(id);
    return;
  }
  const { name } = resource.identity;
  for (const one of listed.filter(isObject)) {
    const taken = claims.flatMap(({ ids, steps }) =>
      valuesAt(one, steps).filter((id) => ids.includes(id as Identifier)),
    );
    if (taken.length === 0) continue;
    const path = { ...parentPathOf(context.provider.contract, resource), [name]: one[name] };
    const told = operation && (await context.send({ operation, path, note: 'tidying up' }));
    if (told?.reading.kind !== 'accepted') for (const id of taken) held.add(id);
  }
}
