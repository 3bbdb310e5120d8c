import {
  type Contract,
  formatPointer,
  type JsonObject,
  type Operation,
  type Resource,
  resourceOf,
  type Seed,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Store } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import { actionFactories, type PreparedResource, type StateAction } from './actions.ts';
import { collectionPath, parentFields, parentParameters } from './collection-path.ts';
import { createRepresentation } from './representation.ts';
import { createUniqueness } from './uniqueness.ts';

/** The state that follows from a contract: its actions, and seeds in and out. */
export interface State {
  /** What an operation does; undefined when it has no state. */
  action(operation: Operation): StateAction | undefined;
  /** Lays a seed over what an account holds; items of the same identity are replaced. */
  seed(store: Store, seed: Seed): void;
  /** Everything that an account holds, as a seed that restores it. */
  snapshot(store: Store): Seed;
  /** Enters all claims anew, for instance after the contract changed. */
  rebuildIndex(store: Store): void;
}

/**
 * Prepares the state of a contract.
 * @param newId makes the identity of an item whose identity is a string in UUID format
 */
export function createState(contract: Contract, refusals: Refusals, newId: () => string): State {
  const prepared: PreparedResource[] = contract.resources.map((resource) => ({
    resource,
    uniqueness: createUniqueness(resource),
  }));
  const byResource = new Map(prepared.map((one) => [one.resource, one]));
  const actions = new Map<string, StateAction>();
  for (const one of prepared) {
    for (const [name, operation] of Object.entries(one.resource.actions)) {
      const answered =
        one.resource.responseProperties[name as keyof Resource['responseProperties']] ?? [];
      const represent = createRepresentation(contract, answered);
      const make = actionFactories[name as keyof typeof actionFactories];
      actions.set(
        operation.id,
        make({ ...one, operation, represent, newId, preparedFor, contract, refusals }),
      );
    }
  }
  function preparedFor(collection: string): PreparedResource | undefined {
    const resource = resourceOf(contract.resources, collection);
    return resource && byResource.get(resource);
  }
  return {
    action: (operation) => actions.get(operation.id),
    seed(store, seed) {
      for (const [written, { next, items }] of Object.entries(seed)) {
        const one = preparedFor(written);
        if (one === undefined) continue;
        const collection = collectionPath(one.resource)(parentParameters(one.resource, written));
        for (const [i, item] of items.entries()) {
          const at = formatPointer([written, 'items', i]);
          insertSeeded(store, one, collection, item, at);
        }
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
    rebuildIndex(store) {
      store.clearClaims();
      const entries = [...store.collections()].flatMap((collection) => [
        ...store.entries(collection),
      ]);
      for (const entry of entries)
        preparedFor(entry.collection)?.uniqueness.claimUnowned(store, entry);
    },
  };
}

// Inserts an item of a seed, in which it stands at a JSON Pointer.
function insertSeeded(
  store: Store,
  one: PreparedResource,
  collection: string,
  seeded: JsonObject,
  at: string,
): void {
  const key = String(seeded[one.resource.identity.name]);
  const old = store.get(collection, key);
  if (old !== undefined) one.uniqueness.release(store, old);
  const item = { ...parentFields(one.resource, collection), ...structuredClone(seeded) };
  const conflict = one.uniqueness.conflicts(store, item, old)[0];
  if (conflict !== undefined) {
    if (old !== undefined) one.uniqueness.claimUnowned(store, old);
    throw new Refusal('uniqueness', `${conflict.message} (${collection}, item ${key})`, {
      rule: conflict.rule,
      conflicts: [{ ...conflict, pointer: at + conflict.pointer }],
    });
  }
  const entry = old ?? { collection, key, item };
  entry.item = item;
  if (old === undefined) store.insert(entry);
  one.uniqueness.claim(store, entry);
}

/** Takes an account up into a contract that it has not been served under yet. */
export function migrateAccount(account: Account, contract: Contract, state: State): void {
  if (account.contract === contract) return;
  account.switches.useContract(contract);
  state.rebuildIndex(account.store);
  account.contract = contract;
}
