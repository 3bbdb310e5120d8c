import {
  formatPointer,
  isUsableIdentity,
  type JsonObject,
  type Operation,
  readProperties,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Entry } from '../accounts/store.ts';
import type { Refusal } from '../problems/problem.ts';
import { storableKinds } from '../problems/readings.ts';
import {
  type ActionContext,
  conflictRefusal,
  createCollectionFinder,
  type Outcome,
  type StateAction,
  storedFields,
} from './action-context.ts';
import { createAcceptance } from './server-values.ts';

/** POST: adds an item. */
export function createAdd(context: ActionContext): StateAction {
  const { resource, operation, refusals, completion } = context;
  const { name } = resource.identity;
  // What a client sends for it is ignored.
  const isServers = isReadOnly(context);
  const collectionOf = createCollectionFinder(context);
  return (account, parameters, body) => {
    const { store } = account;
    const item = storedFields(context, body, parameters, account.switches.settings());
    const collection = collectionOf(store, parameters);
    completion?.complete(item, undefined);
    if (isServers) Reflect.deleteProperty(item, name);
    let next: number | undefined;
    if ((item[name] ?? undefined) === undefined) {
      const given = context.assignIdentity(store, collection, item);
      if (given === 'none') throw refusals.noIdentity(operation, name);
      next = given;
    } else if (!isUsableIdentity(item[name])) {
      throw refusals.unusableIdentity(
        operation,
        context.itemAt + formatPointer([name]),
        item[name],
      );
    } else if (store.get(collection, String(item[name])) !== undefined) {
      throw refusals.identityTaken(operation, name, item[name]);
    }
    return insert(context, account, { collection, key: String(item[name]), item }, next);
  };
}

function isReadOnly({ resource: { identity, bodies } }: ActionContext): boolean {
  const own = readProperties(bodies.add?.requestSchema ?? {});
  const inRequest = own.find(({ name }) => name === identity.name);
  return identity.schema.readOnly === true || inRequest?.readOnly === true;
}

/** PUT on an identity that nobody has: adds an item under it. */
export function createAddUnder(context: ActionContext): StateAction {
  const { resource, operation, refusals, completion } = context;
  const { name, parameter, type, schema } = resource.identity;
  const collectionOf = createCollectionFinder(context);
  const accepts = createAcceptance(schema, context.contract.document as object as JsonObject);
  return (account, parameters, body) => {
    const key = parameters[parameter] ?? '';
    const collection = collectionOf(account.store, parameters);
    const settings = account.switches.settings();
    const item = storedFields(context, body, parameters, settings);
    if (item[name] !== undefined && String(item[name]) !== key) {
      throw refusals.identityMismatch(
        operation,
        context.itemAt + formatPointer([name]),
        key,
        item[name],
      );
    }
    const identity = type === 'integer' ? Number(key) : key;
    const isAllowed =
      accepts(identity) || refusals.hasOnly(schema, identity, storableKinds(settings));
    if (!isAllowed || !isUsableIdentity(identity) || String(identity) !== key) {
      throw refusals.missingResource(operation, `${collection}/${encodeURIComponent(key)}`);
    }
    completion?.complete(item, undefined);
    item[name] = identity;
    return insert(context, account, { collection, key, item }, undefined);
  };
}

/** Tells whether an edit of an identity that nobody has adds an item, as a documented 201 says. */
export function addsByEdit({ responses }: Operation): boolean {
  return responses.some(({ status }) => status === '201');
}

function insert(
  context: ActionContext,
  account: Account,
  entry: Entry,
  next: number | undefined,
): Outcome | Refusal {
  const { uniqueness, represent, operation } = context;
  const { store } = account;
  const { collection, item } = entry;
  const refusal = conflictRefusal(context, account, item, undefined);
  if (refusal !== undefined) return refusal;
  const settings = account.switches.settings();
  if (context.fits?.(item, settings, store) === false) return { value: undefined, isUnfit: true };
  if (next !== undefined) store.setNext(collection, next);
  store.insert(entry);
  uniqueness.claim(store, entry);
  account.history.add(account, { what: operation.id });
  return { value: represent(item, settings, store), added: entry };
}
