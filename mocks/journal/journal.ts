import type { Redaction } from '../../spec/index.ts';
import type { JournalEntry, RawJournalEntry } from './entry.ts';
import { type JournalBounds, KeptEntries, type KeptEntry } from './kept-entries.ts';

export type { JournalEntry, RawJournalEntry } from './entry.ts';

/** Selects entries of the journal; an omitted field does not limit. */
export interface JournalFilter {
  readonly account?: string | undefined;
  /** The id of an operation, which stands for its variants, too. */
  readonly operation?: string | undefined;
  /** A status such as '409', or a class such as '4XX'. */
  readonly status?: string | undefined;
  /** Only entries after this sequence number. */
  readonly after?: number | undefined;
  /** The maximum number of entries; the newest ones are kept. */
  readonly limit?: number | undefined;
}

/** Selects entries; the operations are those that a filter's one stands for. */
export interface EntryFilter extends Omit<JournalFilter, 'operation'> {
  readonly operations?: readonly string[] | undefined;
}

/** Where a journal keeps its entries beside memory. */
export interface JournalSink {
  /**
   * Takes an entry, which it inserts into the journal when it has a number. Returns what resolves when
   * other servers have it, too; undefined if there are none.
   */
  record(raw: RawJournalEntry): Promise<void> | undefined;
  /** Resolves when the journal has all entries. */
  settle(): Promise<void>;
  clear(account: string | undefined): Promise<void>;
}

const bounds: JournalBounds = { perAccount: 1_000, all: 20_000, characters: 32 * 1024 * 1024 };

/** The last entries of each account; limited in number and in the size of their bodies. */
export class Journal {
  readonly #kept: KeptEntries;
  #seq = 0;
  #hasEnded = false;
  readonly #listeners = new Map<(entry: JournalEntry) => void, () => void>();
  #redaction: Redaction;
  #sink: JournalSink | undefined;

  constructor(redaction: Redaction, limited: Partial<JournalBounds> = {}) {
    this.#redaction = redaction;
    this.#kept = new KeptEntries({ ...bounds, ...limited });
  }

  /** Masks the secrets of another contract from now on. */
  useRedaction(redaction: Redaction): void {
    this.#redaction = redaction;
  }

  /** Leaves it to a sink from now on to number the entries. */
  useSink(sink: JournalSink): void {
    this.#sink = sink;
  }

  /** Adds an entry. Returns what its response has to wait for, so that every server shows the entry. */
  record(raw: RawJournalEntry): Promise<void> | undefined {
    if (this.#sink !== undefined) return this.#sink.record(raw);
    this.insert(this.#seq + 1, raw);
    return undefined;
  }

  /** Resolves when the journal has all entries, those of other servers included. */
  async settle(): Promise<void> {
    await this.#sink?.settle();
  }

  /** Adds an entry with a number above all others. */
  insert(seq: number, raw: RawJournalEntry): void {
    this.#seq = seq;
    const stored: KeptEntry = { seq, raw };
    this.#kept.add(stored);
    if (this.#listeners.size === 0) return;
    const entry = this.#show(stored);
    for (const listener of this.#listeners.keys()) listener(entry);
  }

  /** Returns the entries that match a filter, oldest first. */
  read(filter: EntryFilter = {}): JournalEntry[] {
    return [...this.entries(filter)];
  }

  /** Finds the entry of an own request of the mock; undefined if the journal does not have it. */
  ofOwn(id: string): JournalEntry | undefined {
    const found = this.#kept.read().findLast(({ raw }) => raw.own === id);
    return found && this.#show(found);
  }

  /** Returns how many entries match a filter. */
  count(filter: EntryFilter): number {
    return this.#select(filter).length;
  }

  /** Yields the entries that match a filter, oldest first; each is masked when its turn comes. */
  *entries(filter: EntryFilter = {}): Generator<JournalEntry> {
    for (const stored of this.#select(filter)) yield this.#show(stored);
  }

  /**
   * Calls `listener` for every new entry that matches a filter, and `ended` when the journal ends, at once if
   * it has.
   * Returns a function that unsubscribes.
   */
  subscribe(
    filter: EntryFilter,
    listener: (entry: JournalEntry) => void,
    ended: () => void,
  ): () => void {
    const filtered = (entry: JournalEntry) => {
      if (matches({ ...entry, status: entry.response.status }, filter)) listener(entry);
    };
    if (this.#hasEnded) ended();
    else this.#listeners.set(filtered, ended);
    return () => void this.#listeners.delete(filtered);
  }

  /** Tells all listeners that there will be no more entries. */
  end(): void {
    this.#hasEnded = true;
    for (const ended of this.#listeners.values()) ended();
    this.#listeners.clear();
  }

  /** Forgets all entries of an account, or of all accounts. */
  async clear(account?: string): Promise<void> {
    if (this.#sink === undefined) this.forget(account);
    else await this.#sink.clear(account);
  }

  /** Forgets entries in memory. */
  forget(account?: string): void {
    this.#kept.clear(account);
  }

  #select(filter: EntryFilter): KeptEntry[] {
    const found = this.#kept
      .read(filter.account)
      .filter(({ seq, raw }) => seq > (filter.after ?? 0) && matches(raw, filter));
    const { limit = found.length } = filter;
    return limit === 0 ? [] : found.slice(-limit);
  }

  #show({ seq, raw, bodiesDropped }: KeptEntry): JournalEntry {
    const redaction = this.#redaction;
    const { account, operation = null, state, problem, rule, doubt, upstream } = raw;
    const { fault, turned, switch: decidedBy } = raw;
    return {
      seq,
      time: new Date(raw.time).toISOString(),
      account,
      operation,
      ms: Math.round(raw.ms * 1000) / 1000,
      state,
      request: {
        method: raw.method,
        url: redaction.text(raw.url),
        headers: redaction.headers(raw.requestHeaders),
        body: redaction.body(raw.requestBody),
      },
      response: {
        status: raw.status,
        headers: redaction.headers(raw.responseHeaders),
        body: redaction.body(raw.responseBody),
      },
      problem,
      rule,
      doubt,
      switch: decidedBy,
      fault,
      turned,
      upstream,
      bodiesDropped: bodiesDropped ?? raw.bodiesDropped,
    };
  }
}

function matches(
  entry: { readonly account: string; readonly operation?: string | null; readonly status: number },
  { account, operations, status }: EntryFilter,
): boolean {
  if (account !== undefined && entry.account !== account) return false;
  if (operations !== undefined && !operations.includes(entry.operation ?? '')) return false;
  if (status === undefined) return true;
  const own = String(entry.status);
  return /^\dXX$/i.test(status) ? own[0] === status[0] : own === status;
}
