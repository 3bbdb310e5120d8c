import {
  formatPointer,
  isObject,
  type JsonObject,
  type Operation,
  valueAt,
} from '../../spec/index.ts';
import { doubtWithEffect, type Settings } from '../accounts/switches.ts';
import {
  type ActionContext,
  conflictRefusal,
  createEntryFinder,
  createItemFinder,
  type StateAction,
  storedFields,
} from './action-context.ts';
import { keepImmutable } from './immutable.ts';
import { addsByEdit, createAddUnder } from './insert.ts';

/** Makes the new item of the old one and of what was sent. */
type Combine = (before: JsonObject, sent: JsonObject, settings: Settings) => JsonObject;

/** PUT: replaces the item, or merges where a switch says so. */
export function createEdit(context: ActionContext): StateAction {
  const { contract, operation } = context;
  const doubt = doubtWithEffect(contract, 'edit-style');
  const mayMerge = doubt !== undefined && operation.doubts.includes(doubt.id);
  const change = createChange(context, (before, sent, settings) =>
    mayMerge && settings['edit-style'] === 'merge' ? { ...before, ...sent } : sent,
  );
  if (!addsByEdit(operation)) return change;
  const add = createAddUnder(context);
  const itemOf = createItemFinder(context.resource);
  return (account, parameters, ...more) =>
    (itemOf(account, parameters) ? change : add)(account, parameters, ...more);
}

/** PATCH: changes the fields that were sent; as JSON Merge Patch (RFC 7396) if that is documented. */
export function createPatch(context: ActionContext): StateAction {
  const merge: Combine = takesMergePatch(context.operation)
    ? (before, sent) => mergePatch(before, sent) as JsonObject
    : (before, sent) => ({ ...before, ...sent });
  return createChange(context, merge);
}

function takesMergePatch({ request }: Operation): boolean {
  return request?.contents.some(({ mediaType }) => /merge-patch\+json/i.test(mediaType)) ?? false;
}

function mergePatch(before: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(before) ? { ...before } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function createChange(context: ActionContext, combine: Combine): StateAction {
  const { resource, uniqueness, represent, operation, refusals, completion } = context;
  const entryOf = createEntryFinder(context);
  const { name: identity, parameter } = resource.identity;
  const immutable = resource.immutable.filter((pointer) => pointer !== formatPointer([identity]));
  return (account, parameters, body) => {
    const { store } = account;
    const key = parameters[parameter] ?? '';
    const settings = account.switches.settings();
    const sent = storedFields(context, body, parameters, settings);
    if (sent[identity] !== undefined && String(sent[identity]) !== key) {
      throw refusals.identityMismatch(
        operation,
        context.itemAt + formatPointer([identity]),
        key,
        sent[identity],
      );
    }
    const entry = entryOf(store, parameters);
    const before = entry.item;
    const item = combine(before, sent, settings);
    completion?.complete(item, before);
    item[identity] = before[identity];
    for (const pointer of immutable) {
      if (keepImmutable(pointer, before, item)) continue;
      throw refusals.immutable(
        operation,
        context.itemAt + pointer,
        valueAt(before, pointer) ?? null,
      );
    }
    const refusal = conflictRefusal(context, account, item, entry);
    if (refusal !== undefined) return refusal;
    if (context.fits?.(item, settings, store) === false) return { value: undefined, isUnfit: true };
    store.replace(entry, item);
    uniqueness.move(store, entry, before);
    account.history.add(account, { what: operation.id });
    return { value: represent(item, settings, store) };
  };
}
