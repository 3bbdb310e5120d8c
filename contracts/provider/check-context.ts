import { setTimeout as pause } from 'node:timers/promises';
import {
  actionOf,
  fillStep,
  type Identifier,
  isObject,
  type JsonObject,
  type Resource,
  type Step,
} from '../../spec/index.ts';
import { asEvidence, type Exchange } from '../http/exchange.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { intoAcceptedForms } from './accepted-form.ts';
import { followDeletion } from './follow-deletion.ts';
import { NoTestData } from './identifier-pool.ts';
import { type Item, updateItem, type WriteAction } from './item.ts';
import type { Call, CallResult, Provider } from './provider.ts';
import { RunEnd } from './run-gate.ts';
import { requestFields } from './schema-body.ts';

const atOnce = 8;

/** One run of one check: its reserved identifiers, the items that it added, and its exchanges. */
export class CheckContext {
  readonly provider: Provider;
  /** Identifiers of test data and of added items by name, such as number.1 or rule.1. */
  readonly names: Map<string, unknown>;
  /** The identifiers that no other check uses meanwhile, by kind. */
  readonly reserved: ReadonlyMap<string, readonly Identifier[]>;
  readonly items: Item[] = [];
  readonly exchanges: Exchange[] = [];
  /** Items that it edited or deleted in the second account, which did not have them. */
  readonly crossAccountWrites: Pick<Item, 'resource' | 'path'>[] = [];
  /** Whether it is unknown who holds what. */
  stateUnknown = false;
  /** Whether an added item got the identity of a deleted one, so that names are ambiguous. */
  identityReused = false;

  constructor(provider: Provider, reserved: ReadonlyMap<string, readonly Identifier[]>) {
    this.provider = provider;
    this.reserved = reserved;
    this.names = new Map(
      [...reserved].flatMap(([kind, ids]) => ids.map((id, i) => [`${kind}.${i + 1}`, id] as const)),
    );
  }

  /** The items that are not deleted. */
  get liveItems(): readonly Item[] {
    return this.items.filter(({ deleted }) => !deleted);
  }

  /** Returns the reserved identifiers of a kind. */
  idsOf(kind: string): readonly Identifier[] {
    return this.reserved.get(kind) ?? [];
  }

  /** Sends a call, keeps the exchange as evidence, and records what the call changed. */
  async send(call: Call): Promise<CallResult> {
    await this.#assertNotOthers(call);
    const result = await this.provider.send(call).catch((error: unknown) => {
      // It may have been sent, and take effect later.
      if (error instanceof RunEnd) this.stateUnknown = true;
      throw error;
    });
    this.exchanges.push(asEvidence(result.exchange));
    this.#record(call, result);
    return result;
  }

  /** Sends calls, a few at a time, until one is not accepted. Returns the results. */
  async sendAll(calls: readonly Call[]): Promise<CallResult[]> {
    const results: CallResult[] = [];
    for (let i = 0; i < calls.length; i += atOnce) {
      const some = calls.slice(i, i + atOnce).map((call) => this.send(call));
      results.push(...(await Promise.all(some)));
      if (results.some(({ outcome }) => outcome !== 'accepted')) break;
    }
    return results;
  }

  /** Sends calls simultaneously, or each `after` so many milliseconds, over its own connection. */
  sendTogether(calls: readonly Call[], after: readonly number[] = []): Promise<CallResult[]> {
    return Promise.all(
      calls.map(async (call, i) => {
        const wait = after[i] ?? 0;
        if (wait > 0) await pause(wait);
        return this.send(call);
      }),
    );
  }

  /** Sends a step of a case, with identifiers in place of its names. */
  async runStep(step: Step, note: string): Promise<CallResult> {
    const before = this.items.length;
    const { verifier, repeats = false, mock: strictStatus } = step.expect;
    const promised = verifier === 'accepted' || repeats;
    const filled = fillStep(step, this.names);
    intoAcceptedForms(
      this.provider,
      this.provider.itemSent(step.operation, filled.json),
      step.ownFields,
    );
    // A step has the whole body, which need not be in an envelope.
    const request = this.provider.buildRequest(filled);
    const json = this.provider.itemSent(step.operation, filled.json);
    const open = verifier === 'open';
    const result = await this.send({
      ...filled,
      json,
      request,
      note,
      promised,
      strictStatus,
      open,
    });
    const added = this.items[before];
    if (step.as !== undefined && added !== undefined) {
      const isReused = ({ deleted, identity }: Item) =>
        deleted && String(identity) === String(added.identity);
      if (this.items.some(isReused)) this.identityReused = true;
      this.names.set(step.as, added.identity);
    }
    return result;
  }

  /** Lists a collection; undefined if the provider has no list, or not a readable one. */
  async list(
    resource: Resource,
    account: Item['account'] = 'first',
  ): Promise<JsonObject[] | undefined> {
    const operation = this.provider.operation(resource, 'list');
    if (operation === undefined) return undefined;
    const { item: listed, outcome } = await this.send({
      operation,
      path: parentPathOf(this.provider.contract, resource) ?? {},
      note: 'what is stored',
      promised: true,
      account,
    });
    return outcome === 'accepted' && Array.isArray(listed) ? listed.filter(isObject) : undefined;
  }

  // The second account may have an item of its own with the same identity, which must not be touched.
  async #assertNotOthers({ account, operation, path }: Call): Promise<void> {
    const found = account === 'second' && actionOf(this.provider.contract, operation);
    if (!found || !['edit', 'patch', 'delete'].includes(found.action)) return;
    const { resource } = found;
    const { name, parameter } = resource.identity;
    const is = (identity: unknown) => String(identity) === String(path?.[parameter]);
    if (this.items.some((one) => one.account === 'second' && is(one.identity))) return;
    const before = this.exchanges.length;
    const listed = await this.list(resource, 'second');
    this.exchanges.splice(before);
    if (listed === undefined || listed.some((one) => is(one[name]))) {
      throw new NoTestData('The second account may have an item with the same identity.');
    }
    if (found.action === 'edit') this.crossAccountWrites.push({ resource, path: path ?? {} });
  }

  #record(call: Call, { outcome, item, identity }: CallResult): void {
    const { resource, view, action } = actionOf(this.provider.contract, call.operation) ?? {};
    if (resource === undefined || view === undefined || outcome === 'refused') return;
    if (action === undefined || action === 'list' || action === 'read') return;
    const { account = 'first' } = call;
    if (outcome === 'fault' || (account !== 'first' && account !== 'second')) {
      this.stateUnknown = true;
      return;
    }
    if (action === 'add') this.#recordAdd(resource, call, { item, identity }, account);
    else this.#recordChange({ resource, view }, action, call, item, account);
  }

  // What was not promised may be stored otherwise than it was sent, and such a response does not say how.
  #noteSilence({ promised = false }: Call, response: unknown): void {
    if (!promised && !isObject(response)) this.stateUnknown = true;
  }

  #recordAdd(
    resource: Resource,
    call: Call,
    { item: response, identity }: Pick<CallResult, 'item' | 'identity'>,
    account: Item['account'],
  ): void {
    const { path } = call;
    // A response may name an item from before the run, which must not be touched, or none.
    if (!this.provider.ledger.isOwn(resource, path, identity)) this.stateUnknown = true;
    if (identity === undefined) return;
    this.#noteSilence(call, response);
    const item: Item = {
      resource,
      path: { ...path, [resource.identity.parameter]: identity },
      identity,
      holds: new Map(),
      account,
      deleted: false,
    };
    updateItem(item, 'add', call, response);
    this.items.push(item);
  }

  #recordChange(
    { resource, view }: Readonly<Record<'resource' | 'view', Resource>>,
    action: Exclude<WriteAction, 'add'> | 'delete',
    call: Call,
    response: unknown,
    account: Item['account'],
  ): void {
    const { path, json } = call;
    const { name, parameter } = resource.identity;
    const named = this.items.filter(
      (one) =>
        one.resource === resource &&
        one.account === account &&
        String(one.identity) === String(path?.[parameter]),
    );
    // A deleted item and one that was added later may share an identity.
    const item = named.find((one) => !one.deleted) ?? named.at(-1);
    if (item === undefined) {
      // An edit may have added a missing item.
      if (action === 'edit' && resource.unique.length > 0) this.stateUnknown = true;
      return;
    }
    item.deleted = action === 'delete';
    if (action === 'delete') {
      followDeletion(item, this.items);
      return;
    }
    // What an edit cannot carry it keeps.
    const schema = action === 'edit' ? view.bodies.edit?.requestSchema : undefined;
    const sent = requestFields(schema);
    const isClosed = schema?.additionalProperties === false;
    const kept = isClosed ? [...item.holds].filter(([field]) => !sent.has(field)) : [];
    this.#noteSilence(call, response);
    // An edit that adds missing items brought a deleted one back.
    updateItem(item, action, call, response);
    for (const [field, value] of kept) item.holds.set(field, value);
    // If path and body disagree, it is unknown which item was edited.
    const inBody = isObject(json) ? json[name] : undefined;
    if (inBody !== undefined && String(inBody) !== String(item.identity)) this.stateUnknown = true;
  }
}
