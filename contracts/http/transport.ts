import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import pThrottle from 'p-throttle';
import { describeConnectionFailure, retryDelay, splitBody } from '../../spec/index.ts';
import { createDispatcher, isLocal } from './dispatcher.ts';
import type { Exchange, Request } from './exchange.ts';
import { acceptEncoding, readResponse, UnreadableResponse } from './read-response.ts';
import { endSending, metClosing, type Sending, watchSending } from './stale-connection.ts';

/** How to reach a provider. */
export interface TransportOptions {
  /** The provider's base URL; its path precedes the path of every request. */
  readonly provider: URL;
  /** Headers of every request, such as the key of a gateway. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificates in PEM to trust besides the usual ones. */
  readonly ca?: string | undefined;
  /** The most requests a second; undefined sets no limit. */
  readonly rate?: number | undefined;
  /** Milliseconds within which a response must be complete. */
  readonly timeout: number;
  /** The most connections at a time. */
  readonly connections: number;
  /** The clock of the pauses, for tests. */
  readonly clock?: { now(): number; pause(ms: number): Promise<unknown> };
}

/** Sends requests to one provider. */
export interface Transport {
  /** Milliseconds within which a response must be complete. */
  readonly timeout: number;
  /** Certificates in PEM to trust besides the usual ones. */
  readonly ca: string | undefined;
  /** The provider's base URL. */
  readonly url: URL;
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
// Whatever the provider asks for, each retry of a request waits twice as long as the one before.
const shortestPause = 20;
const longestPause = 5_000;
const pauseToGiveUp = 1_000;
const manyTimeouts = 12;
const shortestTimeout = 1_500;

/** Creates a transport, which opens connections as needed. */
export function createTransport(options: TransportOptions): Transport {
  const { provider, timeout, rate, ca, clock = { now: Date.now, pause } } = options;
  const prefix = provider.pathname.replace(/\/+$/, '');
  const dispatcher = createDispatcher(provider, options);
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
    const allowed = currentTimeout();
    // Any number of idle connections may be closing, each of which this ends.
    for (let tries = 0; ; tries += 1) {
      const sending: Sending = { before: 0, idle: undefined };
      const signal = AbortSignal.timeout(allowed);
      const began = performance.now();
      const since = () => Math.round((performance.now() - began) * 10) / 10;
      sent += 1;
      try {
        const response = await exchangeBytes(request, sending, signal);
        responses += 1;
        slowest = Math.max(slowest, since());
        return { request, response, failure: undefined, ms: since(), note };
      } catch (error) {
        if (signal.aborted) timeouts += 1;
        else if (tries < options.connections && metClosing(sending, error, request.method))
          continue;
        if (error instanceof UnreadableResponse) responses += 1;
        const failure = failureOf(error, signal.aborted ? allowed : undefined);
        return { request, response: undefined, failure, ms: since(), note };
      }
    }
  }

  async function exchangeBytes(request: Request, sending: Sending, signal: AbortSignal) {
    const incoming = await watchSending(dispatcher, sending).request({
      origin: provider.origin,
      method: request.method as 'GET',
      path: request.fromOrigin ? request.path : prefix + request.path,
      ...bodyOf(request, options.headers),
      signal,
    });
    const response = await readResponse(incoming);
    endSending(sending);
    return response;
  }

  // Pauses if the response asks for it; returns whether to send the request again.
  async function retries({ response }: Exchange, attempt: number, began: number): Promise<boolean> {
    const now = clock.now();
    const asked = response && retryDelay(response, now);
    if (asked === undefined) return false;
    const least = Math.min(shortestPause * 2 ** (attempt - 1), longestPause);
    const wait = Math.max(asked, least);
    // A server that is unavailable twice is out of order.
    const givesUp = now + wait - began > longestRetry || (response?.status === 503 && attempt > 1);
    pausedUntil = Math.max(pausedUntil, now + (givesUp ? pauseToGiveUp : wait));
    if (givesUp) await clock.pause(pauseToGiveUp);
    return !givesUp;
  }

  return {
    timeout,
    ca,
    url: provider,
    local: isLocal(provider),
    get sent() {
      return sent;
    },
    get responses() {
      return responses;
    },
    async send(request, note) {
      const began = clock.now();
      for (let attempt = 1; ; attempt += 1) {
        for (let now = clock.now(); pausedUntil > now; now = clock.now()) {
          await clock.pause(pausedUntil - now);
        }
        const exchange = await limited(request, note);
        if (!(await retries(exchange, attempt, began))) return exchange;
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function failureOf(error: unknown, timeout: number | undefined): string {
  if (timeout !== undefined) return `no response within ${timeout} ms`;
  if (error instanceof UnreadableResponse) return error.message;
  return `no response: ${describeConnectionFailure(error)}`;
}

function bodyOf({ body, split, ...request }: Request, more: TransportOptions['headers'] = {}) {
  const headers = { 'accept-encoding': acceptEncoding, ...more, ...request.headers };
  if (!split || body === undefined) return { headers, body: body ?? null };
  return {
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    body: Readable.from(splitBody(body, pause)),
  };
}
