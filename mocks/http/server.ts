import type { RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Refusal } from '../problems/problem.ts';
import { createServer } from './node-http.ts';

/** A server that outlives what it serves: a changed contract is taken up on the same port. */
export interface HttpServer {
  /**
   * Listens, on any free port for 0; answers the port.
   * @throws Error with `code` (EADDRINUSE, EACCES…) when the address cannot be had.
   */
  listen(port: number, host: string): Promise<number>;
  /** Takes no more connections, and resolves when all running requests are answered. */
  close(): Promise<void>;
}

/** Makes a server that hands its requests on. */
export function createHttpServer(handle: RequestListener): HttpServer {
  const server = createServer(handle);
  // As Fastify has it: longer than what stands before a server usually keeps a connection.
  server.keepAliveTimeout = 72_000;
  server.on('clientError', respondToUnreadable);
  const connections = new Set<Socket>();
  let closing: Promise<void> | undefined;
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host }, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close() {
      closing ??= server.listening ? end() : Promise.resolve();
      return closing;
    },
  };

  async function end(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // A connection that a running request keeps alive becomes idle only when that is answered.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      // Browsers open connections ahead of need; one that never spoke does not count as idle.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, 20);
    await closed;
    clearInterval(sweep);
  }
}

// What is no HTTP never reaches Fastify; it is answered as clearly all the same.
function respondToUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const detail = tooLarge
    ? 'The headers are larger than the server takes; send less.'
    : 'The request is not HTTP as the server understands it.';
  const problem = {
    ...new Refusal('unreadable-request', detail).problem(),
    status: tooLarge ? 431 : 400,
  };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
