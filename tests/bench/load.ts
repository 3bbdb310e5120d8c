import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Misuse } from '../../spec/index.ts';
import type { Bench } from './bench.ts';
import { processorTimeOf, run } from './process.ts';
import { headersOf, type Scenario } from './scenario.ts';
import type { Answer, Server } from './server.ts';

/** How many connections ask at once; each waits for its response before it asks again. */
export const connections = 16;

/** What one load on one server came to. */
export interface Slot {
  readonly perSecond: number;
  /** Milliseconds that half of the responses took at most. */
  readonly p50: number;
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
  const said = await run('wrk', ['-v']).catch(({ stdout }: { stdout?: string }) => stdout);
  if (said) return said.split(' [')[0] ?? '';
  throw new Misuse('The bench makes its load with wrk; install it, as by apt-get install wrk.');
}

// No two loads name the same ever-new ids; and none is beyond 2^32, where engines keep whole numbers
// in another way.
let nextId = 1;

/**
 * Puts a server under load, its account fresh before and after.
 * @throws Error when the server does not respond as expected before the load
 */
export async function measure(
  bench: Bench,
  server: Server,
  scenario: Scenario,
  seconds = bench.seconds,
): Promise<Slot> {
  await reset(server, scenario);
  await prepare(server, scenario);
  const slot = await load(bench, server, scenario, seconds);
  await reset(server, scenario);
  return slot;
}

/** Puts an account back to what a fresh one holds. */
export async function reset(server: Server, { token }: Scenario): Promise<void> {
  const { resetPath } = server;
  if (resetPath !== undefined) await demand(server, { method: 'POST', path: resetPath }, token);
}

/** Sends what a scenario needs to be there, then its request once; returns the response. */
export async function prepare(server: Server, scenario: Scenario): Promise<Answer> {
  const { request, token, outcome } = scenario;
  const before = server.resetPath === undefined ? [] : scenario.prepare;
  for (const one of before) await demand(server, one, token);
  const body = request.body?.replaceAll('#', () => String(nextId++));
  return demand(server, { ...request, ...(body && { body }) }, token, server.status[outcome]);
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
export async function load(
  { directory }: Bench,
  server: Server,
  scenario: Scenario,
  seconds: number,
): Promise<Slot> {
  const script = join(directory, 'wrk.lua');
  writeFileSync(script, luaOf(scenario, server.status[scenario.outcome]));
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script];
  const before = processorTimeOf(server.pid);
  const said = await run('wrk', [...options, server.origin + scenario.request.path]);
  const used = processorTimeOf(server.pid) - before;
  server.demandRunning();
  const figures = /figures (.*)/.exec(said)?.[1]?.split(' ').map(Number);
  if (figures === undefined) throw new Error(`wrk gave no figures: ${said.slice(-500)}`);
  const [requests = 0, duration = 0, p50 = 0, p99 = 0, unexpected = 0] = figures;
  return {
    perSecond: (requests * 1e6) / duration,
    p50: p50 / 1_000,
    p99: p99 / 1_000,
    processor: used / requests,
    unexpected,
  };
}

function luaOf({ request, token }: Scenario, status: number): string {
  const { method, body = '' } = request;
  const text = (value: string) => `[==[${value}]==]`;
  const lines = Object.entries(headersOf(request, token)).map(
    ([name, value]) => `wrk.headers['${name}'] = ${text(value)}`,
  );
  if (body !== '') lines.push(`wrk.body = ${text(body)}`);
  const count = body.split('#').length - 1;
  if (count > 0) {
    nextId += 10_000_000;
    const form = text(body.replaceAll('%', '%%').replaceAll('#', '%.0f'));
    const ids = Array.from({ length: count }, (_, i) => `id + ${i}`).join(', ');
    lines.push(`local id = ${nextId}
request = function()
  id = id + ${count}
  return wrk.format(nil, nil, nil, string.format(${form}, ${ids}))
end`);
  }
  // wrk calls `setup` and `done` apart from the thread, which keeps its count in a global of its own.
  return `${lines.join('\n')}
wrk.method = '${method}'
local thread
unexpected = 0
response = function(status)
  if status ~= ${status} then unexpected = unexpected + 1 end
end
setup = function(one) thread = one end
done = function(summary, latency)
  local e = summary.errors
  local bad = thread:get('unexpected') + e.connect + e.read + e.write + e.timeout
  print(string.format('figures %d %d %d %d %d', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), bad))
end
`;
}
