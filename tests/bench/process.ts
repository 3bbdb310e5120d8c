import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** A server's process. */
export interface Child {
  readonly pid: number;
  /** @throws Error with the last that it said, when it has ended */
  demandRunning(): void;
  stop(): Promise<void>;
}

/** Starts a program of Node.js whose output nobody reads; it ends with this one at the latest. */
export function startNode(args: readonly string[], env: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'close').then(() => process.off('exit', kill));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1_000);
  });
  return {
    pid: child.pid ?? 0,
    demandRunning() {
      const how = child.signalCode ?? child.exitCode;
      if (how !== null) throw new Error(`${args.join(' ')} ended with ${how}: ${said.trim()}`);
    },
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
      kill();
      await ended;
    },
  };
}

/** Runs a program to its end; rejects when it cannot be started or fails. */
export const run = promisify(execFile);

/** Megabytes of memory that a process keeps resident; NaN where there is no /proc. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1]) / 1024;
}

/** The most megabytes of memory that a process has kept resident; NaN where there is no /proc. */
export function peakMemoryOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1]) / 1024;
}

/** Microseconds of processor time that a process has used, all threads; NaN where there is no /proc. */
export function processorTimeOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The name, in brackets, may hold anything; the fields after it are counted from 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Linux counts in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Microseconds of processor time that the processes which one has started use, all together. */
export function processorTimeOfChildren(parent: number): number {
  const children = read(`/proc/${parent}/task/${parent}/children`).trim().split(' ');
  const own = children.filter(Boolean).map(Number);
  return own.reduce((sum, pid) => sum + processorTimeOf(pid) + processorTimeOfChildren(pid), 0);
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
