import { fileURLToPath } from 'node:url';
import { Misuse } from '../../spec/index.ts';
import { processorTimeOf, run } from './process.ts';
import { headersOf, type Scenario, tokensOf } from './scenario.ts';
import type { Answer, Server } from './server.ts';

/** How many connections ask at once; each waits for its response before it asks again. */
export const connections = 16;

/** What one load on one server came to. */
export interface Slot {
  readonly perSecond: number;
  /** Milliseconds that all but one in a hundred took at most. */
  readonly p99: number;
  /** Microseconds of the server's processor time a request, all its threads; NaN if unknown. */
  readonly processor: number;
  /** Responses with another status, and requests without a response. */
  readonly unexpected: number;
}

/**
 * The version of wrk, which makes the load.
 * @throws Misuse when it is not installed
 */
export async function wrkVersion(): Promise<string> {
  // wrk exits with 1 after telling its version.
  const { stdout } = await run('wrk', ['-v']).catch((error: { stdout?: string }) => error);
  if (stdout) return stdout.split(' [')[0] ?? '';
  throw new Misuse('The bench makes its load with wrk; install it, as by apt-get install wrk.');
}

// No two loads name the same ever-new ids; and none is beyond 2^32, where engines keep whole numbers
// in another way.
let nextId = 1;

/**
 * Puts a server under load, its account fresh before and after.
 * @throws Error when the server does not respond as expected before the load
 */
export async function measure(server: Server, scenario: Scenario, seconds: number): Promise<Slot> {
  await reset(server, scenario);
  await prepare(server, scenario);
  const slot = await load(server, scenario, seconds);
  await reset(server, scenario);
  return slot;
}

/** Puts an account back to what a fresh one holds. */
export async function reset(server: Server, scenario: Scenario): Promise<void> {
  const { resetPath } = server;
  if (resetPath === undefined) return;
  for (const token of tokensOf(scenario)) {
    await demand(server, { method: 'POST', path: resetPath }, token);
  }
}

/** Sends what a scenario needs to be there, then its request once; returns the last account's response. */
export async function prepare(server: Server, scenario: Scenario): Promise<Answer> {
  const { request, outcome } = scenario;
  const before = server.resetPath === undefined ? [] : scenario.prepare;
  const answers: Answer[] = [];
  for (const token of tokensOf(scenario)) {
    for (const one of before) await demand(server, one, token);
    const body = request.body?.replaceAll('#', () => String(nextId++));
    const whole = { ...request, ...(body && { body }) };
    answers.push(await demand(server, whole, token, server.status[outcome]));
  }
  return answers.at(-1) as Answer;
}

async function demand(
  { ask, name, status: { accepted } }: Server,
  request: Scenario['request'],
  token: string,
  status = accepted,
): Promise<Answer> {
  const answer = await ask(request, token);
  if (answer.status === status) return answer;
  const { method, path } = request;
  throw new Error(`${name} gave ${answer.status} for ${status} to ${method} ${path}: ${token}`);
}

/** Puts a server under load in the state that it is in. */
export async function load(server: Server, scenario: Scenario, seconds: number): Promise<Slot> {
  const { request, token, outcome, accounts = 1 } = scenario;
  const { method, path, body = '' } = request;
  const headers = Object.entries(headersOf(request, token)).map((one) => `-H${one.join(': ')}`);
  const script = fileURLToPath(new URL('wrk.lua', import.meta.url));
  const how = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout=10s', '-s', script];
  nextId += 10_000_000;
  const what = [method, String(server.status[outcome]), String(nextId), body, String(accounts)];
  const before = processorTimeOf(server.pid);
  const { stdout } = await run('wrk', [...how, ...headers, server.origin + path, '--', ...what]);
  const used = processorTimeOf(server.pid) - before;
  server.demandRunning();
  const figures = /figures (.*)/.exec(stdout)?.[1]?.split(' ').map(Number);
  if (figures === undefined) throw new Error(`wrk gave no figures: ${stdout}`);
  const [requests = 0, duration = 0, p99 = 0, unexpected = 0] = figures;
  const perSecond = (requests * 1e6) / duration;
  return { perSecond, p99: p99 / 1_000, processor: used / requests, unexpected };
}
