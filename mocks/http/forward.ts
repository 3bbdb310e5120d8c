import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { describeConnectionFailure, splitBody } from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';
import { mayBeControlPath } from './control-api.ts';

/** A request that the mock sends for the explorer, since a browser would add its own headers. */
export interface ForwardedRequest {
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether to send the body in two parts, cut inside a character of several bytes if it has one. */
  readonly split?: boolean;
}

/** The response to a forwarded request, or a sentence that says why there was none. */
export type ForwardedResponse =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Milliseconds until the whole response was received. */
      readonly ms: number;
    }
  | { readonly failure: string; readonly ms: number };

/** A server to forward requests to. */
export interface ForwardTarget {
  /** The URL that the path of each request is appended to. */
  readonly url: string;
  /** Whether it is the mock itself, whose certificate nobody has to vouch for. */
  readonly isSelf?: boolean;
}

// Longer than any delay that a fault can set.
const timeout = 11 * 60_000;

/**
 * Sends a request to a server and returns its response; redirects are not followed.
 * @throws Refusal if the request cannot be sent as it is
 */
export async function forward(
  request: ForwardedRequest,
  { url, isSelf = false }: ForwardTarget,
): Promise<ForwardedResponse> {
  const { Agent, request: send } = await import('undici');
  const { origin, pathname, protocol } = new URL(url);
  const path = pathname.replace(/\/$/, '') + request.path;
  assertContractPath(path);
  const started = performance.now();
  const ms = () => Math.round((performance.now() - started) * 100) / 100;
  try {
    const { statusCode, headers, body } = await send(origin + path, {
      // Any method may be sent; undici's type has only the usual ones.
      method: request.method as 'GET',
      headers: request.headers ?? {},
      body: bodyOf(request),
      headersTimeout: timeout,
      bodyTimeout: timeout,
      reset: true,
      ...(isSelf && protocol === 'https:'
        ? { dispatcher: new Agent({ connect: { rejectUnauthorized: false } }) }
        : {}),
    });
    const text = await body.text();
    return { status: statusCode, headers: joinValues(headers), body: text, ms: ms() };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === 'UND_ERR_INVALID_ARG') {
      throw new Refusal('invalid-control-request', ({ control }) => control.unsendable(message));
    }
    const failure = `${origin} sent no response: ${describeConnectionFailure(error)}.`;
    return { failure, ms: ms() };
  }
}

/** Adds headers to a request. */
export function withHeaders(
  request: ForwardedRequest,
  added: Readonly<Record<string, string>>,
): ForwardedRequest {
  return { ...request, headers: { ...request.headers, ...added } };
}

// Otherwise a page could make the mock call its own control API.
function assertContractPath(path: string): void {
  const readable = /^\/(?!\/)[\x21-\x7e]*$/.test(path);
  if (readable && !mayBeControlPath(path)) return;
  throw new Refusal('invalid-control-request', ({ control }) => control.notRelayed(path));
}

function bodyOf({ body, split }: ForwardedRequest): string | Readable | null {
  if (!split || body === undefined) return body ?? null;
  return Readable.from(splitBody(body, pause));
}

function joinValues(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
