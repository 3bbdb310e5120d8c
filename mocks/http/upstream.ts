import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { createRedaction, describeConnectionFailure, Misuse } from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';
import type { Message } from '../problems/texts/message.ts';
import { controlTokenHeader } from './control-api.ts';
import { corsHeaders } from './cors.ts';
import { keepText } from './kept-text.ts';
import { breakOff } from './server.ts';
import { joinVary } from './vary.ts';
import { writeHead } from './write-head.ts';

/** What went over the wire when a request was passed on. */
export interface PassedOn {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the response; undefined if there is none, or one that is encoded, no text or large. */
  readonly body: string | undefined;
  /** The body of the request, as far as the server read it. */
  readonly requestBody: string | undefined;
}

/** A real server that requests are passed on to. */
export interface Upstream {
  /**
   * Passes a request on as it came, and sends the response back as it comes.
   * @throws Refusal if the server sends no response
   */
  pass(request: IncomingMessage, response: ServerResponse): Promise<PassedOn>;
  close(): Promise<void>;
}

// Those that belong to one connection (RFC 9110), those that are made anew for the next one, and what
// only the mock may know.
const ownHeaders = new Set([
  'connection',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  controlTokenHeader,
]);

type Headers = Readonly<Record<string, string | string[]>>;

/**
 * Creates an upstream; it connects when the first request is passed on.
 * @param url the URL that the path of each request is appended to
 * @throws Misuse if it is no URL of a server
 */
export function createUpstream(url: string): Upstream {
  const { origin, pathname, hostname } = readUrl(url);
  const base = pathname.replace(/\/+$/, '');
  // A proxy has to send Via (RFC 9110), and finds by it that a request comes round again.
  const via = `1.1 data-api-mock-${randomUUID()}`;
  let dispatcher: Promise<Dispatcher> | undefined;
  return { pass, close: async () => (await dispatcher)?.destroy() };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<PassedOn> {
    if (request.headers.via?.includes(via)) {
      throw failure(({ server }) => server.upstreamLoop(origin));
    }
    const sent = keepText(request.headers);
    const body = hasBody(request)
      ? // Node.js ends the client's connection when an iterator ends early, unless told not to.
        Readable.from(sent.keep(request.iterator({ destroyOnReturn: false })))
      : null;
    const received = await ask(request, body, response);
    const headers = withCors(request, endToEnd(received.headers as Headers));
    const returned = keepText(headers);
    try {
      writeHead(response, received.statusCode, headers);
    } catch (error) {
      received.body.on('error', () => {}).destroy();
      const { message } = error as Error;
      throw failure(({ server }) => server.upstreamUnsendable(origin, message));
    }
    // The client may go, or the server break off: the one ends the other.
    await pipeline(received.body, returned.keep, response).catch(() => breakOff(response));
    return {
      status: received.statusCode,
      headers: joinValues(headers),
      body: returned.text(),
      requestBody: sent.text(),
    };
  }

  async function ask(
    request: IncomingMessage,
    body: Readable | null,
    response: ServerResponse,
  ): Promise<Dispatcher.ResponseData> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const vias = request.headers.via === undefined ? via : `${request.headers.via}, ${via}`;
    try {
      dispatcher ??= connect(hostname);
      return await (await dispatcher).request({
        origin,
        path: base + request.url,
        method: request.method as Dispatcher.HttpMethod,
        headers: [...writtenHeaders(request), 'via', vias],
        body,
        signal: gone.signal,
      });
    } catch (error) {
      if (gone.signal.aborted) throw failure(({ server }) => server.upstreamLate(origin));
      const why = describeConnectionFailure(error);
      const { code = '' } = error as Error & { code?: string };
      throw failure(({ server }) => server.upstreamSilent(origin, why, code));
    }
  }

  function failure(detail: Message): Refusal {
    return new Refusal('upstream-failed', detail);
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && ![url.search, url.hash, url.username, url.password].some(Boolean);
  if (isPlain && /^https?:$/.test(url.protocol)) return url;
  const shown = createRedaction(undefined).text(text);
  throw new Misuse(
    `"${shown}" is not the URL of an upstream server; use one such as https://staging.example, without a query or a password.`,
  );
}

// Through the proxy of the environment, as the verifier; this machine is reached directly.
async function connect(hostname: string): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return new (isLocal ? Agent : EnvHttpProxyAgent)({
    // The client decides how long it waits.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Shorter than any server keeps an idle connection, so that few requests meet one that is closing.
    keepAliveTimeout: 500,
    keepAliveMaxTimeout: 500,
  });
}

/** The headers of a request that are not only for one connection, as they were written. */
function writtenHeaders({ rawHeaders, headers }: IncomingMessage): string[] {
  const own = ownNames(headers.connection);
  // HTTP/2 may send the pairs of a cookie one by one.
  const written = headers.cookie === undefined ? [] : ['cookie', headers.cookie];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const isOwn = /^(:|(cookie|via)$)/i.test(name) || own.has(name.toLowerCase());
    if (!isOwn) written.push(name, rawHeaders[i + 1] ?? '');
  }
  return written;
}

function endToEnd(headers: Headers): Headers {
  const own = ownNames([headers.connection ?? []].flat().join());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}

/** The names of headers that are only for one connection, and of those that it says are. */
function ownNames(connection = ''): Set<string> {
  return new Set([...ownHeaders, ...connection.toLowerCase().split(/\s*,\s*/)]);
}

function withCors(request: IncomingMessage, headers: Headers): Headers {
  if (headers['access-control-allow-origin'] !== undefined) return headers;
  const added = corsHeaders(request.headers, Object.keys(headers));
  if (added.vary === undefined) return headers;
  return { ...headers, ...added, vary: joinVary(headers.vary, added.vary) };
}

function hasBody(request: IncomingMessage): boolean {
  if ('stream' in request) return !(request.stream as ServerHttp2Stream).endAfterHeaders;
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  return coding !== undefined || Number(length ?? 0) > 0;
}

function joinValues(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
