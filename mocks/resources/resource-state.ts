import { createHash } from 'node:crypto';
import {
  type Action,
  type Contract,
  type JsonObject,
  type Operation,
  type Resource,
  resourceOf,
  type Seed,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Store, StoreImage } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import type { PreparedResource } from './action-context.ts';
import { describeState } from './describe-state.ts';
import { enterClaims } from './enter-claims.ts';
import { exampleItems, exampleSeed } from './example-seed.ts';
import { generateItems, type Wanted } from './generate-items.ts';
import { sampleItems } from './generator-parts.ts';
import { prepareResource } from './prepare-resource.ts';
import { addSeed } from './seeding.ts';
import type { Makers } from './server-values.ts';
import { prepareOperation, type StatefulOperation } from './stateful-operation.ts';
import { restoreImages, snapshotBefore, snapshotOf } from './store-images.ts';

/** The state of a contract's resources: its actions, seeds and snapshots. */
export type State = ReturnType<typeof createState>;

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
   * Adds made items to what an account holds: as the document shows them, or as those that it holds at
   * first, with free values where rules want them to be unique.
   * @throws Refusal if they cannot be made
   */
  function generate(account: Account, wanted: Wanted): void {
    const { collection } = wanted;
    const prepared = preparedFor(collection);
    if (prepared?.isStored !== true) {
      const known = [...byResource].filter(([, { isStored }]) => isStored);
      const names = known.map(([resource]) => resource.collection).join(', ');
      throw new Refusal('invalid-control-request', ({ generate: texts }) =>
        texts.notStored(collection, names),
      );
    }
    const shown = exampleItems(contract, prepared.resource, collection);
    const seeded = [initial, documented].map((one) => one[collection]?.items ?? []);
    const templates = [shown, ...seeded].find(({ length }) => length > 0) ?? [];
    const isStored = (path: string) =>
      preparedFor(path)?.isStored === true || account.store.count(path) > 0;
    const document = contract.document as object as JsonObject;
    const made = { contract, document, prepared, makers, isStored };
    const parts = { ...made, templates: templates.length > 0 ? templates : sampleItems(made) };
    for (const item of generateItems(parts, account, wanted)) {
      seed(account.store, { [collection]: { items: [item] } });
    }
  }

  const claim = (account: Account, tells: boolean) =>
    enterClaims({ contract, preparedFor }, account, tells ? warn : undefined);
  const seed = (store: Store, given: Seed) => addSeed(preparedFor, store, given);
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
    generate,
    snapshot: snapshotOf,
    snapshotOf: snapshotBefore,
    /** Makes parts of a store what they were, the last of the images first, and moves the claims. */
    restore: (store: Store, images: readonly StoreImage[]) =>
      restoreImages(preparedFor, store, images),
    /** Makes a new account hold what it holds at first. */
    begin: ({ store }: Account): void => seed(store, initial),
    /** Migrates an account to this contract, if it was loaded since the account's last request. */
    migrate(account: Account): void {
      if (account.contract !== contract) Array.from(claim(account, true));
    },
    /** Identifies the uniqueness rules. */
    rules: createHash('sha256')
      .update(JSON.stringify(rulesOf(contract)))
      .digest('hex')
      .slice(0, 16),
    /** Enters the claims of an account anew, in steps; `tells` of those that others own. */
    enterClaims: claim,
  };
}

function rulesOf({ resources }: Contract) {
  return resources.map(({ collection, identity, unique }) => [collection, identity.name, unique]);
}

function hasItemsIn(seed: Seed): boolean {
  return Object.keys(seed).length > 0;
}

/** Undoes what was done to an account's store since its last change ended. */
export function discardChanges({ store }: Account, state: Pick<State, 'restore'>): void {
  state.restore(store, [store.takeChanges()]);
  store.takeChanges();
}
