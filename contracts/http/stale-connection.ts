import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Dispatcher } from './dispatcher.ts';

/** What is known of the connection that one request is sent on. */
export interface Sending {
  socket?: Socket;
  /** Bytes that had come on it before. */
  before: number;
  /** Milliseconds since its last response; undefined on a new connection. */
  idle: number | undefined;
}

// No server closes a connection earlier because it is idle; it may rather have processed the request.
const idleFor = 250;
const closing = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const lastUse = new WeakMap<Socket, number>();
let starting: Sending | undefined;

// undici tells the socket of a request here only, right after the handler's onRequestStart.
subscribe('undici:client:sendHeaders', (message) => {
  if (starting === undefined) return;
  const { socket } = message as { readonly socket: Socket };
  const last = lastUse.get(socket);
  starting.socket = socket;
  starting.before = socket.bytesRead;
  starting.idle = last === undefined ? undefined : performance.now() - last;
  starting = undefined;
});

/** Sends one request, and records on which connection. */
export function watchSending(dispatcher: Dispatcher, sending: Sending): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (...args) => {
      starting = sending;
      start?.(...args);
    };
    return dispatch(options, handler);
  });
}

/** Records that a response came whole, so that its connection may be used again. */
export function endSending({ socket }: Sending): void {
  if (socket !== undefined) lastUse.set(socket, performance.now());
}

/**
 * Whether a request only met a connection that the server closed because it was idle, and so cannot have
 * been processed: no byte came back. A GET does no harm, however short the connection was idle.
 */
export function metClosing({ socket, before, idle }: Sending, error: unknown, method: string) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (socket === undefined || idle === undefined || !closing.has(code)) return false;
  return socket.bytesRead === before && (idle >= idleFor || method === 'GET');
}
