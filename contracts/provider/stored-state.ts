import type { Identifier, JsonObject, Redaction, Resource } from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { CheckContext } from './check-context.ts';
import { type Item, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import { probe } from './probe-state.ts';
import { hasTwoForms } from './response-check.ts';
import { isOneWay } from './schema-body.ts';
import { own, preview, sameMeaning, valuesAt } from './values.ts';

/**
 * Compares what the provider stores with its responses: by the list if the provider has a readable
 * one, otherwise by `fallback`. Returns what differs, in a sentence; undefined if nothing does.
 */
export async function compareStoredState(
  context: CheckContext,
  fallback: typeof probe = probe,
): Promise<string | undefined> {
  for (const resource of affectedResources(context)) {
    const listed = await context.list(resource);
    const difference =
      listed === undefined
        ? await fallback(context, resource)
        : findDifference(context, resource, listed);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** Probes what the provider stores, even if it has a list. Returns what is wrong, in a sentence. */
export async function probeState(context: CheckContext): Promise<string | undefined> {
  for (const resource of affectedResources(context)) {
    const wrong = await probe(context, resource);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

// The resources with rules that a check may have changed.
function affectedResources(context: CheckContext): Resource[] {
  const { contract } = context.provider;
  const resources = contract.resources.filter(
    (resource) => resource.unique.length > 0 && parentPathOf(contract, resource) !== undefined,
  );
  if (resources.length === 1) return resources;
  return resources.filter(
    (resource) =>
      context.items.some((item) => item.resource === resource) ||
      reservedClaims(context, resource).some(({ values }) => values.length > 0),
  );
}

const inList = { action: 'list', place: 'The list' } as const;

/** Returns how a list differs from the items that a check added, in a sentence; undefined if it does not. */
export function findDifference(
  context: CheckContext,
  resource: Resource,
  listed: readonly JsonObject[],
  account: Item['account'] = 'first',
): string | undefined {
  const { name } = resource.identity;
  const own = context.items.filter(
    (item) => item.resource === resource && item.account === account,
  );
  for (const item of own) {
    const shown = listed.filter((one) => String(one[name]) === String(item.identity));
    if (item.deleted) {
      // Another check's item may have got the identity since, even if its response is still under way.
      const isOthers = (one: JsonObject) => holdsOthers(context, resource, one);
      if (shown.every(isOthers) || context.provider.isLive(item)) continue;
      return `The list still shows ${label(item)}, which was deleted.`;
    }
    if (shown.length > 1) return `The list shows ${label(item)} ${shown.length} times.`;
    const [stored] = shown;
    if (stored === undefined) return `The list does not show ${label(item)}.`;
    const difference = fieldDifference(context.provider.redaction, item, stored, inList);
    if (difference !== undefined) return difference;
  }
  // Nobody knows what else the second account holds.
  if (context.stateUnknown || account === 'second') return undefined;
  return unexpectedItem(context, resource, listed, own);
}

// Whether an item holds identifiers that are not reserved for this check.
function holdsOthers(context: CheckContext, resource: Resource, fields: JsonObject): boolean {
  return reservedClaims(context, resource).some(({ steps, values }) =>
    valuesAt(fields, steps).some((one) => !values.includes(one as Identifier)),
  );
}

/** Says in which field a stored item differs from what it should hold; undefined if in none. */
export function fieldDifference(
  redaction: Redaction,
  item: Item,
  stored: JsonObject,
  { action, place }: { readonly action: 'read' | 'list'; readonly place: string },
): string | undefined {
  for (const property of item.resource.responseProperties[action] ?? []) {
    const { name } = property;
    if (!item.holds.has(name) || property.secret) continue;
    if (isOneWay(item.resource, property)) continue;
    const [expected, listed] = [item.holds.get(name), own(stored, name)];
    if (sameMeaning(expected, listed, hasTwoForms(property))) continue;
    const [shown, due] = [listed, expected].map((one) => preview(redaction, one ?? null, name));
    return `${place} shows ${label(item)} with ${name} ${shown}, but it should hold ${due}.`;
  }
  return undefined;
}

// An item of somebody else that holds an identifier reserved for this check.
function unexpectedItem(
  context: CheckContext,
  resource: Resource,
  listed: readonly JsonObject[],
  own: readonly Item[],
): string | undefined {
  const { redaction } = context.provider;
  const { name } = resource.identity;
  const known = new Set(own.map((item) => String(item.identity)));
  for (const one of listed) {
    if (known.has(String(one[name]))) continue;
    for (const { values, steps } of reservedClaims(context, resource)) {
      const taken = valuesAt(one, steps).find((value) => values.includes(value as Identifier));
      if (taken === undefined) continue;
      // The clean-up must look for it.
      context.stateUnknown = true;
      const [value, identity] = [taken, one[name] ?? null].map((each) => preview(redaction, each));
      return `The list shows ${value} in the item with ${name} ${identity}, but no accepted request put it there.`;
    }
  }
  return undefined;
}
