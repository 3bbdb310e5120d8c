import { Hmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createMemoryStore } from '../../mocks/accounts/store.ts';
import { createMock, type LogEntry } from '../../mocks/index.ts';

const preflight = { 'access-control-request-method': 'POST' };

/** A request to each part of the server. */
const requests = [
  { method: 'GET', url: '/melodies/personal', headers: {} },
  { method: 'POST', url: '/melodies/personal', headers: { 'content-type': 'text/plain' } },
  { method: 'PATCH', url: '/melodies/personal', headers: {} },
  { method: 'OPTIONS', url: '/melodies/personal', headers: preflight },
  { method: 'OPTIONS', url: '/nowhere', headers: preflight },
  { method: 'GET', url: '/nowhere', headers: {} },
  { method: 'GET', url: '/%zz', headers: {} },
  { method: 'GET', url: '/_mock/accounts/me', headers: { host: 'localhost:4010' } },
] as const;

/** A mock that cannot insert an item. */
async function brokenMock(log: (entry: LogEntry) => void) {
  let works = true;
  const mock = await createMock({
    log,
    createStore() {
      const store = createMemoryStore();
      const fail = () => {
        throw new TypeError('the disk is full');
      };
      return { ...store, insert: (entry) => (works ? store.insert(entry) : fail()) };
    },
  });
  await mock.inject({ url: '/melodies/personal', headers: { authorization: 'a' } });
  works = false;
  return mock;
}

test('an unexpected error is a problem that a page may read, and a line in the log', async () => {
  const lines: LogEntry[] = [];
  const mock = await brokenMock((entry) => lines.push(entry));
  const answer = await mock.inject({
    method: 'POST',
    url: '/melodies/personal',
    headers: { authorization: 'a', origin: 'https://app.example' },
    payload: { number_capacity_ids: [1], source_type: 'system', media_id: 50 },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'access-control-allow-origin': 'https://app.example',
  });
  expect(answer.json()).toMatchObject({
    type: '/_mock/problems/internal-error',
    status: 500,
    detail: expect.stringContaining('the disk is full. This is a mistake of the mock'),
  });
  expect(lines.at(-1)).toMatchObject({ method: 'POST', status: 500, problem: 'internal-error' });
  await mock.close();
});

test('an unexpected error of the control API is a problem, too', async () => {
  const mock = await brokenMock(() => {});
  const answer = await mock.inject({
    method: 'POST',
    url: '/_mock/accounts/me/reset',
    headers: { authorization: 'a' },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ type: '/_mock/problems/internal-error' });
  await mock.close();
});

test.each(requests)(
  'an unexpected error at $method $url is a problem that a page may read',
  async (one) => {
    const mock = await createMock();
    const origin = one.url.startsWith('/_mock') ? 'http://localhost:4010' : 'https://app.example';
    const headers = { ...one.headers, origin, authorization: 'a' };
    // The id of an account is a keyed hash of its token; no request is without one.
    const hash = vi.spyOn(Hmac.prototype, 'update').mockImplementation(() => {
      throw new TypeError('no hash');
    });
    const answer = await mock.inject({ ...one, headers });
    hash.mockRestore();
    expect(answer.statusCode).toBe(500);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'access-control-allow-origin': origin,
    });
    expect(answer.json()).toMatchObject({
      type: '/_mock/problems/internal-error',
      detail: expect.stringContaining('no hash'),
    });
    await mock.close();
  },
);

test.each(requests.filter(({ url }) => !url.startsWith('/_mock')))(
  'a log that fails at $method $url is a warning, and the response arrives',
  async (one) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const mock = await createMock({
      log() {
        throw new TypeError('the log is full');
      },
    });
    const url = await mock.listen();
    const headers = { ...one.headers, authorization: 'a' };
    const answer = await fetch(url + one.url, { method: one.method, headers });
    expect(answer.status).toBeLessThan(500);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: 'the log is full' }),
    );
    warn.mockRestore();
    await mock.close();
  },
);
