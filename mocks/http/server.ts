import type { RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Refusal } from '../problems/problem.ts';
import { createServer, STATUS_CODES } from './node-http.ts';

// Containers are killed 10 seconds after SIGTERM.
const usualGrace = 5_000;

/**
 * Creates an HTTP server that stays on its port when `handle` serves a changed contract.
 * @param grace milliseconds that running requests have to end in when the server closes
 */
export function createHttpServer(handle: RequestListener, grace: number = usualGrace) {
  const server = createServer(handle);
  // Fastify's default: longer than proxies usually keep a connection.
  server.keepAliveTimeout = 72_000;
  server.on('clientError', respondToUnreadable);
  const connections = new Set<Socket>();
  let closing: Promise<void> | undefined;
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
      server.closeIdleConnections();
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

const unreadable: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    detail: 'The headers are larger than the server accepts; send less.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    detail: 'The request took too long to arrive; send it faster.',
  },
};

// What is not HTTP never reaches Fastify.
function respondToUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const { status, detail } = unreadable[error.code ?? ''] ?? {
    status: 400,
    detail: 'The request is not valid HTTP.',
  };
  const body = JSON.stringify({ ...new Refusal('unreadable-request', detail).problem(), status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
