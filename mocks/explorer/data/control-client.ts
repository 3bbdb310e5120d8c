import { signal } from '@preact/signals';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { Problem } from '../../problems/problem.ts';
import { contract } from './session.ts';

/** The token that the control API asks for; kept in memory only. */
export const controlToken = signal('');

/** An answer of the control API that is no success, or none at all (status 0). */
export class ControlFailure extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? (status === 0 ? 'The mock does not answer.' : `Status ${status}.`));
    this.status = status;
    this.problem = problem;
  }
}

/** How the control API is asked. */
export interface ControlRequest {
  readonly method?: string;
  readonly body?: unknown;
  /** The token of the account that `me` stands for. */
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the control API; `path` begins below `/_mock`.
 * @throws ControlFailure when it refuses or does not answer.
 */
export async function control<Answer>(
  path: string,
  { method = 'GET', body, token, signal }: ControlRequest = {},
): Promise<Answer> {
  const answer = await ask(withToken(path, token), {
    method,
    headers: {
      ...controlHeaders(),
      ...(token === undefined ? {} : accountHeaders(token)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 204) return undefined as Answer;
  return (await answer.json()) as Answer;
}

/**
 * Opens a stream of the control API.
 * @throws ControlFailure when it refuses or does not answer.
 */
export async function controlStream(
  path: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { body } = await ask(path, { headers: controlHeaders(), signal });
  if (body === null) throw new ControlFailure(0, undefined);
  return body;
}

/**
 * Has a request sent to the mock or to the provider, exactly as it is.
 * @throws ControlFailure when the request cannot be sent as it is.
 */
export function forwardRequest(
  to: 'mock' | 'provider',
  request: ForwardedRequest,
  signal?: AbortSignal,
): Promise<ForwardedResponse> {
  const body = { to, ...request };
  return control('relay', { method: 'POST', body, ...(signal === undefined ? {} : { signal }) });
}

function accountHeaders(token: string): Record<string, string> {
  const account = contract.value?.account;
  if (account !== undefined && account.in !== 'header') return {};
  return { [account?.name ?? 'authorization']: token };
}

// The account is named as the contract names it.
function withToken(path: string, token: string | undefined): string {
  const account = contract.value?.account;
  if (token === undefined || account?.in !== 'query') return path;
  const query = new URLSearchParams({ [account.name]: token });
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

function controlHeaders(): Record<string, string> {
  return controlToken.value === '' ? {} : { 'x-control-token': controlToken.value };
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/_mock/${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ControlFailure(0, undefined);
  }
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => undefined)) as Problem | undefined;
  throw new ControlFailure(answer.status, problem);
}
