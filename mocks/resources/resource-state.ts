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
import type { Teacher } from '../problems/refusals.ts';
import { type Kind, makers, type StateAction } from './actions.ts';
import { collectionPath, parentFields, parentsIn } from './collection-path.ts';
import { createAnswerForm } from './representation.ts';
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
  reclaim(store: Store): void;
}

/**
 * Prepares the state of a contract.
 * @param newId makes the identity of an item whose identity is a string in UUID format
 */
export function createState(contract: Contract, teacher: Teacher, newId: () => string): State {
  const kinds: Kind[] = contract.resources.map((resource) => ({
    resource,
    uniqueness: createUniqueness(resource),
  }));
  const byResource = new Map(kinds.map((kind) => [kind.resource, kind]));
  const actions = new Map<string, StateAction>();
  for (const kind of kinds) {
    for (const [name, operation] of Object.entries(kind.resource.actions)) {
      const answered = kind.resource.answers[name as keyof Resource['answers']] ?? [];
      const form = createAnswerForm(contract, answered);
      const make = makers[name as keyof typeof makers];
      actions.set(
        operation.id,
        make({ ...kind, operation, form, newId, kindOf, contract, teacher }),
      );
    }
  }
  function kindOf(collection: string): Kind | undefined {
    const resource = resourceOf(contract.resources, collection);
    return resource && byResource.get(resource);
  }
  return {
    action: (operation) => actions.get(operation.id),
    seed(store, seed) {
      for (const [written, { next, items }] of Object.entries(seed)) {
        const kind = kindOf(written);
        if (kind === undefined) continue;
        const collection = collectionPath(kind.resource)(parentsIn(kind.resource, written));
        for (const [i, item] of items.entries()) {
          const at = formatPointer([written, 'items', i]);
          insertSeeded(store, kind, collection, item, at);
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
    reclaim(store) {
      store.forgetClaims();
      const entries = [...store.collections()].flatMap((collection) => [
        ...store.entries(collection),
      ]);
      for (const entry of entries) kindOf(entry.collection)?.uniqueness.claimFree(store, entry);
    },
  };
}

// Inserts an item of a seed, in which it stands at a JSON Pointer.
function insertSeeded(
  store: Store,
  kind: Kind,
  collection: string,
  seeded: JsonObject,
  at: string,
): void {
  const key = String(seeded[kind.resource.identity.name]);
  const old = store.get(collection, key);
  if (old !== undefined) kind.uniqueness.release(store, old);
  const item = { ...parentFields(kind.resource, collection), ...structuredClone(seeded) };
  const conflict = kind.uniqueness.conflicts(store, item, old)[0];
  if (conflict !== undefined) {
    if (old !== undefined) kind.uniqueness.claimFree(store, old);
    throw new Refusal('uniqueness', `${conflict.message} (${collection}, item ${key})`, {
      rule: conflict.rule,
      conflicts: [{ ...conflict, pointer: at + conflict.pointer }],
    });
  }
  const entry = old ?? { collection, key, item };
  entry.item = item;
  if (old === undefined) store.insert(entry);
  kind.uniqueness.claim(store, entry);
}

/** Takes an account up into a contract that it has not been served under yet. */
export function bringUpToDate(account: Account, contract: Contract, state: State): void {
  if (account.contract === contract) return;
  account.switches.adopt(contract);
  state.reclaim(account.store);
  account.contract = contract;
}
