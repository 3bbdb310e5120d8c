import { createHmac, randomBytes } from 'node:crypto';
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
  /** The history of all accounts. */
  readonly history: History;
  /** The contract that its index of claims was built for. */
  contract: object;
}

/** The accounts of a server, created on first use; the least recently used is dropped first. */
export type Accounts = ReturnType<typeof createAccounts>;

/**
 * Creates the accounts of a server.
 * @param max how many accounts to keep
 * @param create creates an account in its initial state
 */
export function createAccounts(max: number, create: (id: string) => Account) {
  // Ids depend on a secret of this process, so that a shared journal reveals no token.
  const secret = randomBytes(32);
  const byId = new Map<string, Account>();
  const byToken = new LRUCache<string, Account>({
    max,
    dispose: (account) => byId.delete(account.id),
  });
  /** Returns the id that the account of a token has or would have. */
  const idOf = (token = '') =>
    token === ''
      ? 'anonymous'
      : createHmac('sha256', secret).update(token).digest('hex').slice(0, 12);
  return {
    idOf,
    /** Returns the account of a token, and creates it if needed; no token is the anonymous account. */
    byToken(token = ''): Account {
      const known = byToken.get(token);
      if (known !== undefined) return known;
      const account = create(idOf(token));
      byToken.set(token, account);
      byId.set(account.id, account);
      return account;
    },
    /** Returns the account with an id, if it exists. */
    byId: (id: string): Account | undefined => byId.get(id),
    all: (): Account[] => [...byToken.values()],
    /** Forgets the account of a token, and returns it if it existed. */
    forget(token: string): Account | undefined {
      const account = byToken.peek(token);
      byToken.delete(token);
      return account;
    },
  };
}
