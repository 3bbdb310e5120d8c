import type { Account, Accounts } from '../accounts/account.ts';
import type { MaybePromise } from '../accounts/history.ts';
import type { EntryImage, StoreImage } from '../accounts/store.ts';
import { type AccountSummary, summarize, type TurnMode, type Turns } from '../accounts/turns.ts';
import {
  type AccountWrite,
  everyone,
  type Persistence,
  type StoredHead,
  type StoreTurn,
  storeFailure,
} from './persistence.ts';
import { applySettings, type Behaviour, settingsCount, settingsText } from './settings.ts';
import { createStoredHistory, presentOf, type StoredHistory } from './stored-history.ts';

/** What stored accounts are kept by: the state of the contract that is served. */
export interface Keeper {
  /** Identifies the uniqueness rules. */
  readonly rules: string;
  /** Makes an account hold what it holds at first. */
  begin(account: Account): void;
  restore(store: Account['store'], images: readonly StoreImage[]): void;
  /** Migrates an account to the contract, if that was loaded since. */
  migrate(account: Account): void;
  /** Enters the claims of an account anew; `tells` of those that others own. */
  enterClaims(account: Account, tells: boolean): void;
}

interface Job {
  readonly mode: TurnMode;
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
  readonly #all: Behaviour;
  readonly #useOptions: () => void;
  #settingsOfAll: string | null | undefined;
  #settingsOfOptions: string | null = null;
  #lastForAll: Promise<unknown> = Promise.resolve();
  readonly #heldBy = new WeakMap<Account, Held>();
  // A busy account stays the one of its id, even if memory has no place for it any more.
  readonly #busy = new Map<string, Account>();

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
    this.#all = all;
    this.#useOptions = useOptions;
  }

  run<Value>(
    given: Account,
    mode: TurnMode,
    work: (account: Account) => MaybePromise<Value>,
  ): MaybePromise<Value> {
    const account = this.#busy.get(given.id) ?? given;
    const held = this.#held(account);
    if (!this.#persistence.isExclusive || !held.isLoaded || held.isBusy) {
      return this.#wait(account, held, mode, work);
    }
    // Nobody else writes, so what is in memory is the newest.
    let value: MaybePromise<Value>;
    this.#keeper().migrate(account);
    try {
      value = work(account);
    } catch (error) {
      this.#undo(account);
      throw error;
    }
    if (value instanceof Promise) {
      const begun = value;
      return this.#wait(account, held, mode, () => begun);
    }
    const write = this.#writeOf(account, held);
    if (write !== undefined) {
      // Whoever waits for it learns of a failure.
      this.#store(account, held, this.#begun(account), write).catch(() => {});
    }
    return held.storing === undefined ? value : held.storing.then(() => value);
  }

  runForAll<Value>(mode: TurnMode, work: () => MaybePromise<Value>): Promise<Value> {
    const done = this.#lastForAll.then(() => this.#takeTurnForAll(mode, work));
    this.#lastForAll = done.catch(() => {});
    return done;
  }

  async find(id: string): Promise<Account | undefined> {
    const known = this.#accounts.byId(id);
    if (known !== undefined) return known;
    const isThere = id !== everyone && (await this.#persistence.has(id));
    return isThere ? this.#accounts.open(id) : undefined;
  }

  async list(): Promise<AccountSummary[]> {
    const stored = await this.#persistence.list();
    const ids = new Set(stored.map(({ id }) => id));
    // Those that nobody has changed yet are in memory alone.
    const others = this.#accounts
      .all()
      .filter((one) => this.#held(one).isLoaded && !ids.has(one.id));
    return [...stored, ...others.map(summarize)];
  }

  async forget(account: Account): Promise<void> {
    this.#accounts.forget(account);
    await this.#persistence.forget(account.id);
  }

  async failure(): Promise<string | undefined> {
    try {
      await this.#persistence.check();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Enters the claims of all accounts anew that were entered under other rules. */
  async useRules(): Promise<void> {
    for (const id of await this.#persistence.outdated(this.#keeper().rules)) {
      await this.run(this.#accounts.open(id), 'write', () => {});
    }
  }

  close(): Promise<void> {
    return this.#persistence.close();
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
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      held.queue.push({ mode, work, resolve, reject });
      if (!held.isBusy) void this.#workThrough(account, held);
    });
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
      const write = mode === 'write' ? this.#writeOf(account, held) : undefined;
      const { turn } = held;
      held.turn = undefined;
      if (write === undefined) await turn.release();
      else await this.#store(account, held, turn, write);
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
  async #do(account: Account, { work, resolve, reject }: Job): Promise<() => void> {
    try {
      const value = await work(account);
      return () => resolve(value as never);
    } catch (error) {
      this.#undo(account);
      return () => reject(error);
    }
  }

  // What failed half-way is not a change.
  #undo({ store }: Account): void {
    this.#keeper().restore(store, [store.takeChanges()]);
    store.takeChanges();
  }

  /** Begins a turn, and brings the account in memory to the version of the store. */
  async #beginTurn(account: Account, held: Held, mode: TurnMode): Promise<StoreTurn> {
    if (held.isLoaded) this.#keeper().migrate(account);
    if (this.#persistence.isExclusive && held.isLoaded) return this.#begun(account);
    const isLoading = mode === 'read' && !held.isLoaded;
    const turn = await this.#persistence.begin(account.id, isLoading ? 'load' : mode);
    this.#useSettingsOfAll(turn.settingsOfAll);
    const { head } = turn;
    if (head === undefined) {
      if (!held.isLoaded || held.isStored) this.#beginAnew(account);
      this.#note(account, held, { ...nothingStored, rules: this.#keeper().rules }, false);
      return turn;
    }
    if (!held.isLoaded || !(await this.#catchUp(account, held, turn, head))) {
      if (held.isLoaded && mode === 'read') {
        // What it reads next has to be of one moment.
        await turn.release();
        held.isLoaded = false;
        return this.#beginTurn(account, held, mode);
      }
      await this.#load(account, turn, head);
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

  async #catchUp(account: Account, held: Held, turn: StoreTurn, head: StoredHead) {
    if (!held.isStored || head.version < account.version) return false;
    if (head.version === account.version) return true;
    const changes = await turn.changesAfter(account.version);
    const images = changes.flatMap(({ after }) => (after === undefined ? [] : [after]));
    const { state = 0 } = changes.at(-1) ?? {};
    if (images.length < changes.length || state < head.version) return false;
    if (state - account.version !== changes.length) return false;
    this.#keeper().restore(account.store, images);
    account.version = state;
    return true;
  }

  async #load(account: Account, turn: StoreTurn, head: StoredHead): Promise<void> {
    const { store } = account;
    store.clear();
    for await (const page of turn.pages()) {
      for (const { collection, key, item, order } of page) {
        if (item === undefined) continue;
        store.insert({ collection, key, item, ...(order === undefined ? {} : { order }) });
      }
      store.takeChanges();
    }
    for (const [collection, next] of Object.entries(head.next)) store.setNext(collection, next);
    account.version = head.version;
    this.#keeper().enterClaims(account, head.rules !== this.#keeper().rules);
  }

  /** Returns what work has left to store; undefined for nothing. */
  #writeOf(account: Account, held: Held): AccountWrite | undefined {
    const { rules } = this.#keeper();
    const isOutdated = held.isStored && held.rules !== rules;
    const count = settingsCount(account);
    const settings = count === held.settingsCount ? held.settings : settingsText(account);
    held.settingsCount = count;
    const isChanged = this.history.hasPending(account) || settings !== held.settings;
    if (!isChanged && !isOutdated) return undefined;
    const { id, version, store } = account;
    const changes = this.history.takePending(account);
    const claims = store.takeClaims();
    const all = isOutdated || claims.all || !held.isStored;
    return {
      id,
      version,
      rules,
      settings,
      next: nextOf(account),
      changes,
      entries: held.isStored
        ? presentOf(store, mergeImages(changes.map(({ replaced }) => replaced))).entries
        : allEntries(account),
      claims: all ? { all, added: [...store.claims()], removed: [] } : claims,
    };
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

  async #takeTurnForAll<Value>(mode: TurnMode, work: () => MaybePromise<Value>): Promise<Value> {
    let turn: StoreTurn | undefined;
    try {
      turn = await this.#persistence.begin(everyone, mode);
      this.#useSettingsOfAll(turn.settingsOfAll);
    } catch (error) {
      throw storeFailure(error);
    }
    try {
      const value = await work();
      const text = this.#textOfAll();
      if (mode === 'read' || text === this.#settingsOfAll) {
        await turn.release();
        return value;
      }
      const none = { version: 0, rules: '', next: {}, changes: [], entries: [] };
      const claims = { all: false, added: [], removed: [] };
      await turn.commit({ id: everyone, ...none, claims, settings: text });
      this.#settingsOfAll = text;
      return value;
    } catch (error) {
      this.#settingsOfAll = undefined;
      await Promise.resolve(turn.release()).catch(() => {});
      throw error;
    }
  }

  #textOfAll(): string | null {
    const text = settingsText(this.#all);
    return text === this.#settingsOfOptions ? null : text;
  }

  #useSettingsOfAll(text: string | null): void {
    if (text === this.#settingsOfAll) return;
    if (this.#settingsOfAll === undefined || text === null) {
      this.#useOptions();
      this.#settingsOfOptions = settingsText(this.#all);
    }
    if (text !== null) applySettings(this.#all, text);
    this.#settingsOfAll = text;
  }
}

const nothingStored: StoredHead = { version: 0, rules: '', next: {}, settings: null };

function nextOf({ store }: Account): Record<string, number> {
  const numbers = Array.from(store.collections(), (path) => [path, store.next(path)] as const);
  return Object.fromEntries(numbers.filter((one): one is [string, number] => one[1] !== undefined));
}

function allEntries({ store }: Account): EntryImage[] {
  return [...store.collections()].flatMap((path) => [...store.entries(path)]);
}

function mergeImages(images: readonly StoreImage[]): StoreImage {
  return {
    entries: images.flatMap(({ entries }) => entries),
    next: images.flatMap(({ next }) => next),
  };
}
