import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

// Everything that the bench starts, so that nothing outlives it, however it ends.
const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
process.once('SIGHUP', () => process.exit(129));

/** A process that the bench started. */
export interface Child {
  readonly pid: number;
  /** Why it is gone, with the last that it said; undefined while it runs. */
  gone(): string | undefined;
  /** Ends it, kindly at first. */
  stop(): Promise<void>;
}

/** How a process is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** Starts a process whose output nobody reads. */
export function startChild({ file, args, env = {}, directory }: Command): Child {
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let why: string | undefined;
  track(child);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      why = error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      why = `it ended with ${signal ?? code}${said === '' ? '' : `: ${said.trim()}`}`;
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    gone: () => why,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
      if (why === undefined) child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Runs a process to its end; answers what it wrote, to stdout and stderr together.
 * @throws Error when it cannot be started, fails, or takes longer than so many milliseconds
 */
export function runChild(
  { file, args, env = {}, directory }: Command,
  most: number,
  mayFail = false,
): Promise<string> {
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: most,
    killSignal: 'SIGKILL',
  });
  track(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0 || (mayFail && signal === null)) return resolve(said);
      const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`;
      reject(new Error(`${file} ${how}: ${said.slice(-500).trim()}`));
    });
  });
}

function track(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
}
