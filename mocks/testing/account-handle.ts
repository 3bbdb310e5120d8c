import type { Items, operations, SwitchValues } from '../../spec/index.ts';
import type { Fault } from '../accounts/faults.ts';
import { controlTokenHeader } from '../http/control-api.ts';
import type { JournalEntry, JournalFilter } from '../journal/journal.ts';
import type { Mock } from '../mock.ts';
import type { Problem } from '../problems/problem.ts';

/** What of a contract an account is driven with. */
export interface ContractTypes {
  /** What an account holds, by the concrete path of each collection. */
  readonly state: object;
  /** The positions of the switches, by doubt. */
  readonly switches: object;
  /** The ids of the operations. */
  readonly operation: string;
}

/** This project's own contract, as the types that are generated from it know it. */
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

/** Any contract, for a mock that is started with a document of its own. */
export interface AnyContract extends ContractTypes {
  readonly state: Readonly<Record<string, { next?: number; items: readonly object[] }>>;
  readonly switches: Readonly<Record<string, string>>;
}

/** The mock would not do what it was asked to do with an account; the message says why. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * One account of a mock: where it is asked and as whom, and what a test does with it. Each method
 * rejects with {@link ControlRefusal} for what the contract does not know.
 */
export interface MockAccount<Of extends ContractTypes = OwnContract> extends AsyncDisposable {
  readonly baseUrl: string;
  readonly token: string;
  /** Lays items over what the account holds; answers what it holds then. All or nothing. */
  seed(state: Of['state']): Promise<Of['state']>;
  /** What the account holds, secrets as they are. */
  state(): Promise<Of['state']>;
  /** The account's last requests and answers, oldest first, secrets masked. */
  journal(filter?: Omit<JournalFilter, 'account'>): Promise<JournalEntry[]>;
  /** Lets something go wrong with an operation, `*` for all; null takes it back. */
  fault(operation: Of['operation'] | '*', fault: Fault | null): Promise<void>;
  /** Turns switches of the doubts for this account; those that are not named stay. */
  switch(positions: Of['switches']): Promise<void>;
  /** Puts the account back to its first state, with no faults and its switches as at the start. */
  reset(): Promise<void>;
}

/** An account of a mock, driven past the network by the control API. */
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
    await ask('POST', `${own}/reset`);
    await ask('DELETE', '/_mock/journal', undefined, { account: 'me' });
  };
  return {
    baseUrl: at.baseUrl,
    token: at.token,
    seed: async (state) => (await ask('POST', `${own}/seed`, state)) as Of['state'],
    state: async () => (await ask('GET', `${own}/snapshot`)) as Of['state'],
    journal: async (filter = {}) =>
      (await ask('GET', '/_mock/journal', undefined, {
        ...filter,
        account: 'me',
      })) as JournalEntry[],
    fault: async (operation, fault) => {
      const path = `${own}/faults/${encodeURIComponent(operation)}`;
      await (fault === null ? ask('DELETE', path) : ask('PUT', path, fault));
    },
    switch: async (positions) => void (await ask('PUT', `${own}/switches`, positions)),
    reset,
    [Symbol.asyncDispose]: reset,
  };

  async function ask(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    query: object = {},
  ): Promise<unknown> {
    const named = key.in === 'query' ? { ...query, [key.name]: at.token } : query;
    const set = Object.entries(named).filter(([, one]) => one !== undefined);
    const answer = await mock.inject({
      method,
      url: path,
      headers,
      query: Object.fromEntries(set.map(([name, one]) => [name, String(one)])),
      ...(body === undefined ? {} : { payload: body }),
    });
    if (answer.statusCode >= 400) throw new ControlRefusal(answer.json<Problem>());
    return answer.payload === '' ? undefined : answer.json<unknown>();
  }
}
