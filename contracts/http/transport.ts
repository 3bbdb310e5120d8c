import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import pThrottle from 'p-throttle';
import { Pool } from 'undici';
import type { Exchange, Request, Response } from './exchange.ts';

/** How to reach a provider. */
export interface TransportOptions {
  /** The provider's base URL; a path in it goes before every request's path. */
  readonly provider: URL;
  /** Headers of every request, such as a gateway's key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests a second at most; undefined is no limit. */
  readonly rate?: number | undefined;
  /** Milliseconds until an answer must be complete. */
  readonly timeout: number;
  /** Connections at most. */
  readonly connections: number;
  /** Requests at most in the whole run; undefined is no limit. */
  readonly budget?: number | undefined;
}

/** Sends requests to one provider. */
export interface Transport {
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** Whether the provider runs on this machine. */
  readonly local: boolean;
  /** How many requests went out so far. */
  readonly sent: number;
  /** How many of them were answered. */
  readonly responses: number;
  /**
   * Sends a request and waits for its answer; a provider that asks for patience (429, or 503 with
   * Retry-After) gets it. Never throws for what the provider does.
   */
  send(request: Request, note: string): Promise<Exchange>;
  close(): Promise<void>;
}

// A provider that still asks for patience after so long is answered by its last answer.
const longestPatience = 60_000;
const betweenParts = 15;
const manyTimeouts = 12;
const shortestTimeout = 1_500;

/** Opens connections to a provider as they are needed. */
export function createTransport(options: TransportOptions): Transport {
  const { provider, timeout, rate } = options;
  const prefix = provider.pathname.replace(/\/+$/, '');
  const pool = new Pool(provider.origin, {
    connections: options.connections,
    // The time for the whole answer is kept below; these would only end it earlier.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout },
  });
  let sent = 0;
  let answered = 0;
  let timeouts = 0;
  let slowest = 0;
  // Until when everybody waits, because the provider asked for patience.
  let quietUntil = 0;
  const limited =
    rate === undefined ? once : pThrottle({ limit: rate, interval: 1_000, strict: true })(once);

  // Who has waited in vain several times need not wait as long for a provider that answers at once.
  function patience(): number {
    if (timeouts === 0) return timeout;
    // Half as long once it was in vain, and a tenth or so later on.
    if (timeouts === 1) return Math.min(timeout, Math.max(timeout / 2, slowest * 10));
    const shortest = timeouts < manyTimeouts ? shortestTimeout : shortestTimeout / 4;
    return Math.min(timeout, Math.max(shortest, slowest * 10));
  }

  async function once(request: Request, note: string): Promise<Exchange> {
    sent += 1;
    const began = performance.now();
    const since = () => Math.round((performance.now() - began) * 10) / 10;
    const allowed = patience();
    const signal = AbortSignal.timeout(allowed);
    try {
      const { statusCode, headers, body } = await pool.request({
        method: request.method as 'GET',
        path: prefix + request.path,
        ...bodyOf(request, options.headers),
        signal,
      });
      const bytes = Buffer.from(await body.arrayBuffer());
      const ms = since();
      answered += 1;
      slowest = Math.max(slowest, ms);
      const response = readResponse(statusCode, headers, bytes);
      return { request, response, failure: undefined, ms, note };
    } catch (error) {
      if (signal.aborted) timeouts += 1;
      const failure = signal.aborted
        ? `no answer within ${allowed} ms`
        : `no answer: ${reason(error)}`;
      return { request, response: undefined, failure, ms: since(), note };
    }
  }

  return {
    timeout,
    local: /^(localhost|127(\.\d+){3}|\[::1\])$/.test(provider.hostname),
    get sent() {
      return sent;
    },
    get responses() {
      return answered;
    },
    async send(request, note) {
      const began = Date.now();
      for (let attempt = 1; ; attempt += 1) {
        while (quietUntil > Date.now()) await pause(quietUntil - Date.now());
        const exchange = await limited(request, note);
        const wait = askedPatience(exchange.response, Date.now());
        const tooLong = wait !== undefined && Date.now() + wait - began > longestPatience;
        // A server that is out of order more than once is out of order.
        const broken = exchange.response?.status === 503 && attempt > 1;
        if (wait === undefined || tooLong || broken) return exchange;
        quietUntil = Math.max(quietUntil, Date.now() + wait);
      }
    },
    close: () => pool.destroy(),
  };
}

function bodyOf(request: Request, more: TransportOptions['headers'] = {}) {
  const headers = { ...more, ...request.headers };
  if (!request.split || request.body === undefined) return { headers, body: request.body ?? null };
  const bytes = Buffer.from(request.body);
  const inside = bytes.findIndex((byte) => byte >= 0x80 && byte < 0xc0);
  const cut = inside > 0 ? inside : bytes.length >> 1;
  const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
  const body = Readable.from(
    (async function* () {
      for (const [i, part] of parts.entries()) {
        // Far enough apart that the provider reads the first without the second.
        if (i > 0) await pause(betweenParts);
        yield part;
      }
    })(),
  );
  return { headers: { ...headers, 'content-length': String(bytes.length) }, body };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function readResponse(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  bytes: Buffer,
): Response {
  let body: string;
  let utf8 = true;
  try {
    body = strictUtf8.decode(bytes);
  } catch {
    body = bytes.toString('latin1');
    utf8 = false;
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
  );
  return { status, headers: Object.fromEntries(plain), body, json, utf8 };
}

/** Milliseconds that an answer asks to wait before the next request; undefined when it asks for none. */
function askedPatience(answer: Response | undefined, now: number): number | undefined {
  if (answer === undefined) return undefined;
  const asked = answer.headers['retry-after'];
  if (answer.status !== 429 && !(answer.status === 503 && asked !== undefined)) return undefined;
  if (asked === undefined) return 1_000;
  if (/^\d+$/.test(asked.trim())) return Number(asked) * 1_000;
  const until = Date.parse(asked);
  return Number.isNaN(until) ? 1_000 : Math.max(0, until - now);
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : undefined;
  const inner = error.cause instanceof Error ? error.cause.message : undefined;
  const words: Record<string, string> = {
    ECONNREFUSED: 'the connection is refused',
    ECONNRESET: 'the connection was reset',
    ENOTFOUND: 'there is no such host',
    UND_ERR_SOCKET: 'the connection was dropped',
    UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
    EPIPE: 'the connection was dropped',
  };
  return (code && words[code]) ?? (error.message || inner || code || 'unknown error');
}
