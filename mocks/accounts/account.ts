import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Faults } from './faults.ts';
import type { History } from './history.ts';
import type { Store } from './store.ts';
import type { Switches } from './switches.ts';

/** One account: what it stores, and how the mock was told to behave towards it. */
export interface Account {
  /** A name that tells nothing of the token, for logs, journal and control API. */
  readonly id: string;
  readonly store: Store;
  readonly switches: Switches;
  readonly faults: Faults;
  /** What changed the accounts, this one among them. */
  readonly history: History;
  /** The contract that the claims were entered under. */
  contract: object;
}

/** The accounts of a server, made on first use; the least recently used goes first. */
export interface Accounts {
  /** The account that a token names; an absent token names the anonymous account. */
  byToken(token: string | undefined): Account;
  /** The account with an id, where there is one. */
  byId(id: string): Account | undefined;
  all(): Account[];
  /** Forgets the account that a token names; answers it, where there was one. */
  forget(token: string): Account | undefined;
  /** The id that a token's account has or would have. */
  idOf(token: string | undefined): string;
}

/**
 * Makes room for accounts.
 * @param most how many accounts are kept
 * @param create fills a new account from the initial state
 */
export function createAccounts(most: number, create: (id: string) => Account): Accounts {
  // Ids are keyed by a secret of this process: a journal that is passed on betrays no token.
  const secret = randomBytes(32);
  const byId = new Map<string, Account>();
  const byToken = new LRUCache<string, Account>({
    max: most,
    dispose: (account) => byId.delete(account.id),
  });
  const idOf = (token = '') =>
    token === ''
      ? 'anonymous'
      : createHmac('sha256', secret).update(token).digest('hex').slice(0, 12);
  return {
    byToken(token = '') {
      let account = byToken.get(token);
      if (account === undefined) {
        account = create(idOf(token));
        byToken.set(token, account);
        byId.set(account.id, account);
      }
      return account;
    },
    byId: (id) => byId.get(id),
    all: () => [...byToken.values()],
    forget(token) {
      const account = byToken.peek(token);
      byToken.delete(token);
      return account;
    },
    idOf,
  };
}
