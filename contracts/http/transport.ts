import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import pThrottle from 'p-throttle';
import { Pool } from 'undici';
import { describeConnectionFailure, parseJson, retryDelay, splitBody } from '../../spec/index.ts';
import type { Exchange, Request, Response } from './exchange.ts';

/** How to reach a provider. */
export interface TransportOptions {
  /** The provider's base URL; its path precedes the path of every request. */
  readonly provider: URL;
  /** Headers of every request, such as the key of a gateway. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The most requests a second; undefined sets no limit. */
  readonly rate?: number | undefined;
  /** Milliseconds within which a response must be complete. */
  readonly timeout: number;
  /** The most connections at a time. */
  readonly connections: number;
}

/** Sends requests to one provider. */
export interface Transport {
  /** Milliseconds within which a response must be complete. */
  readonly timeout: number;
  /** Whether the provider runs on this machine. */
  readonly local: boolean;
  /** How many requests were sent. */
  readonly sent: number;
  /** How many responses came back. */
  readonly responses: number;
  /**
   * Sends a request and waits for its response. Retries after the pause that a 429, or a 503 with
   * Retry-After, asks for. Never throws for what the provider does.
   */
  send(request: Request, note: string): Promise<Exchange>;
  close(): Promise<void>;
}

// After so many milliseconds of retries the last response counts.
const longestRetry = 60_000;
const manyTimeouts = 12;
const shortestTimeout = 1_500;

/** Creates a transport, which opens connections as needed. */
export function createTransport(options: TransportOptions): Transport {
  const { provider, timeout, rate } = options;
  const prefix = provider.pathname.replace(/\/+$/, '');
  const pool = new Pool(provider.origin, {
    connections: options.connections,
    // sendOnce limits the time of the whole response; undici's own limits could only end it earlier.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout },
  });
  let sent = 0;
  let responses = 0;
  let timeouts = 0;
  let slowest = 0;
  // All requests wait until then, because the provider asked for a pause.
  let pausedUntil = 0;
  const limited =
    rate === undefined
      ? sendOnce
      : pThrottle({ limit: rate, interval: 1_000, strict: true })(sendOnce);

  // After timeouts, shorten the timeout for an otherwise fast provider.
  function currentTimeout(): number {
    if (timeouts === 0) return timeout;
    if (timeouts === 1) return Math.min(timeout, Math.max(timeout / 2, slowest * 10));
    const shortest = timeouts < manyTimeouts ? shortestTimeout : shortestTimeout / 4;
    return Math.min(timeout, Math.max(shortest, slowest * 10));
  }

  async function sendOnce(request: Request, note: string): Promise<Exchange> {
    sent += 1;
    const began = performance.now();
    const since = () => Math.round((performance.now() - began) * 10) / 10;
    const allowed = currentTimeout();
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
      responses += 1;
      slowest = Math.max(slowest, ms);
      const response = readResponse(statusCode, headers, bytes);
      return { request, response, failure: undefined, ms, note };
    } catch (error) {
      if (signal.aborted) timeouts += 1;
      const failure = signal.aborted
        ? `no response within ${allowed} ms`
        : `no response: ${describeConnectionFailure(error)}`;
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
      return responses;
    },
    async send(request, note) {
      const began = Date.now();
      for (let attempt = 1; ; attempt += 1) {
        while (pausedUntil > Date.now()) await pause(pausedUntil - Date.now());
        const exchange = await limited(request, note);
        const { response } = exchange;
        const wait = response && retryDelay(response, Date.now());
        const tooLong = wait !== undefined && Date.now() + wait - began > longestRetry;
        // A server that is unavailable twice is out of order.
        const unavailable = response?.status === 503 && attempt > 1;
        if (wait === undefined || tooLong || unavailable) return exchange;
        pausedUntil = Math.max(pausedUntil, Date.now() + wait);
      }
    },
    close: () => pool.destroy(),
  };
}

function bodyOf({ body, split, ...request }: Request, more: TransportOptions['headers'] = {}) {
  const headers = { ...more, ...request.headers };
  if (!split || body === undefined) return { headers, body: body ?? null };
  return {
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    body: Readable.from(splitBody(body, pause)),
  };
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
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
  );
  return { status, headers: Object.fromEntries(plain), body, json: parseJson(body), utf8 };
}
