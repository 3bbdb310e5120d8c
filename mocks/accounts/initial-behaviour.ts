import { allSwitches, type Contract } from '../../spec/index.ts';
import type { Faults } from './faults.ts';
import type { Switches } from './switches.ts';

/** What a mock is started with for all accounts. */
export interface InitialBehaviour {
  /** The positions of switches, by doubt. */
  readonly switches?: Readonly<Record<string, string>> | undefined;
  /** Whether a request needs a token; true by default. */
  readonly auth?: boolean | undefined;
  /** Milliseconds to delay every response by. */
  readonly delay?: number | undefined;
}

/**
 * Sets the switches and faults of all accounts to what a mock was started with.
 * @throws UnknownSwitch for a switch or a position that the contract does not have
 */
export function applyInitialBehaviour(
  { switches: positions = {}, auth, delay }: InitialBehaviour,
  { switches, faults }: { readonly switches: Switches; readonly faults: Faults },
  contract: Contract,
): void {
  switches.reset();
  faults.clear();
  switches.set(positions);
  const authorization = allSwitches(contract).find(({ effect }) => effect === 'authorization');
  if (auth === false && authorization) switches.set({ [authorization.key]: 'optional' });
  if (delay) faults.set('*', { delay });
}
