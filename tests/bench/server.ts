import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, run, startNode } from './process.ts';
import { type Ask, collection, headersOf, type Outcome } from './scenario.ts';

/** How to start a server, and what it makes of requests. */
export interface Kind {
  readonly name: string;
  readonly status: Readonly<Record<Outcome, number>>;
  /** What Node.js is started with, before the port. */
  readonly args: readonly string[];
  /** The path whose POST puts an account back; none where nothing is remembered. */
  readonly resetPath?: string;
}

/** What a server responded. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that is measured. */
export interface Server extends Kind, Child {
  readonly origin: string;
  /** Milliseconds from its start to its first response. */
  readonly readyAfter: number;
  /**
   * Sends one request.
   * @throws Error when there is no response within `timeout` milliseconds
   */
  ask(request: Ask, token: string, timeout?: number): Promise<Answer>;
}

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const contract = file('spec/openapi.yaml');

/** This project's mock, as everybody starts it; it logs, as `prism mock` does. */
export const ours: Kind = {
  name: 'this mock',
  status: { accepted: 200, conflicting: 409, invalid: 422 },
  resetPath: '/_mock/accounts/me/reset',
  args: [file('mocks/cli/data-api-mock.cjs'), '--port'],
};

/** Prism's own command line on the same document; it has no state, so nothing conflicts. */
export const prism: Kind = {
  name: 'prism mock',
  status: { accepted: 200, conflicting: 200, invalid: 422 },
  args: [file('node_modules/.bin/prism'), 'mock', contract, '--port'],
};

/** This project's mock and `prism mock`, in this order, on another document. */
export function mocksOf(document: string): readonly [Kind, Kind] {
  const [command = ''] = ours.args;
  const [theirs = ''] = prism.args;
  return [
    { ...ours, args: [command, '--spec', document, '--port'] },
    { ...prism, args: [theirs, 'mock', document, '--port'] },
  ];
}

/** node:http alone, giving responses in JSON, by token: the most that is possible here. */
export const bare = (responses: string): Kind => ({
  name: 'bare node:http',
  status: ours.status,
  args: [file('tests/bench/bare.ts'), responses],
});

/** What npm fetches for the bench alone. */
export const mockoonPackage = '@mockoon/cli@9.9.0';
export const jsonServerPackage = 'json-server@0.17.4';

/**
 * Mockoon's command line on the same document; it neither validates nor remembers.
 * @throws Error when npm cannot fetch it within three minutes
 */
export async function mockoon(): Promise<Kind> {
  const cli = await fetchCommand(mockoonPackage, 'mockoon-cli');
  const offline = ['--disable-log-to-file', '--disable-admin-api', '--disable-external-refs'];
  const own = ['--data', contract, '--hostname', '127.0.0.1', '--repair', ...offline];
  return {
    name: 'Mockoon CLI',
    status: { accepted: 200, conflicting: 200, invalid: 200 },
    args: [cli, 'start', ...own, '--port'],
  };
}

/**
 * json-server on a file of JSON; it validates nothing, and writes the whole file after each change.
 * @throws Error when npm cannot fetch it within three minutes
 */
export async function jsonServer(data: string): Promise<Kind> {
  const cli = await fetchCommand(jsonServerPackage, 'json-server');
  return {
    name: 'json-server, a file',
    status: { accepted: 200, conflicting: 200, invalid: 200 },
    args: [cli, data, '--host', '127.0.0.1', '--quiet', '--port'],
  };
}

async function fetchCommand(name: string, command: string): Promise<string> {
  const how = ['--yes', '--ignore-scripts', '--prefer-offline', `--package=${name}`];
  // Its file is started, not npm; from the root no node_modules of a project is in the way.
  const find = ['exec', ...how, '--call', `readlink -f $(command -v ${command})`];
  const { stdout } = await run('npm', find, { cwd: '/', timeout: 180_000 });
  return stdout.trim();
}

/**
 * Starts a server on a free port and waits until it responds.
 * @throws Error when it ends, or gives no response within a minute
 */
export async function startServer(kind: Kind): Promise<Server> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const ask: Server['ask'] = async (request, token, timeout = 10_000) => {
    const signal = AbortSignal.timeout(timeout);
    const headers = headersOf(request, token);
    const response = await fetch(origin + request.path, { ...request, headers, signal });
    const own: Record<string, string> = {};
    response.headers.forEach((value, name) => {
      own[name] = value;
    });
    return { status: response.status, headers: own, body: await response.text() };
  };
  const started = performance.now();
  const child = startNode([...kind.args, String(port)], { DO_NOT_TRACK: '1' });
  for (;;) {
    const answer = await ask({ method: 'GET', path: collection }, 'ready').catch(() => undefined);
    const readyAfter = performance.now() - started;
    if (answer !== undefined) return { ...kind, ...child, origin, readyAfter, ask };
    child.demandRunning();
    if (readyAfter > 60_000) throw new Error(`${kind.name} gave no response within a minute.`);
    await sleep(2);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
