import type { Redaction } from '../../spec/index.ts';

/** A request and its response as the journal shows them: secrets masked, JSON bodies parsed. */
export interface JournalEntry {
  readonly seq: number;
  readonly time: string;
  readonly account: string;
  readonly operation: string | null;
  readonly ms: number;
  /** The number of the state after it, which `undo` can go back to. */
  readonly state: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
  readonly response: {
    /** 0 if the connection was dropped. */
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
  readonly problem?: string | undefined;
  readonly rule?: string | undefined;
  readonly doubt?: string | undefined;
  /** Whether the upstream server sent the response. */
  readonly upstream?: true | undefined;
  /** Whether the bodies were dropped because the journal grew too large. */
  readonly bodiesDropped?: true | undefined;
}

/** A request and its response as they went over the wire. */
export interface RawJournalEntry
  extends Pick<
    JournalEntry,
    'account' | 'ms' | 'state' | 'problem' | 'rule' | 'doubt' | 'upstream'
  > {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly operation: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | undefined;
}

/** Selects entries of the journal; an omitted field does not limit. */
export interface JournalFilter {
  readonly account?: string | undefined;
  readonly operation?: string | undefined;
  /** A status such as '409', or a class such as '4XX'. */
  readonly status?: string | undefined;
  /** Only entries after this sequence number. */
  readonly after?: number | undefined;
  /** The maximum number of entries; the newest ones are kept. */
  readonly limit?: number | undefined;
}

interface StoredEntry {
  readonly seq: number;
  raw: RawJournalEntry;
  bodiesDropped?: true;
}

/** The last entries, oldest first; limited in number and in the size of their bodies. */
export class Journal {
  readonly #maxEntries: number;
  readonly #maxCharacters: number;
  #entries: StoredEntry[] = [];
  #seq = 0;
  #characters = 0;
  readonly #listeners = new Map<(entry: JournalEntry) => void, () => void>();
  readonly #excluded = new Set<string>();
  #redaction: Redaction;

  constructor(redaction: Redaction, maxEntries = 1_000, maxCharacters = 32 * 1024 * 1024) {
    this.#redaction = redaction;
    this.#maxEntries = maxEntries;
    this.#maxCharacters = maxCharacters;
  }

  /** Masks the secrets of another contract from now on. */
  useRedaction(redaction: Redaction): void {
    this.#redaction = redaction;
  }

  /** Excludes the requests of some accounts from now on. Returns a function that ends it. */
  exclude(accounts: readonly string[]): () => void {
    for (const one of accounts) this.#excluded.add(one);
    return () => {
      for (const one of accounts) this.#excluded.delete(one);
    };
  }

  /** Adds an entry. */
  record(raw: RawJournalEntry): void {
    if (this.#excluded.has(raw.account)) return;
    const stored: StoredEntry = { seq: ++this.#seq, raw };
    this.#entries.push(stored);
    this.#characters += size(raw);
    // Drop in bulk: shifting one by one would move the whole list at every request.
    const { length } = this.#entries;
    if (length >= this.#maxEntries * 2) {
      const dropped = this.#entries.splice(0, length - this.#maxEntries);
      for (const one of dropped) this.#characters -= size(one.raw);
    }
    if (this.#characters > this.#maxCharacters) this.#dropBodies();
    if (this.#listeners.size === 0) return;
    const entry = this.#show(stored);
    for (const listener of this.#listeners.keys()) listener(entry);
  }

  /** Returns the entries that match a filter, oldest first. */
  read(filter: JournalFilter = {}): JournalEntry[] {
    return [...this.entries(filter)];
  }

  /** Yields the entries that match a filter, oldest first; each is masked when its turn comes. */
  *entries(filter: JournalFilter = {}): Generator<JournalEntry> {
    const found = this.#entries
      .slice(-this.#maxEntries)
      .filter(({ seq, raw }) => seq > (filter.after ?? 0) && matches(raw, filter));
    const { limit = found.length } = filter;
    const limited = limit === 0 ? [] : found.slice(-limit);
    for (const stored of limited) yield this.#show(stored);
  }

  /**
   * Calls `listener` for every new entry that matches a filter, and `ended` when the journal ends.
   * Returns a function that unsubscribes.
   */
  subscribe(
    filter: JournalFilter,
    listener: (entry: JournalEntry) => void,
    ended: () => void,
  ): () => void {
    const filtered = (entry: JournalEntry) => {
      if (matches({ ...entry, status: entry.response.status }, filter)) listener(entry);
    };
    this.#listeners.set(filtered, ended);
    return () => void this.#listeners.delete(filtered);
  }

  /** Tells all listeners that there will be no more entries. */
  end(): void {
    for (const ended of this.#listeners.values()) ended();
    this.#listeners.clear();
  }

  /** Forgets all entries of an account, or of all accounts. */
  clear(account?: string): void {
    const isOther = ({ raw }: StoredEntry) => account !== undefined && raw.account !== account;
    this.#entries = this.#entries.filter(isOther);
    this.#characters = this.#entries.reduce((sum, { raw }) => sum + size(raw), 0);
  }

  #dropBodies(): void {
    for (const stored of this.#entries) {
      if (this.#characters <= this.#maxCharacters) return;
      this.#characters -= size(stored.raw);
      stored.raw = { ...stored.raw, requestBody: undefined, responseBody: undefined };
      stored.bodiesDropped = true;
    }
  }

  #show({ seq, raw, bodiesDropped }: StoredEntry): JournalEntry {
    const redaction = this.#redaction;
    const { account, operation = null, state, problem, rule, doubt, upstream } = raw;
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
      upstream,
      bodiesDropped,
    };
  }
}

function size(raw: RawJournalEntry): number {
  return (raw.requestBody?.length ?? 0) + (raw.responseBody?.length ?? 0);
}

function matches(
  entry: { readonly account: string; readonly operation?: string | null; readonly status: number },
  { account, operation, status }: JournalFilter,
): boolean {
  if (account !== undefined && entry.account !== account) return false;
  if (operation !== undefined && entry.operation !== operation) return false;
  if (status === undefined) return true;
  const own = String(entry.status);
  return /^\dXX$/i.test(status) ? own[0] === status[0] : own === status;
}
