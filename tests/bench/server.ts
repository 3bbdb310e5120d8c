import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from './ask.ts';
import { type Command, startChild } from './child.ts';
import type { Outcome } from './scenario.ts';

/** A server that is measured. */
export interface Server {
  readonly name: string;
  readonly pid: number;
  readonly origin: string;
  /** Milliseconds from its start to its first answer. */
  readonly readyAfter: number;
  /** The status that it answers with. */
  readonly status: Readonly<Record<Outcome, number>>;
  /** Whether what it was told makes a difference. */
  readonly remembers: boolean;
  /** Puts an account back to what a fresh one holds. */
  reset(token: string): Promise<void>;
  /** Why it is gone; undefined while it runs. */
  gone(): string | undefined;
  stop(): Promise<void>;
}

/** How to start a server. */
export interface Kind {
  readonly name: string;
  readonly status: Readonly<Record<Outcome, number>>;
  command(port: number): Command;
  /** The path whose POST puts an account back; none where nothing is remembered. */
  readonly resetPath?: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const node = process.execPath;
const answersAtOnce = { method: 'GET', path: '/melodies/personal' };

/** This project's mock, as everybody starts it; it logs, as `prism mock` does. */
export const ours: Kind = {
  name: 'this mock',
  status: { accepted: 200, conflicting: 409, invalid: 422 },
  resetPath: '/_mock/accounts/me/reset',
  command: (port) => ({
    file: node,
    args: ['mocks/cli/data-api-mock.cjs', '--port', String(port)],
    directory: root,
  }),
};

/**
 * Prism's own command line on the same document; it has no state, so nothing conflicts. The project
 * pins fp-ts to a release that is faster, and the Prism in its node_modules gains by that too.
 */
export const prism: Kind = prismAt('prism mock', `${root}node_modules/.bin/prism`);

/** What the tables call Prism as npm installs it. */
export const publishedPrismName = 'prism mock by npx';

/** What the tables call the server that only answers. */
export const bareName = 'bare node:http';

/** The same as npm installs it for anybody, with the fp-ts that Prism itself asks for. */
export function publishedPrism(cli: string): Kind {
  return prismAt(publishedPrismName, cli);
}

function prismAt(name: string, cli: string): Kind {
  return {
    name,
    status: { accepted: 200, conflicting: 200, invalid: 422 },
    command: (port) => ({
      file: node,
      args: [cli, 'mock', `${root}spec/openapi.yaml`, '--port', String(port)],
    }),
  };
}

/**
 * Mockoon's command line on the same document; it neither validates nor remembers. It checks for no
 * updates, and reports nothing to anybody.
 */
export function mockoon(cli: string): Kind {
  return {
    name: 'Mockoon CLI',
    status: { accepted: 200, conflicting: 200, invalid: 200 },
    command: (port) => ({
      file: node,
      args: [
        cli,
        'start',
        '--data',
        `${root}spec/openapi.yaml`,
        '--port',
        String(port),
        '--hostname',
        '127.0.0.1',
        '--disable-log-to-file',
        '--disable-admin-api',
        '--disable-external-refs',
        '--repair',
      ],
      env: { DO_NOT_TRACK: '1' },
    }),
  };
}

/** node:http alone, giving this mock's answers from a file: the most that is possible here. */
export function bare(answers: string): Kind {
  return {
    name: bareName,
    status: ours.status,
    command: (port) => ({
      file: node,
      args: [`${root}tests/bench/bare.ts`, String(port), answers],
    }),
  };
}

/**
 * Starts a server on a free port and waits until it answers.
 * @throws Error when it ends, or gives no answer within a minute
 */
export async function startServer(kind: Kind): Promise<Server> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = startChild(kind.command(port));
  while (!(await answers(origin))) {
    const why = child.gone();
    if (why !== undefined) throw new Error(`${kind.name} did not start: ${why}`);
    if (performance.now() - started > 60_000) {
      await child.stop();
      throw new Error(`${kind.name} gave no answer within a minute.`);
    }
    await sleep(2);
  }
  const readyAfter = performance.now() - started;
  return {
    name: kind.name,
    pid: child.pid,
    origin,
    readyAfter,
    status: kind.status,
    remembers: kind.resetPath !== undefined,
    async reset(token) {
      if (kind.resetPath === undefined) return;
      const { status } = await ask(origin, { method: 'POST', path: kind.resetPath }, token);
      if (status !== 200) throw new Error(`${kind.name} did not reset: ${status}.`);
    },
    gone: child.gone,
    stop: child.stop,
  };
}

async function answers(origin: string): Promise<boolean> {
  try {
    await ask(origin, answersAtOnce, 'bench-ready');
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
