import { isObject, type JsonObject, type Operation } from '../../spec/index.ts';
import type { Entry, Store } from '../accounts/store.ts';
import { effectsOf } from '../accounts/switches.ts';
import { type ActionContext, createEntryFinder, type StateAction } from './action-context.ts';
import { pointerTo } from './item-values.ts';
import type { References, Referrer } from './references.ts';
import { createRepresentation } from './representation.ts';

/** What a deletion changes. */
interface Changes {
  readonly removed: ReadonlySet<Entry>;
  /** The elements that go out of the lists of an item: by their JSON Pointers, the steps to them. */
  readonly edited: ReadonlyMap<Entry, ReadonlyMap<string, readonly string[]>>;
}

/** DELETE: removes an item, with the items below it and what the references to them say. */
export function createDelete(context: ActionContext): StateAction {
  const { resource, represent, operation, contract, computed } = context;
  const entryOf = createEntryFinder(context);
  const { responseProperties: shown } = resource;
  const shows = (['read', 'list', 'edit', 'add'] as const).find((one) => shown[one]) ?? 'delete';
  const whole = createRepresentation(contract, resource, shows, computed);
  const mayAnswerItem = effectsOf(contract, doubtsOf(operation)).has('deletion-answer');
  return (account, parameters) => {
    const { store } = account;
    const entry = entryOf(store, parameters);
    const settings = account.switches.settings();
    const isWhole = mayAnswerItem && settings['deletion-answer'] === 'item';
    const show = isWhole ? whole : represent;
    const value = shown.delete?.length ? show(entry.item, settings, store) : undefined;
    const changes = planDeletion(context, store, entry);
    for (const one of changes.removed) {
      context.preparedFor(one.collection)?.uniqueness.release(store, one);
      store.remove(one);
    }
    for (const [one, elements] of changes.edited) {
      const before = one.item;
      store.replace(one, without(before, [...elements.values()]));
      context.preparedFor(one.collection)?.uniqueness.move(store, one, before);
    }
    account.history.add(account, { what: operation.id });
    return { value };
  };
}

/** The doubts of an operation, and of the schemas of its responses. */
function doubtsOf({ doubts, responses }: Operation): string[] {
  const schemas = responses.flatMap(({ contents }) => contents.map(({ schema }) => schema));
  return [...doubts, ...schemas.flatMap((schema) => (schema?.['x-doubt'] as string[]) ?? [])];
}

/** Answers the deletion of what is not there as that of an item of which only the identity is known. */
export function createDeleteMissing({ resource, represent }: ActionContext): StateAction {
  const { name, parameter, type } = resource.identity;
  const isAnswered = (resource.responseProperties.delete ?? []).length > 0;
  return ({ store, switches }, parameters) => {
    const key = parameters[parameter] ?? '';
    const item = { [name]: type === 'integer' ? Number(key) : key };
    return { value: isAnswered ? represent(item, switches.settings(), store) : undefined };
  };
}

/** Finds what goes with an entry, and what is edited; throws a Refusal if something must stay. */
function planDeletion(context: ActionContext, store: Store, entry: Entry): Changes {
  const removed = new Set([entry]);
  const edited = new Map<Entry, Map<string, readonly string[]>>();
  const refusing: (Referrer & { readonly named: Entry })[] = [];
  const itemsBelow = readItemsBelow(store);
  const referrersTo = readReferrers(context, store);
  // The set grows while it is read.
  for (const one of removed) {
    for (const child of itemsBelow(one)) removed.add(child);
    for (const referrer of referrersTo(one)) {
      const { entry: other, at, reference } = referrer;
      const end = reference.steps.lastIndexOf('*') + 1;
      if (reference.onDelete === 'refuse') refusing.push({ ...referrer, named: one });
      else if (end === 0) removed.add(other);
      else {
        const element = { ...at, path: at.path.slice(0, end) };
        const elements = edited.get(other) ?? new Map();
        edited.set(other, elements.set(pointerTo(element), element.path));
      }
    }
  }
  for (const one of removed) edited.delete(one);
  // What goes itself, for another reason, keeps nothing.
  const stays = refusing.find(({ entry: other, at }) => {
    const elements = [...(edited.get(other)?.keys() ?? [])];
    return (
      !removed.has(other) && !elements.some((one) => `${pointerTo(at)}/`.startsWith(`${one}/`))
    );
  });
  if (stays === undefined) return { removed, edited };
  const { named, at, reference } = stays;
  const [path, other] = [pathTo(named), pathTo(stays.entry)];
  throw context.refusals.referenced(context.operation, path, other, pointerTo(at), reference);
}

function pathTo({ collection, key }: Entry): string {
  return `${collection}/${encodeURIComponent(key)}`;
}

/** Finds the items below others, however deep: one pass over the collections finds those of every item. */
function readItemsBelow(store: Store): (entry: Entry) => Entry[] {
  const below = new Map<string, string[]>();
  for (const collection of store.collections()) {
    for (let end = collection.indexOf('/', 1); end > 0; end = collection.indexOf('/', end + 1)) {
      const above = collection.slice(0, end);
      const known = below.get(above);
      if (known === undefined) below.set(above, [collection]);
      else known.push(collection);
    }
  }
  return (entry) => (below.get(pathTo(entry)) ?? []).flatMap((one) => [...store.entries(one)]);
}

/** Finds who names items of any resource, each looked through once. */
function readReferrers(context: ActionContext, store: Store) {
  const known = new Map<References, ReturnType<References['referrers']>>();
  return (entry: Entry): readonly Referrer[] => {
    const references = context.preparedFor(entry.collection)?.references;
    if (references === undefined) return [];
    const find = known.get(references) ?? references.referrers(store);
    known.set(references, find);
    return find(entry);
  };
}

/** A copy of an item without some elements of its lists. */
function without(before: JsonObject, elements: readonly (readonly string[])[]): JsonObject {
  const item = structuredClone(before);
  // The deepest and the last first, so that the others keep their places.
  const ordered = elements.toSorted(
    (a, b) => b.length - a.length || Number(b.at(-1)) - Number(a.at(-1)),
  );
  for (const path of ordered) {
    const list = path.slice(0, -1).reduce(childOf, item as unknown);
    if (Array.isArray(list)) list.splice(Number(path.at(-1)), 1);
  }
  return item;
}

function childOf(part: unknown, step: string): unknown {
  if (Array.isArray(part)) return part[Number(step)];
  return isObject(part) ? part[step] : undefined;
}
