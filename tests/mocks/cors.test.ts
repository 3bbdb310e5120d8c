import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { createRawAsk, type RawAnswer, type RawAsk, rawRequest, sendRaw } from './raw-client.ts';

let mock: Mock;
let url: string;
let ask: RawAsk;
beforeAll(async () => {
  mock = await createMock();
  url = await mock.listen();
  ask = createRawAsk(url);
});
afterAll(() => mock.close());

const collection = '/melodies/personal';
const json = 'Content-Type: application/json';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };
const sound = JSON.stringify(rule);

function post(body: string | Uint8Array, headers: readonly string[] = [json]): Promise<RawAnswer> {
  return ask('POST', collection, headers, body);
}

describe('CORS', () => {
  const origin = 'https://app.example';
  const page = `Origin: ${origin}`;

  test('a preflight allows everything that it asks for', async () => {
    const answer = await sendRaw(
      url,
      rawRequest('OPTIONS', `${collection}/77`, [
        page,
        'Access-Control-Request-Method: PUT',
        'Access-Control-Request-Headers: authorization,content-type,x-other',
      ]),
    );
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'authorization,content-type,x-other',
    });
  });

  test('a preflight allows a private network', async () => {
    const answer = await sendRaw(
      url,
      rawRequest('OPTIONS', collection, [
        page,
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Private-Network: true',
      ]),
    );
    expect(answer.headers['access-control-allow-private-network']).toBe('true');
  });

  const answers = [
    { status: 200, asked: () => ask('GET', collection, [page]) },
    { status: 204, asked: () => ask('OPTIONS', collection, [page]) },
    { status: 400, asked: () => post('{', [json, page]) },
    { status: 400, asked: () => ask('GET', '/%zz', [page]) },
    { status: 401, asked: () => sendRaw(url, rawRequest('GET', collection, [page])) },
    { status: 404, asked: () => ask('GET', '/nowhere', [page]) },
    { status: 404, asked: () => ask('DELETE', `${collection}/5`, [page]) },
    { status: 405, asked: () => ask('PATCH', collection, [page]) },
    { status: 406, asked: () => ask('GET', collection, [page, 'Accept: text/html']) },
    {
      status: 409,
      asked: () => post(JSON.stringify({ ...rule, number_capacity_ids: [250] }), [json, page]),
    },
    { status: 413, asked: () => post('x'.repeat(1024 * 1024 + 1), [json, page]) },
    { status: 415, asked: () => post(sound, [page]) },
    { status: 422, asked: () => post('{}', [json, page]) },
  ];

  test.each(answers)(
    'a page may read a response with status $status',
    async ({ status, asked }) => {
      const answer = await asked();
      expect(answer.status).toBe(status);
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      expect(answer.headers['access-control-expose-headers']).toContain('Allow');
      expect(answer.headers.vary).toContain('Origin');
    },
  );

  test.each([
    { method: 'GET', path: '/_mock/health', more: [] },
    { method: 'GET', path: '/_mock/nowhere', more: [] },
    { method: 'GET', path: '/_mock/%zz', more: [] },
    {
      method: 'OPTIONS',
      path: '/_mock/switches',
      more: ['Access-Control-Request-Method: PUT'],
    },
  ])('a page may not read the response to $method $path', async ({ method, path, more }) => {
    const answer = await ask(method, path, [page, ...more]);
    expect([400, 403]).toContain(answer.status);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-'))).toEqual([]);
  });

  test('a page may read the headers that a contract declares, and use a path that declares OPTIONS', async () => {
    const spec = join(mkdtempSync(join(tmpdir(), 'cors-')), 'openapi.yaml');
    writeFileSync(
      spec,
      `openapi: 3.1.0
info: {title: Things, version: '1'}
security: [{query: []}, {cookie: [], bearer: []}]
components:
  securitySchemes:
    query: {type: apiKey, in: query, name: api_key}
    cookie: {type: apiKey, in: cookie, name: sid}
    bearer: {type: http, scheme: bearer}
paths:
  /things:
    options: {operationId: ask, responses: {204: {description: Asked.}}}
    get:
      operationId: list
      responses:
        200:
          description: All.
          headers: {X-Total: {schema: {type: integer}, example: 3}}
`,
    );
    const other = await createMock({ spec });
    const headers = { origin, 'access-control-request-method': 'GET' };
    const preflight = await other.inject({ method: 'OPTIONS', url: '/things', headers });
    expect(preflight).toMatchObject({
      statusCode: 204,
      headers: { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'GET' },
    });
    const listed = await other.inject({ url: '/things?api_key=k', headers: { origin } });
    expect(listed.headers['x-total']).toBe('3');
    expect(listed.headers['access-control-expose-headers']).toMatch(/, x-total$/);
    // The refusal names each place that the token may be in.
    expect((await other.inject({ url: '/things' })).json()).toMatchObject({
      status: 401,
      detail:
        "Send the account's token in the query parameter api_key or the cookie sid and the header Authorization.",
    });
    await other.close();
  });

  test('a request without Origin gets no CORS headers', async () => {
    const { headers } = await ask('GET', collection);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-'))).toEqual([]);
  });
});
