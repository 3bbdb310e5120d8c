import {
  type Case,
  type JsonObject,
  operationName,
  type Reference,
  type Resource,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import {
  addItem,
  additionTo,
  needsToAdd,
  openCollection,
  removeNested,
} from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { type Item, label } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { requiredFields } from '../provider/request-body.ts';
import { requestFields } from '../provider/schema-body.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, skipIfMissing, subjectNote } from './check.ts';
import { callOf, look, notAccepted, notStored } from './crud.ts';
import { slugOf } from './on-item.ts';

/** A field of one resource that names an item of another. */
interface Naming {
  readonly resource: Resource;
  readonly named: Resource;
  readonly reference: Reference;
  /** The name of the field. */
  readonly field: string;
  /** The value that chooses the collection. */
  readonly value: string | undefined;
}

const ways: Readonly<Record<Reference['onDelete'], string>> = {
  refuse: 'is refused, and changes nothing',
  cascade: 'takes that out, too',
  keep: 'leaves that as it is',
};

/** Tests what the deletion of an item does that another one names, unless the catalogue's cases do. */
export function referenceChecks(
  resources: readonly Resource[],
  { cases }: { readonly cases: readonly Case[] },
): Check[] {
  return namingsOf(resources).flatMap((naming): Check[] => {
    const { resource, named, reference, field, value } = naming;
    const operations = [resource, named].flatMap(({ actions }) => [actions.add, actions.delete]);
    const all = operations.filter((one) => one !== undefined);
    const [add, , , remove] = operations;
    const isTried = ({ request, given }: Case) =>
      request.operation === remove && given.some((one) => one.operation === add);
    if (all.length < operations.length || cases.some(isTried)) return [];
    const { onDelete, source, doubts } = reference;
    return [
      {
        id: `on-delete${slugOf(resource)}-${field}${value === undefined ? '' : `-${value}`}`.toLowerCase(),
        says: `The deletion of what ${field} of ${resource.collection} names in ${named.collection} ${ways[onDelete]}.`,
        source,
        doubt: doubts[0],
        open: isOpen(reference),
        promises: [],
        operations: all,
        run: async (provider) => skipIfMissing(provider, all) ?? run(provider, naming),
      },
    ];
  });
}

// That nothing happens is what a document says by saying nothing.
function isOpen({ onDelete, source }: Reference): boolean {
  return onDelete === 'keep' && source === undefined;
}

function namingsOf(resources: readonly Resource[]): Naming[] {
  return resources.flatMap((resource) =>
    resource.references.flatMap((reference) => {
      const [field = '', next, ...deeper] = reference.steps;
      const fields = requestFields(resource.bodies.add?.requestSchema);
      const isSent = fields.has(field) && (reference.by?.every((one) => fields.has(one)) ?? true);
      if (!isSent || deeper.length > 0 || (next !== undefined && next !== '*')) return [];
      return reference.to.flatMap(({ value, collection }) => {
        const named = resources.find((one) => one.collection === collection);
        const isKnown = (one: string) => fields.has(one) || resource.parents.includes(one);
        return named?.parents.every(isKnown) ? [{ resource, named, reference, field, value }] : [];
      });
    }),
  );
}

function run(provider: Provider, naming: Naming): Promise<Finding> {
  const { resource, named } = naming;
  const needs = new Map(needsToAdd(provider, resource, 2));
  for (const [kind, count] of needsToAdd(provider, named, 2)) {
    needs.set(kind, (needs.get(kind) ?? 0) + count);
  }
  return withContext(provider, needs, async (context) => {
    const path = await openCollection(context, resource);
    // Both may be in the same parents.
    const isInside = named.parents.every((one) => resource.parents.includes(one));
    const above = isInside ? path : await openCollection(context, named);
    const target = above && (await addItem(context, named, above, 'what is named')).item;
    const other = path && target && (await addNaming(context, naming, path, target));
    if (other === undefined || target === undefined) {
      const last = context.exchanges.at(-1);
      const status = last === undefined ? 'there is no collection' : statusOf(last);
      const message = `The check could not be set up: ${status}.`;
      return finding('inconclusive', message, context.exchanges);
    }
    const found = await judge(context, naming, target, other);
    await removeNested(context);
    return typeof found === 'string'
      ? finding('broken', found, context.exchanges)
      : (found ?? kept);
  });
}

async function addNaming(
  context: CheckContext,
  { resource, named, reference, field, value }: Naming,
  path: JsonObject,
  target: Item,
): Promise<Item | undefined> {
  const call = additionTo(context, resource, path, 'what names it');
  const { by, steps } = reference;
  const body = { ...(call.json as JsonObject) };
  const required = requiredFields(resource, 'add');
  let another: unknown;
  for (const {
    steps: [other = ''],
    to,
  } of resource.references) {
    // By chance, another field may name the same item.
    if (other === field || !Object.hasOwn(body, other)) continue;
    if (!required.has(other)) delete body[other];
    else if (to.some(({ collection }) => collection === named.collection)) {
      const { [named.identity.parameter]: _, ...above } = target.path;
      another ??= (await addItem(context, named, above, 'another one')).identity;
      body[other] = Array.isArray(body[other]) ? [another] : another;
    }
  }
  const before = context.items.length;
  const json = {
    ...body,
    ...Object.fromEntries(
      named.parents
        .filter((name) => !resource.parents.includes(name))
        .map((name) => [name, target.path[name]]),
    ),
    ...(by?.[0] === undefined ? {} : { [by[0]]: value }),
    [field]: steps.length > 1 ? [target.identity] : target.identity,
  };
  await context.send({ ...call, json });
  return context.items[before];
}

// What is wrong, in a sentence, or what was observed; undefined if nothing is wrong.
async function judge(
  context: CheckContext,
  { reference, field }: Naming,
  target: Item,
  other: Item,
): Promise<string | Finding | undefined> {
  const remove = async (item: Item, note: string, promised = true) => {
    const call = callOf(item, 'delete', note);
    if (call === undefined) return undefined;
    return { call, ...(await context.send({ ...call, promised })) };
  };
  const { onDelete } = reference;
  const deleted = await remove(target, subjectNote, onDelete !== 'refuse');
  if (deleted === undefined) return undefined;
  const { call, outcome, fault, exchange } = deleted;
  if (outcome === 'fault') return fault;
  const name = operationName(call.operation);
  const what = `although ${field} of ${label(other)} names it`;
  if (isOpen(reference)) {
    const message = `${name} of ${target.resource.collection} is ${outcome} ${what.replace(label(other), other.resource.collection)}.`;
    return finding('observed', message, context.exchanges);
  }
  if (onDelete !== 'refuse') {
    if (outcome !== 'accepted') return notAccepted(call, exchange);
    if (onDelete === 'keep') return notStored(context, other);
    return notTakenOut(context, other, field, target);
  }
  if (outcome === 'accepted') return `${name} of ${label(target)} was accepted, ${what}.`;
  const wrong = (await notStored(context, target)) ?? (await notStored(context, other));
  if (wrong !== undefined) return `${wrong} Only a refused deletion came before.`;
  for (const item of [other, target]) {
    const last = await remove(item, 'nothing names it');
    if (last && last.outcome !== 'accepted') {
      return `${notAccepted(last.call, last.exchange)} Nothing names ${label(item)}.`;
    }
  }
  return undefined;
}

async function notTakenOut(
  context: CheckContext,
  other: Item,
  field: string,
  { identity }: Item,
): Promise<string | undefined> {
  const held = other.holds.get(field);
  if (Array.isArray(held)) {
    other.holds.set(
      field,
      held.filter((one) => String(one) !== String(identity)),
    );
    return notStored(context, other);
  }
  for (const action of ['read', 'list'] as const) {
    const seen = await look(context, other, action);
    if (seen === undefined || seen.shown.length === 0) continue;
    return `${operationName(seen.call.operation)} still shows ${label(other)}, which named what was deleted.`;
  }
  // Nothing is left to clean up.
  other.deleted = true;
  return undefined;
}
