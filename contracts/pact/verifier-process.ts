import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cutText } from '../../spec/index.ts';
import type { FromChild, PactAnswer, PactRequest, PactVerdict, ToChild } from './protocol.ts';

/** Pact's verifier gave no result; the message says why, in a sentence. */
export class VerifierFailure extends Error {
  override readonly name = 'VerifierFailure';
}

/** How to run Pact's verifier. */
export interface ReplayOptions {
  /** Answers what it asks: requests to the provider, and for provider states. */
  readonly answer: (request: PactRequest) => Promise<PactAnswer>;
  /** Milliseconds that it may be silent while it waits for nobody. */
  readonly silence?: number | undefined;
  /** The module to run as the child. */
  readonly child?: string | undefined;
}

const ownChild = fileURLToPath(
  new URL(`verifier-child${extname(import.meta.url)}`, import.meta.url),
);

/**
 * Replays pact files with Pact's verifier in a child process, which ends with this one.
 * @throws VerifierFailure when it crashes, hangs, or says what cannot be understood
 */
export async function replayPacts(
  pacts: readonly string[],
  options: ReplayOptions,
): Promise<PactVerdict[]> {
  const { answer, silence = 30_000 } = options;
  const child = fork(options.child ?? ownChild, [], {
    silent: true,
    execArgv: ['--no-deprecation'],
    env: environment(process.env),
  });
  const printed = lastPrinted(child);
  const tell = (message: ToChild) => {
    // What became of a child that is gone is told by its exit.
    if (child.connected) child.send(message, () => {});
  };
  const { promise, resolve, reject } = Promise.withResolvers<PactVerdict[]>();
  const fail = (why: string) => reject(new VerifierFailure(why));

  let over = false;
  let answering = 0;
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(timer);
    // While it waits for an answer it has nothing to say.
    if (over || answering > 0) return;
    const why = `Pact's verifier said nothing for ${silence / 1_000} s and was stopped.`;
    timer = setTimeout(() => fail(why), silence);
  };

  child.on('message', async (message: FromChild) => {
    if (message.kind === 'verdicts') resolve([...message.verdicts]);
    else if (message.kind === 'failure') fail(`Pact's verifier failed: ${line(message.message)}`);
    else {
      answering += 1;
      watch();
      try {
        tell({ kind: 'answer', id: message.id, answer: await answer(message.request) });
      } catch (error) {
        reject(error);
      }
      answering -= 1;
    }
    watch();
  });
  child.on('error', (error) => fail(`Pact's verifier could not be started: ${error.message}.`));
  // Not at its exit, when what it printed may still be on its way.
  child.on('close', (code, signal) => {
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    fail(`Pact's verifier ended ${how} before it had a result: ${line(printed())}`);
  });
  watch();
  tell({ kind: 'replay', pacts });
  try {
    return await promise;
  } finally {
    over = true;
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function lastPrinted({ stdout, stderr }: ChildProcess): () => string {
  let printed = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-10_000);
    });
  }
  return () => printed;
}

// Pact's verifier would read a broker, filters and where to publish from the environment, and send
// even what goes to this machine through a proxy.
function environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(given).filter(
    ([name]) => !/^PACT_|^(https?|all|no)_proxy$/i.test(name),
  );
  return { ...Object.fromEntries(own), PACT_DO_NOT_TRACK: 'true' };
}

// What a crash prints is for those who program it: the line that says what happened is enough.
function line(text: string): string {
  const lines = text.split('\n').map((one) => one.trim());
  const telling = lines.find((one) => /error|panic|cannot/i.test(one)) ?? lines.find(Boolean);
  return telling === undefined ? 'it printed nothing.' : cutText(telling, 300, '');
}
