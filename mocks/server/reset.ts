import type { Account } from '../accounts/account.ts';
import type { Turns } from '../accounts/turns.ts';
import type { Journal } from '../journal/journal.ts';
import type { State } from '../resources/resource-state.ts';

/** What a reset of all accounts needs. */
export interface ResetParts {
  readonly turns: Turns;
  readonly journal: Journal;
  /** Sets the switches and faults of all accounts to what the mock was started with. */
  useOptions(): void;
}

/** Resets every account, switch and fault to its state at the start, and clears the journal. */
export async function resetAll(parts: ResetParts, state: State): Promise<void> {
  const { turns, journal } = parts;
  await turns.runForAll('write', () => parts.useOptions());
  for (const { id } of await turns.list()) {
    const account = await turns.find(id);
    if (account === undefined) continue;
    await turns.run(account, 'write', (one) => {
      resetAccount(one, state);
      one.history.add(one, { what: 'reset' });
    });
  }
  await journal.clear();
}

/** Resets an account to its initial state, without switches and faults. */
export function resetAccount(account: Account, state: State): void {
  account.store.clear();
  account.switches.reset();
  account.faults.clear();
  state.begin(account);
}
