import type { AccountKey } from '../../spec/index.ts';
import { controlTokenHeader } from '../http/control-token.ts';
import type { Problem } from '../problems/problem.ts';

/** A request to the control API. */
export interface RequestToControl {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** The path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Sends a request to the control API of a mock, in this process or over the network. */
export type SendToControl = (
  request: RequestToControl,
) => Promise<{ readonly status: number; readonly text: string }>;

/** Calls the control API for one account. Returns the JSON of the response, `undefined` for none. */
export type ControlCall = (
  method: RequestToControl['method'],
  path: string,
  body?: object,
  query?: object,
) => Promise<unknown>;

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
 * Creates the calls of one account: each request carries its token and the control token.
 * @param key where a request carries the account's token
 */
export function createControlCall(
  send: SendToControl,
  key: AccountKey,
  { token, controlToken }: { readonly token: string; readonly controlToken?: string | undefined },
): ControlCall {
  const own: Record<string, string> = {
    ...(key.in === 'header' ? { [key.name]: token } : {}),
    ...(key.in === 'cookie' ? { cookie: `${key.name}=${token}` } : {}),
    ...(controlToken === undefined ? {} : { [controlTokenHeader]: controlToken }),
  };
  return async (method, path, body, query = {}) => {
    const all = key.in === 'query' ? { ...query, [key.name]: token } : query;
    const set = Object.entries(all).filter(([, one]) => one !== undefined);
    const search = new URLSearchParams(set.map(([name, one]) => [name, String(one)]));
    const { status, text } = await send({
      method,
      path: search.size === 0 ? path : `${path}?${search}`,
      headers: body === undefined ? own : { ...own, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (status < 400) return text === '' ? undefined : JSON.parse(text);
    const problem = readJson(text) as Problem | undefined;
    if (problem?.detail !== undefined) throw new ControlRefusal(problem);
    throw new Error(
      `${method} ${path} answers ${status}, which no mock does: ${text.slice(0, 200)}`,
    );
  };
}

/** Reads JSON; undefined if it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
