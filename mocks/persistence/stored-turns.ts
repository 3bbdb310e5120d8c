import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, Accounts } from '../accounts/account.ts';
import { type Behaviour, settingsText } from '../accounts/behaviour.ts';
import type { MaybePromise } from '../accounts/history.ts';
import {
  type AccountSummary,
  type StoreFailure,
  summarize,
  type TurnMode,
  type Turns,
} from '../accounts/turns.ts';
import { accountWrite } from './account-write.ts';
import { catchUp, type Keeper, loadAccount } from './load-account.ts';
import {
  type AccountWrite,
  accountId,
  NotStored,
  nothingStored,
  type Persistence,
  type StoredHead,
  type StoreTurn,
  storeFailure,
} from './persistence.ts';
import { applySettings, settingsCount } from './settings.ts';
import { StoredSettingsOfAll } from './settings-of-all.ts';
import { createStoredHistory, type StoredHistory } from './stored-history.ts';

interface Job {
  readonly mode: TurnMode;
  /** The version before it, if it has begun already. */
  readonly since?: number;
  readonly work: (account: Account) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** What is known of an account in memory. */
interface Held {
  /** Whether it holds what the store has. */
  isLoaded: boolean;
  isStored: boolean;
  /** Rules and settings as the store has them. */
  rules: string;
  settings: string | null;
  settingsCount: number;
  readonly queue: Job[];
  isBusy: boolean;
  turn: StoreTurn | undefined;
  /** Resolves when what was changed last is stored. */
  storing: Promise<void> | undefined;
}

// Containers are killed 10 seconds after SIGTERM, and requests had 5 of them.
const longestDrain = 2_000;

// Work that shares a turn shares what storing it costs, but the first has to wait for the last.
const mostShared = 64;

/**
 * Lets work have its turn on accounts that last in a store: the account in memory is brought to the newest
 * version, the work changes it, and what changed is stored before anybody learns of it.
 */
export class StoredTurns implements Turns {
  readonly history: StoredHistory = createStoredHistory(
    (account) => this.#held(account).turn ?? this.#persistence.begin(account.id, 'read'),
  );
  readonly store: Persistence['kind'];
  readonly #persistence: Persistence;
  readonly #accounts: Accounts;
  readonly #keeper: () => Keeper;
  readonly #settingsOfAll: StoredSettingsOfAll;
  #closed: Promise<void> | undefined;
  readonly #heldBy = new WeakMap<Account, Held>();
  // A busy account stays the one of its id, even if memory has no place for it any more.
  readonly #busy = new Map<string, Account>();
  readonly #working = new Set<Promise<void>>();

  /**
   * @param all the switches and faults of all accounts
   * @param useOptions sets them to what the mock was started with
   */
  constructor(
    persistence: Persistence,
    accounts: Accounts,
    keeper: () => Keeper,
    all: Behaviour,
    useOptions: () => void,
  ) {
    this.#persistence = persistence;
    this.store = persistence.kind;
    this.#accounts = accounts;
    this.#keeper = keeper;
    this.#settingsOfAll = new StoredSettingsOfAll(persistence, all, useOptions);
  }

  run<Value>(
    given: Account,
    mode: TurnMode,
    work: (account: Account) => MaybePromise<Value>,
  ): MaybePromise<Value> {
    // Memory may have dropped the given one since, and begun another for the same id.
    const account = this.#busy.get(given.id) ?? this.#accounts.open(given.id);
    const held = this.#held(account);
    if (!this.#persistence.isExclusive || !held.isLoaded || held.isBusy) {
      return this.#wait(account, held, mode, work);
    }
    // Nobody else writes, so what is in memory is the newest.
    const { version } = account;
    let value: MaybePromise<Value>;
    this.#keeper().migrate(account);
    try {
      value = work(account);
    } catch (error) {
      this.#undo(account, version);
      throw error;
    }
    if (value instanceof Promise) {
      const begun = value;
      return this.#wait(account, held, mode, () => begun, version);
    }
    const write = this.#writeOf(account, held);
    if (write !== undefined) {
      // Whoever waits for it learns of a failure.
      this.#store(account, held, this.#begun(account), write).catch(() => {});
    }
    return held.storing === undefined ? value : held.storing.then(() => value);
  }

  runForAll<Value>(mode: TurnMode, work: () => MaybePromise<Value>): Promise<Value> {
    return this.#settingsOfAll.run(mode, work);
  }

  async find(id: string): Promise<Account | undefined> {
    const known = this.#accounts.byId(id);
    if (known !== undefined) return known;
    const isThere = accountId.test(id) && (await this.#persistence.has(id));
    return isThere ? this.#accounts.open(id) : undefined;
  }

  async peek<Value>(id: string, work: (account: Account) => MaybePromise<Value>): Promise<Value> {
    const known = await this.find(id);
    if (known !== undefined) return this.run(known, 'read', work);
    const account = this.#accounts.fresh(id);
    const turn = await this.#persistence.begin(id, 'read');
    this.#held(account).turn = turn;
    try {
      this.#settingsOfAll.use(turn.settingsOfAll);
      this.#keeper().begin(account);
      return await work(account);
    } finally {
      await turn.release();
    }
  }

  async list(): Promise<AccountSummary[]> {
    const stored = await this.#listStored();
    const ids = new Set(stored.map(({ id }) => id));
    // Those that nobody has changed yet are in memory alone.
    const others = this.#accounts
      .all()
      .filter((one) => this.#held(one).isLoaded && !ids.has(one.id));
    return [...stored, ...others.map(summarize)];
  }

  async #listStored(): Promise<AccountSummary[]> {
    try {
      return await this.#persistence.list();
    } catch (error) {
      throw storeFailure(error);
    }
  }

  async forget(account: Account): Promise<void> {
    this.#accounts.forget(account);
    await this.#persistence.forget(account.id);
  }

  async failure(): Promise<StoreFailure | undefined> {
    try {
      await this.#persistence.check();
      return undefined;
    } catch (error) {
      const { detail, cause } = storeFailure(error);
      // That of several addresses has no message of its own.
      const causes = cause instanceof AggregateError ? cause.errors : [cause];
      return {
        detail,
        cause: causes.map((one) => one?.message || String(one)).join('; '),
      };
    }
  }

  /** Enters the claims of all accounts anew that were entered under other rules. */
  async useRules(): Promise<void> {
    for (const id of await this.#persistence.outdated(this.#keeper().rules)) {
      await this.run(this.#accounts.open(id), 'write', (one) => this.#keeper().migrate(one));
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#drain().finally(() => this.#persistence.close());
    return this.#closed;
  }

  #held(account: Account): Held {
    let held = this.#heldBy.get(account);
    if (held === undefined) {
      held = {
        isLoaded: false,
        isStored: false,
        rules: '',
        settings: null,
        settingsCount: 0,
        queue: [],
        isBusy: false,
        turn: undefined,
        storing: undefined,
      };
      this.#heldBy.set(account, held);
    }
    return held;
  }

  #wait<Value>(
    account: Account,
    held: Held,
    mode: TurnMode,
    work: (account: Account) => MaybePromise<Value>,
    since?: number,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      held.queue.push({ mode, work, resolve, reject, ...(since !== undefined && { since }) });
      if (held.isBusy) return;
      const working = this.#workThrough(account, held);
      this.#working.add(working);
      void working.finally(() => this.#working.delete(working));
    });
  }

  /** Waits for what has been asked; not for a store that hangs. */
  async #drain(): Promise<void> {
    const late = sleep(longestDrain, 'late', { ref: false });
    while (this.#working.size > 0) {
      if ((await Promise.race([late, Promise.all(this.#working)])) === 'late') return;
    }
    await Promise.race([late, this.#settingsOfAll.drain()]);
  }

  async #workThrough(account: Account, held: Held): Promise<void> {
    held.isBusy = true;
    this.#busy.set(account.id, account);
    while (held.queue.length > 0) await this.#takeTurn(account, held);
    held.isBusy = false;
    this.#busy.delete(account.id);
  }

  async #takeTurn(account: Account, held: Held): Promise<void> {
    const jobs = held.queue.splice(0, mostShared);
    const mode = jobs.some((one) => one.mode === 'write') ? 'write' : 'read';
    const ends: (() => void)[] = [];
    try {
      held.turn = await this.#beginTurn(account, held, mode);
      for (const job of jobs) ends.push(await this.#do(account, job));
      // They may have built on a change that could not be stored.
      if (!held.isLoaded) throw storeFailure(new NotStored(({ server }) => server.unstoredBefore));
      const write = mode === 'write' ? this.#writeOf(account, held) : undefined;
      const { turn } = held;
      held.turn = undefined;
      if (write !== undefined) await this.#store(account, held, turn, write);
      else await turn.release();
      // What they saw has to last, too.
      await held.storing;
    } catch (error) {
      const failure = storeFailure(error);
      this.#discard(account);
      for (const { reject } of jobs) reject(failure);
      const { turn } = held;
      held.turn = undefined;
      await Promise.resolve(turn?.release()).catch(() => {});
      return;
    }
    for (const end of ends) end();
  }

  /** Does a job, and returns what tells of it. */
  async #do(account: Account, { work, resolve, reject, since }: Job): Promise<() => void> {
    const { version } = account;
    try {
      const value = await work(account);
      return () => resolve(value as never);
    } catch (error) {
      this.#undo(account, since ?? version);
      return () => reject(error);
    }
  }

  // What failed half-way is not a change.
  #undo(account: Account, version: number): void {
    const { store } = account;
    const replaced = [store.takeChanges()];
    for (let state = account.version; state > version; state--) {
      replaced.push(...this.history.takeBack(account, state));
    }
    this.#keeper().restore(store, replaced);
    store.takeChanges();
  }

  /** Begins a turn, and brings the account in memory to the version of the store. */
  async #beginTurn(account: Account, held: Held, mode: TurnMode): Promise<StoreTurn> {
    if (held.isLoaded) this.#keeper().migrate(account);
    if (this.#persistence.isExclusive && held.isLoaded) return this.#begun(account);
    const isLoading = mode === 'read' && !held.isLoaded;
    const turn = await this.#persistence.begin(account.id, isLoading ? 'load' : mode);
    // Known before it can fail, so that it ends.
    held.turn = turn;
    this.#settingsOfAll.use(turn.settingsOfAll);
    const { head } = turn;
    if (head === undefined) {
      if (!held.isLoaded || held.isStored) this.#beginAnew(account);
      this.#note(account, held, { ...nothingStored, rules: this.#keeper().rules }, false);
      return turn;
    }
    const isKnown = held.isLoaded && held.isStored;
    if (!isKnown || !(await catchUp(account, turn, head, this.#keeper()))) {
      if (held.isLoaded && mode === 'read') {
        // What it reads next has to be of one moment.
        await turn.release();
        held.isLoaded = false;
        return this.#beginTurn(account, held, mode);
      }
      await loadAccount(account, turn, head, this.#keeper());
    }
    if (!held.isLoaded || head.settings !== held.settings) applySettings(account, head.settings);
    this.#note(account, held, head, true);
    return turn;
  }

  #note(account: Account, held: Held, head: StoredHead, isStored: boolean): void {
    account.store.takeChanges();
    account.store.takeClaims();
    const { rules, settings } = head;
    const count = settingsCount(account);
    Object.assign(held, { isLoaded: true, isStored, rules, settings, settingsCount: count });
  }

  #beginAnew(account: Account): void {
    account.store.clear();
    applySettings(account, null);
    account.version = 0;
    this.#keeper().begin(account);
  }

  /** Returns what work has left to store; undefined for nothing. */
  #writeOf(account: Account, held: Held): AccountWrite | undefined {
    const keeper = this.#keeper();
    // A request that began under an old contract may end under a new one.
    keeper.migrate(account);
    const { rules } = keeper;
    const isOutdated = held.isStored && held.rules !== rules;
    const count = settingsCount(account);
    const settings = count === held.settingsCount ? held.settings : settingsText(account);
    held.settingsCount = count;
    const isChanged = this.history.hasPending(account) || settings !== held.settings;
    if (!isChanged && !isOutdated) return undefined;
    const changes = this.history.takePending(account);
    const { isStored } = held;
    return accountWrite(account, { isStored, isOutdated, rules, settings, changes });
  }

  /** Stores what work has changed, and tells of it; afterwards the account is what the store has. */
  async #store(account: Account, held: Held, turn: StoreTurn, write: AccountWrite): Promise<void> {
    // Before it is certain: the next work on the account builds on it.
    Object.assign(held, { isStored: true, rules: write.rules, settings: write.settings });
    const storing = turn.commit(write);
    held.storing = storing;
    try {
      await storing;
    } catch (error) {
      this.#discard(account);
      throw error;
    } finally {
      if (held.storing === storing) held.storing = undefined;
    }
    for (const { state } of write.changes) this.history.tell(write.id, state);
    this.#persistence.tell(write.id, write.version);
  }

  #begun({ id }: Account): StoreTurn {
    return this.#persistence.begin(id, 'write') as StoreTurn;
  }

  // Whether the store has what failed is not known.
  #discard(account: Account): void {
    this.#held(account).isLoaded = false;
    this.history.takePending(account);
  }
}
