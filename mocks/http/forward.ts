import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { describeConnectionFailure, splitBody } from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';

/** A request that the explorer has sent for it, since a browser would add headers of its own. */
export interface ForwardedRequest {
  readonly method: string;
  /** Path and query, beginning with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the body is sent in two parts, cut inside a letter where one has several bytes. */
  readonly split?: boolean;
}

/** What came of it: an answer, or a sentence that says why there was none. */
export type ForwardedResponse =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Milliseconds until the whole answer was there. */
      readonly ms: number;
    }
  | { readonly failure: string; readonly ms: number };

// Longer than any fault of the mock delays.
const patience = 11 * 60_000;

/**
 * Sends a request to a server and answers what it said; redirections are answers like any other.
 * @param base the server's URL; the request's path is appended to its path
 * @throws Refusal when the request cannot be sent as it is
 */
export async function forward(request: ForwardedRequest, base: string): Promise<ForwardedResponse> {
  const { request: send } = await import('undici');
  const { origin, pathname } = new URL(base);
  const path = pathname.replace(/\/$/, '') + request.path;
  demandContractPath(path);
  const started = performance.now();
  const ms = () => Math.round((performance.now() - started) * 100) / 100;
  try {
    const { statusCode, headers, body } = await send(origin + path, {
      // What the method is the server decides; undici's type knows only the usual ones.
      method: request.method as 'GET',
      headers: request.headers ?? {},
      body: bodyOf(request),
      headersTimeout: patience,
      bodyTimeout: patience,
      reset: true,
    });
    const text = await body.text();
    return { status: statusCode, headers: flat(headers), body: text, ms: ms() };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === 'UND_ERR_INVALID_ARG') {
      throw new Refusal('invalid-control-request', `The request cannot be sent: ${message}.`);
    }
    const failure = `${origin} sent no response: ${describeConnectionFailure(error)}.`;
    return { failure, ms: ms() };
  }
}

// A page that the tester is led to must not drive the control API in the mock's own name.
function demandContractPath(path: string): void {
  const readable = /^\/(?!\/)[\x21-\x7e]*$/.test(path);
  if (readable && !/^\/+_mock(\/|$)/.test(new URL(path, 'http://localhost').pathname)) return;
  throw new Refusal(
    'invalid-control-request',
    `The path ${path} cannot be relayed: it must begin with one /, have no spaces and no letters beyond ASCII, and not be one of the control API.`,
  );
}

function bodyOf({ body, split }: ForwardedRequest): string | Readable | null {
  if (!split || body === undefined) return body ?? null;
  return Readable.from(splitBody(body, pause));
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
