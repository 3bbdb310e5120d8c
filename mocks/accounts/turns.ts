import type { Message } from '../problems/texts/message.ts';
import type { Account, Accounts } from './account.ts';
import type { History, MaybePromise } from './history.ts';

/** Whether a piece of work may change an account. */
export type TurnMode = 'read' | 'write';

/** How many items each collection of an account has. */
export interface AccountSummary {
  readonly id: string;
  readonly items: Readonly<Record<string, number>>;
}

/** Why a store does not answer. */
export interface StoreFailure {
  /** For anybody. */
  readonly detail: Message;
  /** For whoever runs the mock: it may name hosts and users. */
  readonly cause: string;
}

/**
 * Lets work have its turn on accounts: where accounts last in a store, it sees the newest state, and is done
 * when what it changed is stored. Each method rejects with a Refusal where the store fails.
 */
export interface Turns {
  /** Does a piece of work on an account; what it returns is returned when the change is stored. */
  run<Value>(
    account: Account,
    mode: TurnMode,
    work: (account: Account) => MaybePromise<Value>,
  ): MaybePromise<Value>;
  /** Does a piece of work on the switches and faults of all accounts. */
  runForAll<Value>(mode: TurnMode, work: () => MaybePromise<Value>): MaybePromise<Value>;
  /** Finds the account with an id; undefined if there is none. */
  find(id: string): MaybePromise<Account | undefined>;
  /** Reads the account with an id. One that nobody has used is read as it would be at first, and not kept. */
  peek<Value>(id: string, work: (account: Account) => MaybePromise<Value>): MaybePromise<Value>;
  list(): MaybePromise<AccountSummary[]>;
  /** Forgets an account that nobody can use again. */
  forget(account: Account): MaybePromise<void>;
  /** What keeps the accounts. */
  readonly store: 'memory' | 'sqlite' | 'postgresql';
  /** Returns why the store does not answer; undefined if it does. */
  failure(): MaybePromise<StoreFailure | undefined>;
  close(): Promise<void>;
}

/**
 * Creates the turns of accounts that live in this process alone.
 * @param migrate migrates an account to the contract, if that was loaded since
 */
export function createMemoryTurns(
  accounts: Accounts,
  history: History,
  migrate: (account: Account) => void,
): Turns {
  const run: Turns['run'] = (account, _mode, work) => {
    migrate(account);
    return work(account);
  };
  return {
    run,
    peek: (id, work) => run(accounts.byId(id) ?? accounts.fresh(id), 'read', work),
    runForAll: (_mode, work) => work(),
    find: (id) => accounts.byId(id),
    list: () => accounts.all().map(summarize),
    forget(account) {
      accounts.forget(account);
      history.forget(account);
    },
    store: 'memory',
    failure: () => undefined,
    close: async () => {},
  };
}

/** Counts the items of an account. */
export function summarize({ id, store }: Account): AccountSummary {
  const paths = [...store.collections()].toSorted();
  const counts = paths.map((path) => [path, store.count(path)] as const);
  return { id, items: Object.fromEntries(counts) };
}
