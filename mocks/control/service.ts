import type { FastifyRequest } from 'fastify';
import type { Redaction } from '../../spec/index.ts';
import type { Account, Accounts } from '../accounts/account.ts';
import type { Faults } from '../accounts/faults.ts';
import type { History } from '../accounts/history.ts';
import type { Switches } from '../accounts/switches.ts';
import type { Journal } from '../journal/journal.ts';
import type { State } from '../resources/resource-state.ts';
import type { Guard } from './access.ts';
import type { ExplorerService } from './explorer-routes.ts';

/** What the control API reads and drives. */
export interface ControlService extends Omit<ExplorerService, 'demandBody'> {
  readonly state: State;
  readonly accounts: Accounts;
  readonly history: History;
  readonly journal: Journal;
  readonly redaction: Redaction;
  readonly switches: Switches;
  readonly faults: Faults;
  readonly guard: Guard;
  /** Puts an account back to the initial state. */
  reset(account: Account): void;
  /** The token that a request names its account with. */
  tokenOf(request: FastifyRequest): string | undefined;
}
