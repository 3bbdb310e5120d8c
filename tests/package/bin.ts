import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** The mock's command of an installed package, running. */
export interface RunningBin extends AsyncDisposable {
  /** Resolves with the URL that it prints when it serves. */
  url(): Promise<string>;
  /** Sends SIGTERM; resolves with how it ended. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a command that serves, on the Node.js of this process. */
export function startBin(folder: string, command: string, ...args: string[]): RunningBin {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  const lines = createInterface({ input: child.stdout });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return {
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
    async url() {
      for await (const line of lines) {
        const url = /http:\/\/[^ ]+/.exec(line)?.[0];
        if (url !== undefined) return url;
      }
      throw new Error(`${command} ended before it served.`);
    },
  };
}
