import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, byTurns, figure, median, type Report, ratio, table, yesNo } from './bench.ts';
import { firstPath, largeDocument, recursiveDocument } from './documents.ts';
import { peakMemoryOf, processorTimeOf } from './process.ts';
import { type Kind, mocksOf, startServer } from './server.ts';

/** How many times the cost of `prism mock` a document may take at most. */
const most = 1.5;

/** What it cost to load a document, up to the first response. */
interface Cost {
  readonly processor: number;
  readonly memory: number;
}

/** Measures what heavy documents cost from the start to the first response. */
export async function load(bench: Bench): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-documents-'));
  try {
    const large = JSON.stringify(largeDocument());
    const recursive = JSON.stringify(recursiveDocument());
    const documents = {
      [`${figure(large.length / 1e6, 1)} MB of OpenAPI 3.0, 450 resources`]: large,
      'schemas that all name each other': recursive,
    };
    const rows = [['', 'CPU ms', 'peak MB', `× prism mock, at most ${most}`]];
    for (const [name, text] of Object.entries(documents)) {
      const file = join(folder, 'document.json');
      writeFileSync(file, text);
      rows.push(...(await rowsOf(bench, name, file)));
    }
    const title = `Loading a document, to the first response: medians of ${bench.rounds}`;
    return { text: table(title, rows) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rowsOf(bench: Bench, name: string, file: string): Promise<string[][]> {
  const kinds = mocksOf(file);
  const costs = await byTurns(bench.rounds, kinds, (kind, round) => {
    bench.progress(`${name}, round ${round} of ${bench.rounds}: ${kind.name}`);
    return costOf(kind);
  });
  const [own = [], peer = []] = costs;
  const times = (key: keyof Cost) =>
    ratio(
      own.map((one) => one[key]),
      peer.map((one) => one[key]),
    );
  const [processor, memory] = [times('processor'), times('memory')];
  const verdict = yesNo(processor <= most && memory <= most);
  return [
    [name],
    ...kinds.map((kind, i) => {
      const all = costs[i] ?? [];
      return [
        `  ${kind.name}`,
        figure(median(all.map((one) => one.processor))),
        figure(median(all.map((one) => one.memory))),
        i === 0 ? `${figure(processor, 2)}, memory ${figure(memory, 2)}: ${verdict}` : '',
      ];
    }),
  ];
}

async function costOf(kind: Kind): Promise<Cost> {
  const server = await startServer(kind);
  try {
    const { status } = await server.ask({ method: 'GET', path: firstPath }, 'load', 60_000);
    if (status !== 200) throw new Error(`${kind.name} gave ${status} for 200 to GET ${firstPath}.`);
    return { processor: processorTimeOf(server.pid) / 1_000, memory: peakMemoryOf(server.pid) };
  } finally {
    await server.stop();
  }
}
