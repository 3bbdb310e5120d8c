import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, figure, type Report, table, yesNo } from './bench.ts';
import { openPlaces, type Place, startAt } from './databases.ts';
import { fill } from './growth.ts';
import { memoryOf } from './process.ts';
import { type Ask, collection } from './scenario.ts';
import type { Server } from './server.ts';

const longest = 300_000;
const rest = '"source_type":"system","media_id":50';
const conflicting: Ask = {
  method: 'POST',
  path: collection,
  body: `{"number_capacity_ids":[7,1000500],${rest}}`,
};
const edit = (id: number): Ask => ({
  method: 'PUT',
  path: `${collection}/${id}`,
  body: `{"number_capacity_ids":[${id}],"employee_group_ids":[${id}],${rest},"id":${id}}`,
});

/** What each row is about, in the order of the table. */
const questions = {
  filled: 'filled by a snapshot, ms',
  opened: 'opened by its first request, ms',
  others: "others' slowest request meanwhile, ms",
  memory: 'memory then, MB',
  edited: 'first edit, ms',
  again: 'second edit, ms',
  undone: 'undo of one, ms',
  caughtUp: 'another server catches up, ms',
};

type Figures = Partial<Record<keyof typeof questions, number>>;

/** Measures an account with a million rules: how it is filled, opened from a store, changed and undone. */
export async function million(bench: Bench): Promise<Report> {
  const size = bench.rounds === 1 ? 100_000 : 1_000_000;
  const { places, notes, close } = await openPlaces();
  try {
    const measured = places.filter(({ args }) => !args.includes('--no-store-sync'));
    const all: Figures[] = [];
    for (const place of measured) {
      bench.progress(`${figure(size)} rules: ${place.name}`);
      all.push(await measurePlace(place, size));
    }
    const rows = Object.entries(questions).map(([key, question]) => [
      `  ${question}`,
      ...all.map((own) => figure(own[key as keyof Figures])),
      verdictOn(key, all),
    ]);
    const head = ['', ...measured.map(({ name }) => name), 'target'];
    const title = `An account with ${figure(size)} rules, once each`;
    return { text: `${table(title, [head, ...rows])}${notes.map((one) => `\n${one}`).join('')}\n` };
  } finally {
    await close();
  }
}

function verdictOn(key: string, [memory, ...stored]: readonly Figures[]): string {
  const most = Math.max(...stored.map((own) => own[key as keyof Figures] ?? 0));
  if (key === 'opened') return `≤10,000: ${yesNo(most <= 10_000)}`;
  if (key === 'memory') return `≤1.2 of memory's: ${yesNo(most <= 1.2 * (memory?.memory ?? 0))}`;
  return '';
}

async function measurePlace(place: Place, size: number): Promise<Figures> {
  const servers = [await startAt(place)];
  const first = servers[0] as Server;
  const figures: Figures = {};
  try {
    figures.filled = await timeOf(() => fill(first, size, 'large'));
    if (place.args.length === 0) {
      figures.memory = memoryOf(first.pid);
      return { ...figures, ...(await timeChanges(first)) };
    }
    await first.stop();
    const server = await startAt(place);
    servers.push(server);
    const [opened, others] = await timeOpening(server);
    Object.assign(figures, { opened, others, memory: memoryOf(server.pid) });
    Object.assign(figures, await timeChanges(server));
    if (place.database === undefined) return figures;
    const other = await startAt(place);
    servers.push(other);
    await demand(other, conflicting, 409);
    await demand(server, edit(12), 200);
    figures.caughtUp = await timeOf(() => demand(other, conflicting, 409));
    return figures;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Returns how long the first request takes, and the slowest of those of other accounts meanwhile. */
async function timeOpening(server: Server): Promise<[number, number]> {
  await demand(server, edit(77), 200, 'small');
  let slowest = 0;
  let isOpen = false;
  const opened = timeOf(() => demand(server, conflicting, 409)).finally(() => {
    isOpen = true;
  });
  while (!isOpen) {
    slowest = Math.max(slowest, await timeOf(() => demand(server, edit(77), 200, 'small')));
    await sleep(5);
  }
  return [await opened, slowest];
}

async function timeChanges(server: Server): Promise<Figures> {
  const edited = await timeOf(() => demand(server, edit(10), 200));
  const again = await timeOf(() => demand(server, edit(11), 200));
  const changes = await server.ask({ method: 'GET', path: '/_mock/accounts/me/changes' }, 'large');
  const { state } = JSON.parse(changes.body).changes.at(-1);
  const body = JSON.stringify({ state: state - 1 });
  const undo = { method: 'POST', path: '/_mock/accounts/me/undo', body };
  const undone = await timeOf(() => demand(server, undo, 200));
  return { edited, again, undone };
}

async function demand(server: Server, request: Ask, status: number, token = 'large') {
  const answer = await server.ask(request, token, longest);
  if (answer.status === status) return;
  const { method, path } = request;
  throw new Error(`${server.name} gave ${answer.status} to ${method} ${path}: ${answer.body}`);
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
