import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, parsePointer, type Resource } from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import {
  addItem,
  heldClaims,
  needsToAdd,
  openCollection,
  removeNested,
} from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item, WriteAction } from '../provider/item.ts';
import type { Call, Provider } from '../provider/provider.ts';
import { documentedCall, nextNumber, requiredFields } from '../provider/request-body.ts';
import { anotherValue, requestFields } from '../provider/schema-body.ts';
import { withContext } from '../provider/with-context.ts';
import { type Finding, finding, kept } from './check.ts';

/** A resource as ids of checks name it: `-rooms-room-desks`. */
export function slugOf({ collection }: Resource): string {
  return collection.replaceAll(/[^a-z0-9]+/gi, '-').replace(/-$/, '');
}

/**
 * Runs something on a new item of a resource: broken with what is wrong, in a sentence; inconclusive if
 * no item can be added.
 */
export function runOn(
  provider: Provider,
  resource: Resource,
  run: (context: CheckContext, item: Item) => Promise<string | Finding | undefined>,
): Promise<Finding> {
  return inCollection(provider, resource, async (context, path) => {
    const { item, exchange } = await addItem(context, resource, path, 'the item');
    if (item !== undefined) return run(context, item);
    const message = `No item of ${resource.collection} can be added: ${statusOf(exchange)}.`;
    return finding('inconclusive', message, [exchange]);
  });
}

/** Runs something in a collection, of new parents if it is nested, and cleans up. */
export function inCollection(
  provider: Provider,
  resource: Resource,
  run: (context: CheckContext, path: JsonObject) => Promise<string | Finding | undefined>,
): Promise<Finding> {
  return withContext(provider, needsToAdd(provider, resource, 2), async (context) => {
    const path = await openCollection(context, resource);
    if (path === undefined) {
      const message = `There is no item to add to ${resource.collection} in.`;
      return finding('inconclusive', message, context.exchanges);
    }
    const found = (await run(context, path)) ?? kept;
    const { exchanges } = context;
    const told = typeof found === 'string' ? finding('broken', found, exchanges) : found;
    await removeNested(context);
    return told;
  });
}

/** How to build an edit or a patch. */
export interface EditOptions {
  readonly action?: Exclude<WriteAction, 'add'>;
  readonly varied?: boolean;
  readonly note?: string;
}

/**
 * Builds the call of an edit. Keys and immutable fields keep their values; of the others `varied` picks
 * new ones.
 */
export function editOf(
  context: CheckContext,
  item: Item,
  { action = 'edit', varied = false, note = `the ${action}` }: EditOptions = {},
): Call {
  const { provider } = context;
  const { resource, holds, path } = item;
  const call = documentedCall(provider, resource, action, heldClaims(context, item), note, {
    path,
  });
  const json = { ...(call.json as JsonObject) };
  const fixed = fixedFields(resource);
  for (const [name, { schema }] of requestFields(resource.bodies[action]?.requestSchema)) {
    const keeps = fixed.includes(name) || name === resource.identity.name;
    if (fixed.includes(name) && holds.has(name)) json[name] = holds.get(name);
    if (keeps || !varied || !Object.hasOwn(json, name) || !isFree(schema, json[name])) continue;
    json[name] =
      anotherValue(provider.contract, schema, json[name], nextNumber(provider)) ?? json[name];
  }
  return { ...call, json };
}

/** Builds the call of a patch of one field, and of those that it must send. */
export function patchOf(context: CheckContext, item: Item, varied: boolean): Call {
  const call = editOf(context, item, { action: 'patch', varied });
  const { resource, holds } = item;
  const required = requiredFields(resource, 'patch');
  const fields = Object.entries(call.json as JsonObject);
  const kept = [resource.identity.name, ...fixedFields(resource)];
  const free = fields.filter(([name]) => !required.has(name) && !kept.includes(name));
  const changed =
    free.find(([name, value]) => !isDeepStrictEqual(value, holds.get(name))) ?? free[0];
  if (changed === undefined) return call;
  const sent = [...fields.filter(([name]) => required.has(name)), changed];
  return { ...call, json: Object.fromEntries(sent) };
}

function fixedFields({ unique, immutable }: Resource): (string | undefined)[] {
  return [
    ...unique.flatMap(({ by }) => by.map(([name]) => name)),
    ...immutable.map((one) => parsePointer(one)[0]),
  ];
}

// Numbers may be identifiers of something; texts, booleans and listed values are not.
function isFree(schema: JsonObject, value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Array.isArray(schema.enum);
}
