import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** Names in lower case; the last of a repeated one. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything that came, interim answers included. */
  readonly text: string;
}

/** A connection that a test writes to byte by byte. */
export interface RawConnection {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): void;
  /** Resolves when what came so far matches. */
  until(form: RegExp): Promise<string>;
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<RawAnswer>;
}

/** Opens a connection to a server. */
export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let over = false;
  const waiting = new Set<() => void>();
  const news = () => {
    for (const look of waiting) look();
  };
  socket.setEncoding('latin1');
  socket.on('data', (piece) => {
    text += piece;
    news();
  });
  const ended = new Promise<RawAnswer>((resolve) => {
    socket.once('close', () => {
      over = true;
      news();
      resolve(readAnswer(text));
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  // A server may drop the connection while it is still written to.
  socket.on('error', () => {});
  return {
    socket,
    ended,
    write: (bytes) => void socket.write(bytes),
    until: (form) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!form.test(text) && !over) return;
          waiting.delete(look);
          if (form.test(text)) resolve(text);
          else reject(new Error(`The connection ended before ${form} came: ${text}`));
        };
        waiting.add(look);
        look();
      }),
  };
}

/**
 * Sends bytes over a connection of their own; answers what came until the server ended it.
 * @param thenEnd whether the client's side is ended after them
 */
export async function sendRaw(
  url: string,
  pieces: readonly (string | Uint8Array)[],
  thenEnd = false,
): Promise<RawAnswer> {
  const { socket, write, ended } = await openRaw(url);
  for (const piece of pieces) write(piece);
  if (thenEnd) socket.end();
  return ended;
}

/** Writes a request that asks the server to end the connection after its answer. */
export function rawRequest(
  method: string,
  path: string,
  headers: readonly string[] = [],
  body: string | Uint8Array = '',
): (string | Uint8Array)[] {
  const bytes = Buffer.from(body);
  const length = bytes.length === 0 ? [] : [`Content-Length: ${bytes.length}`];
  const head = ['Host: 127.0.0.1', 'Connection: close', ...length, ...headers];
  return [`${method} ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`, bytes];
}

let accounts = 0;

/** Writes a request of an account that nothing was asked for before. */
export function freshRequest(...[method, path, headers, body]: Parameters<typeof rawRequest>) {
  return rawRequest(method, path, [`Authorization: fresh-${++accounts}`, ...(headers ?? [])], body);
}

/** Sends a request of an account that nothing was asked for before. */
export type RawAsk = (...request: Parameters<typeof rawRequest>) => Promise<RawAnswer>;

/** Makes a way to ask a server, each time as another account. */
export function createRawAsk(url: string): RawAsk {
  return (...request) => sendRaw(url, freshRequest(...request));
}

function readAnswer(text: string): RawAnswer {
  // Interim answers go before the one that counts.
  const final = text.replace(/^(HTTP\/1\.1 1\d\d [^\r]*\r\n(?:[^\r]+\r\n)*\r\n)+/, '');
  const split = final.indexOf('\r\n\r\n');
  const [first = '', ...lines] = final.slice(0, split).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const mark = line.indexOf(':');
      return [line.slice(0, mark).toLowerCase(), line.slice(mark + 1).trim()];
    }),
  );
  const body = split < 0 ? '' : Buffer.from(final.slice(split + 4), 'latin1').toString('utf8');
  return { status: Number(first.split(' ')[1] ?? 0), headers, body, text };
}
