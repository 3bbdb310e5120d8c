import type { Items, operations, SwitchValues } from '../../spec/index.ts';
import type { Fault } from '../accounts/faults.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { ControlCall } from './control-call.ts';
import {
  createRecordedRequests,
  type RecordedRequests,
  type RequestFilter,
} from './recorded-requests.ts';

/** The types of a contract that a `MockAccount` uses. */
export interface ContractTypes {
  /** What an account holds, by the concrete path of each collection. */
  readonly state: object;
  /** The positions of the switches, by doubt. */
  readonly switches: object;
  /** The ids of the operations. */
  readonly operation: string;
}

/** The types of this project's own contract. */
export interface OwnContract extends ContractTypes {
  readonly state: {
    readonly [path in keyof Items]?: {
      /** The identity that the next item gets. */
      readonly next?: number | undefined;
      readonly items: readonly Partial<Items[path]>[];
    };
  };
  readonly switches: Partial<SwitchValues>;
  readonly operation: keyof operations;
}

/** The types of any contract, for a mock with a document of your own. */
export interface AnyContract extends ContractTypes {
  readonly state: Readonly<Record<string, { next?: number; items: readonly object[] }>>;
  readonly switches: Readonly<Record<string, string>>;
}

/**
 * One account of a mock: its URL and token, and what a test does with it. Each method rejects with
 * {@link ControlRefusal} for what the contract does not have.
 * @example
 * await using account = mock.account();
 * await account.fault('*', { status: 503, headers: { 'Retry-After': '1' } });
 * await account.switch({ D9: 'empty-array' });
 */
export interface MockAccount<Of extends ContractTypes = OwnContract> extends AsyncDisposable {
  readonly baseUrl: string;
  readonly token: string;
  /**
   * Adds items to the account, all or none; returns what it holds then. An item without an identity gets
   * the next one, as in a POST.
   */
  seed(state: Of['state']): Promise<Of['state']>;
  /** Returns what the account holds, with secrets unmasked. */
  state(): Promise<Of['state']>;
  /** Removes every item; faults and switches stay. */
  clear(): Promise<void>;
  /** Returns what the account holds, for `restore`. */
  snapshot(): Promise<Of['state']>;
  /** Replaces what the account holds, all or nothing; faults and switches stay. */
  restore(snapshot: Of['state']): Promise<void>;
  /** Gives the account a named state: `empty`, `documented`, or one of the mock's option `presets`. */
  preset(name: string): Promise<void>;
  /** Selects requests of the account, to read or to wait for them. */
  requests(filter?: RequestFilter<Of['operation']>): RecordedRequests;
  /** Returns the last requests of the account with their responses, oldest first, secrets masked. */
  journal(filter?: RequestFilter<Of['operation']>): Promise<JournalEntry[]>;
  /** Sets the fault of an operation, `*` for all: its fields, or its name; null removes it. */
  fault(operation: Of['operation'] | '*', fault: Fault | string | null): Promise<void>;
  /** Sets switches for this account; the others stay as they are. */
  switch(positions: Of['switches']): Promise<void>;
  /** Resets the account to its initial state, without faults and with the switches as at the start. */
  reset(): Promise<void>;
}

/** Creates the handle of an account over the calls of the control API that it makes. */
export function createAccountHandle<Of extends ContractTypes>(
  call: ControlCall,
  at: { readonly baseUrl: string; readonly token: string },
): MockAccount<Of> {
  const own = '/_mock/accounts/me';
  const reset = async () => {
    await call('POST', `${own}/reset`);
    await call('DELETE', '/_mock/journal', undefined, { account: 'me' });
  };
  const state = async () => (await call('GET', `${own}/snapshot`)) as Of['state'];
  const restore = async (snapshot: Of['state']) =>
    void (await call('PUT', `${own}/snapshot`, snapshot));
  return {
    baseUrl: at.baseUrl,
    token: at.token,
    seed: async (seed) => (await call('POST', `${own}/seed`, seed)) as Of['state'],
    state,
    clear: () => restore({}),
    snapshot: state,
    restore,
    preset: async (name) => void (await call('POST', `${own}/presets/${encodeURIComponent(name)}`)),
    requests: (filter = {}) => createRecordedRequests(call, filter),
    journal: (filter = {}) => createRecordedRequests(call, filter).all(),
    fault: async (operation, fault) => {
      const path = `${own}/faults/${encodeURIComponent(operation)}`;
      const body = typeof fault === 'string' ? { name: fault } : fault;
      await (body === null ? call('DELETE', path) : call('PUT', path, body));
    },
    switch: async (positions) => void (await call('PUT', `${own}/switches`, positions)),
    reset,
    [Symbol.asyncDispose]: reset,
  };
}

/** Creates the token of a new account; a web page has `crypto.randomUUID` only in a secure context. */
export function createToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
