import { type Identifier, identityIn, type JsonObject, type Resource } from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { CheckContext } from './check-context.ts';
import { claimsOf, type Item, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import type { Provider } from './provider.ts';
import { documentedBody, requiredFields } from './request-body.ts';
import { RunEnd } from './run-gate.ts';
import { valuesAt } from './values.ts';

const atOnce = 8;
const note = 'cleaning up';

/**
 * Deletes the items of a check, or reduces their claims if the provider cannot delete, and releases
 * the identifiers that nothing claims any more. After the end of the run it says what may stay.
 */
export function cleanUp(context: CheckContext): Promise<void> {
  return context.provider.gate.cleanUp(() => removeAll(context));
}

async function removeAll(context: CheckContext): Promise<void> {
  const { provider } = context;
  const before = context.exchanges.length;
  const held = new Set<unknown>();
  let done = false;
  try {
    const items = context.liveItems
      .filter(({ resource, path, identity }) => provider.ledger.isOwn(resource, path, identity))
      .toReversed();
    for (let i = 0; i < items.length; i += atOnce) {
      await Promise.all(items.slice(i, i + atOnce).map((item) => remove(context, item, held)));
    }
    await undoCrossAccountWrites(context);
    const resources = provider.contract.resources.filter((one) => one.unique.length > 0);
    for (const resource of resources) await deleteUnexpected(context, resource, held);
    done = true;
  } catch (error) {
    if (!(error instanceof RunEnd)) throw error;
    for (const item of context.liveItems) {
      provider.leftovers.push(`${label(item)} may stay, because the run ended first.`);
    }
  } finally {
    provider.keptInSecond.push(...context.liveItems.filter(({ account }) => account === 'second'));
    // Whatever happens: other checks may wait for the identifiers.
    for (const [kind, ids] of context.reserved) {
      const pool = provider.pools.get(kind);
      // After the end of the run nothing is sent for them any more.
      const isOver = provider.gate.end !== undefined;
      const free = ids.filter((id) => isOver || (done && !held.has(id)));
      provider.ledger.forget(free);
      pool?.release(free);
      pool?.retire(ids.filter((id) => !free.includes(id)));
    }
    // Cleaning up is no evidence.
    context.exchanges.splice(before);
  }
}

// An edit in the second account may have added the missing item.
async function undoCrossAccountWrites(context: CheckContext): Promise<void> {
  const { provider } = context;
  const account = 'second';
  for (const { resource, path } of context.crossAccountWrites.splice(0)) {
    const identity = String(path[resource.identity.parameter]);
    const found = (await context.list(resource, account))?.find(
      (one) => String(identityIn(resource, one)) === identity,
    );
    if (found === undefined) continue;
    await deleteIfOurs(provider, resource, found, (kind) => context.idsOf(kind), account);
  }
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
  if (listed === undefined) {
    for (const { values } of claims) for (const id of values) held.add(id);
    return;
  }
  for (const one of listed) {
    const taken = claims.flatMap(({ values, steps }) =>
      valuesAt(one, steps).filter((id) => values.includes(id as Identifier)),
    );
    if (taken.length === 0) continue;
    const lent = (kind: string) => context.idsOf(kind);
    const outcome = await deleteIfOurs(context.provider, resource, one, lent, 'first');
    if (outcome !== 'deleted') for (const id of taken) held.add(id);
  }
}

/**
 * Deletes a listed item if it is proven that the verifier added it.
 * @param lent the identifiers of a kind that prove it
 * @returns what became of it: `foreign` if nothing proves it
 */
export async function deleteIfOurs(
  provider: Provider,
  resource: Resource,
  item: JsonObject,
  lent: (kind: string) => readonly Identifier[],
  account: Item['account'],
): Promise<'deleted' | 'stays' | 'foreign'> {
  const { ledger, contract } = provider;
  const identity = identityIn(resource, item);
  const above = parentPathOf(contract, resource);
  const wasKnown = ledger.isOwn(resource, above, identity);
  const values = ledger.adopt(resource, above, item, lent, account);
  if (values === undefined) return 'foreign';
  const refused = wasKnown ? undefined : ledger.refusedFor(values);
  const path = { ...above, [resource.identity.parameter]: identity };
  if (refused !== undefined) {
    provider.leftByRefusal.push({ name: `${resource.collection}/${identity}`, exchange: refused });
  }
  const operation = provider.operation(resource, 'delete');
  if (operation === undefined) return 'stays';
  const { outcome } = await provider.send({ operation, path, account, note });
  return outcome === 'accepted' ? 'deleted' : 'stays';
}
