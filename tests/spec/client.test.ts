import { expect, test } from 'vitest';
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

test('the type of a refusal narrows by its rule', async () => {
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
  const api = createDataApiClient({
    baseUrl: 'https://pbx.example',
    token: 'any',
    fetch: async () =>
      Response.json(problem, {
        status: 409,
        headers: { 'content-type': 'application/problem+json' },
      }),
  });
  const { error } = await api.POST('/melodies/personal', { body });
  // The test is that this compiles: without narrowing, `conflicts` and `owner` do not exist.
  if (error?.rule !== 'one-rule-per-number') throw new Error('It did not narrow.');
  const owners: number[] = error.conflicts.map(({ owner }) => owner);
  expect(owners).toEqual([83]);
});

test('the name of a rule that the contract lacks does not compile', () => {
  const rule = (problem: Problem) =>
    // @ts-expect-error -- the contract has no such rule
    problem.rule === 'one-rule-per-nothing';
  expect(rule).toBeTypeOf('function');
});

test('a body that fits none of the documented ones does not compile', () => {
  const params = { path: { id: 250 } };
  const number = '/numbers/virtual-number/{id}';
  const uncalled = (api: ReturnType<typeof createDataApiClient>) => [
    api.PUT(number, { params, body: { purpose: 'employee', employee_id: 123, id: 250 } }),
    api.PUT(number, { params, body: { purpose: 'company', login: 'l', id: 250 } }),
    api.PUT(number, { params, body: { purpose: 'not_specified', id: 250 } }),
    // @ts-expect-error -- an id is an integer
    api.PUT(number, { params, body: { purpose: 'employee', employee_id: '123', id: 250 } }),
    // @ts-expect-error -- an employee's number says whose it is
    api.PUT(number, { params, body: { purpose: 'employee', id: 250 } }),
    // @ts-expect-error -- there is no such purpose
    api.PUT(number, { params, body: { purpose: 'worker', id: 250 } }),
    // @ts-expect-error -- the id is required
    api.PUT(number, { params, body: { purpose: 'company' } }),
    // @ts-expect-error -- one of the two lists is required
    api.POST('/melodies/personal', { body: { source_type: 'system', media_id: 50 } }),
    api.POST('/melodies/personal', {
      // @ts-expect-error -- the lists have integers
      body: { number_capacity_ids: ['1'], source_type: 'system', media_id: 50 },
    }),
  ];
  expect(uncalled).toBeTypeOf('function');
});
