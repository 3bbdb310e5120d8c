import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import type { Reply } from '../responding.ts';
import type { Incoming } from '../serving.ts';

/** A request to a worker, and its answer. */
interface Order {
  readonly at: number;
  readonly request: Incoming;
}
interface Done {
  readonly at: number;
  readonly reply: Reply;
}

/** Workers behind one port, which take turns. */
export interface Workers {
  answer(request: Incoming): Promise<Reply>;
  close(): Promise<void>;
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const execArgv = ['--disable-warning=ExperimentalWarning'];

/** Starts processes that run a file of this folder. */
export function startProcesses(count: number, file: string, args: readonly string[]): Workers {
  const start = () => fork(path(file), args, { serialization: 'advanced', execArgv });
  return gather(Array.from({ length: count }, start), (one, order) => one.send(order));
}

/** Starts threads that run a file of this folder. */
export function startThreads(count: number, file: string, workerData: unknown): Workers {
  const start = () => new Worker(path(file), { workerData, execArgv });
  return gather(Array.from({ length: count }, start), (one, order) => one.postMessage(order));
}

function gather<W extends ChildProcess | Worker>(
  workers: readonly W[],
  send: (worker: W, order: Order) => void,
): Workers {
  const waiting = new Map<number, (reply: Reply) => void>();
  let at = 0;
  for (const worker of workers) {
    worker.on('message', (done: Done) => {
      waiting.get(done.at)?.(done.reply);
      waiting.delete(done.at);
    });
  }
  return {
    answer: ({ method, path, authorization, contentType, body }) =>
      new Promise((resolve) => {
        at += 1;
        waiting.set(at, resolve);
        const worker = workers[at % workers.length];
        const request = { method, path, authorization, contentType, body };
        if (worker !== undefined) send(worker, { at, request });
      }),
    close: async () => {
      await Promise.all(workers.map(end));
    },
  };
}

function end(worker: ChildProcess | Worker): Promise<unknown> {
  if (worker instanceof Worker) return worker.terminate();
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill();
  return ended;
}

/** Answers the requests that a worker receives. */
export function work(answer: (request: Incoming) => Promise<Reply>): void {
  const reply = (done: Done) =>
    parentPort === null ? process.send?.(done) : parentPort.postMessage(done);
  (parentPort ?? process).on('message', async ({ at, request }: Order) => {
    reply({ at, reply: await answer({ ...request, body: Buffer.from(request.body) }) });
  });
}
