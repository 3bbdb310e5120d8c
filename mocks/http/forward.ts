import { Readable } from 'node:stream';
import { Refusal } from '../problems/problem.ts';
import { isControlPath } from './control-api.ts';

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
const timeout = 11 * 60_000;

/**
 * Sends a request to a server and answers what it said; redirections are answers like any other.
 * @param base the server's URL; the request's path is appended to its path
 * @throws Refusal when the request cannot be sent as it is
 */
export async function forward(request: ForwardedRequest, base: string): Promise<ForwardedResponse> {
  const { request: send } = await import('undici');
  const { origin, pathname } = new URL(base);
  const path = pathname.replace(/\/$/, '') + request.path;
  assertContractPath(path);
  const started = performance.now();
  const ms = () => Math.round((performance.now() - started) * 100) / 100;
  try {
    const { statusCode, headers, body } = await send(origin + path, {
      // What the method is the server decides; undici's type knows only the usual ones.
      method: request.method as 'GET',
      headers: request.headers ?? {},
      body: request.body === undefined ? null : bodyOf(request.body, request.split === true),
      headersTimeout: timeout,
      bodyTimeout: timeout,
      reset: true,
    });
    const text = await body.text();
    return { status: statusCode, headers: joinValues(headers), body: text, ms: ms() };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === 'UND_ERR_INVALID_ARG') {
      throw new Refusal('invalid-control-request', `The request cannot be sent: ${message}.`);
    }
    return { failure: failureOf(code, origin, message), ms: ms() };
  }
}

// A page that the tester is led to must not drive the control API in the mock's own name.
function assertContractPath(path: string): void {
  const readable = /^\/(?!\/)[\x21-\x7e]*$/.test(path);
  if (readable && !isControlPath(new URL(path, 'http://localhost').pathname)) return;
  throw new Refusal(
    'invalid-control-request',
    `The path ${path} cannot be relayed: it must begin with one /, have no spaces and no letters beyond ASCII, and not be one of the control API.`,
  );
}

function bodyOf(text: string, split: boolean): Buffer | Readable {
  const bytes = Buffer.from(text, 'utf8');
  return split ? Readable.from(inTwoParts(bytes)) : bytes;
}

async function* inTwoParts(bytes: Buffer): AsyncIterable<Buffer> {
  const letter = bytes.findIndex((byte) => byte >= 0xc0);
  const at = letter === -1 ? Math.ceil(bytes.length / 2) : letter + 1;
  yield bytes.subarray(0, at);
  yield bytes.subarray(at);
}

function joinValues(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

function failureOf(code: string | undefined, origin: string, message: string): string {
  const known: Record<string, string> = {
    ECONNREFUSED: `Nothing listens at ${origin}.`,
    ENOTFOUND: `The host of ${origin} is not known.`,
    UND_ERR_SOCKET: 'The connection was dropped without an answer.',
    ECONNRESET: 'The connection was dropped without an answer.',
    UND_ERR_HEADERS_TIMEOUT: 'There was no answer within eleven minutes.',
    UND_ERR_CONNECT_TIMEOUT: `Nobody answers at ${origin}.`,
  };
  return known[code ?? ''] ?? `There was no answer from ${origin} (${code ?? message}).`;
}
