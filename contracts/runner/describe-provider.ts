import { fork, spawnSync } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import type { PlannedResult } from '../run/planned-results.ts';
import type { DescribeProviderOptions, SentOptions, TestRunner } from './options.ts';
import {
  type Conclusions,
  type FromVerifier,
  lastTest,
  type ToVerifier,
  testName,
} from './protocol.ts';

export type { DescribeProviderOptions, TestRunner } from './options.ts';

const own = import.meta.filename;
// A module, also beside the CommonJS form of this file.
const verifier = join(dirname(own), `verifier${extname(own).replace('.cjs', '.js')}`);

/**
 * Makes a test of each result that a verification is to have: interactions of pacts, checks, promises
 * about all responses, and explorations. One verification, in a process of its own, runs for them all
 * when the first test runs. What is broken or inconclusive fails with the words of the report, and what
 * was not tried is skipped. In Jest it passes, and the last test prints why.
 * @throws Error with a sentence if there is no test runner, or an option makes no sense
 * @example
 * describeProvider({ provider: 'http://127.0.0.1:4020', token: 'token-one', runner: { describe, test } });
 */
export function describeProvider(options: DescribeProviderOptions): void {
  const { runner = globalRunner(), testTimeout = 600_000, provider, ...others } = options;
  const planned = plan({ ...others, provider: 'http://127.0.0.1' });
  let verification: Promise<Conclusions> | undefined;
  const controller = new AbortController();
  const begin = async () => {
    const url = typeof provider === 'function' ? await provider() : provider;
    return verifyApart({ ...others, provider: `${url}` }, planned, controller.signal);
  };
  let isTold = false;
  const unskipped: string[] = [];
  const settle = async (name: string, { skip, signal }: TestContext) => {
    signal?.addEventListener('abort', () => controller.abort(), { once: true });
    verification ??= begin();
    const { outcome, text } = (await verification)[name] ?? { outcome: 'fail', text: name };
    if (name === lastTest && unskipped.length > 0) console.info(unskipped.join('\n'));
    // A common cause fails one test, if the others can be skipped.
    const isCause = outcome === 'untried' && (!isTold || skip === undefined);
    isTold ||= isCause;
    if (outcome === 'fail' || isCause) throw failure(text);
    if (outcome === 'pass') return;
    if (skip === undefined) unskipped.push(`Not tried: ${name} ${text}`);
    else skip(text);
  };
  const define = (name: string) =>
    // Jest would take a plain parameter for its callback.
    runner.test(name, (...[context]) => settle(name, contextOf(context)), testTimeout);
  runner.describe('The provider', () => {
    for (const [layer, tests] of Map.groupBy(planned, (one) => one.layer)) {
      runner.describe(layer, () => tests.map(testName).forEach(define));
    }
    define(lastTest);
  });
}

function globalRunner(): TestRunner {
  const { describe, test } = globalThis as Partial<TestRunner>;
  if (describe !== undefined && test !== undefined) return { describe, test };
  throw new Error(
    'There are no global describe and test; pass those of your test runner, as in `runner: { describe, test }`.',
  );
}

// At once, because a runner wants to know all tests when a file is loaded.
function plan(options: SentOptions): PlannedResult[] {
  const ended = spawnSync(process.execPath, [verifier], {
    input: JSON.stringify(options),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (ended.status === 0) return JSON.parse(ended.stdout);
  throw failure(ended.stderr?.trim() || `The verifier could not be started: ${ended.error}.`);
}

function verifyApart(
  options: SentOptions,
  planned: readonly PlannedResult[],
  signal: AbortSignal,
): Promise<Conclusions> {
  return new Promise((resolve, reject) => {
    const child = fork(verifier, {
      // Not those of the test runner.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const post = (message: ToVerifier) => child.connected && child.send(message);
    child.once('message', (message: FromVerifier) => {
      if (message.kind === 'verified') resolve(message.conclusions);
      else reject(failure(message.message));
    });
    child.once('error', reject);
    child.once('disconnect', () => reject(failure('The verifier ended without a report.')));
    post({ kind: 'verify', options, planned });
    const end = () => post({ kind: 'end' });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

// Of the contexts of Vitest and node:test; Jest has none.
interface TestContext {
  readonly skip?: ((note: string) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
}

function contextOf(context: unknown): TestContext {
  const { skip, signal } = (context ?? {}) as TestContext;
  return { skip: skip?.bind(context), signal };
}

// Where the verifier is called from says nothing about the provider.
function failure(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
