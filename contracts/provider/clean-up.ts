import { isObject, type Resource } from '../../spec/index.ts';
import { homeOf } from '../model/parent-path.ts';
import type { Scene } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';
import { claimsOf, type Item, label } from './item.ts';
import { lentClaims } from './key-claims.ts';
import { documentedBody, requiredFields } from './request-body.ts';
import { valuesAt } from './values.ts';

const atOnce = 8;

/**
 * Deletes what a scene made, or where the provider has no delete leaves it holding as little as it
 * can, and gives the identifiers back that nothing holds any more.
 */
export async function tidyUp(scene: Scene): Promise<void> {
  const { provider } = scene;
  const before = scene.exchanges.length;
  const held = new Set<unknown>();
  const items = scene.items.filter((item) => !item.deleted).reverse();
  for (let i = 0; i < items.length; i += atOnce) {
    await Promise.all(items.slice(i, i + atOnce).map((item) => remove(scene, item, held)));
  }
  // An edit of what was not there may have made it.
  for (const { resource, path } of scene.trespassed.splice(0)) {
    const operation = provider.operation(resource, 'delete');
    if (operation === undefined) continue;
    await provider.ask({ operation, path, account: 'second', note: 'tidying up' });
  }
  const resources = provider.contract.resources.filter((one) => one.unique.length > 0);
  for (const resource of resources) await removeStrangers(scene, resource, held);
  for (const [kind, ids] of scene.lent) {
    const pool = provider.pools.get(kind);
    pool?.giveBack(ids.filter((id) => !held.has(id)));
    pool?.giveUp(ids.filter((id) => held.has(id)));
  }
  // Tidying up is no evidence.
  scene.exchanges.splice(before);
}

async function remove(scene: Scene, item: Item, held: Set<unknown>): Promise<void> {
  const { provider } = scene;
  const { resource, path, account } = item;
  const operation = provider.operation(resource, 'delete');
  if (operation !== undefined) {
    const { reading } = await scene.ask({ operation, path, account, note: 'tidying up' });
    if (reading.kind === 'accepted') {
      item.deleted = true;
      return;
    }
    giveUp(scene, item, held);
    provider.left.push(`${label(item)} could not be deleted.`);
    return;
  }
  await park(scene, item, held);
}

async function park(scene: Scene, item: Item, held: Set<unknown>): Promise<void> {
  const { provider } = scene;
  const { resource, path, account } = item;
  const claims = lentClaims(scene, resource);
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
  if (kept === undefined || operation === undefined || scene.unsure) {
    // What was parked before and asked for nothing of this scene holds what it held.
    giveUp(scene, item, held);
    if (!provider.parked.includes(item)) leave(scene, item);
    return;
  }
  const required = requiredFields(resource, 'edit');
  const needed = claims
    .filter(({ steps }) => steps.length === 1 && required.has(steps[0] ?? ''))
    .map(({ steps }) => ({ steps, values: claimsOf(item.holds, steps) }));
  const one = needed.length > 0 ? needed : [{ steps: kept.steps, values: kept.values.slice(0, 1) }];
  const json = documentedBody(provider, resource, 'edit', one, path);
  // An edit that leaves a list out may keep it, so what it is to let go of is sent as empty, too.
  const told = await scene.ask({ operation, path, json, account, note: 'tidying up' });
  const after = new Set(claims.flatMap(({ steps }) => claimsOf(item.holds, steps)));
  if (told.reading.kind !== 'accepted') {
    giveUp(scene, item, held);
    // Of a key of several parts the one that is kept may be taken by another.
    if (resource.unique.some(({ by }) => by.length > 1)) provider.parked.push(item);
    else provider.left.push(`${label(item)} could not be made to let go.`);
    return;
  }
  for (const id of after) held.add(id);
  for (const { values } of one) for (const id of values) held.add(id);
  leave(scene, item);
}

// What is left in the other account is no use to anybody, and told.
function leave({ provider }: Scene, item: Item): void {
  if (item.account === 'first') provider.parked.push(item);
  else provider.left.push(`${label(item)} stays in the second account.`);
}

function giveUp(scene: Scene, item: Item, held: Set<unknown>): void {
  for (const { steps, ids } of lentClaims(scene, item.resource)) {
    for (const id of scene.unsure ? ids : claimsOf(item.holds, steps)) held.add(id);
  }
}

// After a fault it is not known what holds what was lent here: the list tells, and where there is
// none it is used no more.
async function removeStrangers(
  scene: Scene,
  resource: Resource,
  held: Set<unknown>,
): Promise<void> {
  if (!scene.unsure) return;
  const claims = lentClaims(scene, resource);
  const listed = await scene.list(resource);
  const operation = scene.provider.operation(resource, 'delete');
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
    const path = { ...homeOf(scene.provider.contract, resource), [name]: one[name] };
    const told = operation && (await scene.ask({ operation, path, note: 'tidying up' }));
    if (told?.reading.kind !== 'accepted') for (const id of taken) held.add(id);
  }
}
