import type { Redaction } from '../../spec/index.ts';

/** One request and its answer as they went over the wire. */
export interface RawExchange {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly account: string;
  readonly operation: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  /** 0 when the connection was dropped. */
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | undefined;
  readonly ms: number;
  readonly problem: string | undefined;
  readonly rule: string | undefined;
  readonly doubt: string | undefined;
  /** The number of the last change of the state when this was answered. */
  readonly state: number;
}

/** One request and its answer as the journal shows them: secrets masked, bodies parsed where JSON. */
export interface Exchange {
  readonly seq: number;
  readonly time: string;
  readonly account: string;
  readonly operation: string | null;
  readonly ms: number;
  /** The state of its account after it, to be gone back to by `undo`. */
  readonly state: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
  readonly problem?: string;
  readonly rule?: string;
  readonly doubt?: string;
  /** Whether the bodies were let go of because the journal grew too large. */
  readonly bodiesDropped?: true;
}

/** Which exchanges to show; what is left out does not limit. */
export interface JournalFilter {
  readonly account?: string | undefined;
  readonly operation?: string | undefined;
  /** A status such as '409', or a class such as '4XX'. */
  readonly status?: string | undefined;
  /** Only exchanges after this sequence number. */
  readonly after?: number | undefined;
  /** At most so many, the newest ones. */
  readonly limit?: number | undefined;
}

interface Kept {
  readonly seq: number;
  raw: RawExchange;
  bodiesDropped: boolean;
}

/** The last exchanges, oldest first; bounded in number and in the size of the bodies it holds. */
export class Journal {
  private readonly most: number;
  private readonly mostCharacters: number;
  private kept: Kept[] = [];
  private seq = 0;
  private characters = 0;
  private readonly listeners = new Map<(exchange: Exchange) => void, () => void>();
  private readonly leftOut = new Set<string>();
  private redaction: Redaction;

  constructor(redaction: Redaction, most = 1_000, mostCharacters = 32 * 1024 * 1024) {
    this.redaction = redaction;
    this.most = most;
    this.mostCharacters = mostCharacters;
  }

  /** Hides from now on what another contract calls secret. */
  adopt(redaction: Redaction): void {
    this.redaction = redaction;
  }

  /** Leaves the exchanges of some accounts out from now on; the answer ends it. */
  leaveOut(accounts: readonly string[]): () => void {
    for (const one of accounts) this.leftOut.add(one);
    return () => {
      for (const one of accounts) this.leftOut.delete(one);
    };
  }

  /** Enters an exchange. */
  record(raw: RawExchange): void {
    if (this.leftOut.has(raw.account)) return;
    const entry = { seq: ++this.seq, raw, bodiesDropped: false };
    this.kept.push(entry);
    this.characters += size(raw);
    // Cut in bulk: shifting one by one would move the whole list at every request.
    if (this.kept.length >= this.most * 2) this.cut(this.kept.length - this.most);
    if (this.characters > this.mostCharacters) this.dropBodies();
    if (this.listeners.size > 0) {
      const shown = this.show(entry);
      for (const listener of this.listeners.keys()) listener(shown);
    }
  }

  /** The exchanges that a filter lets through, oldest first. */
  read(filter: JournalFilter = {}): Exchange[] {
    const found = this.kept.slice(-this.most).filter(({ seq, raw }) => {
      if (filter.after !== undefined && seq <= filter.after) return false;
      return matches(raw, filter);
    });
    const { limit = found.length } = filter;
    const limited = limit === 0 ? [] : found.slice(-limit);
    return limited.map((entry) => this.show(entry));
  }

  /** Calls back for every exchange from now on, and once when there will be no more; the answer stops it. */
  listen(
    filter: JournalFilter,
    listener: (exchange: Exchange) => void,
    ended: () => void,
  ): () => void {
    const filtered = (exchange: Exchange) => {
      const raw = { ...exchange, status: exchange.response.status };
      if (matches({ ...raw, operation: exchange.operation ?? undefined }, filter))
        listener(exchange);
    };
    this.listeners.set(filtered, ended);
    return () => void this.listeners.delete(filtered);
  }

  /** Tells all listeners that there will be no more exchanges. */
  end(): void {
    for (const ended of this.listeners.values()) ended();
    this.listeners.clear();
  }

  /** Forgets all exchanges of an account, or of all accounts. */
  clear(account?: string): void {
    this.kept = account === undefined ? [] : this.kept.filter((one) => one.raw.account !== account);
    this.characters = this.kept.reduce((sum, one) => sum + size(one.raw), 0);
  }

  private cut(count: number): void {
    for (const { raw } of this.kept.splice(0, count)) this.characters -= size(raw);
  }

  private dropBodies(): void {
    for (const entry of this.kept) {
      if (this.characters <= this.mostCharacters) return;
      this.characters -= size(entry.raw);
      entry.raw = { ...entry.raw, requestBody: undefined, responseBody: undefined };
      entry.bodiesDropped = true;
    }
  }

  private show({ seq, raw, bodiesDropped }: Kept): Exchange {
    const { redaction } = this;
    const requestBody = redaction.body(raw.requestBody);
    const responseBody = redaction.body(raw.responseBody);
    return {
      seq,
      time: new Date(raw.time).toISOString(),
      account: raw.account,
      operation: raw.operation ?? null,
      ms: Math.round(raw.ms * 1000) / 1000,
      state: raw.state,
      request: {
        method: raw.method,
        url: redaction.text(raw.url),
        headers: redaction.headers(raw.requestHeaders),
        ...(requestBody === undefined ? {} : { body: requestBody }),
      },
      response: {
        status: raw.status,
        headers: redaction.headers(raw.responseHeaders),
        ...(responseBody === undefined ? {} : { body: responseBody }),
      },
      ...(raw.problem === undefined ? {} : { problem: raw.problem }),
      ...(raw.rule === undefined ? {} : { rule: raw.rule }),
      ...(raw.doubt === undefined ? {} : { doubt: raw.doubt }),
      ...(bodiesDropped ? { bodiesDropped: true } : {}),
    };
  }
}

function size(raw: RawExchange): number {
  return (raw.requestBody?.length ?? 0) + (raw.responseBody?.length ?? 0);
}

function matches(
  exchange: Pick<RawExchange, 'account' | 'operation' | 'status'>,
  filter: JournalFilter,
): boolean {
  if (filter.account !== undefined && exchange.account !== filter.account) return false;
  if (filter.operation !== undefined && exchange.operation !== filter.operation) return false;
  if (filter.status === undefined) return true;
  const status = String(exchange.status);
  return /^\dXX$/i.test(filter.status) ? status[0] === filter.status[0] : status === filter.status;
}
