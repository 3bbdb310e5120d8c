import { expect, test } from 'vitest';
import { startMock } from '../../mocks/index.ts';

test('fetch of a mock answers as the network does, status, headers and body', async () => {
  await using mock = await startMock();
  const ask = {
    headers: { Authorization: 'own', Prefer: 'code=409', Origin: 'https://a.example' },
  };
  const paths = ['/melodies/personal', '/nowhere?a=%20b', '/_mock/health'];
  for (const path of paths) {
    const [here, there] = await Promise.all([
      mock.fetch(`https://any.example${path}`, ask),
      fetch(mock.url + path, ask),
    ]);
    const said = async (one: Response) => {
      const shown = ['content-type', 'access-control-allow-origin'];
      return [one.status, ...shown.map((name) => one.headers.get(name)), await one.text()];
    };
    expect(await said(here)).toEqual(await said(there));
  }
});

test('fetch of a mock sends a body, and shares the state with the network', async () => {
  await using mock = await startMock();
  const account = mock.account();
  const headers = { Authorization: account.token, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ number_capacity_ids: [7], source_type: 'system', media_id: 1 });
  const added = await mock.fetch('http://a/melodies/personal', { method: 'POST', headers, body });
  const { id } = (await added.json()) as { id: number };
  const deleted = await fetch(`${mock.url}/melodies/personal/${id}`, { method: 'DELETE', headers });
  expect(deleted.ok).toBe(true);
});

test('fetch of a mock rejects where a fault drops the connection', async () => {
  await using mock = await startMock();
  const account = mock.account();
  await account.fault('*', { drop: true });
  const headers = { Authorization: account.token };
  await expect(mock.fetch('http://a/melodies/personal', { headers })).rejects.toThrow(
    'fetch failed',
  );
});

test.each([
  { title: 'before it is sent', signal: () => AbortSignal.abort(new Error('enough')), delay: 0 },
  { title: 'while it is delayed', signal: () => AbortSignal.timeout(1), delay: 2000 },
])('fetch of a mock rejects where its signal aborts it $title', async ({ signal, delay }) => {
  await using mock = await startMock();
  const account = mock.account();
  await account.fault('*', { delay });
  const ask = { headers: { Authorization: account.token }, signal: signal() };
  const answer = mock.fetch('http://a/melodies/personal', ask);
  const error = await answer.catch((thrown: unknown) => thrown);
  expect(error).toBe(ask.signal.reason);
  expect(error).toBeInstanceOf(Error);
});
