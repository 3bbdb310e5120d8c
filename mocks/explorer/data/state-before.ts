import type { Seed } from '../../../spec/index.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { accountPath, control } from './control-client.ts';

/**
 * Returns what an account held before an exchange, secrets masked.
 * @param journal the exchanges of the account, as far as they are known
 * @throws ControlError if the mock no longer knows it
 */
export async function stateBefore(
  exchange: JournalEntry,
  journal: readonly JournalEntry[],
): Promise<Seed> {
  const number = await stateNumberBefore(exchange, journal);
  const path = `${accountPath(exchange.account)}?state=${number}`;
  return (await control<{ state: Seed }>(path)).state;
}

/**
 * Returns the number of the state before an exchange. The journal gives the one after it, which is the same unless the
 * exchange changed the account.
 */
export async function stateNumberBefore(
  { account, seq, state, operation, request, response }: JournalEntry,
  journal: readonly JournalEntry[],
): Promise<number> {
  if (state === 0 || request.method === 'GET' || response.status >= 400) return state;
  const isReached = (one: JournalEntry) =>
    one.account === account && one.seq < seq && one.state === state;
  if (journal.some(isReached)) return state;
  const { changes } = await control<{ changes: { state: number; what: string }[] }>(
    accountPath(account, 'changes'),
  );
  return changes.find((one) => one.state === state)?.what === operation ? state - 1 : state;
}
