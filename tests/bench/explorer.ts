import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startBrowser } from '../explorer/browser.ts';
import { type Bench, figure, type Report, timeByTurns, yesNo } from './bench.ts';
import { ours, startServer } from './server.ts';

const most = 1_000;

/** Measures, in a browser, how soon the explorer's first view is there, beside a page of one line. */
export async function explorer(bench: Bench): Promise<Report> {
  const server = await startServer(ours);
  const bare = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>bare</title><main><h1>bare</h1></main>');
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const browser = await startBrowser();
  const open = (url: string) => async () => {
    const page = await browser.page();
    const began = performance.now();
    await page.goto(url);
    await page.locator('main h1').first().waitFor();
    const took = performance.now() - began;
    await page.close();
    return took;
  };
  const view = open(`${server.origin}/_mock/`);
  const line = open(`http://127.0.0.1:${(bare.address() as AddressInfo).port}/`);
  try {
    // Warms up the browser and the server.
    for (const one of [view, line]) await one();
    return await timeByTurns(
      bench,
      'Explorer: milliseconds until the first view is there',
      bench.rounds,
      { 'the explorer': view, 'a page of one line': line },
      ([own = 0]) => `at most ${figure(most)}: ${yesNo(own <= most)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
    bare.closeAllConnections();
    bare.close();
  }
}
