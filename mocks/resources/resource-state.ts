import {
  type Action,
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

/** The state of a contract's resources: its actions, seeds and snapshots. */
export type State = ReturnType<typeof createState>;

/**
 * Prepares the state of a contract.
 * @param newId creates identities in UUID format
 */
export function createState(contract: Contract, refusals: Refusals, newId: () => string) {
  const byResource = new Map(
    contract.resources.map((resource): [Resource, PreparedResource] => [
      resource,
      { resource, uniqueness: createUniqueness(resource) },
    ]),
  );
  const preparedFor = (collection: string) => {
    const resource = resourceOf(contract.resources, collection);
    return resource && byResource.get(resource);
  };
  const shared = { newId, preparedFor, contract, refusals };
  const actions = new Map<string, StateAction>();
  for (const prepared of byResource.values()) {
    const { responseProperties, actions: operations } = prepared.resource;
    for (const [action, operation] of Object.entries(operations) as [Action, Operation][]) {
      const represent = createRepresentation(contract, responseProperties[action] ?? []);
      const context = { ...prepared, ...shared, operation, represent };
      actions.set(operation.id, actionFactories[action](context));
    }
  }
  return {
    /** Returns the action of an operation; undefined if it has no state. */
    action: (operation: Operation): StateAction | undefined => actions.get(operation.id),
    /**
     * Adds a seed to what an account holds; items of the same identity are replaced.
     * @throws Refusal if an item breaks a uniqueness rule
     */
    seed(store: Store, seed: Seed): void {
      for (const [path, { next, items }] of Object.entries(seed)) {
        const prepared = preparedFor(path);
        if (prepared === undefined) continue;
        const { resource } = prepared;
        const collection = collectionPath(resource)(parentParameters(resource, path));
        for (const [i, item] of items.entries()) {
          insertSeeded(store, prepared, collection, item, formatPointer([path, 'items', i]));
        }
        if (next !== undefined) store.setNext(collection, next);
      }
    },
    /** Returns everything that an account holds, as a seed that restores it. */
    snapshot(store: Store): Seed {
      const collections = Array.from(store.collections(), (path) => {
        const items = Array.from(store.entries(path), ({ item }) => structuredClone(item));
        return [path, { next: store.next(path), items }] as const;
      });
      return Object.fromEntries(collections);
    },
    /** Rebuilds the index of claims, for instance after the contract changed. */
    rebuildIndex(store: Store): void {
      store.clearClaims();
      for (const collection of store.collections()) {
        const uniqueness = preparedFor(collection)?.uniqueness;
        for (const entry of store.entries(collection)) uniqueness?.claimUnowned(store, entry);
      }
    },
  };
}

/** Inserts an item that a seed has at the JSON Pointer `at`. */
function insertSeeded(
  store: Store,
  { resource, uniqueness }: PreparedResource,
  collection: string,
  seeded: JsonObject,
  at: string,
): void {
  const key = String(seeded[resource.identity.name]);
  const old = store.get(collection, key);
  if (old !== undefined) uniqueness.release(store, old);
  const item = { ...parentFields(resource, collection), ...structuredClone(seeded) };
  const [conflict] = uniqueness.conflicts(store, item, old);
  if (conflict !== undefined) {
    if (old !== undefined) uniqueness.claimUnowned(store, old);
    throw new Refusal('uniqueness', `${conflict.message} (${collection}, item ${key})`, {
      rule: conflict.rule,
      conflicts: [{ ...conflict, pointer: at + conflict.pointer }],
    });
  }
  const entry = old ?? { collection, key, item };
  entry.item = item;
  if (old === undefined) store.insert(entry);
  uniqueness.claim(store, entry);
}

/** Migrates an account to a contract that was loaded since its last request. */
export function migrateAccount(account: Account, contract: Contract, state: State): void {
  if (account.contract === contract) return;
  account.switches.useContract(contract);
  state.rebuildIndex(account.store);
  account.contract = contract;
}
