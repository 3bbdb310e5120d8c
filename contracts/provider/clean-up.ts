import { type Identifier, identityIn, type Resource } from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { CheckContext } from './check-context.ts';
import { claimsOf, type Item, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import { documentedBody, requiredFields } from './request-body.ts';
import { valuesAt } from './values.ts';

const atOnce = 8;
const note = 'cleaning up';

/**
 * Deletes the items of a check, or reduces their claims if the provider cannot delete, and releases
 * the identifiers that nothing claims any more.
 */
export async function cleanUp(context: CheckContext): Promise<void> {
  const { provider } = context;
  const before = context.exchanges.length;
  const held = new Set<unknown>();
  const items = context.liveItems.toReversed();
  for (let i = 0; i < items.length; i += atOnce) {
    await Promise.all(items.slice(i, i + atOnce).map((item) => remove(context, item, held)));
  }
  // An edit in the second account may have added the missing item.
  for (const { resource, path } of context.crossAccountWrites.splice(0)) {
    const operation = provider.operation(resource, 'delete');
    if (operation === undefined) continue;
    await provider.send({ operation, path, account: 'second', note });
  }
  const resources = provider.contract.resources.filter((one) => one.unique.length > 0);
  for (const resource of resources) await deleteUnexpected(context, resource, held);
  for (const [kind, ids] of context.reserved) {
    const pool = provider.pools.get(kind);
    pool?.release(ids.filter((id) => !held.has(id)));
    pool?.retire(ids.filter((id) => held.has(id)));
  }
  // Cleaning up is no evidence.
  context.exchanges.splice(before);
}

async function remove(context: CheckContext, item: Item, held: Set<unknown>): Promise<void> {
  const { provider } = context;
  const { resource, path, account } = item;
  const operation = provider.operation(resource, 'delete');
  if (operation === undefined) return reduceClaims(context, item, held);
  const { outcome } = await context.send({ operation, path, account, note });
  if (outcome === 'accepted') {
    item.deleted = true;
    return;
  }
  holdClaims(context, item, held);
  provider.leftovers.push(`${label(item)} could not be deleted.`);
}

async function reduceClaims(context: CheckContext, item: Item, held: Set<unknown>): Promise<void> {
  const { provider } = context;
  const { resource, path, account } = item;
  const claims = reservedClaims(context, resource);
  // It keeps one identifier, of the kind with the most free ones.
  const kept = claims
    .map(({ kind, steps, values }) => ({
      free: provider.pools.get(kind)?.free ?? 0,
      steps,
      values: claimsOf(item.holds, steps).filter((id) => values.includes(id as Identifier)),
    }))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => b.free - a.free)[0];
  const operation = provider.operation(resource, 'edit');
  if (kept === undefined || operation === undefined || context.stateUnknown) {
    // An undeletable item that claims nothing of this check holds what it held.
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
  const { outcome } = await context.send({ operation, path, json, account, note });
  if (outcome !== 'accepted') {
    holdClaims(context, item, held);
    // With keys of several fields, others may still claim the identifier that it keeps.
    if (resource.unique.some(({ by }) => by.length > 1)) provider.undeletable.push(item);
    else provider.leftovers.push(`${label(item)} could not be made to release its identifiers.`);
    return;
  }
  for (const { steps } of claims) for (const id of claimsOf(item.holds, steps)) held.add(id);
  for (const { values } of one) for (const id of values) held.add(id);
  recordLeftover(context, item);
}

// Nothing can use an item that is left in the second account, so it is only reported.
function recordLeftover({ provider }: CheckContext, item: Item): void {
  if (item.account === 'first') provider.undeletable.push(item);
  else provider.leftovers.push(`${label(item)} stays in the second account.`);
}

function holdClaims(context: CheckContext, item: Item, held: Set<unknown>): void {
  for (const { steps, values } of reservedClaims(context, item.resource)) {
    for (const id of context.stateUnknown ? values : claimsOf(item.holds, steps)) held.add(id);
  }
}

// If it is unknown what holds the reserved identifiers, the list shows it; without a list they are
// not used again.
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
    for (const { values } of claims) for (const id of values) held.add(id);
    return;
  }
  const { name } = resource.identity;
  for (const one of listed) {
    const taken = claims.flatMap(({ values, steps }) =>
      valuesAt(one, steps).filter((id) => values.includes(id as Identifier)),
    );
    if (taken.length === 0) continue;
    const identity = identityIn(resource, one);
    const path = { ...parentPathOf(context.provider.contract, resource), [name]: identity };
    const result =
      identity === undefined
        ? undefined
        : operation && (await context.send({ operation, path, note }));
    if (result?.outcome !== 'accepted') for (const id of taken) held.add(id);
  }
}
