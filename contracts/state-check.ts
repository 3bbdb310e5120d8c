import { isObject, type JsonObject, type Resource } from '../spec/index.ts';
import { hasTwoForms } from './answer-check.ts';
import { type Claim, documentedBody } from './documented-body.ts';
import { claimsOf, type Item } from './item.ts';
import type { Identifier } from './lent.ts';
import type { Scene } from './scene.ts';
import { sameMeaning, valuesAt } from './values.ts';

/**
 * Compares what was answered with what is stored: by the list where the provider has one, otherwise
 * by what is refused and accepted.
 */
export async function lookAtState(scene: Scene): Promise<string | undefined> {
  const resources = scene.provider.contract.resources.filter(
    (resource) => resource.unique.length > 0 && resource.parents.length === 0,
  );
  for (const resource of resources) {
    const listed = await list(scene, resource);
    const wrong =
      listed === undefined ? await probe(scene, resource) : compare(scene, resource, listed);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Tries what is stored by what is refused and accepted, even where there is a list. */
export async function probeState(scene: Scene): Promise<string | undefined> {
  for (const resource of scene.provider.contract.resources) {
    if (resource.unique.length === 0 || resource.parents.length > 0) continue;
    const wrong = await probe(scene, resource);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
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
  const own = scene.items.filter((item) => item.resource === resource && item.account === 'first');
  const claims = lentClaims(scene, resource);
  for (const item of own.filter((one) => !one.deleted)) {
    for (const { steps } of claims) {
      const [held] = claimsOf(item.holds, steps);
      if (held === undefined) continue;
      const asked = await askFor(scene, resource, [{ steps, values: [held] }], 'held: refused?');
      if (asked !== 'accepted') continue;
      return `${short(held)} is held by ${label(item)}, and was given to another.`;
    }
  }
  const held = new Set(
    own
      .filter((item) => !item.deleted)
      .flatMap((item) => claims.flatMap(({ steps }) => claimsOf(item.holds, steps))),
  );
  const free = claims.map(({ ids, steps }) => ({
    steps,
    values: ids.filter((id) => !held.has(id)),
  }));
  if (free.every(({ values }) => values.length === 0)) return undefined;
  const asked = await askFor(scene, resource, free, 'free: accepted?');
  if (asked !== 'refused') return undefined;
  const all = free.flatMap(({ values }) => values).join(', ');
  return `Nothing that was accepted holds ${all}, and a request for it is refused.`;
}

async function askFor(
  scene: Scene,
  resource: Resource,
  claims: readonly Claim[],
  note: string,
): Promise<'accepted' | 'refused' | 'fault'> {
  const { provider } = scene;
  const edit = provider.operation(resource, 'edit');
  const lasting = provider.operation(resource, 'delete') === undefined;
  // Without delete an addition would use up an identifier for good; an edit of what is parked does not.
  const parked = lasting && edit !== undefined ? provider.parked.pop() : undefined;
  if (parked !== undefined && edit !== undefined) {
    scene.items.push(parked);
    const before = heldLent(scene, parked);
    const json = documentedBody(provider, resource, 'edit', claims, parked.path);
    const { path } = parked;
    const told = await scene.ask({ operation: edit, path, json, note, promised: true });
    const after = heldLent(scene, parked);
    for (const [kind, ids] of before) {
      provider.pools.get(kind)?.reclaim(ids.filter((id) => !after.get(kind)?.includes(id)));
    }
    return told.reading.kind;
  }
  const operation = provider.operation(resource, 'add');
  if (operation === undefined) return 'fault';
  const json = documentedBody(provider, resource, 'add', claims);
  return (await scene.ask({ operation, json, note, promised: true })).reading.kind;
}

function heldLent(scene: Scene, item: Item): Map<string, Identifier[]> {
  return new Map(
    lentClaims(scene, item.resource).map(({ kind, steps }) => [
      kind,
      claimsOf(item.holds, steps) as Identifier[],
    ]),
  );
}

/** An item as a message calls it. */
export function label({ resource, identity }: Item): string {
  return `${resource.collection}/${String(identity)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
