import { fileURLToPath } from 'node:url';
import { type Bench, figure, type Report, timeByTurns, yesNo } from './bench.ts';
import { run } from './process.ts';
import { ours, startServer } from './server.ts';

const command = fileURLToPath(new URL('../../contracts/cli/data-api-verify.cjs', import.meta.url));
const most = 5_000;

/** What is measured: the whole verification with its defaults, and its parts on their own. */
const ways: Readonly<Record<string, readonly string[]>> = {
  'the whole verification': [],
  "Pact's verifier alone": ['--only', 'pact'],
  'the checks alone': ['--only', 'checks'],
  'the exploration, 100 sequences': ['--only', 'exploration', '--runs', '100'],
};

/** Measures the verifier's command against this mock, from its start to its end. */
export async function verifier(bench: Bench): Promise<Report> {
  const server = await startServer(ours);
  const verify = (more: readonly string[]) => async () => {
    const began = performance.now();
    const own = ['--provider', server.origin, '--token', 'bench', '--seed', '1', '--quiet'];
    await run(process.execPath, [command, ...own, ...more]);
    return performance.now() - began;
  };
  const things = Object.entries(ways).map(([name, more]) => [name, verify(more)] as const);
  try {
    return await timeByTurns(
      bench,
      'Verifier: milliseconds of the command against this mock',
      bench.rounds,
      Object.fromEntries(things),
      ([whole = 0]) => `at most ${figure(most)}: ${yesNo(whole <= most)}`,
    );
  } finally {
    await server.stop();
  }
}
