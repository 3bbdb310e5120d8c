import {
  type IdentifierKind,
  identifierFields,
  type JsonObject,
  type Resource,
} from '../../spec/index.ts';
import { parentOf, parentPathOf, pathBelow } from '../model/parent-path.ts';
import type { CheckContext } from './check-context.ts';
import { claimsOf, type Item } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import type { Call, CallResult, Provider } from './provider.ts';
import { documentedCall } from './request-body.ts';

/** Returns how many identifiers of each kind it takes to add items to a resource, and its parents. */
export function needsToAdd(provider: Provider, resource: Resource, count = 1): Map<string, number> {
  const parent = parentOf(provider.contract, resource);
  const needs = parent === undefined ? new Map<string, number>() : needsToAdd(provider, parent);
  for (const { name } of kindsOf(provider, resource)) {
    needs.set(name, (needs.get(name) ?? 0) + count);
  }
  return needs;
}

/**
 * Returns the path of a collection: in new parents where they can be added, otherwise in those of the
 * initial state; undefined if there are none.
 */
export async function openCollection(
  context: CheckContext,
  resource: Resource,
): Promise<JsonObject | undefined> {
  if (resource.parents.length === 0) return {};
  const { provider } = context;
  const parent = parentOf(provider.contract, resource);
  const above = parent && (await openCollection(context, parent));
  if (parent?.actions.add !== undefined && above !== undefined) {
    const { item } = await addItem(context, parent, above, 'what it belongs to');
    if (item !== undefined) return pathBelow(resource, parent, item.path);
  }
  return parentPathOf(provider.contract, resource);
}

/**
 * Deletes the items in new parents before those. What cannot be deleted goes with its parent, and is of
 * no further use.
 */
export async function removeNested(context: CheckContext): Promise<void> {
  const { provider, items } = context;
  for (const item of context.liveItems.toReversed()) {
    const { resource, path } = item;
    const parent = parentOf(provider.contract, resource);
    const isIn = ({ identity }: Item) =>
      String(path[resource.parents.at(-1) ?? '']) === String(identity);
    if (!items.some((one) => one.resource === parent && isIn(one))) continue;
    const operation = provider.operation(resource, 'delete');
    if (operation !== undefined) await context.send({ operation, path, note: 'cleaning up' });
    else {
      item.deleted = true;
      const what = `Items of ${resource.collection} cannot be deleted`;
      provider.leftovers.push(`${what}: they stay unless they go with what they belong to.`);
    }
  }
}

/** Adds an item with reserved identifiers that no other item of the context holds. */
export async function addItem(
  context: CheckContext,
  resource: Resource,
  path: Readonly<Record<string, unknown>>,
  note: string,
): Promise<CallResult & { readonly item: Item | undefined }> {
  const { items } = context;
  const before = items.length;
  const result = await context.send(additionTo(context, resource, path, note));
  return { ...result, item: items[before] };
}

/**
 * Builds the call of an addition with unused identifiers.
 * @param path the path of the collection, or of an item beside which to add
 */
export function additionTo(
  context: CheckContext,
  resource: Resource,
  path: Readonly<Record<string, unknown>>,
  note: string,
): Call {
  const { [resource.identity.parameter]: _, ...above } = path;
  const claims = freeClaims(context, resource);
  return documentedCall(context.provider, resource, 'add', claims, note, { path: above });
}

/** Returns an unused reserved identifier for each field that an addition takes one in. */
export function freeClaims(context: CheckContext, resource: Resource) {
  const kinds = kindsOf(context.provider, resource).map(({ name }) => name);
  return reservedClaims(context, resource)
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ steps, values, kind }) => {
      const held = new Set(context.liveItems.flatMap(({ holds }) => claimsOf(holds, steps)));
      return { kind, steps, values: values.filter((id) => !held.has(id)).slice(0, 1) };
    });
}

/** Returns the reserved identifiers that an item holds. */
export function heldClaims(context: CheckContext, { resource, holds }: Item) {
  return reservedClaims(context, resource).map((one) => ({
    ...one,
    values: claimsOf(holds, one.steps),
  }));
}

function kindsOf({ kindsToAdd, catalogue }: Provider, resource: Resource) {
  return kindsToAdd.get(resource) ?? exclusiveKinds(catalogue, resource);
}

/** Returns the kinds of identifiers that only one item of a resource may hold. */
export function exclusiveKinds(
  catalogue: { readonly identifiers: readonly IdentifierKind[] },
  resource: Resource,
): IdentifierKind[] {
  const kinds = identifierFields(catalogue, resource).map(({ kind }) => kind);
  return [...new Set(kinds.filter(({ exclusive }) => exclusive))];
}
