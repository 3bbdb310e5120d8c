import type { Bench, Report } from './bench.ts';
import { type Memory, memoryOf } from './proc.ts';
import { scenarios } from './scenario.ts';
import { ours, prism, type Server, startServer } from './server.ts';
import { measure } from './slot.ts';
import { figure, table, yesNo } from './table.ts';

interface Used {
  readonly name: string;
  readonly ready: Memory | undefined;
  loaded?: Memory | undefined;
  requests: number;
  unexpected: number;
}

/** Measures what this mock and `prism mock` keep resident after the same time of the same load. */
export async function memory(bench: Bench): Promise<Report> {
  const servers: Server[] = [];
  const used = new Map<Server, Used>();
  try {
    for (const kind of [ours, prism]) {
      const server = await startServer(kind);
      servers.push(server);
      used.set(server, {
        name: server.name,
        ready: memoryOf(server.pid),
        requests: 0,
        unexpected: 0,
      });
    }
    for (const scenario of scenarios) {
      for (const [server, figures] of used) {
        bench.progress(`memory: ${scenario.name}, ${server.name}`);
        const slot = await measure(bench, server, scenario, bench.quick ? 1 : 5);
        figures.requests += slot.requests;
        figures.unexpected += slot.unexpected;
      }
    }
    for (const [server, figures] of used) figures.loaded = memoryOf(server.pid);
    return report(bench, [...used.values()]);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function report(bench: Bench, used: readonly Used[]): Report {
  const head = ['', 'ready MB', 'after MB', 'peak MB', 'requests', 'target'];
  const [mock, other] = used.map(({ loaded }) => loaded?.resident ?? Number.NaN);
  const rows = used.map(({ name, ready, loaded, requests }) => [
    `  ${name}`,
    figure(ready?.resident),
    figure(loaded?.resident),
    figure(loaded?.peak),
    figure(requests),
    name === ours.name ? `at most prism mock's: ${yesNo(Number(mock) <= Number(other))}` : '',
  ]);
  const seconds = scenarios.length * (bench.quick ? 1 : 5);
  return {
    text: `Memory (resident): when ready, and after ${seconds} s of load with all requests of the throughput part, accounts reset in between\n\n${table([head, ...rows])}`,
    figures: used,
    clean: used.every(({ unexpected }) => unexpected === 0),
  };
}
