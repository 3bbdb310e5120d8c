import type { Middleware } from 'openapi-fetch';
import { describe, expect, test } from 'vitest';
import { createDataApiClient, type Problem } from '../../spec/index.ts';

const body = { number_capacity_ids: [1], source_type: 'system' as const, media_id: 50 };

test('each request carries the token, the media type and the headers of the options', async () => {
  const sentRequests: Request[] = [];
  const api = createDataApiClient({
    baseUrl: 'https://pbx.example/api/',
    token: 'Token as it is',
    headers: { 'X-Key': '1' },
    fetch: async (request) => {
      sentRequests.push(request);
      return Response.json([]);
    },
  });
  expect((await api.GET('/melodies/personal')).data).toEqual([]);
  const [request] = sentRequests;
  expect(request?.url).toBe('https://pbx.example/api/melodies/personal');
  const sent = ['authorization', 'content-type', 'x-key'].map((name) => request?.headers.get(name));
  expect(sent).toEqual(['Token as it is', 'application/json; charset=UTF-8', '1']);
});

test('an empty token is rejected before any request is sent', () => {
  expect(() => createDataApiClient({ baseUrl: 'https://pbx.example', token: ' ' })).toThrow(
    'createDataApiClient needs a token that is not empty',
  );
});

test('a refusal is the error as it was sent, and its type narrows by the rule', async () => {
  const problem = {
    type: '/_mock/problems/uniqueness',
    title: 'A uniqueness rule is broken',
    status: 409,
    detail: 'Number 1 already belongs to rule 83.',
    rule: 'one-rule-per-number',
    conflicts: [
      { rule: 'one-rule-per-number', pointer: '/number_capacity_ids/0', value: 1, owner: 83 },
    ],
  } satisfies Problem;
  const { data, error } = await addTo(() => Response.json(problem, { status: 409 }));
  expect([data, error]).toEqual([undefined, problem]);
  if (error?.rule !== 'one-rule-per-number') throw new Error('It did not narrow.');
  const owners: number[] = error.conflicts.map(({ owner }) => owner);
  expect(owners).toEqual([83]);
});

const page = '<!doctype html><title>Bad gateway</title>';
const empty = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

describe('a response that says nothing of what the contract documents', () => {
  test.each([
    {
      what: 'an empty 503',
      response: () => empty(503, { 'content-length': '0' }),
      want: {
        title: 'Status 503',
        status: 503,
        detail: 'The API responded with 503, without a body.',
      },
    },
    {
      what: 'the page of a gateway',
      response: () => new Response(page, { status: 502, statusText: 'Bad Gateway' }),
      want: { title: 'Bad Gateway', status: 502, detail: `, with this body: ${page}` },
    },
    {
      what: 'a long page',
      response: () => new Response('x'.repeat(300), { status: 500 }),
      want: { status: 500, detail: `, with this body: ${'x'.repeat(200)}…` },
    },
    {
      what: 'JSON that is no object',
      response: () => Response.json(['busy'], { status: 429 }),
      want: { status: 429, detail: ', with this body: ["busy"]' },
    },
    {
      what: 'an error of another form, whose members stay',
      response: () => Response.json({ title: 7, code: 'E1' }, { status: 400 }),
      want: { title: 'Status 400', code: 'E1', status: 400, detail: '{"title":7,"code":"E1"}' },
    },
    {
      what: 'a problem with the status of somebody else',
      response: () => Response.json({ status: 409, detail: 'Taken.' }, { status: 400 }),
      want: { type: 'about:blank', status: 400, detail: 'Taken.' },
    },
    {
      what: 'a success without a body',
      response: () => empty(204),
      want: { status: 204, detail: 'The API responded with 204, without a body.' },
    },
    {
      what: 'an empty success',
      response: () => new Response(''),
      want: { status: 200, detail: 'The API responded with 200, without a body.' },
    },
    {
      what: 'a page instead of JSON',
      response: () => new Response(page),
      want: { status: 200, detail: `, but not in JSON: ${page}` },
    },
    {
      what: 'JSON that is cut off',
      response: () => new Response('{"id": 8'),
      want: { status: 200, detail: ', but not in JSON: {"id": 8' },
    },
  ])('$what is an error with its status and a reason', async ({ response, want }) => {
    const { data, error, ...rest } = await addTo(response);
    expect(data).toBeUndefined();
    const { detail, ...others } = want;
    expect(error).toMatchObject({ type: 'about:blank', ...others });
    expect(error?.detail).toContain(detail);
    expect(rest.response.status).toBe(want.status);
  });
});

test('a call without any response rejects as fetch does', async () => {
  const failure = new TypeError('fetch failed');
  const call = addTo(() => {
    throw failure;
  });
  await expect(call).rejects.toBe(failure);
});

test('middleware sees the request and the response', async () => {
  const api = clientOf(() => Response.json([]));
  const seen: string[] = [];
  const middleware: Middleware = {
    onRequest: ({ schemaPath }) => void seen.push(schemaPath),
    onResponse: ({ response }) => void seen.push(String(response.status)),
  };
  api.use(middleware);
  expect((await api.GET('/employee')).data).toEqual([]);
  api.eject(middleware);
  await api.GET('/employee');
  expect(seen).toEqual(['/employee', '200']);
});

function clientOf(respond: () => Response) {
  const fetch = async () => respond();
  return createDataApiClient({ baseUrl: 'https://pbx.example', token: 'any', fetch });
}

function addTo(respond: () => Response) {
  return clientOf(respond).POST('/melodies/personal', { body });
}
