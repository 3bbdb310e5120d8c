import type { Redaction } from '../../spec/index.ts';
import type { RawJournalEntry } from '../journal/entry.ts';
import type { Journal, JournalSink } from '../journal/journal.ts';
import { accountId, everyone, type Persistence, storeFailure } from './persistence.ts';

// Where nobody else reads them, entries are stored together: the disk is what takes long.
const pause = 25;

// What may wait while the store is down: entries, and characters.
const mostWaiting = 5_000;
const mostCharacters = 32 * 1024 * 1024;

// Of both bodies of an entry: 20,000 large ones would fill the disk, and take long to read at the start.
const mostOfBodies = 256 * 1024;

/** Keeps a journal in a store, and reads there what other servers add. */
export async function storeJournal(
  journal: Journal,
  persistence: Persistence,
  redaction: () => Redaction,
): Promise<JournalSink & { receive(): void }> {
  let waiting: { account: string; entry: string }[] = [];
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const adding = oneByOne(add);
  const reading = oneByOne(read);
  await read();

  async function add(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const entries = waiting;
    waiting = [];
    if (entries.length === 0) return;
    try {
      await persistence.addToJournal(entries);
    } catch (error) {
      waiting = newest([...entries, ...waiting]);
      timer = setTimeout(receive, 1_000).unref();
      throw error;
    }
  }

  async function read(): Promise<void> {
    for (;;) {
      const entries = await persistence.readJournal(last);
      for (const { seq, account, entry } of entries) {
        last = seq;
        if (entry !== null) journal.insert(seq, readEntry(entry));
        else journal.forget(account === everyone ? undefined : account);
      }
      if (entries.length === 0) return;
    }
  }

  async function settle(): Promise<void> {
    await adding();
    await reading();
  }

  // The next one to ask for the journal learns why it failed.
  function receive(): Promise<void> {
    return settle().catch(() => {});
  }

  return {
    record(raw) {
      const kept = withoutLargeBodies(raw);
      waiting.push({ account: raw.account, entry: JSON.stringify(mask(kept, redaction())) });
      if (persistence.isExclusive) {
        timer ??= setTimeout(receive, pause).unref();
        return undefined;
      }
      const stored = adding();
      stored.then(reading).catch(() => {});
      return stored.catch(() => {});
    },
    settle,
    async clear(account) {
      // What is no account has no entries, and `*` would mean all.
      if (account !== undefined && !accountId.test(account)) return;
      await adding();
      await persistence.clearJournal(account);
      await reading();
    },
    receive,
  };
}

/**
 * Makes calls of a piece of work wait for one another. Those that wait share the next one, which begins
 * after each of them was made.
 */
function oneByOne(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        running = work();
        return running;
      });
    return next;
  };
}

function readEntry(text: string): RawJournalEntry {
  try {
    return JSON.parse(text) as RawJournalEntry;
  } catch (error) {
    throw storeFailure(error);
  }
}

function newest(entries: { readonly account: string; readonly entry: string }[]) {
  let left = mostCharacters;
  const from = entries.findLastIndex(({ entry }) => {
    left -= entry.length;
    return left < 0;
  });
  return entries.slice(from + 1).slice(-mostWaiting);
}

function withoutLargeBodies(raw: RawJournalEntry): RawJournalEntry {
  const { requestBody = '', responseBody = '' } = raw;
  if (requestBody.length + responseBody.length <= mostOfBodies) return raw;
  return { ...raw, requestBody: undefined, responseBody: undefined, bodiesDropped: true };
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
