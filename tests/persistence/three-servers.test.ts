import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectMock } from '../../mocks/index.ts';
import { startVerifier } from '../mocks/command.ts';
import { hasNginx, installNginx } from '../nginx.ts';
import { hasPostgres, installPostgres } from '../providers/stacks/index.ts';
import { type Databases, startDatabases } from './several-servers.ts';
import { startThreeServers, type ThreeServers } from './three-servers.ts';

const melodies = '/melodies/personal';

describe.skipIf(!(hasPostgres && hasNginx) && !process.env.CI)(
  `three servers behind nginx (${installPostgres}; ${installNginx})`,
  () => {
    let databases: Databases;
    let store: string;
    let three: ThreeServers;
    beforeAll(async () => {
      databases = await startDatabases();
      store = await databases.create();
      three = await startThreeServers(store, '--store-journal', '--accounts', '100');
    }, 60_000);
    afterAll(async () => {
      await three?.[Symbol.asyncDispose]();
      await databases?.close();
    });

    /** Sends a request of an account to nginx; 502 is the answer for a server that died. */
    async function send(token: string, method: string, path: string, body?: object) {
      const headers = { authorization: token, 'content-type': 'application/json' };
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const response = await fetch(three.url + path, init);
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    }

    const add = (token: string, number: number) =>
      send(token, 'POST', melodies, {
        number_capacity_ids: [number],
        source_type: 'system',
        media_id: 50,
      });

    async function killAndRestart(which: number): Promise<void> {
      const server = three.servers[which % 3];
      await server?.kill();
      await server?.restart();
    }

    /** How many requests the servers have answered. */
    async function answered(): Promise<number> {
      const [row] = await databases.query(store, 'SELECT max(seq)::int AS seq FROM mock_journal');
      return Number(row?.seq ?? 0);
    }

    test('of simultaneous claims through three servers exactly one wins, and no identity is given twice', async () => {
      const identities: number[] = [];
      for (let round = 1; round <= 100; round++) {
        const answers = await Promise.all(Array.from({ length: 6 }, () => add('races', round)));
        const statuses = answers.map(({ status }) => status).sort();
        expect(statuses, `round ${round}`).toEqual([200, 409, 409, 409, 409, 409]);
        identities.push(answers.find(({ status }) => status === 200)?.body.id);
      }
      expect(identities).toEqual(Array.from({ length: 100 }, (_, i) => 83 + i));
    });

    test('of simultaneous claims exactly one wins while servers are killed and started again', {
      timeout: 600_000,
    }, async () => {
      let isOver = false;
      const killing = (async () => {
        for (let kills = 0; kills < 4; kills++) await killAndRestart(kills);
      })().finally(() => {
        isOver = true;
      });
      const accepted = new Map<number, number>();
      const lost = new Set<number>();
      // The documented item holds some of the lower numbers.
      let round = 1_000;
      while (!isOver) {
        const number = ++round;
        const answers = await Promise.all(Array.from({ length: 6 }, () => add('killed', number)));
        for (const { status, body } of answers) {
          expect([200, 409, 502]).toContain(status);
          if (status === 502) lost.add(number);
          if (status !== 200) continue;
          expect(accepted.has(number), `round ${number}`).toBe(false);
          accepted.set(number, body.id);
        }
        // The one that won may be the one whose answer is lost.
        if (!lost.has(number)) expect(accepted.has(number), `round ${number}`).toBe(true);
      }
      await killing;
      type Item = { id: number; number_capacity_ids: number[] };
      const { body } = await send('killed', 'GET', melodies);
      const [, ...items] = body as Item[];
      const byNumber = Map.groupBy(items, ({ number_capacity_ids: [number] }) => number ?? 0);
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
      for (const [number, holders] of byNumber) expect(holders, `${number}`).toHaveLength(1);
      for (const [number, id] of accepted) expect(byNumber.get(number)?.[0]?.id).toBe(id);
      // Nobody wins a number that its lost request has not claimed.
      for (let number = 1_001; number <= round; number++) {
        if (!lost.has(number)) expect(byNumber.has(number)).toBe(true);
      }
      expect(round).toBeGreaterThan(1_020);
    });

    test('a fault strikes as often as it should through the balancer, and so does one of all accounts', async () => {
      for (const path of ['/_mock/accounts/me/faults/*', '/_mock/faults/*']) {
        await send('struck', 'PUT', path, { status: 503, times: 3 });
        const sent = Array.from({ length: 12 }, () => send('struck', 'GET', melodies));
        const statuses = (await Promise.all(sent)).map(({ status }) => status);
        expect(statuses.filter((status) => status === 503)).toHaveLength(3);
        expect(statuses.filter((status) => status === 200)).toHaveLength(9);
      }
    });

    test('a handle of an account sees its requests, waits for them and resets, through the balancer', async () => {
      const mock = await connectMock(three.url);
      await using account = mock.account();
      const requests = account.requests();
      for (let i = 1; i <= 9; i++) {
        await send(account.token, 'GET', melodies);
        expect(await requests.all()).toHaveLength(i);
      }
      const waiting = requests.waitFor(12, { timeout: 20_000 });
      for (let i = 0; i < 3; i++) await add(account.token, i + 1);
      expect(await waiting).toHaveLength(12);
      await mock.reset();
      expect(await requests.all()).toEqual([]);
      expect((await send(account.token, 'GET', melodies)).body).toMatchObject([{ id: 77 }]);
    });

    test('a server that stood still for a while has what the others did meanwhile', {
      timeout: 300_000,
    }, async () => {
      const still = three.servers[0];
      const ask = async (path: string) => {
        const response = await fetch(`${still?.url}${path}`, {
          headers: { authorization: 'away' },
        });
        return (await response.json()) as unknown[];
      };
      await ask(melodies);
      process.kill(still?.pid ?? 0, 'SIGSTOP');
      const others = three.servers.slice(1);
      const seed = await fetch(`${others[0]?.url}/_mock/accounts/me/snapshot`, {
        headers: { authorization: 'away' },
      }).then((response) => response.json() as Promise<object>);
      for (let i = 0; i < 22; i++) {
        const restored = Array.from({ length: 50 }, () =>
          fetch(`${others[i % 2]?.url}/_mock/accounts/me/snapshot`, {
            method: 'PUT',
            headers: { authorization: 'away', 'content-type': 'application/json' },
            body: JSON.stringify(seed),
          }).then((response) => response.arrayBuffer()),
        );
        await Promise.all(restored);
      }
      await fetch(`${others[0]?.url}${melodies}/77`, {
        method: 'DELETE',
        headers: { authorization: 'away' },
      });
      process.kill(still?.pid ?? 0, 'SIGCONT');
      expect(await ask(melodies)).toEqual([]);
      expect(await ask('/_mock/journal?account=me')).toMatchObject([
        { request: { method: 'GET' } },
        { request: { method: 'DELETE' } },
        { request: { method: 'GET' } },
      ]);
    });

    test('many accounts take no more memory or connections than few', {
      timeout: 600_000,
    }, async () => {
      const tokens = Array.from({ length: 2_000 }, (_, i) => `one-of-many-${i}`);
      const before = three.servers.map(({ pid }) => megabytesOf(pid));
      const inTurn = tokens.values();
      const worker = async () => {
        for (const token of inTurn) {
          expect((await add(token, 1)).status).toBe(200);
        }
      };
      await Promise.all(Array.from({ length: 32 }, worker));
      for (const [i, { url, pid }] of three.servers.entries()) {
        const health = await fetch(`${url}/_mock/health`);
        const { accounts } = (await health.json()) as { accounts: number };
        expect(accounts).toBeLessThanOrEqual(100);
        // What the tests before have left may be collected at any time.
        expect(megabytesOf(pid) - (before[i] ?? 0)).toBeLessThan(200);
      }
      const [row] = await databases.query(
        store,
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'data-api-mock'`,
      );
      expect(row?.count).toBeLessThanOrEqual(3 * 11);
    });

    test('the verifier finds every promise kept while servers are killed and started again', {
      timeout: 600_000,
    }, async () => {
      const tokens = ['--token', 'token-one', '--second-token', 'token-two'];
      const verifier = startVerifier('--provider', three.url, ...tokens);
      await verifier.line(/^Checks/);
      const begun = await answered();
      // The checks send about 3,300 requests, those after the first 2,000 in races.
      for (const [kills, requests] of [500, 2_500].entries()) {
        await expect
          .poll(answered, { timeout: 300_000, interval: 100 })
          .toBeGreaterThan(begun + requests);
        await killAndRestart(kills);
      }
      await verifier.line(/^Exploration/);
      await killAndRestart(2);
      const { code, stdout } = await verifier.ended;
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/^✔ Kept/m);
    });
  },
);

function megabytesOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
