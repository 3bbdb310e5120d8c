import {
  fillPlaceholders,
  fillPlaceholdersInText,
  isObject,
  type JsonObject,
  type Resource,
  type Step,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { type Identifier, NoTestData } from './identifier-pool.ts';
import { type Item, updateItem } from './item.ts';
import type { Call, CallResult, Provider } from './provider.ts';
import { actionOf } from './response-check.ts';

/** A check could not be set up; the message says why, in a sentence. */
export class SetUpFailure extends Error {
  override readonly name = 'SetUpFailure';
}

/** One run of one check: the identifiers lent to it, what it made, and what was said. */
export class CheckContext {
  readonly provider: Provider;
  /** Identifiers and resources by name, such as number.1 or rule.1. */
  readonly names: Map<string, unknown>;
  /** The identifiers that nobody else uses meanwhile, by kind. */
  readonly reserved: ReadonlyMap<string, readonly Identifier[]>;
  readonly items: Item[] = [];
  readonly exchanges: Exchange[] = [];
  /** What was edited or deleted in the second account, which did not have it. */
  readonly crossAccountWrites: Pick<Item, 'resource' | 'path'>[] = [];
  /** Whether something happened after which it is not known who holds what. */
  stateUnknown = false;
  /** Whether an addition got the identity of what was deleted here, so that names mean another. */
  identityReused = false;

  constructor(provider: Provider, lent: ReadonlyMap<string, readonly Identifier[]>) {
    this.provider = provider;
    this.reserved = lent;
    this.names = new Map(
      [...lent].flatMap(([kind, ids]) => ids.map((id, i) => [`${kind}.${i + 1}`, id] as const)),
    );
  }

  /** Sends a request, remembers it as evidence, and takes up what it made or changed. */
  async send(asked: Call): Promise<CallResult> {
    await this.#assertNotOthers(asked);
    const told = await this.provider.send(asked);
    this.exchanges.push(told.exchange);
    this.#record(asked, told);
    return told;
  }

  /** Sends a step of a case, its names replaced. */
  async runStep(step: Step, note: string): Promise<CallResult> {
    const path = fillPlaceholders(step.path, this.names);
    const before = this.items.length;
    const told = await this.send({
      operation: step.operation,
      path: isObject(path) ? path : {},
      json: fillPlaceholders(step.json, this.names),
      text: step.text === undefined ? undefined : fillPlaceholdersInText(step.text, this.names),
      type: step.type,
      accept: step.accept,
      split: step.split,
      account: step.account,
      note,
      promised: step.expect.verifier === 'accepted' || step.expect.repeats === true,
    });
    const made = this.items[before];
    if (step.as !== undefined && made !== undefined) {
      if (this.#isNamed(made.identity)) this.identityReused = true;
      this.names.set(step.as, made.identity);
    }
    return told;
  }

  /** What a collection's list shows; undefined where there is no list that can be read. */
  async list(
    resource: Resource,
    account: Item['account'] = 'first',
  ): Promise<JsonObject[] | undefined> {
    const operation = this.provider.operation(resource, 'list');
    if (operation === undefined) return undefined;
    const { exchange, reading } = await this.send({
      operation,
      path: parentPathOf(this.provider.contract, resource) ?? {},
      note: 'what is stored',
      promised: true,
      account,
    });
    const shown = exchange.response?.json;
    if (reading.kind !== 'accepted' || !Array.isArray(shown)) return undefined;
    return shown.filter(isObject);
  }

  // What one account may not know, the other may have under the same identity; then it is let alone.
  async #assertNotOthers({ account, operation, path }: Call): Promise<void> {
    const found = account === 'second' && actionOf(this.provider.contract, operation);
    if (!found || (found.action !== 'edit' && found.action !== 'delete')) return;
    const { resource } = found;
    const { name } = resource.identity;
    const is = (identity: unknown) => String(identity) === String(path?.[name]);
    if (this.items.some((one) => one.account === 'second' && is(one.identity))) return;
    const before = this.exchanges.length;
    const listed = await this.list(resource, 'second');
    this.exchanges.splice(before);
    if (listed === undefined || listed.some((one) => is(one[name]))) {
      throw new NoTestData('The other account may have something of the same identity.');
    }
    this.crossAccountWrites.push({ resource, path: path ?? {} });
  }

  #isNamed(identity: unknown): boolean {
    return this.items.some((one) => one.deleted && String(one.identity) === String(identity));
  }

  #record(asked: Call, { exchange, reading }: CallResult): void {
    const found = actionOf(this.provider.contract, asked.operation);
    if (found === undefined) return;
    const { resource, action } = found;
    const writes = action === 'add' || action === 'edit' || action === 'delete';
    if (!writes || reading.kind === 'refused') return;
    if (reading.kind === 'fault') {
      this.stateUnknown = true;
      return;
    }
    const { account = 'first' } = asked;
    if (account !== 'first' && account !== 'second') {
      this.stateUnknown = true;
      return;
    }
    const answer = exchange.response?.json;
    if (action === 'add') this.#recordAdd(resource, asked, answer, account);
    else this.#recordChange(resource, action, asked, answer, account);
  }

  #recordAdd(resource: Resource, asked: Call, answer: unknown, account: Item['account']): void {
    const { name } = resource.identity;
    const identity = isObject(answer) ? answer[name] : undefined;
    if (identity === undefined || identity === null) {
      this.stateUnknown = true;
      return;
    }
    const path = { ...asked.path, [name]: identity };
    const holds = new Map<string, unknown>();
    const item: Item = { resource, path, identity, holds, account, deleted: false };
    updateItem(item, asked.json, answer, asked.promised === true);
    this.items.push(item);
  }

  #recordChange(
    resource: Resource,
    action: 'edit' | 'delete',
    asked: Call,
    answer: unknown,
    account: Item['account'],
  ): void {
    const { name } = resource.identity;
    const named = this.items.filter(
      (one) =>
        one.resource === resource &&
        one.account === account &&
        String(one.identity) === String(asked.path?.[name]),
    );
    // What was deleted may have given its identity to what was added next.
    const item = named.find((one) => !one.deleted) ?? named.at(-1);
    if (item === undefined) {
      // An edit of what was not there may have made it.
      if (action === 'edit' && resource.unique.length > 0) this.stateUnknown = true;
      return;
    }
    if (action === 'delete') item.deleted = true;
    else {
      // Where an edit may make what is not there, it brings back what was deleted.
      item.deleted = false;
      updateItem(item, asked.json, answer, asked.promised === true);
      // It is not known which of the two identities an accepted mismatch was for.
      const said = isObject(asked.json) ? asked.json[name] : undefined;
      if (said !== undefined && String(said) !== String(item.identity)) this.stateUnknown = true;
    }
  }
}
