import {
  type Contract,
  formatPointer,
  type JsonObject,
  type Operation,
  type Resource,
  valueAt,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Entry, Store } from '../accounts/store.ts';
import { doubtWithEffect } from '../accounts/switches.ts';
import type { Teacher } from '../problems/refusals.ts';
import { collectionPath, parentValue, unescaped, withoutNames } from './collection-path.ts';
import { keepImmutable } from './immutable.ts';
import type { AnswerForm } from './representation.ts';
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
export interface Kind {
  readonly resource: Resource;
  readonly uniqueness: Uniqueness;
}

/** What an action is made of. */
export interface Making extends Kind {
  readonly operation: Operation;
  readonly form: AnswerForm;
  readonly newId: () => string;
  readonly contract: Contract;
  readonly teacher: Teacher;
  kindOf(collection: string): Kind | undefined;
}

/** Makes what each action does. */
export const makers = {
  add: makeAdd,
  edit: makeEdit,
  list: makeList,
  read: makeRead,
  delete: makeDelete,
} satisfies Record<string, (making: Making) => StateAction>;

function makeAdd(making: Making): StateAction {
  const { resource, uniqueness, form, teacher, operation } = making;
  const collectionOf = collectionPath(resource);
  const demandParent = createParentCheck(making);
  return (account, parameters, body) => {
    const { store } = account;
    const collection = collectionOf(parameters);
    demandParent(store, collection);
    const item = storedFields(making, body, parameters);
    const next = takeIdentity(making, store, collection, item);
    const conflicts = uniqueness.conflicts(store, item, undefined);
    if (conflicts.length > 0) return teacher.conflict(operation, resource, conflicts);
    const entry: Entry = { collection, key: String(item[resource.identity.name]), item };
    const before = store.next(collection);
    if (next !== undefined) store.setNext(collection, next);
    store.insert(entry);
    uniqueness.claim(store, entry);
    account.history.add(account, { what: operation.id }, () => {
      store.remove(entry);
      store.setNext(collection, before);
    });
    return form(item, account.switches.settings());
  };
}

function makeEdit(making: Making): StateAction {
  const { resource, uniqueness, form, operation, contract, teacher } = making;
  const collectionOf = collectionPath(resource);
  const identity = resource.identity.name;
  const doubt = doubtWithEffect(contract, 'edit-style');
  const mayMerge = doubt !== undefined && operation.doubts.includes(doubt.id);
  const kept = resource.immutable.filter((pointer) => pointer !== formatPointer([identity]));
  return (account, parameters, body) => {
    const { store } = account;
    const key = parameters[identity] ?? '';
    const sent = storedFields(making, body, parameters);
    if (sent[identity] !== undefined && String(sent[identity]) !== key) {
      throw teacher.identityMismatch(operation, identity, key, sent[identity]);
    }
    const entry = demandEntry(making, store, collectionOf(parameters), key);
    const settings = account.switches.settings();
    const merges = mayMerge && settings['edit-style'] === 'merge';
    const item: JsonObject = merges ? { ...entry.item, ...sent } : sent;
    item[identity] = entry.item[identity];
    for (const pointer of kept) {
      if (keepImmutable(pointer, entry.item, item)) continue;
      throw teacher.immutable(operation, pointer, valueAt(entry.item, pointer) ?? null);
    }
    const conflicts = uniqueness.conflicts(store, item, entry);
    if (conflicts.length > 0) return teacher.conflict(operation, resource, conflicts);
    const before = entry.item;
    entry.item = item;
    uniqueness.move(store, entry, before);
    account.history.add(account, { what: operation.id }, () => {
      const now = store.get(entry.collection, entry.key);
      if (now !== undefined) now.item = before;
    });
    return form(item, settings);
  };
}

function makeList(making: Making): StateAction {
  const collectionOf = collectionPath(making.resource);
  const demandParent = createParentCheck(making);
  return (account, parameters) => {
    const collection = collectionOf(parameters);
    demandParent(account.store, collection);
    const settings = account.switches.settings();
    return Array.from(account.store.entries(collection), (entry) =>
      making.form(entry.item, settings),
    );
  };
}

function makeRead(making: Making): StateAction {
  const collectionOf = collectionPath(making.resource);
  return (account, parameters) => {
    const key = parameters[making.resource.identity.name] ?? '';
    const entry = demandEntry(making, account.store, collectionOf(parameters), key);
    return making.form(entry.item, account.switches.settings());
  };
}

function makeDelete(making: Making): StateAction {
  const { resource, uniqueness, form } = making;
  const collectionOf = collectionPath(resource);
  const answers = (resource.answers.delete ?? []).length > 0;
  return (account, parameters) => {
    const { store } = account;
    const key = parameters[resource.identity.name] ?? '';
    const entry = demandEntry(making, store, collectionOf(parameters), key);
    const below = `${entry.collection}/${encodeURIComponent(key)}/`;
    // Copies, here and when they are put back: what becomes of them later must not change them.
    const removed = [{ ...entry }];
    for (const collection of [...store.collections()]) {
      if (!collection.startsWith(below)) continue;
      const kind = making.kindOf(collection);
      for (const child of [...store.entries(collection)]) {
        kind?.uniqueness.release(store, child);
        store.remove(child);
        removed.push({ ...child });
      }
    }
    uniqueness.release(store, entry);
    store.remove(entry);
    account.history.add(account, { what: making.operation.id }, () => {
      for (const one of removed) store.insert({ ...one });
    });
    return answers ? form(entry.item, account.switches.settings()) : undefined;
  };
}

// A collection below an item, however far, is there only while the item is.
function createParentCheck({
  resource,
  contract,
  operation,
  teacher,
}: Making): (store: Store, collection: string) => void {
  const items = new Set(contract.resources.map((one) => withoutNames(one.item)));
  const segments = withoutNames(resource.collection).split('/');
  while (segments.length > 0 && !items.has(segments.join('/'))) segments.pop();
  const { length } = segments;
  if (length === 0) return () => undefined;
  return (store, collection) => {
    const parent = collection.split('/').slice(0, length);
    const above = parent.slice(0, -1).join('/');
    if (store.get(above, unescaped(parent.at(-1) ?? '')) !== undefined) return;
    throw teacher.missingResource(operation, parent.join('/'));
  };
}

function demandEntry(making: Making, store: Store, collection: string, key: string): Entry {
  const entry = store.get(collection, key);
  if (entry === undefined) {
    throw making.teacher.missingResource(
      making.operation,
      `${collection}/${encodeURIComponent(key)}`,
    );
  }
  return entry;
}

// What of a body is stored: the fields that the resource has, and those that the path names.
function storedFields(
  { resource, operation, teacher }: Making,
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
      throw teacher.identityMismatch(operation, name, given, item[name]);
    }
    item[name] = parentValue(property, given);
  }
  return item;
}

// Gives an item its identity; answers the number that the next one will get.
function takeIdentity(
  { resource, operation, newId, teacher }: Making,
  store: Store,
  collection: string,
  item: JsonObject,
): number | undefined {
  const { name, schema, type } = resource.identity;
  const given = item[name];
  if (given !== undefined) {
    if (store.get(collection, String(given)) !== undefined) {
      throw teacher.identityTaken(operation, name, given);
    }
    return undefined;
  }
  if (type === 'string' && schema.format === 'uuid') {
    item[name] = newId();
    return undefined;
  }
  const next = store.free(collection);
  if (next > Number.MAX_SAFE_INTEGER) throw teacher.identityTaken(operation, name, next);
  item[name] = type === 'string' ? String(next) : next;
  return next + 1;
}
