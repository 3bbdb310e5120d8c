/** The fault that a response came of: it made, delayed, truncated or dropped it. */
export interface FaultMark {
  /** Whether it was set for the account or for all. */
  readonly scope: 'account' | 'all';
  /** The id of the operation that it is set for; `*` for all. */
  readonly operation: string;
  /** The name by which it was set, if there is one. */
  readonly name?: string | undefined;
}

/** The switch that a refusal depends on, as it says itself if it is problem details. */
export interface SwitchMark {
  readonly key: string;
  readonly position: string;
  readonly default: string;
  /** The positions in which the mock accepts what it refused. */
  readonly acceptedIn: readonly string[];
}

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
  readonly switch?: SwitchMark | undefined;
  readonly fault?: FaultMark | undefined;
  /** The doubts whose switches were not at their defaults for the account; absent if there are none. */
  readonly turned?: readonly string[] | undefined;
  /** Whether the upstream server sent the response. */
  readonly upstream?: true | undefined;
  /** Whether the bodies were dropped because the journal grew too large, or they are too large for a store. */
  readonly bodiesDropped?: true | undefined;
}

/** A request and its response as they went over the wire. */
export interface RawJournalEntry
  extends Pick<
    JournalEntry,
    | 'account'
    | 'ms'
    | 'state'
    | 'problem'
    | 'rule'
    | 'doubt'
    | 'switch'
    | 'fault'
    | 'turned'
    | 'upstream'
    | 'bodiesDropped'
  > {
  /** The id of the own request of the mock that it was, by which whoever sent that finds the entry. */
  readonly own?: string | undefined;
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
