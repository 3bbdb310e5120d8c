import type { FastifyRequest } from 'fastify';
import type { Redaction } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Faults } from '../accounts/faults.ts';
import type { Switches } from '../accounts/switches.ts';
import type { State } from '../resources/resource-state.ts';
import type { Access } from './access.ts';
import type { ExplorerService } from './explorer-routes.ts';

/** What the control API reads and drives. */
export interface ControlService extends ExplorerService {
  readonly state: State;
  readonly redaction: Redaction;
  /** The switches and faults of all accounts. */
  readonly switches: Switches;
  readonly faults: Faults;
  readonly access: Access;
  /** Resets an account to the initial state. */
  reset(account: Account): void;
  /** Returns the token in a request, which names its account. */
  tokenOf(request: FastifyRequest): string | undefined;
}
