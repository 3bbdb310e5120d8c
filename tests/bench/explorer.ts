import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startBrowser } from '../explorer/browser.ts';
import type { Bench, Report } from './bench.ts';
import { ours, startServer } from './server.ts';
import { median, ratio } from './statistics.ts';
import { figure, table, yesNo } from './table.ts';

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
  const pages = {
    'the explorer': `${server.origin}/_mock/`,
    'a page of one line': `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`,
  };
  const times: Record<string, number[]> = {};
  try {
    // The first round warms up the browser and the server.
    for (let round = 0; round <= bench.rounds; round += 1) {
      for (const [name, url] of Object.entries(pages)) {
        bench.progress(`explorer ${round} of ${bench.rounds}: ${name}`);
        const page = await browser.page();
        const began = performance.now();
        await page.goto(url);
        await page.locator('main h1').first().waitFor();
        if (round > 0) times[name] = [...(times[name] ?? []), performance.now() - began];
        await page.close();
      }
    }
  } finally {
    await browser.close();
    await server.stop();
    bare.closeAllConnections();
    bare.close();
  }
  const [own = [], other = []] = Object.values(times);
  const rows = Object.entries(times).map(([name, each], i) => [
    `  ${name}`,
    figure(median(each)),
    `${figure(Math.min(...each))}–${figure(Math.max(...each))}`,
    i === 0 ? `at most ${figure(most)}: ${yesNo(median(each) <= most)}` : '',
  ]);
  return {
    text: `Explorer: milliseconds until the first view is there, nothing cached, median of ${bench.rounds} rounds; × the page of one line: ${figure(ratio(own, other), 1)}\n\n${table([['', 'ms', 'fastest–slowest', 'target'], ...rows])}`,
    figures: times,
    clean: true,
  };
}
