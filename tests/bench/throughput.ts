import type { BareResponses } from './bare.ts';
import {
  type Bench,
  byTurns,
  figure,
  median,
  type Report,
  range,
  ratio,
  table,
  yesNo,
} from './bench.ts';
import { measure, prepare, reset, type Slot } from './load.ts';
import { memoryOf } from './process.ts';
import { type Outcome, type Scenario, scenarios } from './scenario.ts';
import { bare, mockoon, mockoonPackage, ours, prism, type Server, startServer } from './server.ts';

/** How many times the requests a second of `prism mock` are wanted at least. */
const targets: Readonly<Record<Outcome, number>> = { accepted: 12, conflicting: 12, invalid: 4 };

/** Measures requests a second, latency and memory, all servers side by side. */
export async function throughput(bench: Bench): Promise<Report> {
  const servers: Server[] = [];
  const notes: string[] = [];
  try {
    const mock = await startServer(ours);
    const peer = await startServer(prism);
    servers.push(mock, peer);
    bench.progress(`fetching ${mockoonPackage}`);
    await mockoon().then(
      async (kind) => servers.push(await startServer(kind)),
      ({ message }: Error) => notes.push(`${mockoonPackage} was not measured: ${message}`),
    );
    servers.push(await startServer(bare(await recordResponses(mock))));
    const rows = [['', 'req/s', '× prism', 'of bare', 'p99 ms', 'CPU µs', 'slowest–fastest']];
    let unexpected = 0;
    for (const scenario of scenarios) {
      for (const server of servers) await measure(server, scenario, 1);
      const slots = await byTurns(bench.rounds, servers, (server, round) => {
        bench.progress(`${scenario.name}, round ${round} of ${bench.rounds}: ${server.name}`);
        return measure(server, scenario, bench.seconds);
      });
      rows.push(...rowsOf(servers, scenario, slots));
      unexpected += slots.flat().reduce((sum, slot) => sum + slot.unexpected, 0);
    }
    const [own, other] = [memoryOf(mock.pid), memoryOf(peer.pid)].map((one) => figure(one));
    notes.push(`Memory after it all: ${ours.name} ${own} MB, ${prism.name} ${other} MB`);
    notes.push(`Unexpected responses, or none: ${unexpected}`);
    const title = `Throughput: medians of ${bench.rounds} rounds of ${bench.seconds} s a server, ratios taken round by round`;
    return { text: `${table(title, rows)}\n${notes.join('\n')}\n`, clean: unexpected === 0 };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Has this mock respond to every scenario once, for the bare server to repeat. */
async function recordResponses(mock: Server): Promise<string> {
  const responses: Record<string, BareResponses[string]> = {};
  for (const scenario of scenarios) {
    const { headers, ...rest } = await prepare(mock, scenario);
    const { date: _, connection: __, 'keep-alive': ___, ...own } = headers;
    responses[scenario.token] = { ...rest, headers: own };
    await reset(mock, scenario);
  }
  return JSON.stringify(responses);
}

/** A row that says whether this mock meets the target, and a row for each server. */
function rowsOf(servers: readonly Server[], { name, outcome }: Scenario, slots: readonly Slot[][]) {
  const speeds = slots.map((own) => own.map(({ perSecond }) => perSecond));
  const [mine = [], peers = []] = speeds;
  const verdict = yesNo(ratio(mine, peers) >= targets[outcome]);
  const rows = servers.map((server, i) => {
    const own = slots[i] ?? [];
    const speed = speeds[i] ?? [];
    return [
      `  ${server.name}`,
      figure(median(speed)),
      `${figure(ratio(speed, peers), 1)}×`,
      figure(ratio(speed, speeds.at(-1) ?? []), 2),
      figure(median(own.map(({ p99 }) => p99)), 2),
      figure(median(own.map(({ processor }) => processor))),
      range(speed),
    ];
  });
  return [[name, '', `≥${targets[outcome]}×:`, verdict], ...rows];
}
