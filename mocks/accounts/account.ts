import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Faults } from './faults.ts';
import type { History } from './history.ts';
import type { Store } from './store.ts';
import type { Switches } from './switches.ts';

/** One account: what it stores, and how the mock behaves towards it. */
export interface Account {
  /** Identifies the account in logs, journal and control API without revealing its token. */
  readonly id: string;
  readonly store: Store;
  readonly switches: Switches;
  readonly faults: Faults;
  /** The number of its last change; 0 before the first. */
  version: number;
  /** The history of all accounts. */
  readonly history: History;
  /** The contract that its index of claims was built for. */
  contract: object;
}

/** The accounts of a server, created on first use; the least recently used is dropped first. */
export type Accounts = ReturnType<typeof createAccounts>;

/**
 * Creates the accounts of a server.
 * @param max how many accounts to keep in memory
 * @param secret what the ids of accounts depend on, so that a shared journal reveals no token
 * @param create creates an account in its initial state
 * @param digits how many hexadecimal digits an id has
 */
export function createAccounts(
  max: number,
  secret: Buffer,
  create: (id: string) => Account,
  digits = 12,
) {
  const byId = new LRUCache<string, Account>({ max });
  // A request takes its token, not its id, and hashing it would take longer than looking it up.
  const ids = new LRUCache<string, string>({ max });
  /** Returns the id that the account of a token has or would have. */
  const idOf = (token = '') => {
    if (token === '') return 'anonymous';
    let id = ids.get(token);
    if (id === undefined) {
      id = createHmac('sha256', secret).update(token).digest('hex').slice(0, digits);
      ids.set(token, id);
    }
    return id;
  };
  /** Returns the account with an id, and creates it if needed. */
  const open = (id: string): Account => {
    let account = byId.get(id);
    if (account === undefined) {
      account = create(id);
      byId.set(id, account);
    }
    return account;
  };
  return {
    idOf,
    open,
    /** Creates an account with an id that is not kept. */
    fresh: create,
    /** Returns the account of a token, and creates it if needed; no token is the anonymous account. */
    byToken: (token?: string): Account => open(idOf(token)),
    /** Returns the account with an id, if it is in memory. */
    byId: (id: string): Account | undefined => byId.get(id),
    all: (): Account[] => [...byId.values()],
    /** Forgets an account. */
    forget: ({ id }: Account): void => void byId.delete(id),
  };
}
