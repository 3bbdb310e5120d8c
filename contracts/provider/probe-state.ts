import { formatPointer, type Resource } from '../../spec/index.ts';
import { rulesOf } from '../model/key-fields.ts';
import { homeOf } from '../model/parent-path.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { Scene } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';
import { claimsOf, fieldsOf, type Item, label } from './item.ts';
import { lentClaims } from './key-claims.ts';
import { type Claim, documentedBody, requiredFields } from './request-body.ts';
import { short } from './values.ts';

/**
 * Tries what is stored by what is refused and accepted: what an item holds has to be refused to
 * others, what none holds has to be accepted. Of the items only those are tried that `about` picks.
 * @returns what is wrong, in a sentence; undefined when nothing is
 */
export async function probe(
  scene: Scene,
  resource: Resource,
  about: (item: Item) => boolean = () => true,
): Promise<string | undefined> {
  if (scene.unsure) return undefined;
  const own = scene.items.filter(
    (item) => item.resource === resource && item.account === 'first' && !item.deleted,
  );
  const model = new RulesModel(rulesOf(scene.provider.catalogue, resource));
  for (const item of own) model.put(label(item), fieldsOf(item));
  const claims = lentClaims(scene, resource);
  const held = new Set(
    own.flatMap((item) => claims.flatMap((one) => claimsOf(item.holds, one.steps))),
  );
  const free = claims.map(({ ids, steps }) => ({
    steps,
    values: ids.filter((id) => !held.has(id)),
  }));
  for (const item of own.filter(about)) {
    for (const { steps } of claims) {
      const [value] = claimsOf(item.holds, steps);
      if (value === undefined) continue;
      const wanted = wholeKey(scene, item, steps);
      const asked = await askFor(scene, resource, model, wanted, free, 'held: refused?');
      if (asked !== 'accepted') continue;
      return `${short(scene.provider.redaction, value)} is held by ${label(item)}, and was given to another.`;
    }
  }
  if (free.every(({ values }) => values.length === 0)) return undefined;
  const asked = await askFor(scene, resource, model, free, [], 'free: accepted?');
  if (asked !== 'refused') return undefined;
  const all = free.flatMap(({ values }) => values).join(', ');
  return `Nothing that was accepted holds ${all}, and a request for it is refused.`;
}

/**
 * Probes as `probe` does, and deletes again what was accepted, so that others may go on. Where nothing
 * can be deleted it does not probe: each time would use up identifiers for good.
 */
export async function probeAndUndo(
  scene: Scene,
  resource: Resource,
  about: (item: Item) => boolean,
): Promise<string | undefined> {
  const operation = scene.provider.operation(resource, 'delete');
  if (operation === undefined) return undefined;
  const known = scene.items.length;
  const wrong = await probe(scene, resource, about);
  if (wrong !== undefined) return wrong;
  for (const item of scene.items.slice(known)) {
    const { path, account } = item;
    const asked = { operation, path, account, note: 'free again', promised: true };
    const { reading } = await scene.ask(asked);
    if (reading.kind !== 'accepted') return `${label(item)} could not be deleted.`;
  }
  return undefined;
}

// With a part of a key that has several goes what the item holds of the others.
function wholeKey(scene: Scene, item: Item, steps: readonly string[]): Claim[] {
  const pointer = formatPointer(steps);
  const by = rulesOf(scene.provider.catalogue, item.resource)
    .map((rule) => rule.by)
    .find((one) => one.some((other) => formatPointer(other) === pointer));
  return (by ?? [steps]).map((one) => ({
    steps: one,
    values: claimsOf(item.holds, one).slice(0, 1),
  }));
}

// Undefined where what has to be there is not free, or the rules foretell another answer than `note`.
async function askFor(
  scene: Scene,
  resource: Resource,
  model: RulesModel,
  claims: readonly Claim[],
  spare: readonly Claim[],
  note: 'held: refused?' | 'free: accepted?',
): Promise<'accepted' | 'refused' | 'fault' | undefined> {
  const { provider } = scene;
  const edit = provider.operation(resource, 'edit');
  const home = homeOf(provider.contract, resource) ?? {};
  const action = edit !== undefined && mayEdit(scene, resource) ? 'edit' : 'add';
  const operation = provider.operation(resource, action);
  if (operation === undefined) return 'fault';
  // Without delete an addition would use up an identifier for good; an edit of what is parked does not.
  const parked = action === 'edit' ? takeParked(scene, resource) : undefined;
  const path = parked?.path ?? home;
  const required = requiredFields(resource, action);
  const needed = lentClaims(scene, resource)
    .map(({ steps }) => steps)
    .filter(([field, next]) => next === undefined && required.has(field ?? ''))
    .filter((steps) => steps[0] !== resource.identity.name || action === 'add');
  const all = [...claims];
  for (const steps of needed) {
    const isIt = (one: Claim) => formatPointer(one.steps) === formatPointer(steps);
    if (all.some((one) => isIt(one) && one.values.length > 0)) continue;
    const [value] = spare.find(isIt)?.values ?? [];
    if (value === undefined) return undefined;
    all.push({ steps, values: [value] });
  }
  const json = documentedBody(provider, resource, action, all, path);
  const conflicts = model.conflicts({ ...path, ...json }, parked && label(parked));
  if ((conflicts.length === 0) === (note === 'held: refused?')) return undefined;
  const before = parked && heldLent(scene, parked);
  const told = await scene.ask({ operation, path, json, note, promised: true });
  if (parked === undefined || before === undefined) return told.reading.kind;
  const after = heldLent(scene, parked);
  // A part of a key that has several may be held by several.
  const others = new Set(
    [...provider.parked, ...scene.items]
      .filter((item) => item.resource === resource && item !== parked && !item.deleted)
      .flatMap((item) => [...heldLent(scene, item).values()].flat()),
  );
  for (const [kind, ids] of before) {
    const free = ids.filter((id) => !after.get(kind)?.includes(id) && !others.has(id));
    provider.pools.get(kind)?.reclaim(free);
  }
  return told.reading.kind;
}

function mayEdit({ provider }: Scene, resource: Resource): boolean {
  const lasting = provider.operation(resource, 'delete') === undefined;
  return lasting && provider.parked.some((item) => item.resource === resource);
}

function takeParked({ provider, items }: Scene, resource: Resource): Item | undefined {
  const at = provider.parked.findLastIndex((item) => item.resource === resource);
  const [item] = at < 0 ? [] : provider.parked.splice(at, 1);
  if (item !== undefined) items.push(item);
  return item;
}

function heldLent(scene: Scene, item: Item): Map<string, Identifier[]> {
  return new Map(
    lentClaims(scene, item.resource).map(({ kind, steps }) => [
      kind,
      claimsOf(item.holds, steps) as Identifier[],
    ]),
  );
}
