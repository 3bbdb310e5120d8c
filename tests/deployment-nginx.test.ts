import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../mocks/index.ts';
import { checkConfiguration, hasNginx, installNginx, type Nginx, startNginx } from './nginx.ts';

const token = 'my-token';
const path = '/melodies/personal';
const headers = { authorization: token, 'content-type': 'application/json' };

describe.skipIf(!hasNginx && !process.env.CI)(`nginx (${installNginx})`, () => {
  const mocks: Mock[] = [];
  let nginx: Nginx;
  let dispatcher: Agent;
  const ask = (url: string, options: Parameters<typeof request>[1] = {}) =>
    request(`http://mock${url}`, { dispatcher, headers, ...options });

  beforeAll(async () => {
    const addresses: string[] = [];
    for (let i = 0; i < 3; i++) {
      const mock = await createMock({ controlToken: token });
      addresses.push(new URL(await mock.listen()).host);
      mocks.push(mock);
    }
    nginx = await startNginx(addresses);
    dispatcher = new Agent({ connect: { socketPath: nginx.socketPath } });
  }, 120_000);
  afterAll(async () => {
    await dispatcher.close();
    await nginx.close();
    await Promise.all(mocks.map((mock) => mock.close()));
  });

  /** How many requests each mock has seen since it was last asked. */
  async function seen(): Promise<number[]> {
    const counts: number[] = [];
    for (const mock of mocks) {
      const asked = { url: '/_mock/journal', headers: { 'x-control-token': token } } as const;
      counts.push((await mock.inject(asked)).json().length);
      await mock.inject({ ...asked, method: 'DELETE' });
    }
    return counts;
  }

  test('nginx accepts the configuration of compose.yaml', () => {
    expect(checkConfiguration()).toEqual({
      status: 0,
      stderr: expect.stringContaining('test is successful'),
    });
  });

  test('nginx gives each mock the same share of the requests', async () => {
    await seen();
    for (let i = 0; i < 6; i++) {
      const { statusCode, body } = await ask(path);
      await body.dump();
      expect(statusCode).toBe(200);
    }
    expect(await seen()).toEqual([2, 2, 2]);
  });

  test.each(['GET', 'PUT', 'DELETE'] as const)(
    'nginx sends a %s that a fault broke off to no other mock, and goes on',
    async (method) => {
      await seen();
      for (const mock of mocks) {
        await mock.inject({
          method: 'PUT',
          url: '/_mock/faults/*',
          headers: { 'x-control-token': token },
          payload: { drop: true, times: 1 },
        });
      }
      const url = method === 'GET' ? path : `${path}/77`;
      const body = method === 'PUT' ? '{}' : undefined;
      for (let i = 0; i < 3; i++) {
        const response = await ask(url, { method, ...(body === undefined ? {} : { body }) });
        expect([response.statusCode, await response.body.json()]).toMatchObject([
          502,
          { title: 'Bad Gateway' },
        ]);
      }
      expect(await seen()).toEqual([1, 1, 1]);
      const { statusCode, body: list } = await ask(path);
      await list.dump();
      expect(statusCode).toBe(200);
    },
  );

  test('nginx passes events on as they happen', async () => {
    const stop = new AbortController();
    const { body } = await ask('/_mock/journal/stream', {
      headers: { 'x-control-token': token },
      signal: stop.signal,
    });
    for (let i = 0; i < 3; i++) await (await ask(path)).body.dump();
    let text = '';
    for await (const part of body) {
      text += part;
      if (text.includes(path)) break;
    }
    expect(text).toContain('event: exchange');
    stop.abort();
  });

  test('nginx passes on a 502 that a mock sends', async () => {
    for (const mock of mocks) {
      await mock.inject({
        method: 'PUT',
        url: '/_mock/faults/*',
        headers: { 'x-control-token': token },
        payload: { status: 502, body: { from: 'the mock' }, times: 1 },
      });
    }
    const { statusCode, body } = await ask(path);
    expect([statusCode, await body.json()]).toEqual([502, { from: 'the mock' }]);
    for (let i = 0; i < 2; i++) await (await ask(path)).body.dump();
  });

  test('nginx sends what reached no mock to the next one', async () => {
    await mocks.pop()?.close();
    await seen();
    const body = '{"number_capacity_ids":[1],"source_type":"system","media_id":50}';
    for (let i = 0; i < 6; i++) {
      const { statusCode, body: answer } = await ask(path, { method: 'POST', body });
      await answer.dump();
      // Each mock has a memory of its own here, and refuses the number from its second request on.
      expect([200, 409]).toContain(statusCode);
    }
    expect((await seen()).toSorted()).toEqual([3, 3]);
  });
});
