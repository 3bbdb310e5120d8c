import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Bench, Report } from './bench.ts';
import { ours, startServer } from './server.ts';
import { median } from './statistics.ts';
import { figure, table, yesNo } from './table.ts';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../../contracts/cli/data-api-verify.cjs', import.meta.url));
const most = 5_000;

/** What is measured: the whole verification with its defaults, and its parts on their own. */
const ways: Readonly<Record<string, readonly string[]>> = {
  'the whole verification': [],
  "Pact's verifier alone": ['--only', 'pact'],
  'the checks alone': ['--only', 'checks'],
  'the exploration, 100 sequences': ['--only', 'exploration', '--runs', '100'],
};

/** Measures the verifier's command against this mock, from its start to its end, by turns. */
export async function verifier(bench: Bench): Promise<Report> {
  const server = await startServer(ours);
  const times: Record<string, number[]> = {};
  let clean = true;
  try {
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const [name, more] of Object.entries(ways)) {
        bench.progress(`verifier ${round + 1} of ${bench.rounds}: ${name}`);
        const began = performance.now();
        const args = [command, '--provider', server.origin, '--token', 'bench', '--seed', '1'];
        clean &&= await run(process.execPath, [...args, '--quiet', ...more]).then(
          () => true,
          () => false,
        );
        times[name] = [...(times[name] ?? []), performance.now() - began];
      }
    }
  } finally {
    await server.stop();
  }
  const rows = Object.entries(times).map(([name, own], i) => [
    `  ${name}`,
    figure(median(own)),
    `${figure(Math.min(...own))}–${figure(Math.max(...own))}`,
    i === 0 ? `at most ${most}: ${yesNo(median(own) <= most)}` : '',
  ]);
  return {
    text: `Verifier: milliseconds of the command against this mock, median of ${bench.rounds} rounds\n\n${table([['', 'ms', 'fastest–slowest', 'target'], ...rows])}`,
    figures: times,
    clean,
  };
}
