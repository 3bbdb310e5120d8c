import type { AccountKey } from '../../spec/index.ts';
import { controlTokenHeader } from '../http/control-api.ts';
import type { Problem } from '../problems/problem.ts';
import {
  type ContractTypes,
  createAccountHandle,
  createToken,
  type MockAccount,
  type OwnContract,
} from './account-handle.ts';
import { createControlCall, readJson, type SendToControl } from './control-call.ts';

// This file is for browsers, too: neither it nor what it imports may import a module of Node.js.

export type {
  AnyContract,
  ContractTypes,
  MockAccount,
  OwnContract,
} from './account-handle.ts';
export { ControlRefusal } from './control-call.ts';

/** Options of `connectMock`. */
export interface ConnectOptions {
  /** The control token that the mock was started with. */
  readonly controlToken?: string | undefined;
}

/** A mock that runs elsewhere. */
export interface ConnectedMock<Of extends ContractTypes = OwnContract> {
  /** The URL before the contract's paths, without a slash at its end. */
  readonly url: string;
  /** Returns the account of a token, by default of a new one; `await using` resets it. */
  account(token?: string): MockAccount<Of>;
  /** Resets every account, switch and fault to its state at the start, and clears the journal. */
  reset(): Promise<void>;
}

/**
 * Connects to a mock in another process, such as `npm start`, a container or Playwright's `webServer`.
 * It works in Node.js and in browsers; a web page of another origin needs the control token.
 * @param url the URL before the contract's paths, such as `http://127.0.0.1:4010` or
 * `http://127.0.0.1:4010/api`
 * @throws Error that says in a sentence why there is no mock, or why its control API is refused
 * @example
 * const mock = await connectMock('http://127.0.0.1:4010');
 * await using account = mock.account();
 * await account.fault('*', { status: 503 });
 */
export async function connectMock<Of extends ContractTypes = OwnContract>(
  url: string,
  { controlToken }: ConnectOptions = {},
): Promise<ConnectedMock<Of>> {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new TypeError(
      `"${url}" is not the URL of a mock; use one such as http://127.0.0.1:4010.`,
    );
  }
  const { origin, pathname } = new URL(url);
  const baseUrl = origin + pathname.replace(/\/+$/, '');
  const { send, key } = await findControl(baseUrl, origin, controlToken);
  const callAs = (token: string) => createControlCall(send, key, { token, controlToken });
  return {
    url: baseUrl,
    account: (token = createToken()) => createAccountHandle<Of>(callAs(token), { baseUrl, token }),
    reset: async () => void (await callAs('')('POST', '/_mock/reset')),
  };
}

/** Finds the control API: right below the URL, or below its origin if the URL has a path prefix. */
async function findControl(baseUrl: string, origin: string, controlToken: string | undefined) {
  const headers = controlToken === undefined ? undefined : { [controlTokenHeader]: controlToken };
  const statuses: string[] = [];
  for (const base of new Set([baseUrl, origin])) {
    const send = sendTo(base);
    const path = '/_mock/health';
    const { status, text } = await send({ method: 'GET', path, headers: headers ?? {} });
    const body = readJson(text) as Partial<Problem & { account: AccountKey }> | undefined;
    if (status === 200 && body?.account !== undefined) return { send, key: body.account };
    if (body?.type?.endsWith('/control-refused')) {
      throw new Error(`The mock at ${base} refuses to be controlled: ${body.detail}`);
    }
    statuses.push(`GET ${base}${path} answers ${status}`);
  }
  throw new Error(
    `The server at ${baseUrl} is not a mock (${statuses.join(', ')}); correct the URL.`,
  );
}

/** Milliseconds that a server has to answer; the longest call waits for requests, for a minute. */
const patience = 75_000;

function sendTo(base: string): SendToControl {
  return async ({ method, path, headers, body }) => {
    try {
      const signal = AbortSignal.timeout(patience);
      const response = await fetch(base + path, { method, headers, body, signal });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new Error(
        `No mock answers at ${base} (${reasonOf(error)}); start it, or correct the URL.`,
        {
          cause: error,
        },
      );
    }
  };
}

/** The code of what stands behind "fetch failed" in Node.js; browsers say no more than that. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
