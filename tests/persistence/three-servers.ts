import { createServer } from 'node:http';
import { listen } from '../contracts/http/gateway.ts';
import { type RunningCommand, startCommand } from '../mocks/command.ts';
import { startNginx } from '../nginx.ts';

/** A mock in a process of its own. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again at the same address. */
  restart(): Promise<void>;
}

/** Three mocks in processes of their own over one store, behind nginx. */
export interface ThreeServers extends AsyncDisposable {
  /** The URL of nginx. */
  readonly url: string;
  readonly servers: readonly Server[];
}

/**
 * Starts three mocks and nginx, with the configuration of compose.yaml.
 * @param store the store that they share
 * @param options more options of each mock
 */
export async function startThreeServers(
  store: string,
  ...options: readonly string[]
): Promise<ThreeServers> {
  const started = Array.from({ length: 3 }, () => startServer(store, options));
  const servers = await Promise.all(started);
  const url = await freeUrl();
  const nginx = await startNginx(
    servers.map((one) => new URL(one.url).host),
    new URL(url).host,
  );
  return {
    url,
    servers,
    async [Symbol.asyncDispose]() {
      await nginx.close();
      await Promise.all(servers.map((one) => one.kill()));
    },
  };
}

async function startServer(store: string, options: readonly string[]): Promise<Server> {
  const start = async (port: string): Promise<[RunningCommand, string]> => {
    const all = ['--port', port, '--store', store, '--log', 'silent', ...options];
    const command = startCommand(...all);
    return [command, await command.url()];
  };
  let [command, url] = await start('0');
  return {
    url,
    get pid() {
      return command.process.pid ?? 0;
    },
    kill: async () => void (await command.stop('SIGKILL')),
    async restart() {
      const again = () => start(new URL(url).port);
      // A connection of nginx may have its port for a moment.
      [command] = await again().catch(again).catch(again);
    },
  };
}

// nginx does not say which port it has chosen.
async function freeUrl(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await new Promise((closed) => server.close(closed));
  return url;
}
