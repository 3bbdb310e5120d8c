import { signal } from '@preact/signals';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { Problem } from '../../problems/problem.ts';
import { contract, type Target } from './session.ts';

/** The token that the control API requires; kept in memory only. */
export const controlToken = signal('');

/** An unsuccessful response of the control API, or no response at all (status 0). */
export class ControlError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? (status === 0 ? 'Cannot reach the mock.' : `Status ${status}.`));
    this.status = status;
    this.problem = problem;
  }
}

/** The message of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Options of a request to the control API. */
export interface ControlRequest {
  readonly method?: string;
  readonly body?: unknown;
  /** The token of the account that `me` stands for. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request to the control API; `path` starts below `/_mock`.
 * @throws ControlError when it refuses the request or cannot be reached
 */
export async function control<Body>(
  path: string,
  { method = 'GET', body, token, signal }: ControlRequest = {},
): Promise<Body> {
  const response = await send(withToken(path, token), {
    method,
    headers: {
      ...controlHeaders(),
      ...(token === undefined ? {} : accountHeaders(token)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
  if (response.status === 204) return undefined as Body;
  return (await response.json()) as Body;
}

/**
 * Opens a stream of the control API.
 * @throws ControlError when it refuses the request or cannot be reached
 */
export async function controlStream(
  path: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { body } = await send(path, { headers: controlHeaders(), signal });
  if (body === null) throw new ControlError(0, undefined);
  return body;
}

/**
 * Has the mock forward a request to a target exactly as given.
 * @throws ControlError when the request cannot be sent as given
 */
export function forwardRequest(
  to: Target,
  request: ForwardedRequest,
  signal?: AbortSignal,
): Promise<ForwardedResponse> {
  return control('relay', { method: 'POST', body: { to, ...request }, signal });
}

/** The path of something that belongs to an account. */
export function accountPath(id: string, ...names: readonly string[]): string {
  return ['accounts', id, ...names].map(encodeURIComponent).join('/');
}

/**
 * Restores an earlier state of an account.
 * @throws ControlError when the state is no longer known
 */
export function undoTo(account: string, state: number | undefined): Promise<unknown> {
  return control(accountPath(account, 'undo'), { method: 'POST', body: { state } });
}

function accountHeaders(token: string): Record<string, string> {
  const account = contract.value?.account;
  if (account !== undefined && account.in !== 'header') return {};
  return { [account?.name ?? 'authorization']: token };
}

function withToken(path: string, token: string | undefined): string {
  const account = contract.value?.account;
  if (token === undefined || account?.in !== 'query') return path;
  const query = new URLSearchParams({ [account.name]: token });
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

function controlHeaders(): Record<string, string> {
  return controlToken.value === '' ? {} : { 'x-control-token': controlToken.value };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/_mock/${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ControlError(0, undefined);
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  throw new ControlError(response.status, problem);
}
