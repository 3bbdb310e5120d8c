import type { Fault } from './fault.ts';
import { accountFaults } from './faults-accounts.ts';
import { checkFaults } from './faults-checks.ts';
import { claimFaults } from './faults-claims.ts';
import { identityFaults } from './faults-identity.ts';
import { looseFaults } from './faults-loose.ts';
import { raceFaults } from './faults-races.ts';
import { refusalFaults } from './faults-refusals.ts';
import { rollbackFaults } from './faults-rollback.ts';
import { ruleResponseFaults } from './faults-rule-responses.ts';
import { sipResponseFaults } from './faults-sip-responses.ts';
import { storedFaults } from './faults-stored.ts';
import { tightFaults } from './faults-tight.ts';
import { tokenFaults } from './faults-tokens.ts';
import { mediaPageFaults } from './pages/faults-media.ts';
import { numberPageFaults } from './pages/faults-numbers.ts';
import { lent } from './pages/lent.ts';
import { withPages } from './pages/serving-pages.ts';

/** All faults. */
export const faults: readonly Fault[] = [
  ...checkFaults,
  ...claimFaults,
  ...rollbackFaults,
  ...raceFaults,
  ...accountFaults,
  ...identityFaults,
  ...ruleResponseFaults,
  ...sipResponseFaults,
  ...storedFaults,
  ...looseFaults,
  ...tightFaults,
  ...refusalFaults,
  ...tokenFaults,
  ...[...numberPageFaults, ...mediaPageFaults].map((fault) => ({
    ...fault,
    of: withPages(),
    testData: lent,
  })),
];
