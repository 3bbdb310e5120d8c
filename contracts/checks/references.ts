import {
  formatPointer,
  isObject,
  pointerInWords,
  type Reference,
  type Resource,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import { addItem, additionTo, needsToAdd, openCollection } from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { type Item, label } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { own, valuesAt } from '../provider/values.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, skipIfMissing, subjectNote } from './check.ts';
import type { Coverage } from './covered.ts';
import { callOf, look, notAccepted, notStored } from './crud.ts';
import { slugOf } from './on-item.ts';

/** A field that names an item of one collection. */
interface Naming {
  readonly resource: Resource;
  readonly named: Resource;
  readonly reference: Reference;
  /** The value of the field that chooses the collection. */
  readonly value: string | undefined;
}

/** An item, and another that names it. */
interface Pair {
  readonly item: Item;
  readonly referrer: Item;
}

/**
 * Tests each reference that keeps the named item from being deleted, or takes along what names it, unless a
 * case does.
 */
export function referenceChecks(resources: readonly Resource[], coverage: Coverage): Check[] {
  return resources.flatMap((resource) =>
    resource.references.flatMap((reference) =>
      reference.to.flatMap(({ value, collection }) => {
        const named = resources.find((one) => one.collection === collection);
        const isOpen = reference.source === undefined && reference.doubts.length > 0;
        if (named === undefined || reference.onDelete === 'keep' || isOpen) return [];
        if (coverage.deletesNamed(resource, named)) return [];
        return checkOf({ resource, named, reference, value });
      }),
    ),
  );
}

function checkOf(naming: Naming): Check | [] {
  const { resource, named, reference, value } = naming;
  const { add, list, read } = resource.actions;
  const { add: addNamed, delete: remove } = named.actions;
  // An item of another parent is another item.
  const isReached = named.parents.every((name) => resource.parents.includes(name));
  if (add === undefined || addNamed === undefined || remove === undefined || !isReached) return [];
  const isRefused = reference.onDelete === 'refuse';
  const field = reference.steps.filter((step) => step !== '*').join('-');
  const slug = `${slugOf(resource)}-${field}${value === undefined ? '' : slugOf(named)}`;
  const what = `an item of ${named.collection} that ${field} in ${resource.collection} names`;
  const needed = [addNamed, add, remove];
  return {
    id: `${isRefused ? 'named-stays' : 'named-takes-along'}${slug}`,
    says: isRefused
      ? `The deletion of ${what} is refused, until nothing names it.`
      : `The deletion of ${what} takes along what names it.`,
    source: reference.source,
    promises: [],
    operations: [...needed, list, read].filter((one) => one !== undefined),
    run: async (provider) =>
      skipIfMissing(provider, needed) ??
      (await withContext(provider, needsOf(provider, naming), async (context) => {
        const pair = await addPair(context, naming);
        if ('outcome' in pair) return pair;
        const judge = isRefused ? notKept : notTakenAlong;
        const wrong = await judge(context, naming, pair);
        return wrong === undefined ? kept : finding('broken', wrong, context.exchanges);
      })),
  };
}

function needsOf(provider: Provider, { resource, named }: Naming): Map<string, number> {
  const needs = needsToAdd(provider, resource);
  for (const [kind, count] of needsToAdd(provider, named, 2)) {
    needs.set(kind, (needs.get(kind) ?? 0) + count);
  }
  return needs;
}

async function addPair(context: CheckContext, naming: Naming): Promise<Pair | Finding> {
  const { resource, named, reference, value } = naming;
  const path = await openCollection(context, resource);
  if (path === undefined) {
    const message = `There is no item to add to ${resource.collection} in.`;
    return finding('inconclusive', message, context.exchanges);
  }
  const above = Object.fromEntries(named.parents.map((name) => [name, path[name]]));
  const { item, exchange } = await addItem(context, named, above, 'what is named');
  if (item === undefined) {
    const message = `No item of ${named.collection} can be added: ${statusOf(exchange)}.`;
    return finding('inconclusive', message, [exchange]);
  }
  const call = additionTo(context, resource, path, 'what names it');
  let json = withNamed(call.json, reference.steps, item.identity);
  if (reference.by) json = withNamed(json, reference.by, value);
  for (const { steps } of resource.references.filter((one) => one !== reference)) {
    // What the deletion does must follow from this field alone.
    if (!valuesAt(json, steps).some((id) => String(id) === String(item.identity))) continue;
    const other = await addItem(context, named, above, 'what another field names');
    json = withNamed(json, steps, other.identity);
  }
  const before = context.items.length;
  const added = await context.send({ ...call, json, promised: false });
  const referrer = context.items[before];
  if (referrer !== undefined) return { item, referrer };
  // What else such an item needs, the document does not say.
  const message = `No item of ${resource.collection} that names ${label(item)} can be added: ${statusOf(added.exchange)}.`;
  const outcome = added.outcome === 'refused' ? 'skipped' : 'inconclusive';
  return finding(outcome, message, context.exchanges);
}

// A list gets one element, which has the fields of the first one.
function withNamed(value: unknown, [step, ...rest]: readonly string[], identity: unknown): unknown {
  if (step === undefined) return identity;
  if (step === '*') return [withNamed([value].flat()[0], rest, identity)];
  const object = isObject(value) ? value : {};
  return { ...object, [step]: withNamed(own(object, step), rest, identity) };
}

async function notKept(
  context: CheckContext,
  { reference }: Naming,
  { item, referrer }: Pair,
): Promise<string | undefined> {
  const deletion = callOf(item, 'delete', subjectNote);
  if (deletion === undefined) return undefined;
  const { outcome, fault } = await context.send(deletion);
  if (outcome === 'fault') return fault;
  if (outcome === 'accepted') {
    const field = pointerInWords(formatPointer(reference.steps));
    return `The deletion of ${label(item)} was accepted, though ${field} of ${label(referrer)} names it.`;
  }
  for (const one of [item, referrer]) {
    const wrong = await notStored(context, one);
    if (wrong !== undefined) return `A refused deletion changed something: ${wrong}`;
  }
  const { provider } = context;
  const release = provider.operation(referrer.resource, 'delete');
  if (release === undefined) return undefined;
  const { path } = referrer;
  const call = { operation: release, path, note: 'afterwards', promised: true };
  const released = await context.send(call);
  if (released.outcome !== 'accepted') return notAccepted(call, released.exchange);
  const again = await context.send({ ...deletion, note: 'afterwards' });
  if (again.outcome === 'accepted') return undefined;
  return `${label(item)} cannot be deleted though nothing names it any more: ${notAccepted(deletion, again.exchange)}`;
}

async function notTakenAlong(
  context: CheckContext,
  { reference }: Naming,
  { item, referrer }: Pair,
): Promise<string | undefined> {
  const deletion = callOf(item, 'delete', subjectNote);
  if (deletion === undefined) return undefined;
  const { outcome, exchange } = await context.send(deletion);
  if (outcome !== 'accepted') return notAccepted(deletion, exchange);
  const isElement = reference.steps.includes('*');
  for (const action of ['read', 'list'] as const) {
    const seen = await look(context, referrer, action);
    const still = seen?.shown.filter(
      (one) =>
        !isElement ||
        valuesAt(one, reference.steps).some((id) => String(id) === String(item.identity)),
    );
    if (still !== undefined && still.length > 0)
      return `${label(item)} was deleted, and ${label(referrer)} still ${isElement ? 'names it' : 'is there'}.`;
    if (isElement && seen?.whole && seen.accepted && seen.shown.length === 0)
      return `With ${label(item)} the whole of ${label(referrer)} went, not the element that names it.`;
  }
  referrer.deleted = !isElement;
  return undefined;
}
