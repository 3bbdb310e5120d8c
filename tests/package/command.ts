import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a folder, with the Node.js of this process first; it may fail. */
export function attempt(
  folder: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...outside(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (piece: string) => {
        text[name] += piece;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...text }));
  });
}

/** Runs a command that has to succeed. */
export async function run(folder: string, command: string, ...args: string[]): Promise<Ended> {
  const ended = await attempt(folder, command, args);
  if (ended.code === 0) return ended;
  throw new Error(
    `${command} ${args.join(' ')} ended with ${ended.code}: ${ended.stdout}${ended.stderr}`,
  );
}

/** Runs npm, without what the npm around this process says. */
export function npm(folder: string, ...args: string[]): Promise<Ended> {
  return run(folder, 'npm', ...args, '--prefer-offline', '--no-audit', '--no-fund');
}

// What npm and Vitest tell their scripts would tell the other project's npm the wrong things.
function outside(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|NODE_ENV|NODE_OPTIONS|VITEST|VITE_|TEST$)/.test(name),
  );
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...Object.fromEntries(own), PATH: path, NO_COLOR: '1', FORCE_COLOR: undefined };
}
