import type { AccountKey } from '../../spec/index.ts';
import { controlTokenHeader } from '../http/control-token.ts';
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
 * `http://127.0.0.1:4010/api`; that of the explorer does, too
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
  // The first line of a mock also names the page of its explorer.
  const baseUrl = origin + pathname.replace(/\/_mock(\/.*)?$/, '').replace(/\/+$/, '');
  const { send, key } = await findControl(baseUrl, origin, controlToken);
  const callAs = (token: string) => createControlCall(send, key, { token, controlToken });
  return {
    url: baseUrl,
    account: (token = createToken()) => createAccountHandle<Of>(callAs(token), { baseUrl, token }),
    reset: async () => void (await callAs('')('POST', '/_mock/reset')),
  };
}

/** Milliseconds that a server has to say that it is a mock, and that a call may take at most. */
const patience = { probe: 10_000, call: 75_000 };

/** Finds the control API: right below the URL, or below its origin if the URL has a path prefix. */
async function findControl(baseUrl: string, origin: string, controlToken: string | undefined) {
  const headers: Record<string, string> =
    controlToken === undefined ? {} : { [controlTokenHeader]: controlToken };
  const path = '/_mock/health';
  const answers: string[] = [];
  for (const base of new Set([baseUrl, origin])) {
    const probe = sendTo(base, patience.probe);
    const { status, text } = await probe({ method: 'GET', path, headers });
    const body = readJson(text) as Partial<Problem & { account: AccountKey }> | undefined;
    if (status === 200 && body?.account !== undefined) {
      return { send: sendTo(base, patience.call), key: body.account };
    }
    if (body?.type?.endsWith('/control-refused')) {
      const how = controlToken === undefined ? 'without a' : 'with this';
      throw new Error(`The mock at ${base} refuses control ${how} controlToken: ${body.detail}`);
    }
    answers.push(`GET ${base}${path} answers ${status}`);
  }
  throw new Error(
    `The server at ${baseUrl} is not a mock (${answers.join(', ')}); correct the URL.`,
  );
}

function sendTo(base: string, ms: number): SendToControl {
  return async ({ method, path, headers, body }) => {
    try {
      const signal = AbortSignal.timeout(ms);
      const response = await fetch(base + path, { method, headers, body, signal });
      return { status: response.status, text: await response.text() };
    } catch (cause) {
      const why = reasonOf(cause as Error);
      throw new Error(`No mock answers at ${base} (${why}); start it, or correct the URL.`, {
        cause,
      });
    }
  };
}

/** In Node.js the code of what stands behind "fetch failed"; browsers do not tell what it was. */
function reasonOf(error: Error): string {
  const { name, message } = error;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  if (name === 'TimeoutError') return 'it took too long';
  if (typeof fetch === 'undefined') {
    return 'there is no fetch here; in Jest, use the environment jest-fixed-jsdom in place of jsdom';
  }
  const hint = 'a page of another origin needs the control token';
  return cause?.code ?? cause?.message ?? `${message}; ${hint}`;
}
