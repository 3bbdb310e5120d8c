import type { FastifyRequest } from 'fastify';
import type { Contract } from '../../spec/index.ts';
import type { Account, Accounts } from '../accounts/account.ts';
import type { Faults } from '../accounts/faults.ts';
import type { History } from '../accounts/history.ts';
import type { Switches } from '../accounts/switches.ts';
import type { Turns } from '../accounts/turns.ts';
import type { RawJournalEntry } from '../journal/journal.ts';
import type { Engine } from '../prism/engine.ts';
import type { Refusals } from '../problems/refusals.ts';
import type { State } from '../resources/resource-state.ts';

/** What the paths of a contract are served with. */
export interface ContractService {
  readonly contract: Contract;
  readonly engine: Engine;
  readonly state: State;
  readonly refusals: Refusals;
  readonly accounts: Accounts;
  readonly turns: Turns;
  readonly history: History;
  /** The switches of all accounts. */
  readonly switches: Switches;
  /** The faults of all accounts. */
  readonly faults: Faults;
  /** The path that the contract is served below, such as `/api`; empty for none. */
  readonly prefix: string;
  /** Whether requests without a token may be refused. */
  readonly needsToken: boolean;
  /** The header with the token, in lower case; `authorization` where it is in none. */
  readonly keyHeader: string;
  /** The ids of accounts that the switches and faults of all accounts do not reach. */
  readonly isolated: ReadonlySet<string>;
  /** Returns the id that the account of a request has or would have. */
  accountIdOf(request: FastifyRequest): string;
  /** Returns the token in a request, which names its account. */
  tokenOf(request: FastifyRequest): string | undefined;
  /** Whether a scheme goes before the token of a request, and the account refuses that. */
  refusesScheme(request: FastifyRequest, account: Account): boolean;
  /** Writes an entry to the journal and the log. Returns what its response has to wait for. */
  record(entry: RawJournalEntry): Promise<void> | undefined;
  /** Resolves after a number of milliseconds. */
  wait(ms: number): Promise<void>;
}
