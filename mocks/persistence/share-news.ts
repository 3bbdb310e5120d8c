import type { Redaction } from '../../spec/index.ts';
import type { History } from '../accounts/history.ts';
import type { Journal } from '../journal/journal.ts';
import type { Persistence } from './persistence.ts';
import { storeJournal } from './stored-journal.ts';

/**
 * Takes part in what other servers with the same store do; without a store there are none.
 * @param isJournalStored whether the journal lasts, too
 */
export async function shareNews(
  parts: {
    readonly persistence: Persistence | undefined;
    readonly history: History;
    readonly journal: Journal;
  },
  isJournalStored: boolean,
  redaction: () => Redaction,
): Promise<void> {
  const { persistence, history, journal } = parts;
  if (persistence === undefined) return;
  const stored = isJournalStored ? await storeJournal(journal, persistence, redaction) : undefined;
  if (stored !== undefined) journal.useSink(stored);
  persistence.listen({
    state: (account, state) => history.tell(account, state),
    journal: () => stored?.receive(),
  });
}
