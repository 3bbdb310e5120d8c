import type { Redaction } from '../../spec/index.ts';
import type { RawJournalEntry } from '../journal/entry.ts';
import type { Journal, JournalSink } from '../journal/journal.ts';
import type { Persistence } from './persistence.ts';

// Entries are stored together: the answers that they tell of need not wait for it.
const pause = 25;

// What may wait while the store is down.
const mostWaiting = 5_000;

/** Keeps a journal in a store, and reads there what other servers add. */
export async function storeJournal(
  journal: Journal,
  persistence: Persistence,
  redaction: () => Redaction,
): Promise<JournalSink & { receive(cleared?: { readonly account: string | undefined }): void }> {
  let waiting: { account: string; entry: string }[] = [];
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  let previous: Promise<void> = Promise.resolve();
  await read();

  /** Adds what waits, then reads what came; one call at a time. */
  function settle(): Promise<void> {
    const done = previous.then(async () => {
      await add();
      await read();
    });
    previous = done.catch(() => {});
    return done;
  }

  async function add(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const entries = waiting;
    waiting = [];
    if (entries.length === 0) return;
    try {
      await persistence.addToJournal(entries);
    } catch (error) {
      waiting = [...entries, ...waiting].slice(-mostWaiting);
      timer = setTimeout(later, 1_000).unref();
      throw error;
    }
  }

  async function read(): Promise<void> {
    for (;;) {
      const entries = await persistence.readJournal(last);
      for (const { seq, entry } of entries) {
        last = seq;
        journal.insert(seq, JSON.parse(entry) as RawJournalEntry);
      }
      if (entries.length === 0) return;
    }
  }

  // The next one to ask for the journal learns why it failed.
  function later(): void {
    settle().catch(() => {});
  }

  return {
    record(raw) {
      waiting.push({ account: raw.account, entry: JSON.stringify(mask(raw, redaction())) });
      timer ??= setTimeout(later, pause).unref();
    },
    settle,
    async clear(account) {
      await settle();
      await persistence.clearJournal(account);
    },
    receive(cleared) {
      if (cleared === undefined) later();
      else journal.forget(cleared.account);
    },
  };
}

function mask(raw: RawJournalEntry, redaction: Redaction): RawJournalEntry {
  const bodyText = (text: string | undefined) =>
    text === undefined ? undefined : redaction.bodyText(text);
  return {
    ...raw,
    url: redaction.text(raw.url),
    requestHeaders: redaction.headers(raw.requestHeaders),
    requestBody: bodyText(raw.requestBody),
    responseHeaders: redaction.headers(raw.responseHeaders),
    responseBody: bodyText(raw.responseBody),
  };
}
