import { randomBytes } from 'node:crypto';
import { type Account, type Accounts, createAccounts } from '../accounts/account.ts';
import type { Behaviour } from '../accounts/behaviour.ts';
import { type History, MemoryHistory } from '../accounts/history.ts';
import { createMemoryTurns, type Turns } from '../accounts/turns.ts';
import type { Keeper } from './load-account.ts';
import { idDigits, type Persistence } from './persistence.ts';
import { StoredTurns } from './stored-turns.ts';

/** How the accounts of a mock are kept. */
export interface KeptAccounts {
  readonly accounts: Accounts;
  readonly history: History;
  readonly turns: Turns;
  /** Enters the claims of stored accounts anew that were entered under other rules. */
  useRules(): Promise<void>;
}

/** What the accounts of a mock are created with. */
export interface AccountParts {
  /** How many accounts to keep in memory. */
  readonly max: number;
  /** The switches and faults of all accounts. */
  readonly all: Behaviour;
  readonly keeper: () => Keeper;
  /** Sets the switches and faults of all accounts to what the mock was started with. */
  useOptions(): void;
  /** Creates an account that holds nothing. */
  create(id: string, history: History): Account;
}

/** Keeps accounts in a store, or in memory if there is none. */
export function keepAccounts(
  persistence: Persistence | undefined,
  { max, all, keeper, useOptions, create }: AccountParts,
): KeptAccounts {
  if (persistence === undefined) {
    const history = new MemoryHistory();
    const accounts = createAccounts(max, randomBytes(32), (id) => {
      const account = create(id, history);
      keeper().begin(account);
      account.store.takeChanges();
      return account;
    });
    const turns = createMemoryTurns(accounts, history, (account) => keeper().migrate(account));
    return { accounts, history, turns, useRules: async () => {} };
  }
  const begin = (id: string) => create(id, turns.history);
  const accounts: Accounts = createAccounts(max, persistence.secret, begin, idDigits);
  const turns = new StoredTurns(persistence, accounts, keeper, all, useOptions);
  return { accounts, history: turns.history, turns, useRules: () => turns.useRules() };
}
