import { ask } from './ask.ts';
import type { Bench } from './bench.ts';
import type { Load } from './load.ts';
import { processorTimeOf } from './proc.ts';
import { freshIds, type Scenario, withIds } from './scenario.ts';
import type { Server } from './server.ts';

// No two loads name the same ever-new ids, nor does anything else that the bench sends; and none is
// beyond 2^32, where engines keep whole numbers in another way.
let nextIds = 0;
const idsALoad = 10_000_000;

/** One load on one server. */
export interface Slot extends Load {
  /** Microseconds of the server's processor time a request, all its threads. */
  readonly processor: number | undefined;
}

/**
 * Puts a server under load: its account fresh before and after, and the first request looked at.
 * @throws Error when the server does not answer as expected before the load
 */
export async function measure(
  bench: Bench,
  server: Server,
  scenario: Scenario,
  seconds = bench.seconds,
): Promise<Slot> {
  demandRunning(server);
  await server.reset(scenario.token);
  await prepare(server, scenario);
  const slot = await load(bench, server, scenario, seconds);
  await server.reset(scenario.token);
  return slot;
}

/** Puts a server under load in the state that it is in. */
export async function load(
  bench: Bench,
  server: Server,
  scenario: Scenario,
  seconds: number,
): Promise<Slot> {
  const { client, directory } = bench;
  const { origin, pid } = server;
  const status = server.status[scenario.outcome];
  const before = processorTimeOf(pid);
  const measured = await client.run({
    origin,
    scenario,
    status,
    firstId: newIds(scenario),
    seconds,
    directory,
  });
  demandRunning(server);
  const after = processorTimeOf(pid);
  const used = before === undefined || after === undefined ? undefined : after - before;
  return { ...measured, processor: used && (used * 1e6) / measured.requests };
}

/** Sends what a scenario needs to be there, then its request once; answers what came back. */
export async function prepare(server: Server, scenario: Scenario) {
  for (const request of server.remembers ? scenario.prepare : []) {
    const { status } = await ask(server.origin, request, scenario.token);
    demand(server, scenario, status, server.status.accepted);
  }
  const first = withIds(scenario.request, newIds(scenario));
  const answered = await ask(server.origin, first, scenario.token);
  demand(server, scenario, answered.status, server.status[scenario.outcome]);
  return answered;
}

function newIds({ request }: Scenario): number {
  if (freshIds(request) > 0) nextIds += idsALoad;
  return nextIds;
}

function demandRunning({ name, gone }: Server): void {
  const why = gone();
  if (why !== undefined) throw new Error(`${name} did not last: ${why}`);
}

function demand({ name }: Server, scenario: Scenario, status: number, expected: number): void {
  if (status === expected) return;
  throw new Error(
    `${scenario.name}: ${name} answered ${status} where ${expected} is expected, so that its speed would say nothing.`,
  );
}
