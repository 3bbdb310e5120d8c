import type { Action } from '../../spec/index.ts';
import {
  type ActionContext,
  createCollectionFinder,
  createEntryFinder,
  type StateAction,
} from './action-context.ts';
import { createDelete } from './delete.ts';
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
  const filter = createListFilter(context.operation, context.resource, context.computed);
  return ({ store, switches }, parameters, _body, query) => {
    const settings = switches.settings();
    const isListed = filter(query);
    const value = [];
    for (const { item } of store.entries(collectionOf(store, parameters))) {
      if (isListed === undefined || isListed(item, store))
        value.push(context.represent(item, settings, store));
    }
    return { value };
  };
}

function createRead(context: ActionContext): StateAction {
  const entryOf = createEntryFinder(context);
  return ({ store, switches }, parameters) => ({
    value: context.represent(entryOf(store, parameters).item, switches.settings(), store),
  });
}
