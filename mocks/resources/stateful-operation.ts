import {
  type Action,
  type Contract,
  isStoredAs,
  matchPath,
  type Operation,
  propertyNames,
  type Resource,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Store } from '../accounts/store.ts';
import { doubtWithEffect } from '../accounts/switches.ts';
import { addsMissing } from '../problems/request-refusals.ts';
import {
  type ActionContext,
  createItemFinder,
  type Parameters,
  type PreparedResource,
  type StateAction,
} from './action-context.ts';
import { actionFactories } from './actions.ts';
import { createDeleteMissing } from './delete.ts';
import { createEnvelope, type Envelope } from './envelope.ts';
import { createFit } from './fit.ts';
import { addsByEdit, createAddUnder } from './insert.ts';
import { completionOf } from './prepare-resource.ts';
import { createRepresentation } from './representation.ts';
import type { Makers } from './server-values.ts';

/** An operation that is answered from what is stored. */
export interface StatefulOperation {
  readonly act: StateAction;
  /** Takes the place of `act` where a switch lets the operation be done to what is not there. */
  readonly actOnMissing: StateAction | undefined;
  readonly envelope: Envelope;
  /** The status to answer with; undefined for the lowest success that is documented. */
  status(account: Account, parameters: Parameters): number | undefined;
  /** The variant of the operation that the stored item asks for; undefined if there is none. */
  variant(account: Account, parameters: Parameters): Operation | undefined;
  /** Whether this account answers from what is stored; otherwise Prism answers alone. */
  isStored(account: Account): boolean;
}

type SharedContext = PreparedResource &
  Pick<ActionContext, 'preparedFor' | 'contract' | 'refusals'>;

/** Prepares an operation on a resource. */
export function prepareOperation(
  shared: SharedContext,
  operation: Operation,
  action: Action,
  makers: Makers,
): StatefulOperation {
  const { resource, isStored, contract, computed } = shared;
  const context: ActionContext = {
    ...shared,
    operation,
    itemAt: resource.bodies[action]?.request ?? '',
    represent: createRepresentation(contract, resource, action, computed),
    fits: createFit(shared, action),
    brings: createBrings(contract, operation, resource, action),
    completion: completionOf(contract, resource, action, makers),
  };
  const itemOf = createItemFinder(resource);
  const adds = action === 'edit' && addsByEdit(operation);
  const edited = operation.responses.find(({ status }) => /^2(?!01)\d\d$/.test(status))?.status;
  const ofEdit = edited === undefined ? undefined : Number(edited);
  return {
    act: actionFactories[action](context),
    actOnMissing: createActOnMissing(context, action, adds),
    envelope: createEnvelope(resource, action),
    status: adds
      ? (account, parameters) => (itemOf(account, parameters) ? ofEdit : 201)
      : () => undefined,
    variant(account, parameters) {
      const item = itemOf(account, parameters);
      return item && operation.variants.find((one) => isStoredAs(one, item));
    },
    isStored: isStored ? () => true : ({ store }) => hasItems(store, resource),
  };
}

function createActOnMissing(
  context: ActionContext,
  action: Action,
  adds: boolean,
): StateAction | undefined {
  if (action === 'delete') return createDeleteMissing(context);
  return action === 'edit' && !adds && addsMissing(context.operation)
    ? createAddUnder(context)
    : undefined;
}

function createBrings(
  contract: Contract,
  operation: Operation,
  { bodies }: Resource,
  action: Action,
): ActionContext['brings'] {
  const doubt = doubtWithEffect(contract, 'unknown-field');
  const schema = bodies[action]?.requestSchema ?? {};
  const named = [...operation.doubts, ...[schema['x-doubt'] ?? []].flat()];
  return doubt && named.includes(doubt.id) ? new Set(propertyNames(schema)) : undefined;
}

/** Whether a seed brought items of a resource that no operation adds. */
function hasItems(store: Store, resource: Resource): boolean {
  for (const path of store.collections()) {
    if (matchPath(resource.collection, path) !== undefined) return true;
  }
  return false;
}
