import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type StartedMock, startMock } from '../../mocks/index.ts';
import { runVerify } from '../contracts/verify-command.ts';
import { desksWith } from '../fixtures/desks.ts';
import { withDocument } from '../fixtures/plain-document.ts';
import { startCommand } from './command.ts';

const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

let mock: StartedMock;
let origin: string;
beforeAll(async () => {
  mock = await startMock({ prefix: '/api/v1' });
  origin = new URL(mock.url).origin;
});
afterAll(() => mock.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(origin + path, { headers: { authorization: 'a', ...headers }, redirect: 'manual' });

describe('a mock with a prefix', () => {
  test('serves the contract below it, and its URLs include it', async () => {
    const account = mock.account();
    expect(mock.url).toBe(`${origin}/api/v1`);
    expect(account.baseUrl).toBe(mock.url);
    const headers = { authorization: account.token, 'content-type': 'application/json' };
    const url = account.baseUrl + melodies;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(rule) });
    expect(answer.status).toBe(200);
    expect(await (await fetch(url, { headers })).json()).toHaveLength(2);
  });

  test('reads path and query parameters below it', async () => {
    expect((await get('/api/v1/numbers/virtual-number/608')).status).toBe(200);
    const wrong = await get('/api/v1/numbers/virtual-number/x');
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ errors: [{ in: 'path', pointer: '/id' }] });
  });

  test('answers 404 for a documented path without it, and says the prefix', async () => {
    const answer = await get('/numbers/virtual-number/608');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      detail:
        'The contract, served below /api/v1, has no path /numbers/virtual-number/608; did you mean /api/v1/numbers/virtual-number/608?',
      hint: '/api/v1/numbers/virtual-number/608',
    });
  });

  test.each(['/%61pi/v1/employee', '/api/v1', '/api/v12/employee', '/API/v1/employee'])(
    'answers 404 for %s, whose beginning is another',
    async (path) => expect((await get(path)).status).toBe(404),
  );

  test('tells a path without its trailing slash', async () => {
    const answer = await get('/api/v1/employee/');
    expect(await answer.json()).toMatchObject({ status: 404, hint: '/api/v1/employee' });
  });

  test('has the control API where it always is, and nowhere else', async () => {
    expect(await (await get('/_mock/health')).json()).toMatchObject({ prefix: '/api/v1' });
    expect((await get('/api/v1/_mock/health')).status).toBe(404);
    const { type } = (await (await get('/api/v1/nothing')).json()) as { type: string };
    const explained = await fetch(new URL(type, `${mock.url}/nothing`));
    expect(await explained.json()).toMatchObject({ code: 'unknown-path' });
  });

  test('keeps the path of a request in its journal, and finds the operation', async () => {
    const account = mock.account();
    await fetch(account.baseUrl + melodies, { headers: { authorization: account.token } });
    expect(await account.journal()).toMatchObject([
      { operation: 'listPersonalMelodies', request: { url: `/api/v1${melodies}` } },
    ]);
  });

  test("sends the explorer's requests below it", async () => {
    const relay = (path: string) =>
      fetch(`${origin}/_mock/relay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: 'mock', method: 'GET', path, headers: { authorization: 'a' } }),
      });
    expect(await (await relay(melodies)).json()).toMatchObject({ status: 200 });
    expect(await (await get('/_mock/contract')).json()).toMatchObject({ prefix: '/api/v1' });
    expect((await relay('/../../_mock/accounts')).status).toBe(422);
  });

  test('runs the edge cases of the catalogue below it', async () => {
    const run = await fetch(`${origin}/_mock/cases/add-documented`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: 'mock' }),
    });
    expect(await run.json()).toMatchObject({ verdict: 'as-expected' });
  });

  test('keeps the promises that the verifier checks, and is known to it as a mock', async () => {
    const args = ['--provider', mock.url, '--token', 'any', '--only', 'checks'];
    const { code, stdout } = await runVerify([
      ...args,
      '--check',
      'add-documented,add-token-unknown',
    ]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });
});

test.each([
  'api',
  '/api/',
  '//api',
  '/a b',
  '/a/../b',
  '/{id}',
  '/_mock',
  '/_mock/x',
  'https://a/b',
])('refuses the prefix %j in a sentence', async (prefix) => {
  await expect(createMock({ prefix })).rejects.toThrow(
    `The prefix "${prefix}" is not a path; use one such as /api.`,
  );
});

test.each([
  { documented: '/desks/1', location: '/api/desks/1' },
  { documented: 'https://desks.example/desks/1', location: 'http://desks.local/api/desks/1' },
])(
  'Location has the prefix where the document has $documented',
  async ({ documented, location }) => {
    await withDocument(desksWith(documented), async (spec) => {
      const desks = await createMock({ spec, prefix: '/api' });
      const { headers } = await desks.inject({
        method: 'POST',
        url: '/api/desks',
        headers: { host: 'desks.local' },
        payload: { name: 'a' },
      });
      await desks.close();
      expect(headers.location).toBe(location);
    });
  },
);

test('the start line of the command has the prefix, and says where the explorer is', async () => {
  const command = startCommand('--port', '0', '--prefix', '/api');
  const line = await command.line(/http:/);
  await command.stop();
  expect(line).toMatch(/ on (http:\S+)\/api \(explorer and control API: \1\/_mock\/\)$/);
});
