import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BareAnswers } from './bare.ts';
import { type Bench, ofRounds, type Report } from './bench.ts';
import { fetched, fetchKind } from './fetched.ts';
import { scenarios } from './scenario.ts';
import { bare, ours, prism, type Server, startServer } from './server.ts';
import { measure, prepare } from './slot.ts';
import { type Slots, throughputTable } from './throughput-table.ts';

/** Measures requests a second and their delay, all servers side by side. */
export async function throughput(bench: Bench): Promise<Report> {
  const servers: Server[] = [];
  const missing: string[] = [];
  try {
    const mock = await startServer(ours);
    servers.push(mock, await startServer(prism));
    for (const one of fetched) {
      try {
        bench.progress(`getting ${one.specifier}`);
        servers.push(await startServer(await fetchKind(one)));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        missing.push(`${one.specifier}: not measured: ${reason}`);
      }
    }
    servers.push(await startServer(bare(await recordAnswers(bench, mock))));
    const slots = await measureAll(bench, servers);
    return report(bench, slots, missing);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function measureAll(bench: Bench, servers: readonly Server[]): Promise<Slots> {
  const slots: Slots = {};
  for (const scenario of scenarios) {
    slots[scenario.name] = Object.fromEntries(servers.map(({ name }) => [name, []]));
    for (const server of servers) {
      bench.progress(`warming up: ${scenario.name}, ${server.name}`);
      await measure(bench, server, scenario, 1);
    }
  }
  for (let round = 0; round < bench.rounds; round++) {
    for (const scenario of scenarios) {
      for (const server of rotated(servers, round)) {
        bench.progress(`round ${round + 1} of ${bench.rounds}: ${scenario.name}, ${server.name}`);
        slots[scenario.name]?.[server.name]?.push(await measure(bench, server, scenario));
      }
    }
  }
  return slots;
}

// Nobody is always first, or always after the same neighbour's garbage.
function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

// What this mock answers is what bare node:http is to answer.
async function recordAnswers(bench: Bench, mock: Server): Promise<string> {
  const answers: Record<string, BareAnswers[string]> = {};
  for (const scenario of scenarios) {
    await mock.reset(scenario.token);
    const { status, headers, body } = await prepare(mock, scenario);
    const { date: _, connection: __, 'keep-alive': ___, ...own } = headers;
    const texts = Object.entries(own).map(([name, value]) => [name, String(value)]);
    answers[scenario.token] = {
      status,
      headers: Object.fromEntries(texts),
      body: body.toString('utf8'),
    };
    await mock.reset(scenario.token);
  }
  const file = join(bench.directory, 'answers.json');
  writeFileSync(file, JSON.stringify(answers));
  return file;
}

function report(bench: Bench, slots: Slots, missing: readonly string[]): Report {
  const unexpected = Object.entries(slots).flatMap(([scenario, byServer]) =>
    Object.entries(byServer).flatMap(([name, own]) => {
      const count = own.reduce((sum, slot) => sum + slot.unexpected, 0);
      return count === 0 ? [] : [`${scenario}: ${name} gave ${count} unexpected answers, or none.`];
    }),
  );
  const title = `Throughput: ${ofRounds(bench.rounds)} of ${bench.seconds} s a server, ratios taken round by round`;
  const notes = [...missing, ...unexpected].map((note) => `${note}\n`).join('');
  return {
    text: `${title}\n\n${throughputTable(slots)}${notes}`,
    figures: slots,
    clean: unexpected.length === 0,
  };
}
