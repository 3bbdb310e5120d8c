import {
  type Action,
  type Contract,
  isObject,
  type Operation,
  type Resource,
} from '../../../spec/index.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { type Reading, readAnswer } from './judge.ts';

/** What was asked of an operation, its names replaced. */
export interface CaseCall {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
}

interface Item extends CaseCall {
  readonly resource: Resource;
  readonly identity: unknown;
  /** Whether it was answered that it was made; otherwise an edit may have made it. */
  readonly certain: boolean;
  deleted: boolean;
}

/** What a case made at a provider, so that it can be deleted again. */
export class CreatedItems {
  readonly #contract: Contract;
  readonly #items: Item[] = [];
  readonly #left: string[] = [];

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** Whether something that was deleted had this identity. */
  wasDeleted(identity: unknown): boolean {
    return this.#items.some((one) => one.deleted && same(one.identity, identity));
  }

  /** Takes up what a request made or deleted. */
  record(asked: CaseCall, answer: ForwardedResponse): void {
    const found = actionOf(this.#contract, asked.operation);
    const reading = readAnswer(answer);
    if (found === undefined || reading === 'refused') return;
    const { action, resource } = found;
    if (action === 'add') this.#added(asked, resource, answer, reading);
    if (reading !== 'accepted') return;
    if (action === 'delete') this.#deleted(asked, resource);
    if (action === 'edit') this.#edited(asked, resource);
  }

  /**
   * Whether a request edits or deletes in its own account what only another was seen to have: there
   * it may be somebody's, who happens to have the same identity.
   */
  reachesOver({ operation, path, token }: CaseCall): Resource | undefined {
    const found = actionOf(this.#contract, operation);
    if (found?.action !== 'edit' && found?.action !== 'delete') return undefined;
    const identity = path[found.resource.identity.name];
    const known = this.#items.filter((one) => same(one.identity, identity));
    const others = known.length > 0 && !known.some((one) => one.token === token);
    return others ? found.resource : undefined;
  }

  /** Deletes what is there still, newest first; answers what is left, a sentence each. */
  async deleteAll(
    ask: (asked: CaseCall) => Promise<ForwardedResponse>,
  ): Promise<readonly string[]> {
    for (const item of this.#items.toReversed()) {
      if (item.deleted) continue;
      const operation = item.resource.actions.delete;
      const answer = operation && (await ask({ ...item, operation }));
      if (answer !== undefined && readAnswer(answer) === 'accepted') continue;
      if (!item.certain) continue;
      const status = answer === undefined || 'failure' in answer ? '' : ` (${answer.status})`;
      this.#left.push(
        `${item.resource.collection} ${String(item.identity)} stays: it could not be deleted${status}.`,
      );
    }
    return this.#left;
  }

  #added(asked: CaseCall, resource: Resource, answer: ForwardedResponse, reading: Reading): void {
    const identity = identityIn(answer, resource);
    const where = resource.collection;
    if (reading === 'none' || reading === 'fault') {
      this.#left.push(`It is not known whether something was added to ${where}.`);
    } else if (identity === undefined) {
      this.#left.push(
        `Something was accepted for ${where} that may stay: the answer has no identity to delete it by.`,
      );
    } else {
      const path = { ...asked.path, [resource.identity.name]: identity };
      this.#items.push({ ...asked, resource, path, identity, certain: true, deleted: false });
    }
  }

  #deleted({ path, token }: CaseCall, resource: Resource): void {
    const identity = path[resource.identity.name];
    for (const item of this.#items) {
      if (same(item.identity, identity) && item.token === token) item.deleted = true;
    }
  }

  // An edit of what was not there may have made it. What is lent has no delete, and is not made.
  #edited(asked: CaseCall, resource: Resource): void {
    const identity = asked.path[resource.identity.name];
    const known = this.#items.find(
      (one) => same(one.identity, identity) && one.token === asked.token && !one.deleted,
    );
    if (known !== undefined || resource.actions.add === undefined) return;
    this.#items.push({ ...asked, resource, identity, certain: false, deleted: false });
  }
}

/** The identity of what an answer speaks of. */
export function identityIn(answer: ForwardedResponse, resource: Resource): unknown {
  if ('failure' in answer) return undefined;
  try {
    const json: unknown = JSON.parse(answer.body);
    return isObject(json) ? (json[resource.identity.name] ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** What an operation does, and to which resource. */
export function actionOf(
  { resources }: Contract,
  operation: Operation,
): { readonly resource: Resource; readonly action: Action } | undefined {
  for (const resource of resources) {
    for (const [action, one] of Object.entries(resource.actions)) {
      if (one === operation) return { resource, action: action as Action };
    }
  }
  return undefined;
}

function same(one: unknown, other: unknown): boolean {
  return String(one) === String(other);
}
