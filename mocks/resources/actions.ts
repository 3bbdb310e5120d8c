import type { Action, Property } from '../../spec/index.ts';
import { sizeOf } from '../accounts/size.ts';
import {
  type ActionContext,
  createCollectionFinder,
  createEntryFinder,
  type StateAction,
} from './action-context.ts';
import { createEdit, createPatch } from './edit.ts';
import { createAdd } from './insert.ts';
import { createListFilter } from './list-filter.ts';

/** Creates the action of an operation, by what it does to its resource. */
export const actionFactories: Record<Action, (context: ActionContext) => StateAction> = {
  add: createAdd,
  edit: createEdit,
  patch: createPatch,
  list: createList,
  read: createRead,
  delete: createDelete,
};

function createList(context: ActionContext): StateAction {
  const collectionOf = createCollectionFinder(context);
  const filter = createListFilter(context.operation, context.resource);
  return ({ store, switches }, parameters, _body, query) => {
    const settings = switches.settings();
    const isListed = filter(query);
    const value = [];
    for (const { item } of store.entries(collectionOf(store, parameters))) {
      if (isListed === undefined || isListed(item)) value.push(context.represent(item, settings));
    }
    return { value };
  };
}

function createRead(context: ActionContext): StateAction {
  const entryOf = createEntryFinder(context);
  return ({ store, switches }, parameters) => ({
    value: context.represent(entryOf(store, parameters).item, switches.settings()),
  });
}

function createDelete(context: ActionContext): StateAction {
  const { resource, uniqueness, represent, operation } = context;
  const entryOf = createEntryFinder(context);
  const properties: readonly Property[] = resource.responseProperties.delete ?? [];
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
    const isAnswered = properties.length > 0;
    return {
      value: isAnswered ? represent(entry.item, account.switches.settings()) : undefined,
    };
  };
}
