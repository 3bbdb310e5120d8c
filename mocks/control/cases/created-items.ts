import {
  actionOf,
  type Contract,
  identityOfAdded,
  type Operation,
  parseJson,
  type Resource,
} from '../../../spec/index.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { outcomeOf } from './judge.ts';

/** A call of an operation in a case. */
export interface CaseCall {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
}

interface CreatedItem extends CaseCall {
  readonly resource: Resource;
  readonly identity: unknown;
  /** Whether a response says that it was created; otherwise an edit may have created it. */
  readonly certain: boolean;
  deleted: boolean;
}

/** The items that a case creates at a provider, to delete them again. */
export class CreatedItems {
  readonly #contract: Contract;
  readonly #items: CreatedItem[] = [];
  readonly #leftovers: string[] = [];

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** Whether a deleted item had this identity. */
  wasDeleted(identity: unknown): boolean {
    return this.#items.some((one) => one.deleted && isSame(one.identity, identity));
  }

  /**
   * Records what a call created or deleted.
   * @param isLent whether a parameter of the path names test data, which was there before
   */
  record(
    call: CaseCall,
    response: ForwardedResponse,
    isLent: (parameter: string) => boolean,
  ): void {
    const { action, resource } = actionOf(this.#contract, call.operation) ?? {};
    const outcome = outcomeOf(response);
    if (resource === undefined || outcome === 'refused') return;
    if (action === 'add') this.#recordAdd(call, resource, response);
    if (outcome !== 'accepted' || (action !== 'edit' && action !== 'delete')) return;
    const known = this.#find(call, resource).filter(({ token }) => token === call.token);
    if (action === 'delete') {
      for (const item of known) item.deleted = true;
      return;
    }
    // An edit may create a missing item, unless the contract has no way to add items.
    if (known.some(({ deleted }) => !deleted) || resource.actions.add === undefined) return;
    const { parameter } = resource.identity;
    if (isLent(parameter)) return;
    const identity = call.path[parameter];
    this.#items.push({ ...call, resource, identity, certain: false, deleted: false });
  }

  /**
   * Returns the resource of a call that edits or deletes an item which only another account was seen to
   * have; the account of the call may have its own item with the same identity.
   */
  crossAccountResource(call: CaseCall): Resource | undefined {
    const { resource, action } = actionOf(this.#contract, call.operation) ?? {};
    if (resource === undefined || action === undefined) return undefined;
    if (!['edit', 'patch', 'delete'].includes(action)) return undefined;
    const known = this.#find(call, resource);
    const ofOthers = known.length > 0 && !known.some(({ token }) => token === call.token);
    return ofOthers ? resource : undefined;
  }

  /** Deletes the existing items, newest first. Returns what stays, a sentence each. */
  async deleteAll(
    send: (call: CaseCall) => Promise<ForwardedResponse>,
  ): Promise<readonly string[]> {
    for (const item of this.#items.toReversed()) {
      if (item.deleted) continue;
      const operation = item.resource.actions.delete;
      const response = operation && (await send({ ...item, operation }));
      if (response !== undefined && outcomeOf(response) === 'accepted') continue;
      if (!item.certain) continue;
      const status = response && 'status' in response ? ` (${response.status})` : '';
      this.#leftovers.push(
        `${item.resource.collection} ${String(item.identity)} stays: it could not be deleted${status}.`,
      );
    }
    return this.#leftovers;
  }

  #recordAdd(call: CaseCall, resource: Resource, response: ForwardedResponse): void {
    const { collection } = resource;
    if (outcomeOf(response) === 'fault') {
      this.#leftovers.push(`It is unknown whether an item was added to ${collection}.`);
      return;
    }
    const identity = identityOf(resource, response, call.path);
    if (identity === undefined) {
      this.#leftovers.push(
        `An item of ${collection} may stay: the response has no identity to delete it by.`,
      );
      return;
    }
    const path = { ...call.path, [resource.identity.parameter]: identity };
    this.#items.push({ ...call, resource, path, identity, certain: true, deleted: false });
  }

  #find({ path }: CaseCall, { identity }: Resource): readonly CreatedItem[] {
    return this.#items.filter((one) => isSame(one.identity, path[identity.parameter]));
  }
}

/** Returns the identity of what was added; undefined if the response does not name it. */
export function identityOf(
  resource: Resource,
  response: ForwardedResponse,
  path: CaseCall['path'],
): unknown {
  if ('failure' in response) return undefined;
  return identityOfAdded(resource, { ...response, json: parseJson(response.body) }, path);
}

function isSame(one: unknown, other: unknown): boolean {
  return String(one) === String(other);
}
