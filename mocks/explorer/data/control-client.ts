import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import type { Problem } from '../../problems/problem.ts';
import { contract, type Target } from './session.ts';
import { isString, storedSignal } from './stored-signal.ts';
import { language, texts } from './texts.ts';
import { tokenObstacle } from './token-obstacle.ts';

/** The token that the control API requires; kept in the storage of this tab, which ends with it. */
export const controlToken = storedSignal('control-token', '', isString);

/** An unsuccessful response of the control API, or no response at all (status 0). */
export class ControlError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? texts.value.frame.noAnswer(status));
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
 * @throws ControlError when it refuses the request or cannot be reached; Error for a token that cannot be sent
 */
export async function control<Body>(path: string, request: ControlRequest = {}): Promise<Body> {
  const response = await ask(path, request);
  if (response.status === 204) return undefined as Body;
  return (await response.json()) as Body;
}

/**
 * Sends a request to the control API that it answers with a file.
 * @throws ControlError when it refuses the request or cannot be reached
 */
export async function controlText(path: string, request: ControlRequest): Promise<string> {
  return (await ask(path, request)).text();
}

async function ask(
  path: string,
  { method = 'GET', body, token, signal }: ControlRequest,
): Promise<Response> {
  const obstacle = token === undefined ? undefined : tokenObstacle(token);
  if (obstacle !== undefined) throw new Error(obstacle);
  return send(withToken(path, token), {
    method,
    headers: {
      ...controlHeaders(),
      ...(token === undefined ? {} : accountHeaders(token)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
}

/** The response to a forwarded request, with what the journal of the mock knows of it. */
export type RelayedResponse = ForwardedResponse &
  Partial<Pick<JournalEntry, 'seq' | 'fault' | 'turned'>>;

/**
 * Has the mock forward a request to a target exactly as given.
 * @throws ControlError when the request cannot be sent as given
 */
export function forwardRequest(
  to: Target,
  request: ForwardedRequest,
  signal?: AbortSignal,
): Promise<RelayedResponse> {
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
  const accepted = { 'accept-language': language.value };
  return controlToken.value === ''
    ? accepted
    : { ...accepted, 'x-control-token': controlToken.value };
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
