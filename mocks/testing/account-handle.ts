import type { Items, operations, SwitchValues } from '../../spec/index.ts';
import type { Fault } from '../accounts/faults.ts';
import { controlTokenHeader } from '../http/control-api.ts';
import type { JournalEntry, JournalFilter } from '../journal/journal.ts';
import type { Mock } from '../mock.ts';
import type { Problem } from '../problems/problem.ts';

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

/** The mock refuses an action on an account; the message says why. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
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
  /** Adds items to the account, all or none; returns what it holds then. */
  seed(state: Of['state']): Promise<Of['state']>;
  /** Returns what the account holds, with secrets unmasked. */
  state(): Promise<Of['state']>;
  /** Returns the last requests of the account with their responses, oldest first, secrets masked. */
  journal(filter?: Omit<JournalFilter, 'account'>): Promise<JournalEntry[]>;
  /** Sets the fault of an operation, `*` for all: its fields, or its name; null removes it. */
  fault(operation: Of['operation'] | '*', fault: Fault | string | null): Promise<void>;
  /** Sets switches for this account; the others stay as they are. */
  switch(positions: Of['switches']): Promise<void>;
  /** Resets the account to its initial state, without faults and with the switches as at the start. */
  reset(): Promise<void>;
}

/** Creates the handle of an account, which uses the control API without the network. */
export function createAccountHandle<Of extends ContractTypes>(
  mock: Mock,
  at: { readonly baseUrl: string; readonly token: string; readonly controlToken?: string },
): MockAccount<Of> {
  const key = mock.contract.account;
  const headers: Record<string, string> = {
    ...(key.in === 'header' ? { [key.name]: at.token } : {}),
    ...(key.in === 'cookie' ? { cookie: `${key.name}=${at.token}` } : {}),
    ...(at.controlToken === undefined ? {} : { [controlTokenHeader]: at.controlToken }),
  };
  const own = '/_mock/accounts/me';
  const reset = async () => {
    await call('POST', `${own}/reset`);
    await call('DELETE', '/_mock/journal', undefined, { account: 'me' });
  };
  return {
    baseUrl: at.baseUrl,
    token: at.token,
    seed: async (state) => (await call('POST', `${own}/seed`, state)) as Of['state'],
    state: async () => (await call('GET', `${own}/snapshot`)) as Of['state'],
    journal: async (filter = {}) =>
      (await call('GET', '/_mock/journal', undefined, {
        ...filter,
        account: 'me',
      })) as JournalEntry[],
    fault: async (operation, fault) => {
      const path = `${own}/faults/${encodeURIComponent(operation)}`;
      const body = typeof fault === 'string' ? { name: fault } : fault;
      await (body === null ? call('DELETE', path) : call('PUT', path, body));
    },
    switch: async (positions) => void (await call('PUT', `${own}/switches`, positions)),
    reset,
    [Symbol.asyncDispose]: reset,
  };

  async function call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    query: object = {},
  ): Promise<unknown> {
    const all = key.in === 'query' ? { ...query, [key.name]: at.token } : query;
    const set = Object.entries(all).filter(([, one]) => one !== undefined);
    const response = await mock.inject({
      method,
      url: path,
      headers,
      query: Object.fromEntries(set.map(([name, one]) => [name, String(one)])),
      payload: body,
    });
    if (response.statusCode >= 400) throw new ControlRefusal(response.json<Problem>());
    return response.payload === '' ? undefined : response.json<unknown>();
  }
}
