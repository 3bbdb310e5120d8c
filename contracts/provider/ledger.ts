import {
  actionOf,
  type Classification,
  type Contract,
  fillPath,
  formatPointer,
  type Identifier,
  identifierFields,
  identityIn,
  identityOfAdded,
  isObject,
  type JsonObject,
  type Operation,
  type Resource,
} from '../../spec/index.ts';
import { asEvidence, type Exchange } from '../http/exchange.ts';
import { type IdentifierPool, NoTestData, needsLending } from './identifier-pool.ts';
import {
  bodiesOf,
  foreign,
  isLarge,
  isLent,
  type NamingCall,
  readingsOf,
} from './named-identifiers.ts';
import { SetUpFailure } from './set-up-failure.ts';
import { valuesAt } from './values.ts';

/** What the ledger needs to know of the contract and the test data. */
interface LedgerContext {
  readonly contract: Contract;
  readonly catalogue: Parameters<typeof identifierFields>[0];
  readonly pools: ReadonlyMap<string, IdentifierPool>;
  /** Whether the provider runs on this machine, so that it is nobody's real account. */
  readonly local: boolean;
}

// After so many additions whose responses have no readable identity, nothing more is added.
const mostUnreadable = 12;
// An identity that is so much larger than any before shows that a probe moved the provider's counter.
const jump = 1_000_000;

/** The values of the parameters of a path. */
type Path = Readonly<Record<string, unknown>> | undefined;

/** Keeps account of which identities are the verifier's own, and lets no request name another. */
export class Ledger {
  readonly #context: LedgerContext;
  /** Identities that responses to additions named, and those that a clean-up proved, with collection. */
  readonly #made = new Set<string>();
  /** Identities that were listed before the run, with account and collection. */
  readonly #foreign = new Set<string>();
  /** Of those, the ones that the response to an addition named nevertheless. */
  readonly #confused = new Set<string>();
  /** Values that the provider's own state endpoint gave. */
  readonly #given = new Set<string>();
  readonly #largest = new Map<string, number>();
  /** The last refused request for a value, and the values whose requests had unclear effects. */
  readonly #refused = new Map<unknown, Exchange>();
  readonly #unclear = new Set<unknown>();
  /** How many accepted additions to a collection had no readable identity. */
  readonly unreadable = new Map<string, number>();
  /** How many additions to a collection were neither accepted nor refused. */
  readonly unanswered = new Map<string, number>();
  /** Whether anything was written yet. */
  wrote = false;
  /** Why probes with large identities stop, in a sentence. */
  jumped: string | undefined;
  /** Whether requests may name identities that only a probe with large ones names. */
  largeIds = false;

  constructor(context: LedgerContext) {
    this.#context = context;
  }

  /** Allows values that the provider itself gave. */
  allow(values: readonly unknown[]): void {
    for (const value of values) this.#given.add(String(value));
  }

  /** Records an item that existed before the run. */
  addForeign(account: string, resource: Resource, path: Path, identity: unknown): void {
    this.#foreign.add(`${account} ${keyOf(resource, path, identity)}`);
  }

  /** Whether an item existed before the run. */
  isForeign(account: string, resource: Resource, path: Path, identity: unknown): boolean {
    return this.#foreign.has(`${account} ${keyOf(resource, path, identity)}`);
  }

  /** Whether the verifier added an item. */
  isOwn(resource: Resource, path: Path, identity: unknown): boolean {
    return this.#made.has(keyOf(resource, path, identity));
  }

  /**
   * Returns the identifiers that a listed item holds if that proves that the verifier added it: it was
   * not there before, and holds lent identifiers alone. Undefined if it proves nothing.
   * @param lent the identifiers of a kind that count as lent
   */
  adopt(
    resource: Resource,
    path: Path,
    item: JsonObject,
    lent: (kind: string) => readonly Identifier[],
    account: string,
  ): readonly unknown[] | undefined {
    const identity = identityIn(resource, item);
    if (identity === undefined || this.isForeign(account, resource, path, identity))
      return undefined;
    const held = this.#fieldsOf(resource)
      .filter(({ kind }) => kind.exclusive)
      .map(({ kind, steps }) => ({ values: valuesAt(item, steps), lent: lent(kind.name) }));
    const isLent = held.every((one) =>
      one.values.every((id) => one.lent.includes(id as Identifier)),
    );
    const values = held.flatMap((one) => one.values);
    if (!isLent || values.length === 0) return undefined;
    this.#made.add(keyOf(resource, path, identity));
    return values;
  }

  /** Returns the identifiers that may be sent as those of a kind. */
  lentFor(kind: string): readonly Identifier[] {
    return this.#lendersOf(kind).flatMap(({ all }) => all);
  }

  /** Returns the refused request that left values behind; undefined if another request may have. */
  refusedFor(values: readonly unknown[]): Exchange | undefined {
    if (values.some((value) => this.#unclear.has(value))) return undefined;
    const [first] = values;
    return this.#refused.get(first);
  }

  /** Forgets what was requested for identifiers that nothing holds any more. */
  forget(ids: readonly Identifier[]): void {
    for (const id of ids) {
      this.#refused.delete(id);
      this.#unclear.delete(id);
    }
  }

  /**
   * Asserts that a call names only identifiers that the verifier may use.
   * @throws ForeignIdentifier if it names another, SetUpFailure if nothing more may be added
   */
  assertLawful(call: NamingCall): void {
    const { resource, action } = actionOf(this.#context.contract, call.operation) ?? {};
    if (resource === undefined || action === undefined) return;
    // Where the verifier can add none of its own, it reads what is listed: that does no harm.
    const isRead = action === 'read' || action === 'list';
    if (isRead && resource.actions.add === undefined) return;
    const { collection, identity } = resource;
    if (action === 'add' && (this.unreadable.get(collection) ?? 0) >= mostUnreadable) {
      throw new SetUpFailure(
        `${mostUnreadable} accepted additions to ${collection} had no readable ${identity.name}, so nothing more is added.`,
      );
    }
    if (action === 'add') this.#assertLent(resource, call.operation);
    const bodies = bodiesOf(resource, action, call);
    const { account = 'first' } = call;
    const inBodies = bodies.map((one) => (isObject(one) ? one[identity.name] : undefined));
    for (const value of [call.path?.[identity.parameter], ...inBodies]) {
      const isConfused = this.#confused.has(keyOf(resource, call.path, value));
      // A lent item may be edited, and is put back; nobody can put back what was deleted.
      const isSafe = !isConfused || action !== 'delete';
      if (isSafe && this.#mayIdentify(resource, account, call.path, value)) continue;
      if (isConfused) {
        throw new SetUpFailure(
          `A response to an addition to ${collection} named ${String(value)}, which was there before, so nothing is sent to it.`,
        );
      }
      throw foreign(call, identity.name, value);
    }
    for (const { kind, pointer, steps } of this.#fieldsOf(resource, call.operation)) {
      for (const value of bodies.flatMap((one) => valuesAt(one, steps))) {
        if (this.#mayHold(kind.name, value) || this.#namesOwn(resource, steps, value)) continue;
        throw foreign(call, pointer, value);
      }
    }
  }

  /** Records what a call did. */
  record(
    call: NamingCall,
    { outcome, exchange }: { readonly outcome: Classification; readonly exchange: Exchange },
  ): void {
    const { resource, action } = actionOf(this.#context.contract, call.operation) ?? {};
    if (resource === undefined || action === undefined) return;
    this.wrote ||= action !== 'read' && action !== 'list';
    if (action !== 'add' && action !== 'edit' && action !== 'patch') return;
    const { response } = exchange;
    const identity = response && identityOfAdded(resource, response, call.path);
    const isAdded = action === 'add' && outcome === 'accepted';
    // A response that names an item from before the run says nothing about what was added.
    const { account = 'first' } = call;
    const isOwn =
      isAdded && identity !== undefined && !this.isForeign(account, resource, call.path, identity);
    if (isAdded && this.largeIds) this.#watchJump(resource, Number(identity));
    const key = keyOf(resource, call.path, identity);
    if (isOwn) this.#made.add(key);
    else if (isAdded && identity !== undefined) this.#confused.add(key);
    else if (isAdded) count(this.unreadable, resource);
    else if (action === 'add' && outcome === 'fault' && response?.status !== 501)
      count(this.unanswered, resource);
    const evidence = asEvidence(exchange);
    for (const { steps } of this.#fieldsOf(resource, call.operation)) {
      const [body] = bodiesOf(resource, action, call);
      for (const value of valuesAt(body, steps)) {
        if (outcome === 'refused') this.#refused.set(value, evidence);
        // What was accepted may be stored otherwise than the response says.
        else this.#unclear.add(value);
      }
    }
  }

  // What is added to a real account is added by leave of who lent something for it.
  #assertLent(resource: Resource, operation: Operation): void {
    for (const { kind } of this.#fieldsOf(resource, operation)) {
      const isAsked = kind['mock-only'] && kind.exclusive;
      const pool = isAsked ? this.#context.pools.get(kind.name) : undefined;
      if (pool?.all.length === 0) throw new NoTestData(needsLending(kind));
    }
  }

  #watchJump({ collection }: Resource, identity: number): void {
    if (!Number.isFinite(identity)) return;
    const before = this.#largest.get(collection);
    if (before !== undefined && identity - before > jump) {
      this.jumped ??= `The ids of ${collection} jumped from ${before} to ${identity}; no further large ids are tried.`;
    }
    this.#largest.set(collection, Math.max(before ?? 0, identity));
  }

  #mayIdentify(resource: Resource, account: string, path: Path, value: unknown): boolean {
    const { pools } = this.#context;
    const lent = [...pools.values()].filter(({ kind }) => kind.item === resource.collection);
    const isNamed = (text: string) => lent.some(({ all }) => all.some((id) => String(id) === text));
    return readingsOf(value).every(
      (one) =>
        // What is lent was there before.
        isNamed(one) ||
        (!this.isForeign(account, resource, path, one) &&
          (this.isOwn(resource, path, one) ||
            this.#given.has(one) ||
            isLent(lent, one) ||
            (this.largeIds && isLarge(one)))),
    );
  }

  #mayHold(kind: string, value: unknown): boolean {
    const lenders = this.#lendersOf(kind);
    const own = this.#context.pools.get(kind);
    return readingsOf(value).every(
      (one) =>
        this.#given.has(one) ||
        isLent(lenders, one) ||
        // No shared thing, such as a file, has so large an identifier, and naming it changes none.
        (own?.kind.exclusive === false && isLarge(one)),
    );
  }

  // Whether a value names an item that the verifier added, by x-references.
  #namesOwn({ references }: Resource, steps: readonly string[], value: unknown): boolean {
    const pointer = formatPointer(steps);
    return references
      .filter((one) => formatPointer(one.steps) === pointer)
      .flatMap(({ to }) => to)
      .some(({ collection }) => this.#made.has(`${collection} ${String(value)}`));
  }

  #lendersOf(kind: string): IdentifierPool[] {
    const { pools, local } = this.#context;
    const own = pools.get(kind);
    // With default test data, a provider on this machine is nobody's real account.
    return [...pools.values()].filter(
      (one) => one === own || (local && !one.explicit && own?.explicit === false),
    );
  }

  #fieldsOf(resource: Resource, operation?: Operation) {
    return identifierFields(this.#context.catalogue, resource, operation);
  }
}

function count(counts: Map<string, number>, { collection }: Resource): void {
  counts.set(collection, (counts.get(collection) ?? 0) + 1);
}

// Items of different parents may have the same identity.
function keyOf({ collection }: Resource, path: Path = {}, identity: unknown): string {
  return `${fillPath(collection, path)} ${String(identity)}`;
}
