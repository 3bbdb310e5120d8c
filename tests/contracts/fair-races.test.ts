import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { createMock } from '../../mocks/index.ts';
import { judge } from '../proof/judge.ts';
import { lawful, type Ways } from '../providers/index.ts';
import { transactions } from '../providers/transactions.ts';

const nothing = { exitCode: 0, wrong: [] };

function wrongIn({ exitCode, results }: Report) {
  const wrong = results.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');
  return { exitCode, wrong: wrong.map(({ id, message }) => `${id}: ${message}`) };
}

function brokenIn({ results }: Report): string[] {
  return results.filter(({ outcome }) => outcome === 'broken').map(({ message = '' }) => message);
}

const raceChecks = ['add-edit', 'same-item', 'edit-delete'].map(
  (kind) => `race-${kind}-one-rule-per-number`,
);
const layers: Partial<VerifyOptions>[] = [
  { only: 'checks', checks: raceChecks },
  { only: 'exploration', runs: 5, time: 120_000 },
];
const upserting = Object(lawful.find(({ id }) => id === 'upserting')?.ways);

describe.each(layers)('the layer $only', (options) => {
  test.each([
    { title: 'refuses an edit of a deleted rule', ways: {} },
    { title: 'brings a deleted rule back by an edit', ways: upserting },
  ])('does not accuse a provider that answers out of order and $title', async ({ ways }) => {
    let turn = 0;
    const late: Ways = {
      ...ways,
      // The work is done; only the answer takes its time.
      async around(_db, _request, next) {
        const reply = await next();
        turn += 1;
        await pause((turn * 37) % 61);
        return reply;
      },
    };
    expect(wrongIn(await judge(late, options))).toEqual(nothing);
  });

  test('finds a provider whose list shows one of two simultaneous edits, and whose claims are those of the other', async () => {
    const torn: Ways = () => {
      const editing = new Map<number, number>();
      return {
        locked: (_db, _account, _want, run) => run(),
        async edit(b, db, account, id, draft) {
          editing.set(id, (editing.get(id) ?? 0) + 1);
          const row = b.find(db, account, id);
          // The second edit writes its claims, but its row is lost.
          const lost = (editing.get(id) ?? 0) > 1 && row !== undefined;
          await pause(3);
          const next = await transactions.edit(b, db, account, id, draft).finally(() => {
            editing.set(id, (editing.get(id) ?? 1) - 1);
          });
          if (lost) {
            const at = db.rules.findIndex((one) => one.account === account && one.id === id);
            db.rules[at] = { ...row };
          }
          return next;
        },
      };
    };
    const checks = options.checks && ['race-same-item-one-rule-per-number'];
    const report = await judge(torn, { ...options, runs: 200, ...(checks && { checks }) });
    expect(brokenIn(report)).not.toEqual([]);
  });
});

const spec = fileURLToPath(new URL('../fixtures/regions/openapi.yaml', import.meta.url));

/** Serves things that each have a region of their own; `race` leaves a gap between check and write. */
async function withThings<Result>(
  race: boolean,
  use: (provider: string) => Promise<Result>,
): Promise<Result> {
  let last = 0;
  const things = new Map<number, unknown>();
  const isTaken = (region: unknown, id?: number) =>
    [...things].some(([other, held]) => other !== id && held === region);
  const server = createServer(async (request, response) => {
    const id = Number(request.url?.split('/')[2]);
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'GET') {
      return reply(
        200,
        [...things].map(([id, region]) => ({ id, region })),
      );
    }
    if (request.method !== 'POST' && !things.has(id)) return reply(404, {});
    if (request.method === 'DELETE') {
      things.delete(id);
      return reply(200, { id });
    }
    const sent = await json(request);
    const { region } = Object(sent);
    if (!Number.isInteger(region)) return reply(422, {});
    if (request.method === 'PUT') {
      return things.get(id) === region ? reply(200, { id, region }) : reply(409, {});
    }
    if (isTaken(region)) return reply(409, {});
    if (race) await pause(3);
    last += 1;
    things.set(last, region);
    return reply(200, { id: last, region });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    return await use(`http://127.0.0.1:${Object(address).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a key that is a scalar and immutable', () => {
  const raced = ['race-add-one-per-region', 'race-apart-one-per-region'];
  const options = { spec, token: 'one', seed: 1, runs: 25, time: 120_000 } as const;

  test('is raced by additions only, and the mock is not accused', async () => {
    const mock = await createMock({ spec });
    try {
      const provider = await mock.listen();
      const report = await verify({ ...options, provider, secondToken: 'two' });
      expect(wrongIn(report)).toEqual(nothing);
      const races = report.results.filter(({ id }) => id.startsWith('race-'));
      expect(races.map(({ id, outcome }) => `${outcome}: ${id}`)).toEqual(
        [...raced, 'race-accounts-one-per-region'].map((id) => `kept: ${id}`),
      );
    } finally {
      await mock.close();
    }
  });

  test.each<Partial<VerifyOptions>>([{ only: 'checks', checks: raced }, { only: 'exploration' }])(
    'is raced rightly by $only, with another server',
    async (layer) => {
      const kept = await withThings(false, (provider) =>
        verify({ ...options, ...layer, provider }),
      );
      expect(wrongIn(kept)).toEqual(nothing);
      const raceable = { ...options, ...layer, runs: 200 };
      const broken = await withThings(true, (provider) => verify({ ...raceable, provider }));
      expect(brokenIn(broken).join()).toContain('now break one-per-region');
    },
  );
});
