import { isObject, type JsonObject, type Resource } from '../spec/index.ts';
import { hasTwoForms } from './answer-check.ts';
import { type Claim, documentedBody, requiredFields } from './documented-body.ts';
import { homeOf } from './exploration/home.ts';
import { rulesOf } from './exploration/places.ts';
import { RulesModel } from './exploration/rules-model.ts';
import { claimsOf, type Item } from './item.ts';
import type { Identifier } from './lent.ts';
import type { Scene } from './scene.ts';
import { sameMeaning, valuesAt } from './values.ts';

/**
 * Compares what was answered with what is stored: by the list where the provider has one, otherwise
 * by what is refused and accepted.
 */
export async function lookAtState(scene: Scene): Promise<string | undefined> {
  for (const resource of touched(scene)) {
    const listed = await list(scene, resource);
    const wrong =
      listed === undefined ? await probe(scene, resource) : compare(scene, resource, listed);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Tries what is stored by what is refused and accepted, even where there is a list. */
export async function probeState(scene: Scene): Promise<string | undefined> {
  for (const resource of touched(scene)) {
    const wrong = await probe(scene, resource);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

// What a scene may have changed, where there are several collections with rules.
function touched(scene: Scene): Resource[] {
  const { contract } = scene.provider;
  const resources = contract.resources.filter(
    (resource) => resource.unique.length > 0 && homeOf(contract, resource) !== undefined,
  );
  if (resources.length === 1) return resources;
  return resources.filter(
    (resource) =>
      scene.items.some((item) => item.resource === resource) ||
      lentClaims(scene, resource).some(({ ids }) => ids.length > 0),
  );
}

/** What a collection's list shows; undefined where there is no list that can be read. */
export async function list(
  scene: Scene,
  resource: Resource,
  account: Item['account'] = 'first',
): Promise<JsonObject[] | undefined> {
  const operation = scene.provider.operation(resource, 'list');
  if (operation === undefined) return undefined;
  const { exchange, reading } = await scene.ask({
    operation,
    path: homeOf(scene.provider.contract, resource) ?? {},
    note: 'what is stored',
    promised: true,
    account,
  });
  const shown = exchange.answer?.json;
  if (reading.kind !== 'accepted' || !Array.isArray(shown)) return undefined;
  return shown.filter(isObject);
}

function compare(
  scene: Scene,
  resource: Resource,
  listed: readonly JsonObject[],
): string | undefined {
  const { name } = resource.identity;
  const own = scene.items.filter((item) => item.resource === resource && item.account === 'first');
  for (const item of own) {
    const shown = listed.filter((one) => String(one[name]) === String(item.identity));
    if (item.deleted) {
      // Somebody else's addition may have got the identity since.
      if (shown.length === 0 || scene.provider.isLive(item)) continue;
      return `The list still shows ${label(item)}, which was deleted.`;
    }
    if (shown.length > 1) return `The list shows ${label(item)} ${shown.length} times.`;
    const [stored] = shown;
    if (stored === undefined) return `The list does not show ${label(item)}.`;
    const wrong = differing(item, stored);
    if (wrong !== undefined) return wrong;
  }
  if (scene.unsure) return undefined;
  return strangers(scene, resource, listed, own);
}

function differing(item: Item, stored: JsonObject): string | undefined {
  for (const property of item.resource.properties) {
    const { name } = property;
    if (!item.holds.has(name) || property.secret) continue;
    const [answered, kept] = [item.holds.get(name), stored[name]];
    if (sameMeaning(answered, kept, hasTwoForms(property))) continue;
    return `The list shows ${label(item)} with ${name} ${short(kept)}, and ${short(answered)} was to be stored.`;
  }
  return undefined;
}

// Who else holds what was lent to this scene alone.
function strangers(
  scene: Scene,
  resource: Resource,
  listed: readonly JsonObject[],
  own: readonly Item[],
): string | undefined {
  const { name } = resource.identity;
  const known = new Set(own.map((item) => String(item.identity)));
  for (const one of listed) {
    if (known.has(String(one[name]))) continue;
    for (const { ids, steps } of lentClaims(scene, resource)) {
      const taken = valuesAt(one, steps).find((value) => ids.includes(value as Identifier));
      if (taken === undefined) continue;
      return `The list shows ${short(taken)} with ${name} ${short(one[name])}, where nothing that was accepted put it.`;
    }
  }
  return undefined;
}

interface LentClaims {
  readonly kind: string;
  readonly ids: readonly Identifier[];
  readonly steps: readonly string[];
}

/** The identifiers lent to a scene that a resource's rules let only one item hold. */
export function lentClaims(scene: Scene, resource: Resource): LentClaims[] {
  return scene.provider.catalogue.identifiers.flatMap((kind) =>
    kind.exclusive
      ? kind.fills
          .filter((one) => one.collection === resource.collection)
          .map((one) => ({
            kind: kind.name,
            ids: scene.lent.get(kind.name) ?? [],
            steps: one.pointer.slice(1).split('/'),
          }))
      : [],
  );
}

async function probe(scene: Scene, resource: Resource): Promise<string | undefined> {
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
  for (const item of own) {
    for (const { steps } of claims) {
      const [value] = claimsOf(item.holds, steps);
      if (value === undefined) continue;
      const wanted = wholeKey(scene, item, steps);
      const asked = await askFor(scene, resource, model, wanted, free, 'held: refused?');
      if (asked !== 'accepted') continue;
      return `${short(value)} is held by ${label(item)}, and was given to another.`;
    }
  }
  if (free.every(({ values }) => values.length === 0)) return undefined;
  const asked = await askFor(scene, resource, model, free, [], 'free: accepted?');
  if (asked !== 'refused') return undefined;
  const all = free.flatMap(({ values }) => values).join(', ');
  return `Nothing that was accepted holds ${all}, and a request for it is refused.`;
}

// With a part of a key that has several goes what the item holds of the others.
function wholeKey(scene: Scene, item: Item, steps: readonly string[]): Claim[] {
  const pointer = steps.join('/');
  const by = rulesOf(scene.provider.catalogue, item.resource)
    .map((rule) => rule.by)
    .find((one) => one.some((other) => other.join('/') === pointer));
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
    const isIt = (one: Claim) => one.steps.join('/') === steps.join('/');
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

/** What an item holds, with what its path says. */
export function fieldsOf({ path, holds }: Item): JsonObject {
  return { ...path, ...Object.fromEntries(holds) };
}

/** An item as a message calls it. */
export function label({ resource, identity }: Item): string {
  return `${resource.collection}/${String(identity)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
