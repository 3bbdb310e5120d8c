import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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
import { openPlaces, type Place, startAt } from './databases.ts';
import { connections, measure, type Slot } from './load.ts';
import { processorTimeOfChildren } from './process.ts';
import { collection, type Scenario, scenario, scenarios } from './scenario.ts';
import { jsonServer, jsonServerPackage, type Kind, type Server, startServer } from './server.ts';

/** How much of what memory does a second is wanted at least of SQLite. */
const targets = { write: 0.25, read: 0.9 };

/** A server, and where it keeps its accounts. */
interface Stored {
  readonly server: Server;
  readonly place: Place;
}

interface Measured extends Slot {
  /** Microseconds of the database's processor time a request. */
  readonly database: number;
}

const item = '/numbers/virtual-number/250';
const loads = [1, connections].flatMap((accounts) => {
  const named = (name: string, base: Scenario): Scenario => ({
    ...base,
    name: `${name}, ${accounts === 1 ? 'one account' : `${accounts} accounts`}`,
    token: `${base.token}-of-${accounts}`,
    accounts,
  });
  const [post, put, list] = scenarios as [Scenario, Scenario, Scenario];
  const read = scenario('GET item', 'accepted', { method: 'GET', path: item });
  return [
    named('POST', post),
    named('PUT', put),
    ...(accounts === 1 ? [named('GET list', list), named('GET item', read)] : []),
  ];
});

/** Measures what each kind of store costs, beside memory and beside json-server on a file. */
export async function stores(bench: Bench): Promise<Report> {
  const { folder, places, notes, close } = await openPlaces();
  const all: Stored[] = [];
  try {
    for (const place of places) all.push({ place, server: await startAt(place) });
    bench.progress(`fetching ${jsonServerPackage}`);
    const peer = await jsonServer(join(folder, 'db.json')).catch((error: Error) => {
      notes.push(`${jsonServerPackage} was not measured: ${error.message}`);
    });
    const rows = [
      ['', 'req/s', 'of memory', 'p99 ms', 'CPU µs', 'database µs', 'slowest–fastest', 'target'],
    ];
    const slots: Measured[] = [];
    const waits = [diskWait(folder)];
    for (const one of loads) {
      const measures = [
        ...all.map((stored) => ({
          name: stored.server.name,
          measure: () => measureStored(stored, one, bench.seconds),
        })),
        ...(peer && one.accounts === 1
          ? [{ name: peer.name, measure: () => measurePeer(peer, folder, one, bench.seconds) }]
          : []),
      ];
      for (const { measure } of measures) await measure();
      const figures = await byTurns(bench.rounds, measures, ({ name, measure }, round) => {
        bench.progress(`${one.name}, round ${round} of ${bench.rounds}: ${name}`);
        return measure();
      });
      rows.push(...rowsOf(one, measures, figures));
      slots.push(...figures.flat());
      waits.push(diskWait(folder));
    }
    const unexpected = slots.reduce((sum, slot) => sum + slot.unexpected, 0);
    notes.push(
      `The disk took ${figure(median(waits), 2)} ms (${waits.map((one) => figure(one, 2)).join(', ')}) for fdatasync`,
    );
    notes.push(`Unexpected responses, or none: ${unexpected}`);
    const title = `Stores: medians of ${bench.rounds} rounds of ${bench.seconds} s a server, ratios taken round by round`;
    return { text: `${table(title, rows)}\n${notes.join('\n')}\n`, clean: unexpected === 0 };
  } finally {
    await Promise.all(all.map(({ server }) => server.stop()));
    await close();
  }
}

/** Returns the milliseconds that fdatasync of 64 KB takes: others who use the disk make it longer. */
function diskWait(folder: string): number {
  const file = openSync(join(folder, 'wait'), 'w');
  const times = Array.from({ length: 20 }, () => {
    writeSync(file, Buffer.alloc(65_536), 0, 65_536, 0);
    const began = performance.now();
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  return median(times);
}

async function measureStored(
  { server, place: { database } }: Stored,
  one: Scenario,
  seconds: number,
): Promise<Measured> {
  const used = () => (database === undefined ? 0 : processorTimeOfChildren(database));
  const before = used();
  const slot = await measure(server, one, seconds);
  return { ...slot, database: (used() - before) / (slot.perSecond * seconds) };
}

/** Measures json-server on a fresh file, since it writes all of it at each change. */
async function measurePeer(
  peer: Kind,
  folder: string,
  { request, ...rest }: Scenario,
  seconds: number,
): Promise<Measured> {
  const data = { melodies: [{ id: 77, media_id: 50 }], numbers: [{ id: 250, type: 'def' }] };
  writeFileSync(join(folder, 'db.json'), JSON.stringify(data));
  const status = { ...peer.status, accepted: request.method === 'POST' ? 201 : 200 };
  const server = await startServer({ ...peer, status });
  const path = request.path.replace(collection, '/melodies').replace(item, '/numbers/250');
  try {
    const slot = await measure(server, { ...rest, request: { ...request, path } }, seconds);
    return { ...slot, database: 0 };
  } finally {
    await server.stop();
  }
}

function rowsOf(
  { name, request }: Scenario,
  measures: readonly { readonly name: string }[],
  figures: readonly Measured[][],
): string[][] {
  const [memory = []] = figures.map((own) => own.map(({ perSecond }) => perSecond));
  const wanted = request.method === 'GET' ? targets.read : targets.write;
  const rows = measures.map((one, i) => {
    const own = figures[i] ?? [];
    const speed = own.map(({ perSecond }) => perSecond);
    const part = ratio(speed, memory);
    return [
      `  ${one.name}`,
      figure(median(speed)),
      figure(part, 2),
      figure(median(own.map(({ p99 }) => p99)), 2),
      figure(median(own.map(({ processor }) => processor))),
      figure(median(own.map(({ database }) => database)) || undefined),
      range(speed),
      one.name === 'SQLite' ? `≥${wanted}: ${yesNo(part >= wanted)}` : '',
    ];
  });
  return [[name], ...rows];
}
