import type { FastifyRequest } from 'fastify';
import type { Profile, Redaction } from '../../spec/index.ts';
import type { Account, Accounts } from '../accounts/account.ts';
import type { BehaviourNews } from '../accounts/behaviour.ts';
import type { Faults } from '../accounts/faults.ts';
import type { History } from '../accounts/history.ts';
import type { Switches } from '../accounts/switches.ts';
import type { Certificate } from '../http/certificate.ts';
import type { Journal } from '../journal/journal.ts';
import type { Refusals } from '../problems/refusals.ts';
import type { State } from '../resources/resource-state.ts';
import type { Access } from './access.ts';
import type { CaseService } from './cases/case-routes.ts';

/** What the control API reads and drives. */
export interface ControlService extends CaseService {
  readonly state: State;
  readonly accounts: Accounts;
  readonly journal: Journal;
  readonly history: History;
  readonly refusals: Refusals;
  readonly redaction: Redaction;
  /** Which way the provider goes that the mock behaves as; undefined for the strict mock. */
  readonly profile: Profile | undefined;
  /** The switches and faults of all accounts. */
  readonly switches: Switches;
  readonly faults: Faults;
  readonly behaviourNews: BehaviourNews;
  /** Identifies this start of the mock. */
  readonly instance: string;
  /** Whether the journal is kept in the store. */
  readonly isJournalStored: boolean;
  readonly access: Access;
  /** The certificate that HTTPS is served with; undefined for HTTP. */
  readonly certificate: Certificate | undefined;
  /** The URL of the provider that cases can run against, if there is one. */
  readonly provider: string | undefined;
  /** The path that the contract is served below; empty for none. */
  readonly prefix: string;
  /** Returns the URL before the contract's paths; undefined before the mock listens. */
  url(): string | undefined;
  /** Resets an account to the initial state. */
  reset(account: Account): void;
  /** Resets every account, switch and fault, and clears the journal. */
  resetAll(): Promise<void>;
  /** Returns the token in a request, which names its account. */
  tokenOf(request: FastifyRequest): string | undefined;
}
