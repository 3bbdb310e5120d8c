import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Behaviour, lawfulBehaviour, type Ways } from './behaviour.ts';
import { accounts, handle, type Incoming } from './serving.ts';
import { openDatabase } from './storage.ts';

/** A running provider. */
export interface Provider {
  /** Without a final slash; with the path prefix, if it has one. */
  url: string;
  tokens: { first: string; second: string };
  close(): Promise<void>;
}

/** Reads a request to its end. */
export async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? '',
    path: pathname,
    query: search,
    authorization: request.headers.authorization,
    contentType: request.headers['content-type'],
    body: Buffer.concat(chunks),
  };
}

/** Starts an example provider on 127.0.0.1: the lawful one with the given differences. */
export async function startProvider(ways: Ways = {}, port = 0): Promise<Provider> {
  const b: Behaviour = { ...lawfulBehaviour, ...(typeof ways === 'function' ? ways() : ways) };
  const db = openDatabase([...accounts.values()]);
  b.prepare(db);
  const server = createServer(async (message, response) => {
    const request = await read(message);
    const reply = await b.around(db, request, () => handle(b, db, request));
    if (reply === 'drop') message.socket.destroy();
    else if (reply !== 'hang') b.send(reply, response);
  });
  const at = await listen(server, port);
  return {
    url: `${at.url}${b.prefix}`,
    tokens: { first: 'token-one', second: 'token-two' },
    close: at.close,
  };
}

/** Has a server listen on 127.0.0.1. */
export async function listen(server: Server, port = 0): Promise<Pick<Provider, 'url' | 'close'>> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
