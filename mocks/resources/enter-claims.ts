import type { Account } from '../accounts/account.ts';
import { englishRefusals } from '../problems/texts/english.ts';
import { render } from '../problems/texts/message.ts';
import type { ActionContext } from './action-context.ts';

// Claims of so many items are entered before others may have a turn.
const mostAtOnce = 2_000;

// More would hide each other.
const mostConflictsTold = 10;

/** Enters the claims of an account anew, in steps; `warn` is told of those that others own. */
export function* enterClaims(
  { contract, preparedFor }: Pick<ActionContext, 'contract' | 'preparedFor'>,
  account: Account,
  warn?: (message: string) => void,
): Generator<void> {
  const { id, store } = account;
  if (account.contract !== contract) account.switches.useContract(contract);
  store.clearClaims();
  const conflicts: string[] = [];
  let count = 0;
  // In a fixed order, so that each server finds the same owner of what several claim.
  for (const collection of [...store.collections()].toSorted()) {
    const uniqueness = preparedFor(collection)?.uniqueness;
    for (const entry of store.entries(collection)) {
      if (++count % mostAtOnce === 0) yield;
      if (uniqueness?.claimUnowned(store, entry) !== false) continue;
      for (const { message } of uniqueness.conflicts(store, entry.item, entry)) {
        const told = render(message, englishRefusals);
        conflicts.push(englishRefusals.state.seedConflict(told, collection, entry.key));
      }
    }
  }
  account.contract = contract;
  if (warn === undefined) return;
  for (const conflict of conflicts.slice(0, mostConflictsTold)) {
    warn(`Account ${id} breaks a rule that came later: ${conflict}`);
  }
  const more = conflicts.length - mostConflictsTold;
  if (more > 0) warn(`Account ${id} breaks rules that came later ${more} more times.`);
}
