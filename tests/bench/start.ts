import type { Bench, Report } from './bench.ts';
import { ours, prism, startServer } from './server.ts';
import { median } from './statistics.ts';
import { figure, table, yesNo } from './table.ts';

/** Measures the time from starting a server's process to its first answer, by turns. */
export async function start(bench: Bench): Promise<Report> {
  const kinds = [ours, prism];
  const times: Record<string, number[]> = Object.fromEntries(kinds.map(({ name }) => [name, []]));
  const rounds = bench.quick ? 1 : Math.max(7, bench.rounds);
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      bench.progress(`start ${round + 1} of ${rounds}: ${kind.name}`);
      const server = await startServer(kind);
      await server.stop();
      times[kind.name]?.push(server.readyAfter);
    }
  }
  const rows = kinds.map(({ name }) => {
    const own = times[name] ?? [];
    const met = median(times[ours.name] ?? []) <= median(times[prism.name] ?? []);
    return [
      `  ${name}`,
      figure(median(own)),
      `${figure(Math.min(...own))}–${figure(Math.max(...own))}`,
      name === ours.name ? `no later than prism mock: ${yesNo(met)}` : '',
    ];
  });
  return {
    text: `Start: milliseconds to the first answer, median of ${rounds} starts each, by turns\n\n${table([['', 'ms', 'fastest–slowest', 'target'], ...rows])}`,
    figures: times,
    clean: true,
  };
}
