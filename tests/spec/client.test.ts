import { expect, test } from 'vitest';
import { createDataApiClient, type Problem } from '../../spec/index.ts';

const body = { number_capacity_ids: [1], source_type: 'system', media_id: 50 } as const;

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
