import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Stands between clients and a Unix socket, and passes on what each side sends some milliseconds later, as a
 * network does. Returns the port that it listens on.
 */
export async function startDelay(socket: string, milliseconds: number) {
  const open = new Set<Socket>();
  const pass = (from: Socket, to: Socket) => {
    open.add(from);
    from.setNoDelay(true);
    from.on('data', (data) => setTimeout(() => to.destroyed || to.write(data), milliseconds));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      open.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const database = connect(socket);
    pass(client, database);
    pass(database, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const one of open) one.destroy();
      server.close();
    },
  };
}
