import { expect, test } from 'vitest';
import { expectedResponse } from '../../spec/index.ts';

const ids = { type: ['array', 'null'], items: { type: 'integer' } };
const patternOfIds = '^(\\[((-?\\d+)(,(-?\\d+))*)?\\]|null)$';

/** The matchers of a body, by path. */
function matchersOf(schema: object, content: unknown, sent?: unknown) {
  const known = { schema: { ...schema }, sent };
  const { matchingRules } = expectedResponse(200, 'application/json', content, known);
  return Object.fromEntries(
    Object.entries(matchingRules.body ?? {}).map(([path, { matchers }]) => [path, matchers[0]]),
  );
}

test.each([
  { given: 'an integer', schema: { type: 'integer' }, value: 1, want: { match: 'integer' } },
  { given: 'a number', schema: { type: 'number' }, value: 1.5, want: { match: 'number' } },
  { given: 'a boolean', schema: { type: 'boolean' }, value: true, want: { match: 'boolean' } },
  { given: 'a text', schema: { type: 'string' }, value: 'a', want: { match: 'type' } },
  {
    given: 'a text of some values',
    schema: { enum: ['a.b', 'c'] },
    value: 'c',
    want: { match: 'regex', regex: '^(a\\.b|c)$' },
  },
  { given: 'a text of one value', schema: { const: 'a' }, value: 'a', want: undefined },
  {
    given: 'an integer or null',
    schema: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    value: 1,
    want: { match: 'regex', regex: '^(-?\\d+|null)$' },
  },
  {
    given: 'a list or null',
    schema: ids,
    value: [1],
    want: { match: 'regex', regex: patternOfIds },
  },
  {
    given: 'a list or null that was sent empty',
    schema: ids,
    value: null,
    sent: [],
    want: { match: 'regex', regex: patternOfIds },
  },
  {
    given: 'a list or null that was sent',
    schema: ids,
    value: [1],
    sent: [1],
    want: { match: 'type', min: 1 },
  },
  {
    given: 'a secret',
    schema: { type: 'string', format: 'password' },
    value: 'a',
    want: undefined,
  },
])('$given is matched by what the schema promises', ({ schema, value, sent, want }) => {
  const body = { type: 'object', required: ['field'], properties: { field: schema } };
  const matchers = matchersOf(body, { field: value }, sent && { field: sent });
  expect(matchers['$.field']).toEqual(want);
});

test('an optional field is expected only if the request sent a value for it', () => {
  const body = { type: 'object', properties: { 'a-b': { type: 'string' } } };
  expect(matchersOf(body, { 'a-b': 'x' })).toEqual({});
  expect(matchersOf(body, { 'a-b': 'x' }, { 'a-b': null })).toEqual({});
  expect(matchersOf(body, { 'a-b': 'x' }, { 'a-b': 'x' })).toEqual({
    "$['a-b']": { match: 'type' },
  });
});

test('a list has at least one element, each like the first', () => {
  const rule = { type: 'object', required: ['ids'], properties: { ids } };
  const { body } = expectedResponse(200, 'application/json', [{ ids: [1] }, { ids: null }], {
    schema: { type: 'array', items: rule },
  });
  expect(body?.content).toEqual([{ ids: null }]);
  expect(matchersOf({ type: 'array', items: rule }, [{ ids: [1] }])).toEqual({
    $: { match: 'type', min: 1 },
    '$[*].ids': { match: 'regex', regex: patternOfIds },
  });
});

test('of a refusal the class of its status is all that is expected', () => {
  const matchers = [{ match: 'statusCode', status: 'clientError' }];
  expect(expectedResponse(409, 'application/problem+json', { status: 409 }, {})).toEqual({
    status: 409,
    matchingRules: { status: { $: { combine: 'AND', matchers } } },
  });
});
