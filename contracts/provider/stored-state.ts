import type { JsonObject, Redaction, Resource } from '../../spec/index.ts';
import { homeOf } from '../model/parent-path.ts';
import type { Scene } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';
import { type Item, label } from './item.ts';
import { lentClaims } from './key-claims.ts';
import { probe } from './probe-state.ts';
import { hasTwoForms } from './response-check.ts';
import { sameMeaning, short, valuesAt } from './values.ts';

/**
 * Compares what was answered with what is stored: by the list where the provider has one that can be
 * read, otherwise by what is refused and accepted.
 */
export async function lookAtState(
  scene: Scene,
  otherwise: typeof probe = probe,
): Promise<string | undefined> {
  for (const resource of touched(scene)) {
    const listed = await scene.list(resource);
    const wrong =
      listed === undefined ? await otherwise(scene, resource) : compare(scene, resource, listed);
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
    const wrong = differing(scene.provider.redaction, item, stored);
    if (wrong !== undefined) return wrong;
  }
  if (scene.unsure) return undefined;
  return strangers(scene, resource, listed, own);
}

function differing(redaction: Redaction, item: Item, stored: JsonObject): string | undefined {
  for (const property of item.resource.properties) {
    const { name } = property;
    if (!item.holds.has(name) || property.secret) continue;
    const [answered, kept] = [item.holds.get(name), stored[name]];
    if (sameMeaning(answered, kept, hasTwoForms(property))) continue;
    const [shown, due] = [kept, answered].map((one) => short(redaction, one ?? null, name));
    return `The list shows ${label(item)} with ${name} ${shown}, and ${due} was to be stored.`;
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
  const { redaction } = scene.provider;
  const { name } = resource.identity;
  const known = new Set(own.map((item) => String(item.identity)));
  for (const one of listed) {
    if (known.has(String(one[name]))) continue;
    for (const { ids, steps } of lentClaims(scene, resource)) {
      const taken = valuesAt(one, steps).find((value) => ids.includes(value as Identifier));
      if (taken === undefined) continue;
      const [shown, identity] = [taken, one[name] ?? null].map((each) => short(redaction, each));
      return `The list shows ${shown} with ${name} ${identity}, where nothing that was accepted put it.`;
    }
  }
  return undefined;
}
