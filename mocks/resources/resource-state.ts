import {
  type Action,
  type Contract,
  formatPointer,
  isStoredAs,
  type JsonObject,
  matchPath,
  type Operation,
  type Resource,
  resourceOf,
  type Seed,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Store } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import {
  type ActionContext,
  createItemFinder,
  type Parameters,
  type PreparedResource,
  type StateAction,
} from './action-context.ts';
import { actionFactories } from './actions.ts';
import { collectionPath, parentFields, parentParameters } from './collection-path.ts';
import { describeState } from './describe-state.ts';
import { createEnvelope, type Envelope } from './envelope.ts';
import { exampleSeed } from './example-seed.ts';
import { createFit } from './fit.ts';
import { addsByEdit } from './insert.ts';
import { completionOf, prepareResource } from './prepare-resource.ts';
import { createRepresentation } from './representation.ts';
import { createSeedIdentities } from './seed-identities.ts';
import { firstOf, type Makers } from './server-values.ts';

/** The state of a contract's resources: its actions, seeds and snapshots. */
export type State = ReturnType<typeof createState>;

/** An operation that is answered from what is stored. */
export interface StatefulOperation {
  readonly act: StateAction;
  readonly envelope: Envelope;
  /** The status to answer with; undefined for the lowest success that is documented. */
  status(account: Account, parameters: Parameters): number | undefined;
  /** The variant of the operation that the stored item asks for; undefined if there is none. */
  variant(account: Account, parameters: Parameters): Operation | undefined;
  /** Whether this account answers from what is stored; otherwise Prism answers alone. */
  isStored(account: Account): boolean;
}

/** Prepares the state of a contract. */
export function createState(contract: Contract, refusals: Refusals, makers: Makers) {
  const byResource = new Map(
    contract.resources.map((resource): [Resource, PreparedResource] => [
      resource,
      prepareResource(contract, resource, makers),
    ]),
  );
  const preparedFor = (collection: string) => {
    const resource = resourceOf(contract.resources, collection);
    return resource && byResource.get(resource);
  };
  const stateful = new Map<string, StatefulOperation>();
  for (const prepared of byResource.values()) {
    const { resource, impossible } = prepared;
    for (const view of [resource, ...resource.others]) {
      const context = { ...prepared, resource: view, preparedFor, contract, refusals };
      for (const action of Object.keys(view.actions) as Action[]) {
        const operation = view.actions[action];
        if (operation === undefined || impossible.has(operation)) continue;
        if (stateful.has(operation.id)) continue;
        stateful.set(operation.id, prepareOperation(context, operation, action, makers));
      }
    }
  }
  const examples = exampleSeed(contract, [...byResource.values()]);
  const [initial, documented] = [contract.initial, contract.documented].map((seed) =>
    hasItemsIn(seed) ? seed : examples,
  ) as [Seed, Seed];
  return {
    /** What an account holds at first: the initial state, or the examples of lists where there is none. */
    initial,
    /** The states that an account can be given, by name. */
    presets: new Map<string, Seed>([
      ['empty', {}],
      ['documented', documented],
      ...Object.entries(contract.presets),
    ]),
    /** Returns how an operation is answered from what is stored; undefined if it never is. */
    operation: ({ id }: Operation): StatefulOperation | undefined => stateful.get(id),
    /** What the mock says at its start, a line each. */
    describe: (): string[] => describeState(contract, [...byResource.values()]),
    /**
     * Adds a seed to what an account holds; items of the same identity are replaced, and those without
     * one get the next.
     * @throws Refusal if an item breaks a uniqueness rule
     */
    seed(store: Store, seed: Seed): void {
      for (const [path, { next, items }] of Object.entries(seed)) {
        const prepared = preparedFor(path);
        if (prepared === undefined) continue;
        const { resource } = prepared;
        const collection = collectionPath(resource)(parentParameters(resource, path));
        const identify = createSeedIdentities(store, prepared, collection, items);
        for (const [i, given] of items.entries()) {
          const item = identify(given);
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

function hasItemsIn(seed: Seed): boolean {
  return Object.keys(seed).length > 0;
}

type SharedContext = PreparedResource &
  Pick<ActionContext, 'preparedFor' | 'contract' | 'refusals'>;

function prepareOperation(
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
    represent: createRepresentation(contract, resource.responseProperties[action] ?? [], computed),
    fits: createFit(contract, resource, action, computed),
    completion: completionOf(contract, resource, action, makers),
  };
  const itemOf = createItemFinder(resource);
  const adds = action === 'edit' && addsByEdit(operation);
  const edited = operation.responses.find(({ status }) => /^2(?!01)\d\d$/.test(status))?.status;
  const ofEdit = edited === undefined ? undefined : Number(edited);
  return {
    act: actionFactories[action](context),
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

/** Whether a seed brought items of a resource that no operation adds. */
function hasItems(store: Store, resource: Resource): boolean {
  for (const path of store.collections()) {
    if (matchPath(resource.collection, path) !== undefined) return true;
  }
  return false;
}

/** Inserts an item that a seed has at the JSON Pointer `at`. */
function insertSeeded(
  store: Store,
  { resource, uniqueness, serverValues }: PreparedResource,
  collection: string,
  seeded: JsonObject,
  at: string,
): void {
  const key = String(seeded[resource.identity.name]);
  const old = store.get(collection, key);
  if (old !== undefined) uniqueness.release(store, old);
  const item = { ...parentFields(resource, collection), ...structuredClone(seeded) };
  for (const [name, values] of serverValues) item[name] ??= firstOf(values);
  // A seed may repeat what a response showed.
  for (const { name, computed } of resource.properties) {
    if (computed !== undefined) Reflect.deleteProperty(item, name);
  }
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
