import {
  type Action,
  type Contract,
  formatPointer,
  type JsonObject,
  type Operation,
  type Resource,
  valueAt,
} from '../../spec/index.ts';
import { decodePercent } from '../../spec/shared/text.ts';
import type { Account } from '../accounts/account.ts';
import { sizeOf } from '../accounts/size.ts';
import type { Entry, Store } from '../accounts/store.ts';
import { doubtWithEffect } from '../accounts/switches.ts';
import type { Refusals } from '../problems/refusals.ts';
import { collectionPath, parentValue, pathShape } from './collection-path.ts';
import { keepImmutable } from './immutable.ts';
import type { Representation } from './representation.ts';
import type { Uniqueness } from './uniqueness.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Applies an operation to an account. Returns the response body, `undefined` for none, or a `Refusal`.
 * @throws Refusal, except for conflicts: those are frequent, and V8 does not optimise code that throws
 */
export type StateAction = (account: Account, parameters: Parameters, body: unknown) => unknown;

/** A resource with its uniqueness rules. */
export interface PreparedResource {
  readonly resource: Resource;
  readonly uniqueness: Uniqueness;
}

/** What the action of an operation needs. */
export interface ActionContext extends PreparedResource {
  readonly operation: Operation;
  readonly represent: Representation;
  readonly contract: Contract;
  readonly refusals: Refusals;
  /** Creates identities in UUID format. */
  newId(): string;
  /** Finds the resource of a collection path. */
  preparedFor(collection: string): PreparedResource | undefined;
}

/** Creates the action of an operation, by what it does to its resource. */
export const actionFactories: Record<Action, (context: ActionContext) => StateAction> = {
  add: createAdd,
  edit: createEdit,
  patch: createEdit,
  list: createList,
  read: createRead,
  delete: createDelete,
};

function createAdd(context: ActionContext): StateAction {
  const { resource, uniqueness, represent, refusals, operation } = context;
  const collectionOf = createCollectionFinder(context);
  return (account, parameters, body) => {
    const { store } = account;
    const collection = collectionOf(store, parameters);
    const item = storedFields(context, body, parameters);
    const next = assignIdentity(context, store, collection, item);
    const conflicts = uniqueness.conflicts(store, item, undefined);
    if (conflicts.length > 0) return refusals.conflict(operation, resource, conflicts);
    const entry: Entry = { collection, key: String(item[resource.identity.name]), item };
    const before = store.next(collection);
    if (next !== undefined) store.setNext(collection, next);
    store.insert(entry);
    uniqueness.claim(store, entry);
    const undo = () => {
      store.remove(entry);
      store.setNext(collection, before);
    };
    account.history.add(account, { what: operation.id }, undo, sizeOf(item));
    return represent(item, account.switches.settings());
  };
}

function createEdit(context: ActionContext): StateAction {
  const { resource, uniqueness, represent, operation, contract, refusals } = context;
  const entryOf = createEntryFinder(context);
  const identity = resource.identity.name;
  const doubt = doubtWithEffect(contract, 'edit-style');
  const mayMerge = doubt !== undefined && operation.doubts.includes(doubt.id);
  const immutable = resource.immutable.filter((pointer) => pointer !== formatPointer([identity]));
  return (account, parameters, body) => {
    const { store } = account;
    const key = parameters[identity] ?? '';
    const sent = storedFields(context, body, parameters);
    if (sent[identity] !== undefined && String(sent[identity]) !== key) {
      throw refusals.identityMismatch(operation, identity, key, sent[identity]);
    }
    const entry = entryOf(store, parameters);
    const settings = account.switches.settings();
    const merges = mayMerge && settings['edit-style'] === 'merge';
    const item: JsonObject = merges ? { ...entry.item, ...sent } : sent;
    item[identity] = entry.item[identity];
    for (const pointer of immutable) {
      if (keepImmutable(pointer, entry.item, item)) continue;
      throw refusals.immutable(operation, pointer, valueAt(entry.item, pointer) ?? null);
    }
    const conflicts = uniqueness.conflicts(store, item, entry);
    if (conflicts.length > 0) return refusals.conflict(operation, resource, conflicts);
    const before = entry.item;
    entry.item = item;
    uniqueness.move(store, entry, before);
    const undo = () => {
      const now = store.get(entry.collection, entry.key);
      if (now !== undefined) now.item = before;
    };
    account.history.add(account, { what: operation.id }, undo, sizeOf(before));
    return represent(item, settings);
  };
}

function createList(context: ActionContext): StateAction {
  const collectionOf = createCollectionFinder(context);
  return ({ store, switches }, parameters) => {
    const settings = switches.settings();
    const entries = store.entries(collectionOf(store, parameters));
    return Array.from(entries, ({ item }) => context.represent(item, settings));
  };
}

function createRead(context: ActionContext): StateAction {
  const entryOf = createEntryFinder(context);
  return ({ store, switches }, parameters) =>
    context.represent(entryOf(store, parameters).item, switches.settings());
}

function createDelete(context: ActionContext): StateAction {
  const { resource, uniqueness, represent, operation } = context;
  const entryOf = createEntryFinder(context);
  const hasBody = (resource.responseProperties.delete ?? []).length > 0;
  return (account, parameters) => {
    const { store } = account;
    const entry = entryOf(store, parameters);
    const below = `${entry.collection}/${encodeURIComponent(entry.key)}/`;
    // Copies, here and in the undo, so that later changes of an entry do not change them.
    const removed = [{ ...entry }];
    for (const collection of [...store.collections()]) {
      if (!collection.startsWith(below)) continue;
      const child = context.preparedFor(collection);
      for (const one of [...store.entries(collection)]) {
        child?.uniqueness.release(store, one);
        store.remove(one);
        removed.push({ ...one });
      }
    }
    uniqueness.release(store, entry);
    store.remove(entry);
    const undo = () => {
      for (const one of removed) store.insert({ ...one });
    };
    account.history.add(account, { what: operation.id }, undo, sizeOf(removed));
    return hasBody ? represent(entry.item, account.switches.settings()) : undefined;
  };
}

/** Finds the path of the collection; throws a Refusal if the item above it does not exist. */
function createCollectionFinder({
  resource,
  contract,
  operation,
  refusals,
}: ActionContext): (store: Store, parameters: Parameters) => string {
  const collectionOf = collectionPath(resource);
  const items = new Set(contract.resources.map((one) => pathShape(one.item)));
  const segments = pathShape(resource.collection).split('/');
  while (segments.length > 0 && !items.has(segments.join('/'))) segments.pop();
  const { length } = segments;
  return (store, parameters) => {
    const collection = collectionOf(parameters);
    if (length === 0) return collection;
    const parent = collection.split('/').slice(0, length);
    const above = parent.slice(0, -1).join('/');
    if (store.get(above, decodePercent(parent.at(-1) ?? '')) !== undefined) return collection;
    throw refusals.missingResource(operation, parent.join('/'));
  };
}

/** Finds the entry that a path names; throws a Refusal if there is none. */
function createEntryFinder({
  resource,
  operation,
  refusals,
}: ActionContext): (store: Store, parameters: Parameters) => Entry {
  const collectionOf = collectionPath(resource);
  return (store, parameters) => {
    const collection = collectionOf(parameters);
    const key = parameters[resource.identity.name] ?? '';
    const entry = store.get(collection, key);
    if (entry !== undefined) return entry;
    throw refusals.missingResource(operation, `${collection}/${encodeURIComponent(key)}`);
  };
}

/** Returns what is stored of a body: the fields of the resource, and those that the path names. */
function storedFields(
  { resource, operation, refusals }: ActionContext,
  body: unknown,
  parameters: Parameters,
): JsonObject {
  const sent = (body ?? {}) as JsonObject;
  const item: JsonObject = {};
  for (const property of resource.properties) {
    const { name } = property;
    if (Object.hasOwn(sent, name)) item[name] = sent[name];
    if (!resource.parents.includes(name)) continue;
    const given = parameters[name] ?? '';
    if (item[name] !== undefined && String(item[name]) !== given) {
      throw refusals.identityMismatch(operation, name, given, item[name]);
    }
    item[name] = parentValue(property, given);
  }
  return item;
}

/** Gives an item its identity; returns the number for the next one, if it was a number. */
function assignIdentity(
  { resource, operation, newId, refusals }: ActionContext,
  store: Store,
  collection: string,
  item: JsonObject,
): number | undefined {
  const { name, schema, type } = resource.identity;
  const given = item[name];
  if (given !== undefined) {
    if (store.get(collection, String(given)) === undefined) return undefined;
    throw refusals.identityTaken(operation, name, given);
  }
  if (type === 'string' && schema.format === 'uuid') {
    item[name] = newId();
    return undefined;
  }
  const next = store.nextFree(collection);
  if (next > Number.MAX_SAFE_INTEGER) throw refusals.identityTaken(operation, name, next);
  item[name] = type === 'string' ? String(next) : next;
  return next + 1;
}
