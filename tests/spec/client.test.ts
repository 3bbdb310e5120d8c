import { expect, test } from 'vitest';
import { createDataApiClient, type Problem } from '../../spec/index.ts';

const body = { number_capacity_ids: [1], source_type: 'system', media_id: 50 } as const;

test('the client sends the token, the media type and its own headers with each request', async () => {
  const asked: Request[] = [];
  const api = createDataApiClient({
    baseUrl: 'https://pbx.example/api/',
    token: 'Token as it is',
    headers: { 'X-Key': '1' },
    fetch: async (request) => {
      asked.push(request);
      return Response.json([]);
    },
  });
  expect((await api.GET('/melodies/personal')).data).toEqual([]);
  const [request] = asked;
  expect(request?.url).toBe('https://pbx.example/api/melodies/personal');
  const sent = ['authorization', 'content-type', 'x-key'].map((name) => request?.headers.get(name));
  expect(sent).toEqual(['Token as it is', 'application/json; charset=UTF-8', '1']);
});

test('the client refuses an empty token before it sends anything', () => {
  expect(() => createDataApiClient({ baseUrl: 'https://pbx.example', token: ' ' })).toThrow(
    'createDataApiClient was given an empty token',
  );
});

test('a refusal narrows by its rule', async () => {
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
  // Whether this compiles is the test: elsewhere `conflicts` and `owner` are not there.
  if (error?.rule !== 'one-rule-per-number') throw new Error('It did not narrow.');
  const owners: number[] = error.conflicts.map(({ owner }) => owner);
  expect(owners).toEqual([83]);
});

test('an unknown rule does not compile', () => {
  const rule = (problem: Problem) =>
    // @ts-expect-error -- there is no such rule
    problem.rule === 'one-rule-per-nothing';
  expect(rule).toBeTypeOf('function');
});
