import {
  type Contract,
  decodePercent,
  formatPointer,
  type JsonObject,
  type Operation,
  type Resource,
  valueAt,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Entry, Store } from '../accounts/store.ts';
import { doubtWithEffect } from '../accounts/switches.ts';
import type { Refusals } from '../problems/refusals.ts';
import { collectionPath, parentValue, pathShape } from './collection-path.ts';
import { keepImmutable } from './immutable.ts';
import type { Representation } from './representation.ts';
import type { Uniqueness } from './uniqueness.ts';

/**
 * What an operation does to an account; answers the body, undefined for none, or why it is refused.
 * @throws Refusal too. What conflicts, as an application under test may do all day, is answered: code
 * that always throws is never compiled.
 */
export type StateAction = (
  account: Account,
  parameters: Readonly<Record<string, string>>,
  body: unknown,
) => unknown;

/** A resource with its uniqueness rules prepared. */
export interface PreparedResource {
  readonly resource: Resource;
  readonly uniqueness: Uniqueness;
}

/** What an action is made of. */
export interface ActionContext extends PreparedResource {
  readonly operation: Operation;
  readonly represent: Representation;
  readonly newId: () => string;
  readonly contract: Contract;
  readonly refusals: Refusals;
  preparedFor(collection: string): PreparedResource | undefined;
}

/** Makes what each action does. */
export const actionFactories = {
  add: createAdd,
  edit: createEdit,
  list: createList,
  read: createRead,
  delete: createDelete,
} satisfies Record<string, (context: ActionContext) => StateAction>;

function createAdd(context: ActionContext): StateAction {
  const { resource, uniqueness, represent, refusals, operation } = context;
  const collectionOf = collectionPath(resource);
  const demandParent = createParentCheck(context);
  return (account, parameters, body) => {
    const { store } = account;
    const collection = collectionOf(parameters);
    demandParent(store, collection);
    const item = storedFields(context, body, parameters);
    const next = assignIdentity(context, store, collection, item);
    const conflicts = uniqueness.conflicts(store, item, undefined);
    if (conflicts.length > 0) return refusals.conflict(operation, resource, conflicts);
    const entry: Entry = { collection, key: String(item[resource.identity.name]), item };
    const before = store.next(collection);
    if (next !== undefined) store.setNext(collection, next);
    store.insert(entry);
    uniqueness.claim(store, entry);
    account.history.add(account, { what: operation.id }, () => {
      store.remove(entry);
      store.setNext(collection, before);
    });
    return represent(item, account.switches.settings());
  };
}

function createEdit(context: ActionContext): StateAction {
  const { resource, uniqueness, represent, operation, contract, refusals } = context;
  const collectionOf = collectionPath(resource);
  const identity = resource.identity.name;
  const doubt = doubtWithEffect(contract, 'edit-style');
  const mayMerge = doubt !== undefined && operation.doubts.includes(doubt.id);
  const kept = resource.immutable.filter((pointer) => pointer !== formatPointer([identity]));
  return (account, parameters, body) => {
    const { store } = account;
    const key = parameters[identity] ?? '';
    const sent = storedFields(context, body, parameters);
    if (sent[identity] !== undefined && String(sent[identity]) !== key) {
      throw refusals.identityMismatch(operation, identity, key, sent[identity]);
    }
    const entry = requireEntry(context, store, collectionOf(parameters), key);
    const settings = account.switches.settings();
    const merges = mayMerge && settings['edit-style'] === 'merge';
    const item: JsonObject = merges ? { ...entry.item, ...sent } : sent;
    item[identity] = entry.item[identity];
    for (const pointer of kept) {
      if (keepImmutable(pointer, entry.item, item)) continue;
      throw refusals.immutable(operation, pointer, valueAt(entry.item, pointer) ?? null);
    }
    const conflicts = uniqueness.conflicts(store, item, entry);
    if (conflicts.length > 0) return refusals.conflict(operation, resource, conflicts);
    const before = entry.item;
    entry.item = item;
    uniqueness.move(store, entry, before);
    account.history.add(account, { what: operation.id }, () => {
      const now = store.get(entry.collection, entry.key);
      if (now !== undefined) now.item = before;
    });
    return represent(item, settings);
  };
}

function createList(context: ActionContext): StateAction {
  const collectionOf = collectionPath(context.resource);
  const demandParent = createParentCheck(context);
  return (account, parameters) => {
    const collection = collectionOf(parameters);
    demandParent(account.store, collection);
    const settings = account.switches.settings();
    return Array.from(account.store.entries(collection), (entry) =>
      context.represent(entry.item, settings),
    );
  };
}

function createRead(context: ActionContext): StateAction {
  const collectionOf = collectionPath(context.resource);
  return (account, parameters) => {
    const key = parameters[context.resource.identity.name] ?? '';
    const entry = requireEntry(context, account.store, collectionOf(parameters), key);
    return context.represent(entry.item, account.switches.settings());
  };
}

function createDelete(context: ActionContext): StateAction {
  const { resource, uniqueness, represent } = context;
  const collectionOf = collectionPath(resource);
  const answers = (resource.responseProperties.delete ?? []).length > 0;
  return (account, parameters) => {
    const { store } = account;
    const key = parameters[resource.identity.name] ?? '';
    const entry = requireEntry(context, store, collectionOf(parameters), key);
    const below = `${entry.collection}/${encodeURIComponent(key)}/`;
    // Copies, here and when they are put back: what becomes of them later must not change them.
    const removed = [{ ...entry }];
    for (const collection of [...store.collections()]) {
      if (!collection.startsWith(below)) continue;
      const kind = context.preparedFor(collection);
      for (const child of [...store.entries(collection)]) {
        kind?.uniqueness.release(store, child);
        store.remove(child);
        removed.push({ ...child });
      }
    }
    uniqueness.release(store, entry);
    store.remove(entry);
    account.history.add(account, { what: context.operation.id }, () => {
      for (const one of removed) store.insert({ ...one });
    });
    return answers ? represent(entry.item, account.switches.settings()) : undefined;
  };
}

// A collection below an item, however far, is there only while the item is.
function createParentCheck({
  resource,
  contract,
  operation,
  refusals,
}: ActionContext): (store: Store, collection: string) => void {
  const items = new Set(contract.resources.map((one) => pathShape(one.item)));
  const segments = pathShape(resource.collection).split('/');
  while (segments.length > 0 && !items.has(segments.join('/'))) segments.pop();
  const { length } = segments;
  if (length === 0) return () => undefined;
  return (store, collection) => {
    const parent = collection.split('/').slice(0, length);
    const above = parent.slice(0, -1).join('/');
    if (store.get(above, decodePercent(parent.at(-1) ?? '')) !== undefined) return;
    throw refusals.missingResource(operation, parent.join('/'));
  };
}

function requireEntry(
  context: ActionContext,
  store: Store,
  collection: string,
  key: string,
): Entry {
  const entry = store.get(collection, key);
  if (entry === undefined) {
    throw context.refusals.missingResource(
      context.operation,
      `${collection}/${encodeURIComponent(key)}`,
    );
  }
  return entry;
}

// What of a body is stored: the fields that the resource has, and those that the path names.
function storedFields(
  { resource, operation, refusals }: ActionContext,
  body: unknown,
  parameters: Readonly<Record<string, string>>,
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

// Gives an item its identity; answers the number that the next one will get.
function assignIdentity(
  { resource, operation, newId, refusals }: ActionContext,
  store: Store,
  collection: string,
  item: JsonObject,
): number | undefined {
  const { name, schema, type } = resource.identity;
  const given = item[name];
  if (given !== undefined) {
    if (store.get(collection, String(given)) !== undefined) {
      throw refusals.identityTaken(operation, name, given);
    }
    return undefined;
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
