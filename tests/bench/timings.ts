import { fileURLToPath } from 'node:url';
import { startBrowser } from '../explorer/browser.ts';
import { type Bench, figure, type Report, timeByTurns, yesNo } from './bench.ts';
import { processorTimeOf, run } from './process.ts';
import { type Kind, ours, prism, startServer } from './server.ts';

/** Measures what a start takes: the time to a server's first response, and the processor time of a test's mock. */
export async function start(bench: Bench): Promise<Report> {
  const reports = [await firstResponse(bench), await processorTime(bench)];
  return { text: reports.map(({ text }) => text).join('\n') };
}

function firstResponse(bench: Bench): Promise<Report> {
  const startOnce = (kind: Kind) => async () => {
    const { readyAfter, stop } = await startServer(kind);
    await stop();
    return readyAfter;
  };
  const kinds = { [ours.name]: startOnce(ours), [prism.name]: startOnce(prism) };
  const title = 'Start: milliseconds to the first response';
  return timeByTurns(
    { ...bench, rounds: bench.rounds * 2 - 1 },
    title,
    kinds,
    ([own = 0, peer = 0]) =>
      `${figure(own / peer, 2)} of prism mock, at most 1.3: ${yesNo(own / peer <= 1.3)}`,
  );
}

// What each worker of a test runner spends, beside `prism mock` until its first response.
function processorTime(bench: Bench): Promise<Report> {
  const program = `
    const { startMock } = await import(process.argv[1]);
    const mock = await startMock();
    const { user, system } = process.cpuUsage();
    await mock.close();
    console.log((user + system) / 1_000);`;
  const startMock = (index: string) => async () => {
    const url = new URL(`../../${index}`, import.meta.url);
    const args = ['--input-type=module', '--eval', program, url.href];
    return Number((await run(process.execPath, args)).stdout);
  };
  const startPrism = async () => {
    const { pid, stop } = await startServer(prism);
    const spent = processorTimeOf(pid) / 1_000;
    await stop();
    return spent;
  };
  const ways = {
    'startMock, with its import, as built': startMock('dist/mocks/index.js'),
    [prism.name]: startPrism,
    'startMock, from the sources': startMock('mocks/index.ts'),
  };
  const title = 'Start: milliseconds of processor time';
  const target = ([own = 0, peer = 0]: readonly number[]) =>
    `${figure(own / peer, 2)} of prism mock, at most 1: ${yesNo(own <= peer)}`;
  return timeByTurns(bench, title, ways, target);
}

/** Measures the verifier's command against this mock, from its start to its end. */
export async function verifier(bench: Bench): Promise<Report> {
  const server = await startServer(ours);
  const command = fileURLToPath(
    new URL('../../contracts/cli/data-api-verify.cjs', import.meta.url),
  );
  const verify = (...more: string[]) => {
    const own = ['--provider', server.origin, '--token', 'bench', '--seed', '1', '--quiet'];
    return () => timeOf(() => run(process.execPath, [command, ...own, ...more]));
  };
  const ways = {
    'the whole verification': verify(),
    "Pact's verifier alone": verify('--only', 'pact'),
    'the checks alone': verify('--only', 'checks'),
    'the exploration, 100 sequences': verify('--only', 'exploration', '--runs', '100'),
  };
  const title = 'Verifier: milliseconds of the command against this mock';
  try {
    return await timeByTurns(bench, title, ways, atMost(5_000));
  } finally {
    await server.stop();
  }
}

/** Measures, in a browser, how soon the explorer's first view is there. */
export async function explorer(bench: Bench): Promise<Report> {
  const server = await startServer(ours);
  const browser = await startBrowser();
  const open = async () => {
    const page = await browser.page();
    const took = await timeOf(async () => {
      await page.goto(`${server.origin}/_mock/`);
      await page.locator('main h1').first().waitFor();
    });
    await page.close();
    return took;
  };
  const title = 'Explorer: milliseconds until the first view is there';
  try {
    // Warms up the browser and the server.
    await open();
    return await timeByTurns(bench, title, { 'the explorer': open }, atMost(1_000));
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function atMost(most: number): (medians: readonly number[]) => string {
  return ([own = 0]) => `at most ${figure(most)}: ${yesNo(own <= most)}`;
}
