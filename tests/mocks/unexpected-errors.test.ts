import { expect, test } from 'vitest';
import { createMemoryStore } from '../../mocks/accounts/store.ts';
import { createMock, type LogEntry } from '../../mocks/index.ts';

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
