import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { hasPostgres, installPostgres, startPostgres } from '../providers/stacks/index.ts';

const open = ['/_mock/live', '/_mock/ready'];

async function start(options: MockOptions, host = '127.0.0.1') {
  const mock = await createMock(options);
  const { port } = new URL(await mock.listen({ host }));
  return { mock, port, [Symbol.asyncDispose]: () => mock.close() };
}

describe.each([
  { given: 'without a control token', options: {} },
  { given: 'with a control token', options: { controlToken: 'secret' } },
])('a mock beyond loopback $given', ({ given, options }) => {
  test(`probes need no token, and no host name, of a mock ${given}`, async () => {
    await using started = await start(options, '0.0.0.0');
    for (const path of open) {
      const asked = { url: path, headers: { host: `10.1.2.3:${started.port}` } };
      expect((await started.mock.inject(asked)).statusCode).toBe(200);
      const head = await fetch(`http://127.0.0.1:${started.port}${path}`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
    }
  });

  test(`health says nothing to whoever has no token, of a mock ${given}`, async () => {
    await using started = await start(options, '0.0.0.0');
    const response = await fetch(`http://127.0.0.1:${started.port}/_mock/health`);
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { type: '/_mock/problems/control-refused' },
    ]);
  });
});

test('a mock in memory is ready', async () => {
  await using started = await start({});
  const health = await started.mock.inject('/_mock/health');
  expect(health.json().store).toMatchObject({ kind: 'memory', lasts: false, failure: null });
  expect((await started.mock.inject('/_mock/ready')).json()).toEqual({ status: 'ready' });
});

describe.skipIf(!hasPostgres && !process.env.CI)(`with PostgreSQL (${installPostgres})`, () => {
  test('a mock whose store is down lives, is not ready, and says why', async () => {
    const postgres = await startPostgres();
    const store = `postgres://${postgres.user}@localhost/postgres?host=${postgres.host}`;
    await using started = await start({ store });
    const { mock } = started;
    const states = async () => {
      const [live, ready, health] = await Promise.all(
        ['/_mock/live', '/_mock/ready', '/_mock/health'].map((url) =>
          // What a scheme means is a setting of the account, which nobody asks for here.
          mock.inject({ url, headers: { authorization: 'Bearer token' } }),
        ),
      );
      return { live, ready, health };
    };
    const before = await states();
    expect(before.ready?.statusCode).toBe(200);
    expect(before.health?.json().store).toMatchObject({
      kind: 'postgresql',
      lasts: true,
      failure: null,
    });
    await postgres.close();
    // At first the mock may learn no more than that a connection ended.
    await expect
      .poll(async () => (await states()).health?.json().store.failure)
      .toContain(postgres.host);
    const { live, ready, health } = await states();
    expect(live?.statusCode).toBe(200);
    expect([ready?.statusCode, ready?.headers['retry-after'], ready?.json()]).toMatchObject([
      503,
      '1',
      { type: '/_mock/problems/store-unavailable' },
    ]);
    expect(health?.json()).toMatchObject({
      status: 'ok',
      store: { kind: 'postgresql', failure: expect.stringContaining(postgres.host) },
    });
    const request = await mock.inject({
      url: '/melodies/personal',
      headers: { authorization: 'token' },
    });
    for (const one of [ready, request]) {
      expect(one?.json().detail).toContain('it cannot be reached: E');
      expect(one?.payload).not.toContain(postgres.host);
    }
  });
});

test('a mock that is stopped refuses probes, and finishes what runs', async () => {
  const arrived = Promise.withResolvers<void>();
  const ends = Promise.withResolvers<void>();
  const { mock, port } = await start({
    delay: 1,
    wait() {
      arrived.resolve();
      return ends.promise;
    },
  });
  const at = `http://127.0.0.1:${port}`;
  const running = fetch(`${at}/melodies/personal`, { headers: { authorization: 'my-token' } });
  await arrived.promise;
  const closed = mock.close();
  await expect(fetch(`${at}/_mock/ready`)).rejects.toThrow();
  ends.resolve();
  expect((await running).status).toBe(200);
  await closed;
});

test.each([{}, { https: true }])(
  'the health check of the Containerfile passes for a mock with %o, and fails without one',
  async (options) => {
    const { mock, port } = await start({ ...options, controlToken: 'secret' }, '0.0.0.0');
    expect(await check(port)).toBe(0);
    await mock.close();
    expect(await check(port)).toBe(1);
  },
);

async function check(port: string): Promise<number> {
  const [, words = '[]'] =
    /^HEALTHCHECK .*? CMD (.*)$/m.exec(readFileSync('Containerfile', 'utf8')) ?? [];
  const [, ...args] = JSON.parse(words) as string[];
  const child = spawn(
    process.execPath,
    args.map((word) => word.replace('4010', port)),
    { stdio: 'ignore' },
  );
  const [code] = await once(child, 'exit');
  return code;
}
