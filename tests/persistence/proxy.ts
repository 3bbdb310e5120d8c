import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** When a connection is cut: before PostgreSQL gets to know of a query, or before its answer. */
export type Cut = 'before' | 'after' | undefined;

/**
 * Starts a TCP proxy before a Unix socket, which can cut connections; it ends with the test.
 * @returns its port, what it does with the next query that has some text, and what PostgreSQL takes queries for;
 * `hold` keeps what PostgreSQL answers from then on until `pass` sends it at once
 */
export async function startProxy(socket: string) {
  let held: Map<Socket, Buffer[]> | undefined;
  const proxy = {
    port: 0,
    text: 'COMMIT',
    cut: undefined as Cut,
    /** Changes what is sent to PostgreSQL, and keeps its length. */
    change: (piece: Buffer): Buffer => piece,
    hold(): void {
      held = new Map();
    },
    /** How many connections have something to say. */
    get held(): number {
      return [...(held?.values() ?? [])].filter((pieces) => pieces.length > 0).length;
    },
    pass(): void {
      for (const [client, pieces] of held ?? []) client.write(Buffer.concat(pieces));
      held = undefined;
    },
  };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const target = createConnection(socket);
    let isCut = false;
    const end = () => {
      for (const one of [client, target]) {
        open.delete(one);
        one.destroy();
      }
    };
    for (const one of [client, target]) {
      open.add(one);
      one.on('error', end);
      // What is held has to arrive first.
      one.on('close', () => (proxy.held > 0 && one === target ? undefined : end()));
    }
    client.on('data', (piece) => {
      if (proxy.cut !== undefined && piece.includes(proxy.text)) {
        isCut = true;
        const { cut } = proxy;
        proxy.cut = undefined;
        if (cut === 'before') return end();
      }
      if (held !== undefined && !held.has(client)) held.set(client, []);
      target.write(proxy.change(piece));
    });
    target.on('data', (piece) => {
      if (isCut) return end();
      const kept = held?.get(client);
      if (kept === undefined) client.write(piece);
      else kept.push(piece);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const one of open) one.destroy();
    server.close();
  });
  const address = server.address();
  proxy.port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return proxy;
}
