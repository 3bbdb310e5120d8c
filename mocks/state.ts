import {
  type Contract,
  isObject,
  type JsonObject,
  type Operation,
  type Property,
  parsePointer,
  type Resource,
  resourceOf,
  type Seed,
  valueAt,
} from '../spec/index.ts';
import type { Account } from './account.ts';
import { type AnswerForm, createAnswerForm } from './answer-form.ts';
import { canonical } from './claims.ts';
import { Refusal } from './problems.ts';
import type { Entry, Store } from './store.ts';
import { doubtWithEffect } from './switches.ts';
import type { Teacher } from './teacher.ts';
import { createUniqueness, type Uniqueness } from './uniqueness.ts';

/** What an operation does to an account; answers the body, undefined for none. */
export type StateAction = (
  account: Account,
  parameters: Readonly<Record<string, string>>,
  body: unknown,
) => unknown;

/** The state that follows from a contract: its actions, and seeds in and out. */
export interface State {
  /** What an operation does; undefined when it has no state. */
  action(operation: Operation): StateAction | undefined;
  /** Lays a seed over what an account holds; items of the same identity are replaced. */
  seed(store: Store, seed: Seed): void;
  /** Everything that an account holds, as a seed that restores it. */
  snapshot(store: Store): Seed;
  /** Enters all claims anew, for instance after the contract changed. */
  reclaim(store: Store): void;
}

interface Kind {
  readonly resource: Resource;
  readonly uniqueness: Uniqueness;
}

/**
 * Prepares the state of a contract.
 * @param newId makes the identity of an item whose identity is a string in UUID format
 */
export function createState(contract: Contract, teacher: Teacher, newId: () => string): State {
  const kinds: Kind[] = contract.resources.map((resource) => ({
    resource,
    uniqueness: createUniqueness(resource),
  }));
  const byResource = new Map(kinds.map((kind) => [kind.resource, kind]));
  const actions = new Map<string, StateAction>();
  for (const kind of kinds) {
    for (const [name, operation] of Object.entries(kind.resource.actions)) {
      const answered = kind.resource.answers[name as keyof Resource['answers']] ?? [];
      const form = createAnswerForm(contract, answered);
      const make = makers[name as keyof typeof makers];
      actions.set(
        operation.id,
        make({ ...kind, operation, form, newId, kindOf, contract, teacher }),
      );
    }
  }
  function kindOf(collection: string): Kind | undefined {
    const resource = resourceOf(contract.resources, collection);
    return resource && byResource.get(resource);
  }
  return {
    action: (operation) => actions.get(operation.id),
    seed(store, seed) {
      for (const [written, { next, items }] of Object.entries(seed)) {
        const kind = kindOf(written);
        if (kind === undefined) continue;
        const collection = collectionPath(kind.resource)(parentsIn(kind.resource, written));
        for (const item of items) insertSeeded(store, kind, collection, item);
        if (next !== undefined) store.setNext(collection, next);
      }
    },
    snapshot(store) {
      return Object.fromEntries(
        [...store.collections()].map((collection) => [
          collection,
          {
            next: store.next(collection),
            items: Array.from(store.entries(collection), (entry) => structuredClone(entry.item)),
          },
        ]),
      );
    },
    reclaim(store) {
      store.forgetClaims();
      const entries = [...store.collections()].flatMap((collection) => [
        ...store.entries(collection),
      ]);
      for (const entry of entries) kindOf(entry.collection)?.uniqueness.claim(store, entry);
    },
  };
}

function insertSeeded(store: Store, kind: Kind, collection: string, seeded: JsonObject): void {
  const key = String(seeded[kind.resource.identity.name]);
  const old = store.get(collection, key);
  if (old !== undefined) kind.uniqueness.release(store, old);
  const item = { ...parentFields(kind.resource, collection), ...structuredClone(seeded) };
  const conflict = kind.uniqueness.conflicts(store, item, old)[0];
  if (conflict !== undefined) {
    if (old !== undefined) kind.uniqueness.claim(store, old);
    throw new Refusal('uniqueness', `${conflict.message} (${collection}, item ${key})`, {
      rule: conflict.rule,
      conflicts: [conflict],
    });
  }
  const entry = old ?? { collection, key, item };
  entry.item = item;
  if (old === undefined) store.insert(entry);
  kind.uniqueness.claim(store, entry);
}

interface Making extends Kind {
  readonly operation: Operation;
  readonly form: AnswerForm;
  readonly newId: () => string;
  readonly contract: Contract;
  readonly teacher: Teacher;
  kindOf(collection: string): Kind | undefined;
}

const makers = {
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
    if (conflicts.length > 0) throw teacher.conflict(operation, resource, conflicts);
    const entry: Entry = { collection, key: String(item[resource.identity.name]), item };
    if (next !== undefined) store.setNext(collection, next);
    store.insert(entry);
    uniqueness.claim(store, entry);
    return form(item, account.switches.settings());
  };
}

function makeEdit(making: Making): StateAction {
  const { resource, uniqueness, form, operation, contract, teacher } = making;
  const collectionOf = collectionPath(resource);
  const identity = resource.identity.name;
  const doubt = doubtWithEffect(contract, 'edit-style');
  const mayMerge = doubt !== undefined && operation.doubts.includes(doubt.id);
  const kept = resource.immutable.filter((pointer) => pointer !== `/${identity}`);
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
    for (const pointer of kept) keepImmutable(operation, teacher, pointer, entry.item, item);
    const conflicts = uniqueness.conflicts(store, item, entry);
    if (conflicts.length > 0) throw teacher.conflict(operation, resource, conflicts);
    uniqueness.release(store, entry);
    entry.item = item;
    uniqueness.claim(store, entry);
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
    for (const collection of [...store.collections()]) {
      if (!collection.startsWith(below)) continue;
      const kind = making.kindOf(collection);
      for (const child of [...store.entries(collection)]) {
        kind?.uniqueness.release(store, child);
        store.remove(child);
      }
    }
    uniqueness.release(store, entry);
    store.remove(entry);
    return answers ? form(entry.item, account.switches.settings()) : undefined;
  };
}

// The concrete path of a resource's collection under the parameters of a request.
function collectionPath(
  resource: Resource,
): (parameters: Readonly<Record<string, string>>) => string {
  if (resource.parents.length === 0) return () => resource.collection;
  return (parameters) =>
    resource.collection.replaceAll(/\{([^}]+)\}/g, (_match, name: string) =>
      encodeURIComponent(parameters[name] ?? ''),
    );
}

// The parameters of a collection's path as a seed writes it, escaped or not.
function parentsIn(resource: Resource, collection: string): Record<string, string> {
  const given = collection.split('/');
  return Object.fromEntries(
    resource.collection.split('/').flatMap((step, i) => {
      const name = /^\{(.+)\}$/.exec(step)?.[1];
      return name === undefined ? [] : [[name, unescaped(given[i] ?? '')]];
    }),
  );
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// The fields of an item that say what it stands below.
function parentFields(resource: Resource, collection: string): JsonObject {
  const given = parentsIn(resource, collection);
  return Object.fromEntries(
    resource.properties
      .filter(({ name }) => resource.parents.includes(name))
      .map((property) => [property.name, parentValue(property, given[property.name] ?? '')]),
  );
}

// What a path says of a parent, in the type that the field has.
function parentValue({ schema }: Property, given: string): string | number {
  const types = [schema.type].flat();
  return types.includes('integer') && !types.includes('string') ? Number(given) : given;
}

// A collection below an item, however far, is there only while the item is.
function createParentCheck({
  resource,
  contract,
  operation,
  teacher,
}: Making): (store: Store, collection: string) => void {
  const items = new Set(contract.resources.map((one) => withoutNames(one.item)));
  const steps = withoutNames(resource.collection).split('/');
  while (steps.length > 0 && !items.has(steps.join('/'))) steps.pop();
  const { length } = steps;
  if (length === 0) return () => undefined;
  return (store, collection) => {
    const parent = collection.split('/').slice(0, length);
    const above = parent.slice(0, -1).join('/');
    if (store.get(above, unescaped(parent.at(-1) ?? '')) !== undefined) return;
    throw teacher.missingResource(operation, parent.join('/'));
  };
}

// Two paths may call the same parameter by different names.
function withoutNames(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, '{}');
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
  let next = store.next(collection) ?? 1;
  while (next <= Number.MAX_SAFE_INTEGER && store.get(collection, String(next)) !== undefined)
    next++;
  if (next > Number.MAX_SAFE_INTEGER) throw teacher.identityTaken(operation, name, next);
  item[name] = type === 'string' ? String(next) : next;
  return next + 1;
}

function keepImmutable(
  operation: Operation,
  teacher: Teacher,
  pointer: string,
  before: JsonObject,
  after: JsonObject,
): void {
  const old = valueAt(before, pointer);
  const now = valueAt(after, pointer);
  const left = now === undefined && (old === undefined || place(after, pointer, old));
  if (left || canonical(now ?? null) === canonical(old ?? null)) return;
  throw teacher.immutable(operation, pointer, old ?? null);
}

// Puts a value where a pointer leads, in objects made for it where none were sent; false when
// something else was sent in their place.
function place(item: JsonObject, pointer: string, value: unknown): boolean {
  const steps = parsePointer(pointer);
  const last = steps.pop() ?? '';
  let holder = item;
  for (const step of steps) {
    const next = Object.hasOwn(holder, step) ? holder[step] : {};
    if (!isObject(next)) return false;
    holder[step] = next;
    holder = next;
  }
  holder[last] = value;
  return true;
}
