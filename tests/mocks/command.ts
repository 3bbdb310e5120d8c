import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command of the mock, running. */
export interface RunningCommand {
  readonly process: ChildProcess;
  /** Resolves with the next line, of both streams, that matches and was not resolved with before. */
  line(form: RegExp): Promise<string>;
  /** Resolves with the URL that it prints when it serves. */
  url(): Promise<string>;
  /** Sends a signal; resolves when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

/** Starts `node mocks/cli/data-api-mock.cjs` with some arguments. */
export function startCommand(...args: readonly string[]): RunningCommand {
  return start(process.execPath, ['mocks/cli/data-api-mock.cjs', ...args]);
}

/** Starts the real command of the verifier. */
export function startVerifier(...args: readonly string[]): RunningCommand {
  return start(process.execPath, ['contracts/cli/data-api-verify.cjs', ...args]);
}

/** Starts the command of the mock in another working directory. */
export function startCommandIn(folder: string, ...args: readonly string[]): RunningCommand {
  return start(
    process.execPath,
    [join(root, 'mocks/cli/data-api-mock.cjs'), ...args],
    false,
    folder,
  );
}

/**
 * Starts `npm start` with some arguments for the mock; `process` is npm's. SIGKILL ends what npm
 * started, too, even where npm is gone.
 */
export function startByNpm(...args: readonly string[]): RunningCommand {
  const command = start('npm', ['start', '--', ...args], true);
  const { pid = 0 } = command.process;
  return {
    ...command,
    stop(signal) {
      if (signal !== 'SIGKILL') return command.stop(signal);
      try {
        process.kill(-pid, signal);
      } catch {
        // Nothing is left of the group.
      }
      return command.ended;
    },
  };
}

function start(
  file: string,
  args: readonly string[],
  detached = false,
  cwd = root,
): RunningCommand {
  const child = spawn(file, args, {
    cwd,
    detached,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const unread: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const news = () => {
    for (const look of waiting) look();
  };
  for (const name of ['stdout', 'stderr'] as const) {
    let rest = '';
    child[name].setEncoding('utf8');
    child[name].on('data', (piece: string) => {
      text[name] += piece;
      const lines = `${rest}${piece}`.split('\n');
      rest = lines.pop() ?? '';
      unread.push(...lines);
      news();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal, ...text });
      news();
    });
  });
  const line = (form: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const at = unread.findIndex((one) => form.test(one));
        if (at < 0 && !over) return;
        waiting.delete(look);
        if (at >= 0) resolve(unread.splice(0, at + 1).at(-1) ?? '');
        else reject(new Error(`It ended before ${form} came: ${text.stdout}${text.stderr}`));
      };
      waiting.add(look);
      look();
    });
  return {
    process: child,
    line,
    ended,
    async url() {
      const url = /https?:\/\/[^ ]+/.exec(await line(/https?:\/\//))?.[0];
      if (url === undefined) throw new Error('It printed no URL.');
      return url;
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
