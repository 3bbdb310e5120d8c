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
  /** Whether the bodies were dropped because the journal grew too large, or they are too large for a store. */
  readonly bodiesDropped?: true | undefined;
}

/** A request and its response as they went over the wire. */
export interface RawJournalEntry
  extends Pick<
    JournalEntry,
    'account' | 'ms' | 'state' | 'problem' | 'rule' | 'doubt' | 'upstream' | 'bodiesDropped'
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
