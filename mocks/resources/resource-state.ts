import { createHash } from 'node:crypto';
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
import type { EntryImage, Store, StoreImage } from '../accounts/store.ts';
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

// Claims of so many items are entered before others may have a turn.
const mostAtOnce = 2_000;

// More would hide each other.
const mostConflictsTold = 10;

/**
 * Prepares the state of a contract.
 * @param warn is told what accounts hold that breaks a rule of a contract that came later
 */
export function createState(
  contract: Contract,
  refusals: Refusals,
  makers: Makers,
  warn: (message: string) => void = () => {},
) {
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
  /**
   * Adds a seed to what an account holds; items of the same identity are replaced, and those without
   * one get the next.
   * @throws Refusal if an item breaks a uniqueness rule
   */
  function seed(store: Store, given: Seed): void {
    for (const [path, { next, items }] of Object.entries(given)) {
      const prepared = preparedFor(path);
      if (prepared === undefined) continue;
      const { resource } = prepared;
      const collection = collectionPath(resource)(parentParameters(resource, path));
      const identify = createSeedIdentities(store, prepared, collection, items);
      for (const [i, one] of items.entries()) {
        const item = identify(one);
        insertSeeded(store, prepared, collection, item, formatPointer([path, 'items', i]));
      }
      if (next !== undefined) store.setNext(collection, next);
    }
  }

  /** Enters the claims of an account anew; `tells` of those that others own. */
  function* enterClaims(account: Account, tells: boolean): Generator<void> {
    const { id, store } = account;
    if (account.contract !== contract) account.switches.useContract(contract);
    store.clearClaims();
    const conflicts: string[] = [];
    let count = 0;
    // In a fixed order, so that each server finds the same owner of what several claim.
    for (const collection of [...store.collections()].toSorted()) {
      const uniqueness = preparedFor(collection)?.uniqueness;
      for (const entry of store.entries(collection)) {
        if (++count % mostAtOnce === 0) yield;
        if (uniqueness?.claimUnowned(store, entry) !== false) continue;
        for (const { message } of uniqueness.conflicts(store, entry.item, entry)) {
          conflicts.push(`${message} (${collection}, item ${entry.key})`);
        }
      }
    }
    account.contract = contract;
    if (!tells) return;
    for (const conflict of conflicts.slice(0, mostConflictsTold)) {
      warn(`Account ${id} breaks a rule that came later: ${conflict}`);
    }
    const more = conflicts.length - mostConflictsTold;
    if (more > 0) warn(`Account ${id} breaks rules that came later ${more} more times.`);
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
    seed,
    /** Makes a new account hold what it holds at first. */
    begin: ({ store }: Account): void => seed(store, initial),
    /** Returns everything that an account holds, as a seed that restores it. */
    snapshot(store: Store): Seed {
      const collections = [...store.collections()].toSorted().map((path) => {
        const items = Array.from(store.entries(path), ({ item }) => structuredClone(item));
        return [path, { next: store.next(path), items }] as const;
      });
      return Object.fromEntries(collections);
    },
    /** Makes parts of a store what they were, the last of the images first, and moves the claims. */
    restore(store: Store, images: readonly StoreImage[]): void {
      const entries = new Map<string, EntryImage>();
      const numbers = new Map<string, number | undefined>();
      for (const image of images) {
        // The first image of a part is the oldest.
        for (const one of image.entries.toReversed()) {
          entries.set(`${one.collection}\n${one.key}`, one);
        }
        for (const [collection, next] of image.next.toReversed()) numbers.set(collection, next);
      }
      // Each once: otherwise an undo would note what all changes before it did, and undos of undos double that.
      for (const [collection, next] of numbers) {
        if (store.next(collection) !== next) store.setNext(collection, next);
      }
      for (const { collection, key, item, order } of entries.values()) {
        const now = store.get(collection, key);
        if (now === undefined) continue;
        preparedFor(collection)?.uniqueness.release(store, now);
        if (item === undefined || order !== now.order) store.remove(now);
        else store.replace(now, item);
      }
      for (const { collection, key, item, order } of entries.values()) {
        if (item === undefined || store.get(collection, key) !== undefined) continue;
        store.insert({ collection, key, item, ...(order === undefined ? {} : { order }) });
      }
      for (const { collection, key } of entries.values()) {
        const now = store.get(collection, key);
        if (now !== undefined) preparedFor(collection)?.uniqueness.claimUnowned(store, now);
      }
    },
    /** Migrates an account to this contract, if it was loaded since the account's last request. */
    migrate(account: Account): void {
      if (account.contract !== contract) Array.from(enterClaims(account, true));
    },
    /** Identifies the uniqueness rules. */
    rules: createHash('sha256')
      .update(JSON.stringify(rulesOf(contract)))
      .digest('hex')
      .slice(0, 16),
    enterClaims,
  };
}

function rulesOf({ resources }: Contract) {
  return resources.map(({ collection, identity, unique }) => [collection, identity.name, unique]);
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
  if (old === undefined) store.insert(entry);
  else store.replace(old, item);
  uniqueness.claim(store, entry);
}

/** Undoes what was done to an account's store since its last change ended. */
export function discardChanges({ store }: Account, state: Pick<State, 'restore'>): void {
  state.restore(store, [store.takeChanges()]);
  store.takeChanges();
}
