import type { IncomingMessage, RequestListener, ServerOptions, ServerResponse } from 'node:http';
import type { Http2ServerResponse, ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Refusal } from '../problems/problem.ts';
import { englishRefusals, type RefusalTexts } from '../problems/texts/english.ts';
import { textsFor } from '../problems/texts/language.ts';
import type { Message } from '../problems/texts/message.ts';
import type { Certificate } from './certificate.ts';
import { corsHeaders } from './cors.ts';
import { createServer, loadHttp2, STATUS_CODES } from './node-http.ts';
import { languageHeaders } from './vary.ts';

/** How an HTTP server behaves; each has a default. */
export interface HttpServerOptions extends ServerOptions {
  /** Milliseconds that running requests have to end in when the server closes. */
  readonly grace?: number;
  /** The certificate to serve HTTPS with, by HTTP/2 or HTTP/1.1. */
  readonly certificate?: Certificate | undefined;
}

/** Creates an HTTP server that stays on its port when `handle` serves a changed contract. */
export function createHttpServer(
  handle: RequestListener,
  // Containers are killed 10 seconds after SIGTERM.
  { grace = 5_000, certificate, ...options }: HttpServerOptions = {},
) {
  const all = {
    ...options,
    // Node.js itself would refuse a request without Host in an answer without words.
    requireHostHeader: false,
    // Fastify's default: longer than proxies usually keep a connection.
    keepAliveTimeout: 72_000,
  };
  const server: Server & { closeIdleConnections?(): void } =
    certificate === undefined
      ? createServer(all)
      : loadHttp2().createSecureServer({ ...all, ...certificate, allowHTTP1: true });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.httpVersionMajor === 2) useOrdinaryHeaders(request);
    const needsHost = request.httpVersion === '1.1' && request.headers.host === undefined;
    if (needsHost) refuse(request, response, 400, (texts) => texts.request.noHost);
    else handle(request, response);
  });
  server.on('clientError', respondToUnreadable);
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const { expect = '' } = request.headers;
    refuse(request, response, 417, (texts) => texts.request.expectation(expect));
  });
  const connections = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  let closing: Promise<void> | undefined;
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return {
    /**
     * Listens, on any free port for 0, and returns the port.
     * @throws Error with `code` (EADDRINUSE, EACCES…) if the address is not available
     */
    listen: (port: number, host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host }, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    /** Accepts no more connections, and resolves when all running requests are finished or dropped. */
    close(): Promise<void> {
      closing ??= server.listening ? end() : Promise.resolve();
      return closing;
    },
  };

  async function end(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // The connection of a running request becomes idle only when the request is finished.
    const sweep = setInterval(() => {
      server.closeIdleConnections?.();
      // Lets the running requests of an HTTP/2 connection finish.
      for (const session of sessions) session.close();
      // Browsers open connections in advance; an unused one does not count as idle.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, 20);
    // A client may never send the rest of its request, or read its response.
    const limit = setTimeout(() => {
      for (const socket of connections) socket.destroy();
    }, grace);
    await closed;
    clearInterval(sweep);
    clearTimeout(limit);
  }
}

// HTTP/2 has the host, and the request line, among the headers.
function useOrdinaryHeaders(request: IncomingMessage): void {
  const { ':authority': authority, ...sent } = request.headers;
  const own = Object.entries(sent).filter(([name]) => !name.startsWith(':'));
  const headers = {
    ...(authority === undefined ? {} : { host: authority }),
    ...Object.fromEntries(own),
  };
  Object.defineProperty(request, 'headers', { value: headers });
}

/** Breaks off a response: its connection, or its stream where other requests have the same connection. */
export function breakOff(response: ServerResponse | Http2ServerResponse): void {
  // Also of a request that came without the network.
  if (!('stream' in response)) return void response.destroy();
  response.stream.close(loadHttp2().constants.NGHTTP2_INTERNAL_ERROR);
}

const unreadable: Readonly<Record<string, { status: number; detail: Message }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: ({ request }) => request.largeHeaders },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: ({ request }) => request.tooSlow },
};

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  detail: Message,
): void {
  const texts = textsFor(request.headers);
  const body = problemText(status, detail, texts);
  const cors = corsHeaders(request.headers);
  response.writeHead(status, {
    ...cors,
    ...languageHeaders(texts, cors),
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    ...(request.httpVersionMajor === 2 ? {} : { connection: 'close' }),
  });
  response.end(body);
}

function problemText(status: number, detail: Message, texts: RefusalTexts): string {
  return JSON.stringify(new Refusal('unreadable-request', detail).problem(texts, status));
}

// What is not HTTP never reaches Fastify.
function respondToUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const { status, detail } = unreadable[error.code ?? ''] ?? {
    status: 400,
    detail: ({ request }: RefusalTexts) => request.notHttp,
  };
  // What language the client wants cannot be read.
  const body = problemText(status, detail, englishRefusals);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\ncontent-language: ${englishRefusals.language}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
