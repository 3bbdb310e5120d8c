import { join } from 'node:path';
import { hasPostgres, installPostgres, startPostgres } from '../providers/stacks/postgres.ts';
import { type Bench, byTurns, figure, median, type Report, ratio, table, yesNo } from './bench.ts';
import { startAt } from './databases.ts';
import { startDelay } from './delay.ts';
import { load, prepare, reset } from './load.ts';
import { processorTimeOf, processorTimeOfChildren } from './process.ts';
import { type Scenario, scenarios } from './scenario.ts';
import type { Server } from './server.ts';

/** How many times what one server writes is wanted at least of two on different accounts. */
const target = 1.6;

// So few that a server waits for them, and not for its processor: two cores are soon busy here.
const pool = 4;

/** What some servers together came to in one load. */
interface Sum {
  readonly perSecond: number;
  /** Microseconds of processor time a request: of the mocks, and of the database. */
  readonly mocks: number;
  readonly database: number;
  readonly unexpected: number;
}

/** Measures what two servers write to one PostgreSQL, a millisecond away, beside what one does. */
export async function servers(bench: Bench): Promise<Report> {
  if (!hasPostgres) return { text: `Servers: install PostgreSQL, as by ${installPostgres}.\n` };
  const { host, user, pid, close } = await startPostgres(true);
  const delay = await startDelay(join(host, '.s.PGSQL.5432'), 1);
  const started: Server[] = [];
  try {
    const url = `postgres://${user}@127.0.0.1:${delay.port}/postgres?pool_max_conns=${pool}`;
    for (const name of ['one', 'other']) {
      started.push(await startAt({ name, args: ['--store', url] }));
    }
    const [, put] = scenarios as [Scenario, Scenario];
    const accountsOf = (server: Server): Scenario => ({ ...put, token: server.name, accounts: 16 });
    for (const server of started) {
      await reset(server, accountsOf(server));
      await prepare(server, accountsOf(server));
    }
    const measure = (some: readonly Server[]) =>
      sumOf(some, pid, (one) => load(one, accountsOf(one), bench.seconds));
    await measure(started);
    const ways = [started.slice(0, 1), started];
    const sums = await byTurns(bench.rounds, ways, (some, round) => {
      bench.progress(`${some.length} servers, round ${round} of ${bench.rounds}`);
      return measure(some);
    });
    return report(bench, sums);
  } finally {
    await Promise.all(started.map((server) => server.stop()));
    delay.close();
    await close();
  }
}

async function sumOf(
  some: readonly Server[],
  database: number,
  loadOne: (server: Server) => Promise<{ perSecond: number; unexpected: number }>,
): Promise<Sum> {
  const mocks = () => some.reduce((sum, server) => sum + processorTimeOf(server.pid), 0);
  const before = [mocks(), processorTimeOfChildren(database)] as const;
  const began = performance.now();
  const slots = await Promise.all(some.map(loadOne));
  const perSecond = slots.reduce((sum, slot) => sum + slot.perSecond, 0);
  const requests = (perSecond * (performance.now() - began)) / 1_000;
  return {
    perSecond,
    mocks: (mocks() - before[0]) / requests,
    database: (processorTimeOfChildren(database) - before[1]) / requests,
    unexpected: slots.reduce((sum, slot) => sum + slot.unexpected, 0),
  };
}

function report({ rounds, seconds }: Bench, sums: readonly Sum[][]): Report {
  const speeds = sums.map((own) => own.map(({ perSecond }) => perSecond));
  const [one = [], two = []] = speeds;
  const times = ratio(two, one);
  const rows = sums.map((own, i) => [
    `  ${i === 0 ? 'one server' : 'two, on different accounts'}`,
    figure(median(speeds[i] ?? [])),
    figure(ratio(speeds[i] ?? [], one), 2),
    figure(median(own.map(({ mocks }) => mocks))),
    figure(median(own.map(({ database }) => database))),
    i === 0 ? '' : `≥${target}: ${yesNo(times >= target)}`,
  ]);
  const head = ['', 'PUT/s', '× one', 'mock CPU µs', 'database CPU µs', 'target'];
  const title = `Servers that share PostgreSQL, 1 ms away, ${pool} connections each: medians of ${rounds} rounds of ${seconds} s`;
  const clean = sums.flat().every(({ unexpected }) => unexpected === 0);
  return { text: table(title, [head, ...rows]), clean };
}
