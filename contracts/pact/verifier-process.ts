import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cutText } from '../../spec/index.ts';
import type {
  FromChild,
  PactRequest,
  PactResponse,
  PactVerdict,
  PublishOptions,
  ToChild,
} from './protocol.ts';

/** Pact's verifier returned no result; the message says why, in a sentence. */
export class VerifierFailure extends Error {
  override readonly name = 'VerifierFailure';
}

/** Options of a replay. */
export interface ReplayOptions {
  /** Responds to its requests, which are for the provider or for provider states. */
  readonly respond: (request: PactRequest) => Promise<PactResponse>;
  /** Milliseconds that it may take between its requests. */
  readonly silence: number;
  /** Where to publish the results of pacts from a Pact Broker; undefined publishes none. */
  readonly publish?: PublishOptions | undefined;
  /** The module to run as the child process. */
  readonly verifierChild?: string | undefined;
}

const ownChild = fileURLToPath(
  new URL(`verifier-child${extname(import.meta.url)}`, import.meta.url),
);

/**
 * Replays pacts, which are files or URLs, with Pact's verifier in a child process, which ends with this one.
 * @throws VerifierFailure if it crashes, hangs, or returns something unexpected
 */
export async function replayPacts(
  pacts: readonly string[],
  options: ReplayOptions,
): Promise<PactVerdict[]> {
  const { respond, silence, publish } = options;
  const child = fork(options.verifierChild ?? ownChild, [], {
    silent: true,
    execArgv: ['--no-deprecation'],
    env: environment(process.env),
  });
  const printed = lastPrinted(child);
  const post = (message: ToChild) => {
    // If the child is gone, its exit says why.
    if (child.connected) child.send(message, () => {});
  };
  const { promise, resolve, reject } = Promise.withResolvers<PactVerdict[]>();
  const fail = (why: string) => reject(new VerifierFailure(why));

  let over = false;
  let responding = 0;
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(timer);
    // It is silent while it waits for a response.
    if (over || responding > 0) return;
    const why = `Pact's verifier was stopped after ${silence / 1_000} s without a message.`;
    timer = setTimeout(() => fail(why), silence);
  };

  child.on('message', async (message: FromChild) => {
    if (message.kind === 'verdicts') resolve([...message.verdicts]);
    else if (message.kind === 'failure') fail(`Pact's verifier failed: ${line(message.message)}`);
    else {
      responding += 1;
      watch();
      try {
        post({ kind: 'response', id: message.id, response: await respond(message.request) });
      } catch (error) {
        reject(error);
      }
      responding -= 1;
    }
    watch();
  });
  child.on('error', (error) => fail(`Pact's verifier could not be started: ${error.message}.`));
  // Unlike 'exit', 'close' waits for all output.
  child.on('close', (code, signal) => {
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    fail(`Pact's verifier ended ${how} without a result: ${line(printed())}`);
  });
  watch();
  post({ kind: 'replay', pacts, publish });
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

// From the environment Pact's verifier would read a broker, filters and where to publish, and a proxy
// even for this machine.
function environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(given).filter(
    ([name]) => !/^PACT_|^(https?|all|no)_proxy$/i.test(name),
  );
  return { ...Object.fromEntries(own), PACT_DO_NOT_TRACK: 'true' };
}

// Of what a crash prints, the line that says what happened is enough.
function line(text: string): string {
  const lines = text.split('\n').map((one) => one.trim());
  const telling = lines.find((one) => /error|panic|cannot/i.test(one)) ?? lines.find(Boolean);
  return telling === undefined ? 'it printed nothing.' : cutText(telling, 300, '');
}
