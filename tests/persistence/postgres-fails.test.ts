import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { installPostgres, type Postgres } from '../providers/stacks/postgres.ts';
import { compareClaims, createAccounts } from './desk-accounts.ts';
import type { Answer } from './desk-client.ts';
import { writeDesks } from './desks-document.ts';
import { randomOf } from './kill-rounds.ts';
import { startProxy } from './proxy.ts';
import { canRunPostgres, openPostgresAlone } from './test-stores.ts';

const unavailable = {
  status: 503,
  headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
  body: { type: '/_mock/problems/store-unavailable' },
};

/** A PostgreSQL, a database of it, and a mock over that; `more` changes its URL. */
async function start(
  more: (store: string, postgres: Postgres) => string = (store) => store,
  options: MockOptions = {},
) {
  const { postgres, given } = await openPostgresAlone();
  const store = more(given.store, postgres);
  const mock = await createMock({ spec: writeDesks(given.folder), store, ...options });
  onTestFinished(() => mock.close());
  return { postgres, given, mock };
}

/** The same behind a proxy that can cut connections; the mock has few of them. */
async function startBehindProxy() {
  const { postgres, given } = await openPostgresAlone();
  const proxy = await startProxy(join(postgres.host, '.s.PGSQL.5432'));
  const { pathname } = new URL(given.store.replace('@/', '@host/'));
  const store = `postgres://${postgres.user}@127.0.0.1:${proxy.port}${pathname}?pool_max_conns=2`;
  const mock = await createMock({ spec: writeDesks(given.folder), store });
  onTestFinished(() => mock.close());
  return { proxy, given, mock };
}

/** Sends a signal to all processes of a PostgreSQL. */
function signal({ pid }: Postgres, name: 'SIGSTOP' | 'SIGCONT'): void {
  const children = (of: number): number[] =>
    readFileSync(`/proc/${of}/task/${of}/children`, 'utf8').trim().split(' ').map(Number);
  const all = (of: number): number[] =>
    children(of).flatMap((one) => (one ? [one, ...all(one)] : []));
  for (const one of all(pid)) process.kill(one, name);
}

async function isReady(mock: Mock): Promise<boolean> {
  return (await mock.inject('/_mock/ready')).statusCode < 300;
}

describe.skipIf(!canRunPostgres)(`a mock over PostgreSQL (${installPostgres})`, () => {
  test('that is restarted under load answers 503 meanwhile, loses nothing, and goes on by itself', async () => {
    const { postgres, given, mock } = await start();
    const url = await mock.listen();
    const { workers, compare } = createAccounts(() => url, randomOf(3));
    const counts = { accepted: 0, refused: 0, unavailable: 0 };
    const count = (answer: Answer) => {
      if (answer.status < 300) counts.accepted++;
      else if (answer.status !== 503) counts.refused++;
      else {
        counts.unavailable++;
        expect(answer).toMatchObject(unavailable);
      }
    };
    for (let round = 0; round < 4; round++) {
      let isOver = false;
      const working = workers.map((one) => one.work(count, () => isOver));
      const { accepted, unavailable: failed } = counts;
      await expect.poll(() => counts.accepted, { interval: 5 }).toBeGreaterThan(accepted + 50);
      await postgres.crash();
      await expect.poll(() => counts.unavailable, { interval: 5 }).toBeGreaterThan(failed + 10);
      await postgres.start();
      const since = counts.accepted;
      // Those who were told that the outcome is not known have stopped.
      const isIdle = Promise.all(working).then(() => true);
      await expect.poll(() => isReady(mock)).toBe(true);
      await Promise.race([
        isIdle,
        expect.poll(() => counts.accepted, { interval: 5 }).toBeGreaterThan(since + 50),
      ]);
      isOver = true;
      await isIdle;
      await compare();
    }
    expect(counts.refused).toBeGreaterThan(50);
    await compareClaims(given);
  });

  test.each([
    { cut: 'before', isMade: false },
    { cut: 'after', isMade: true },
  ] as const)(
    'that is cut off $cut the commit says that the outcome is not known, and then shows it',
    async ({ cut, isMade }) => {
      const { proxy, given, mock } = await startBehindProxy();
      const client = createAccountClient(mock);
      const first = { id: 1, number: 1, name: 'first' };
      await client.send('POST', '/desks', { number: 1, name: 'first' });
      proxy.cut = cut;
      const answer = await client.send('PUT', '/desks/1', { number: 2, name: 'second' });
      expect(answer).toMatchObject(unavailable);
      expect(answer.body).toMatchObject({
        detail: expect.stringMatching(/Whether the change was made is not known: read before/),
      });
      const there = isMade ? { id: 1, number: 2, name: 'second' } : first;
      expect((await client.send('GET', '/desks')).body).toEqual([there]);
      // The other number is free, and this one is not.
      const free = await client.send('POST', '/desks', { number: isMade ? 1 : 2, name: 'third' });
      expect(free).toMatchObject({ status: 200, body: { id: 2 } });
      const { number } = there;
      expect((await client.send('POST', '/desks', { number, name: 'x' })).status).toBe(409);
      await compareClaims(given);
    },
  );

  test('that is cut off while it reads an account gets its connections back', async () => {
    const { proxy, mock } = await startBehindProxy();
    const client = createAccountClient(mock);
    await client.send('POST', '/desks', { number: 1, name: 'first' });
    for (const text of ['COMMIT', 'DECLARE', 'DECLARE', 'DECLARE']) {
      Object.assign(proxy, { text, cut: 'before' });
      const answer = await client.send('PUT', '/desks/1', { number: 2, name: 'second' });
      expect(answer).toMatchObject(unavailable);
      expect(answer.body).not.toMatchObject({ detail: expect.stringContaining('timeout') });
    }
    expect((await client.send('GET', '/desks')).body).toMatchObject([{ name: 'first' }]);
  });

  test('that hangs answers 503 in time, and goes on when it does', async () => {
    const { postgres, given, mock } = await start((store) => `${store}&query_timeout=300`);
    const client = createAccountClient(mock);
    await client.send('POST', '/desks', { number: 1, name: 'first' });
    signal(postgres, 'SIGSTOP');
    try {
      const answers = await Promise.all([
        client.send('POST', '/desks', { number: 2, name: 'second' }),
        client.send('GET', '/desks'),
        mock.inject('/_mock/ready').then(({ statusCode: status }) => ({ status })),
      ]);
      expect(answers).toMatchObject([unavailable, unavailable, { status: 503 }]);
    } finally {
      signal(postgres, 'SIGCONT');
    }
    await expect.poll(() => isReady(mock)).toBe(true);
    expect((await client.send('GET', '/desks')).body).toMatchObject([{ name: 'first' }]);
    const next = await client.send('POST', '/desks', { number: 2, name: 'third' });
    expect(next).toMatchObject({ status: 200, body: { id: 2 } });
    await compareClaims(given);
  });

  test('that hangs for a moment answers late, and right', async () => {
    const { postgres, mock } = await start();
    const client = createAccountClient(mock);
    await client.send('POST', '/desks', { number: 1, name: 'first' });
    signal(postgres, 'SIGSTOP');
    const late = client.send('POST', '/desks', { number: 2, name: 'second' });
    await Promise.resolve();
    signal(postgres, 'SIGCONT');
    expect(await late).toMatchObject({ status: 200, body: { id: 2 } });
  });

  test('that hangs does not keep the mock from closing in time, though requests and the journal wait', async () => {
    const { postgres, mock } = await start(undefined, { storeJournal: true });
    const { send } = createAccountClient(mock);
    await send('POST', '/desks', { number: 1, name: 'first' });
    signal(postgres, 'SIGSTOP');
    try {
      void mock.inject('/none');
      for (const number of [2, 3]) void send('POST', '/desks', { number, name: 'waits' });
      const began = performance.now();
      await mock.close();
      // Requests over the network have 5 of the 10 seconds until a container is killed.
      expect(performance.now() - began).toBeLessThan(5_000);
    } finally {
      signal(postgres, 'SIGCONT');
    }
  });
});
