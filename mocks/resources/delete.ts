import { isObject, type JsonObject, type Property } from '../../spec/index.ts';
import { sizeOf } from '../accounts/size.ts';
import type { Entry, Store } from '../accounts/store.ts';
import { type ActionContext, createEntryFinder, type StateAction } from './action-context.ts';
import { type ItemValue, pointerTo } from './item-values.ts';

/** What a deletion changes, as it was before. */
interface Changes {
  readonly removed: Entry[];
  readonly edited: Map<Entry, JsonObject>;
}

/** DELETE: removes an item, with the items below it and what the references to them say. */
export function createDelete(context: ActionContext): StateAction {
  const { resource, represent, operation } = context;
  const entryOf = createEntryFinder(context);
  const properties: readonly Property[] = resource.responseProperties.delete ?? [];
  return (account, parameters) => {
    const { store } = account;
    const entry = entryOf(store, parameters);
    const isAnswered = properties.length > 0;
    const value = isAnswered
      ? represent(entry.item, account.switches.settings(), store)
      : undefined;
    const changes = planDeletion(context, store, entry);
    for (const one of changes.edited.keys()) takeOutGone(context, store, one, changes);
    // Copies, here and in the undo, so that later changes of an entry do not change them.
    const removed = changes.removed.map((one) => ({ ...one }));
    for (const one of changes.removed) {
      context.preparedFor(one.collection)?.uniqueness.release(store, one);
      store.remove(one);
    }
    const edited = Array.from(changes.edited, ([{ collection, key }, item]) => ({
      collection,
      key,
      item,
    }));
    const undo = () => {
      for (const one of removed) store.insert({ ...one });
      for (const { collection, key, item } of edited) {
        const now = store.get(collection, key);
        if (now !== undefined) now.item = item;
      }
    };
    account.history.add(account, { what: operation.id }, undo, sizeOf([removed, edited]));
    return { value };
  };
}

/** Finds what goes with an entry, and what is edited; throws a Refusal if something must stay. */
function planDeletion(context: ActionContext, store: Store, entry: Entry): Changes {
  const changes: Changes = { removed: [entry], edited: new Map() };
  const going = new Set(changes.removed);
  const add = (one: Entry) => {
    if (!going.has(one)) changes.removed.push(one);
    going.add(one);
  };
  // The list grows while it is read.
  for (const one of changes.removed) {
    const path = `${one.collection}/${encodeURIComponent(one.key)}`;
    for (const collection of [...store.collections()]) {
      if (!collection.startsWith(`${path}/`)) continue;
      for (const child of [...store.entries(collection)]) add(child);
    }
    const referrers = context.preparedFor(one.collection)?.references.referrers(store, one) ?? [];
    for (const { entry: referrer, at, reference } of referrers) {
      if (going.has(referrer) || reference.onDelete === 'keep') continue;
      if (reference.onDelete === 'refuse') {
        const named = `${referrer.collection}/${encodeURIComponent(referrer.key)}`;
        throw context.refusals.referenced(path, named, pointerTo(at), reference.source);
      }
      if (reference.steps.includes('*')) changes.edited.set(referrer, referrer.item);
      else add(referrer);
    }
  }
  for (const one of going) changes.edited.delete(one);
  return changes;
}

/** Takes the elements that name what goes out of the lists of an item. */
function takeOutGone(context: ActionContext, store: Store, entry: Entry, changes: Changes): void {
  const before = entry.item;
  const item = structuredClone(before);
  const gone = changes.removed.flatMap((one) => {
    const referrers = context.preparedFor(one.collection)?.references.referrers(store, one) ?? [];
    return Array.from(referrers).filter((found) => found.entry === entry);
  });
  // The last elements first, so that the others keep their places.
  const places = gone.flatMap(({ at, reference }) => placeInList(at, reference.steps));
  for (const { list, index } of places.toSorted((a, b) => b.index - a.index)) {
    const elements = list.reduce<unknown>((part, step) => childOf(part, step), item);
    if (Array.isArray(elements)) elements.splice(index, 1);
  }
  entry.item = item;
  context.preparedFor(entry.collection)?.uniqueness.move(store, entry, before);
}

function placeInList({ path }: ItemValue, steps: readonly string[]) {
  const last = steps.lastIndexOf('*');
  return last < 0 ? [] : [{ list: path.slice(0, last), index: Number(path[last]) }];
}

function childOf(part: unknown, step: string): unknown {
  if (Array.isArray(part)) return part[Number(step)];
  return isObject(part) ? part[step] : undefined;
}
