import {
  type Action,
  type Contract,
  identityIn,
  isObject,
  type JsonObject,
  operationName,
  type Resource,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import { isOptional } from '../model/operations.ts';
import { addItem } from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { type Item, label, type WriteAction } from '../provider/item.ts';
import type { Call } from '../provider/provider.ts';
import { fieldDifference } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, finding, kept, skipIfMissing } from './check.ts';
import type { Coverage } from './covered.ts';
import { editOf, inCollection, patchOf, runOn, slugOf } from './on-item.ts';

interface Promised {
  readonly action: WriteAction | 'delete';
  readonly id: string;
  says(collection: string): string;
  /** Returns what is wrong, in a sentence. */
  run(context: CheckContext, item: Item): Promise<string | undefined>;
}

const promised: readonly Promised[] = [
  {
    action: 'add',
    id: 'stored-added',
    says: (collection) =>
      `What is added to ${collection} is stored, with the values that were sent.`,
    async run(context, item) {
      const { resource, path } = item;
      // A provider that gives every item the same identity stores one of them at most.
      const other = await addItem(context, resource, path, 'another item');
      const added = other.item === undefined ? [item] : [item, other.item];
      for (const one of added) {
        const wrong = await notStored(context, one);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  },
  {
    action: 'edit',
    id: 'stored-edited',
    says: (collection) =>
      `What is edited in ${collection} is stored, with the values that were sent.`,
    run: (context, item) =>
      notChanged(context, item, (varied) => editOf(context, item, { varied })),
  },
  {
    action: 'patch',
    id: 'stored-patched',
    says: (collection) =>
      `What is patched in ${collection} is stored, and what is not sent stays as it was.`,
    run: (context, item) => notChanged(context, item, (varied) => patchOf(context, item, varied)),
  },
  {
    action: 'delete',
    id: 'gone-deleted',
    says: (collection) => `What is deleted from ${collection} is gone.`,
    async run(context, item) {
      const call = callOf(item, 'delete', 'the deletion');
      const { outcome, exchange } = call === undefined ? {} : await context.send(call);
      if (call !== undefined && outcome !== 'accepted') return notAccepted(call, exchange);
      return notGone(context, item);
    },
  },
];

/** Tests on every resource that what is accepted has happened, unless the catalogue's cases do. */
export function crudChecks(resources: readonly Resource[], coverage: Coverage): Check[] {
  return resources.flatMap((resource) =>
    promised.flatMap(({ action, id, says, run }) => {
      const { add, list, read } = resource.actions;
      const operation = resource.actions[action];
      if (add === undefined || operation === undefined) return [];
      if (coverage.stores(resource, operation)) return [];
      const operations = [add, operation, list, read].filter((one) => one !== undefined);
      return {
        id: `${id}${slugOf(resource)}`,
        says: says(resource.collection),
        source: operation.source,
        promises: [],
        operations,
        run: async (provider) =>
          skipIfMissing(provider, [add, operation]) ?? (await runOn(provider, resource, run)),
      };
    }),
  );
}

/**
 * Tests on every resource to which a provider may have no way to add that its list can be read, and an
 * item of it as listed.
 */
export function readableChecks(contract: Contract): Check[] {
  return contract.resources.flatMap((resource) => {
    const { add, list, edit, patch, read: readOne } = resource.actions;
    const mayAdd = add !== undefined;
    if (
      list === undefined ||
      (mayAdd && (!isOptional(contract, add) || resource.parents.length > 0))
    )
      return [];
    // Where the verifier adds items of its own, others are not asked for.
    const read = mayAdd ? undefined : readOne;
    const readList = async (context: CheckContext, path: JsonObject) => {
      const call = { operation: list, path, note: 'the list', promised: true };
      const { outcome, exchange, item: listed } = await context.send(call);
      if (outcome !== 'accepted') return notAccepted(call, exchange);
      const [first] = mayAdd ? [] : [listed].flat().filter(isObject);
      const identity = identityIn(resource, first);
      if (first === undefined || identity === undefined) return undefined;
      const holds = new Map(Object.entries(first));
      const at = { ...path, [resource.identity.parameter]: identity };
      const item: Item = { resource, path: at, identity, holds, account: 'first', deleted: false };
      return notStored(context, item);
    };
    return {
      id: `readable${slugOf(resource)}`,
      says: `${resource.collection} can be listed, and its items can be read.`,
      source: list.source,
      promises: [],
      operations: read === undefined ? [list] : [list, read],
      // A case may edit a lent item meanwhile.
      alone: edit !== undefined || patch !== undefined,
      run: async (provider) =>
        skipIfMissing(provider, [list]) ??
        (mayAdd
          ? await withContext(provider, new Map(), async (context) => {
              const wrong = await readList(context, {});
              return wrong === undefined ? kept : finding('broken', wrong, context.exchanges);
            })
          : await inCollection(provider, resource, readList)),
    };
  });
}

// Sends an edit with new values, or if they are refused with those of the documentation.
async function notChanged(
  context: CheckContext,
  item: Item,
  edit: (varied: boolean) => Call,
): Promise<string | undefined> {
  for (const varied of [true, false]) {
    const call = edit(varied);
    const { outcome, exchange } = await context.send(call);
    if (outcome === 'accepted') return notStored(context, item);
    if (!varied) return notAccepted(call, exchange);
  }
  return undefined;
}

/** Builds the call of an action that sends nothing; undefined if the resource lacks it. */
export function callOf({ resource, path }: Item, action: Action, note: string): Call | undefined {
  const operation = resource.actions[action];
  return operation && { operation, path, note, promised: true };
}

/** Says that a call was not accepted. */
export function notAccepted(
  { operation }: Call,
  exchange: Parameters<typeof statusOf>[0] | undefined,
): string {
  const status = exchange === undefined ? 'no response' : statusOf(exchange);
  return `${operationName(operation)} was not accepted (${status}).`;
}

/** Reads an item and finds it in the list; returns how it differs, in a sentence. */
export async function notStored(context: CheckContext, item: Item): Promise<string | undefined> {
  for (const action of ['read', 'list'] as const) {
    const seen = await look(context, item, action);
    if (seen === undefined) continue;
    const { call, accepted, shown, whole, exchange } = seen;
    if (!accepted) return notAccepted(call, exchange);
    if (shown.length > 1) return `The list shows ${label(item)} ${shown.length} times.`;
    const [stored] = shown;
    if (stored === undefined && !whole) continue;
    const place = operationName(call.operation);
    if (stored === undefined) return `${place} does not show ${label(item)}, which was accepted.`;
    const difference = fieldDifference(context.provider.redaction, item, stored, {
      action,
      place,
    });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

async function notGone(context: CheckContext, item: Item): Promise<string | undefined> {
  for (const action of ['read', 'list'] as const) {
    const seen = await look(context, item, action);
    if (seen === undefined || seen.shown.length === 0 || context.provider.isLive(item)) continue;
    return `${operationName(seen.call.operation)} still shows ${label(item)}, which was deleted.`;
  }
  return undefined;
}

/** Finds what the provider shows of an item: by reading it, or in the list. */
export async function look(context: CheckContext, item: Item, action: 'read' | 'list') {
  const call = callOf(item, action, 'what is stored');
  if (call === undefined || context.provider.operation(item.resource, action) === undefined)
    return undefined;
  const { outcome, exchange, item: shown } = await context.send(call);
  const { name } = item.resource.identity;
  const all = [shown].flat().filter(isObject);
  const isIt = (one: JsonObject) => String(one[name]) === String(item.identity);
  // A list with parameters may show a page only.
  const pages = call.operation.parameters.some((one) => one.in === 'query');
  const accepted = outcome === 'accepted';
  const whole = action === 'read' || !pages || all.length === 0;
  return { call, accepted, exchange, whole, shown: accepted ? all.filter(isIt) : [] };
}
