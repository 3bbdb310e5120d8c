import { describe, expect, test } from 'vitest';
import {
  actionOf,
  type Classification,
  classify,
  describeConnectionFailure,
  describeExpectation,
  describeFault,
  type Expectation,
  fillPath,
  findOperation,
  loadContract,
  matchPath,
  operationName,
  ownContract,
  parseIdentifiers,
  parseJson,
  prettyJson,
  resourceOf,
  retryDelay,
  shownViolation,
  splitBody,
  violationOf,
} from '../../spec/index.ts';

describe('a list of identifiers', () => {
  test.each<{ text: string; want: unknown }>([
    { text: '608', want: [608] },
    { text: '1000-1003', want: [1000, 1001, 1002, 1003] },
    { text: '5, 7 - 9 ,7', want: [5, 7, 8, 9] },
    { text: 'DE89-3704,x', want: ['DE89-3704', 'x'] },
    { text: '1-100000', want: Array.from({ length: 100_000 }, (_, i) => i + 1) },
  ])('parses "$text"', ({ text, want }) => {
    expect(parseIdentifiers(text)).toEqual(want);
  });

  test.each<{ text: string; want: unknown }>([
    { text: '79000000001', want: ['79000000001'] },
    { text: '0079,9007199254740993', want: ['0079', '9007199254740993'] },
    { text: '0098-0101', want: ['0098', '0099', '0100', '0101'] },
  ])('parses "$text" as text where the document says so', ({ text, want }) => {
    expect(parseIdentifiers(text, true)).toEqual(want);
  });

  test('rejects a range of texts of different length, and says why', () => {
    expect(() => parseIdentifiers('98-101', true)).toThrow(
      'The ends of the range 98-101 differ in length; write both in full.',
    );
  });

  test.each([
    { text: '', message: '"" has a comma with nothing before or after it; remove it.' },
    { text: '1,,2', message: '"1,,2" has a comma with nothing before or after it; remove it.' },
    { text: '9-7', message: 'The range 9-7 ends before it begins.' },
    { text: '1-100001', message: 'The range 1-100001 has more than 100000 identifiers.' },
    { text: '0', message: '0 is not an identifier: use a whole number from 1 to 2^53-1.' },
    {
      text: '9007199254740992',
      message: '9007199254740992 is not an identifier: use a whole number from 1 to 2^53-1.',
    },
  ])('rejects "$text" and says why', ({ text, message }) => {
    expect(() => parseIdentifiers(text)).toThrow(new RangeError(message));
  });
});

describe('a response', () => {
  const error = '{"jsonrpc": "2.0", "error": {"code": -32602}}';
  test.each<{ status: number | undefined; body?: string; want: Classification }>([
    { status: 200, want: 'accepted' },
    { status: 299, want: 'accepted' },
    { status: 200, body: '{"error": "none"}', want: 'accepted' },
    { status: 200, body: '"error"', want: 'accepted' },
    { status: 200, body: '{"error": {', want: 'accepted' },
    { status: 200, body: error, want: 'refused' },
    { status: 302, body: error, want: 'refused' },
    { status: 400, want: 'refused' },
    { status: 499, want: 'refused' },
    { status: 100, want: 'fault' },
    { status: 302, want: 'fault' },
    { status: 500, body: error, want: 'fault' },
    { status: 599, want: 'fault' },
    { status: undefined, want: 'fault' },
  ])('with status $status and body $body is classified as $want', ({ status, body = '', want }) => {
    expect(classify(status === undefined ? undefined : { status, body })).toBe(want);
  });

  test.each([
    { status: 503, failure: undefined, want: 'GET /x returned 503, a server error.' },
    {
      status: 302,
      failure: undefined,
      want: 'GET /x returned 302, which neither accepts nor refuses.',
    },
    { status: undefined, failure: undefined, want: 'GET /x got no response.' },
    {
      status: undefined,
      failure: 'no response within 9 ms',
      want: 'GET /x got no response within 9 ms.',
    },
  ])('that is a fault is described: $want', ({ status, failure, want }) => {
    expect(describeFault('GET /x', status, failure)).toBe(want);
  });
});

describe('an expectation', () => {
  const accepted: Expectation = { mock: 201, verifier: 'accepted' };
  const refused: Expectation = { mock: 409, verifier: 'refused' };
  const open: Expectation = { mock: 422, verifier: 'open' };

  test.each([
    { expectation: accepted, want: ['201', 'accepted (2xx)'] },
    { expectation: refused, want: ['409', 'refused (4xx)'] },
    { expectation: open, want: ['422', 'open: accepted or refused'] },
  ])('is described for mock and provider: $want', ({ expectation, want }) => {
    const both = (['mock', 'provider'] as const).map((to) => describeExpectation(expectation, to));
    expect(both).toEqual(want);
  });

  test.each([
    { expectation: accepted, outcome: 'accepted', want: undefined },
    {
      expectation: accepted,
      outcome: 'refused',
      want: 'It was refused (418), but must be accepted.',
    },
    {
      expectation: refused,
      outcome: 'accepted',
      want: 'It was accepted (418), but must be refused.',
    },
    { expectation: open, outcome: 'accepted', want: undefined },
    { expectation: open, outcome: 'refused', want: undefined },
  ] as const)('to be $expectation.verifier judges $outcome: $want', (row) => {
    expect(violationOf('It', row.expectation, row.outcome, 418)).toBe(row.want);
  });
});

describe('what a response must show', () => {
  const list = [
    { id: 1, name: 'one', tags: ['a'] },
    { id: 2, name: null },
  ];
  test.each<{ item: unknown; shows?: object[]; omits?: object[]; want: string | undefined }>([
    { item: list, shows: [{ id: 1, name: 'one' }, { id: 2 }], want: undefined },
    { item: list, shows: [{ id: 2, name: null }], want: undefined },
    { item: list, shows: [{ id: 1, tags: ['a'] }], want: undefined },
    { item: list[0], shows: [{ name: 'one' }], want: undefined },
    { item: list, omits: [{ id: 3 }, { id: 1, name: 'two' }], want: undefined },
    // Fields of two items are not those of one.
    {
      item: list,
      shows: [{ id: 2, name: 'one' }],
      want: 'It does not show {"id":2,"name":"one"}, but must.',
    },
    { item: list, shows: [{ id: '1' }], want: 'It does not show {"id":"1"}, but must.' },
    { item: undefined, shows: [{ id: 1 }], want: 'It does not show {"id":1}, but must.' },
    { item: list, omits: [{ id: 2 }], want: 'It shows {"id":2}, but must not.' },
  ])('of $item, shown $shows and left out $omits: $want', ({ item, want, ...expected }) => {
    const { shows = [], omits = [] } = expected as Pick<Expectation, 'shows' | 'omits'>;
    expect(shownViolation('It', { shows, omits }, item)).toBe(want);
  });
});

test.each<{ status: number; after?: string; date?: string; least?: number; want?: number }>([
  { status: 429, want: 1_000 },
  { status: 429, after: '3', want: 3_000 },
  { status: 429, after: ' 3 ', want: 3_000 },
  { status: 429, after: '0', want: 0 },
  { status: 429, after: '0', least: 100, want: 100 },
  { status: 429, after: 'Thu, 01 Jan 1970 00:01:00 GMT', want: 15_000 },
  { status: 429, after: 'Thu, 01 Jan 1970 00:00:01 GMT', want: 0 },
  {
    status: 429,
    after: 'Thu, 01 Jan 1970 01:00:05 GMT',
    date: 'Thu, 01 Jan 1970 01:00:01 GMT',
    want: 4_000,
  },
  { status: 429, after: 'soon', want: 1_000 },
  { status: 429, after: '0.5', want: 1_000 },
  { status: 429, after: '-1', want: 1_000 },
  { status: 503, after: '-1' },
  { status: 503, after: '2', want: 2_000 },
  { status: 503 },
  { status: 200, after: '2' },
])(
  'a $status with Retry-After: $after and Date: $date asks to wait $want ms',
  ({ status, after, date, least, want }) => {
    const headers: Record<string, string> = {
      ...(after !== undefined && { 'retry-after': after }),
      ...(date !== undefined && { date }),
    };
    expect(retryDelay({ status, headers }, 45_000, least)).toBe(want);
  },
);

test.each([
  { body: 'login=Ж', parts: [7, 1] },
  { body: '€', parts: [1, 2] },
  { body: 'abcde', parts: [2, 3] },
  { body: '', parts: [0, 0] },
])('"$body" is split into $parts bytes, with a pause between them', async ({ body, parts }) => {
  const seen: (number | string)[] = [];
  const bytes: number[] = [];
  for await (const part of splitBody(body, async () => seen.push('pause'))) {
    seen.push(part.length);
    bytes.push(...part);
  }
  expect(seen).toEqual([parts[0], 'pause', parts[1]]);
  expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(body);
});

test.each<{ error: unknown; want: string }>([
  {
    error: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    want: 'the connection was refused',
  },
  {
    error: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }),
    want: 'the connection was dropped',
  },
  { error: Object.assign(new Error('x'), { code: 'E_OTHER' }), want: 'x' },
  { error: new Error('', { cause: new Error('inner') }), want: 'inner' },
  { error: Object.assign(new Error(''), { code: 'E_OTHER' }), want: 'E_OTHER' },
  { error: new Error(''), want: 'an unknown error' },
  { error: 'text', want: 'text' },
])('a connection that fails is described: $want', ({ error, want }) => {
  expect(describeConnectionFailure(error)).toBe(want);
});

describe('a path template', () => {
  test.each<{ template: string; path: string; want: Record<string, string> | undefined }>([
    { template: '/things', path: '/things', want: {} },
    { template: '/things', path: '/things/', want: undefined },
    { template: '/things/{id}', path: '/things/7', want: { id: '7' } },
    { template: '/things/{id}', path: '/things/', want: undefined },
    { template: '/things/{id}', path: '/things/7/parts', want: undefined },
    { template: '/a/{b}/c/{d}', path: '/a/x%2Fy/c/%C3%A9', want: { b: 'x/y', d: 'é' } },
    { template: '/a/{b}', path: '/a/%', want: { b: '%' } },
    { template: '/a.b/{c}.json', path: '/a.b/1.json', want: { c: '1' } },
    { template: '/a.b/{c}.json', path: '/axb/1.json', want: undefined },
  ])('$template matches $path as $want', ({ template, path, want }) => {
    expect(matchPath(template, path)).toEqual(want);
  });

  test('is filled with encoded values', () => {
    expect(fillPath('/a/{b}/{c}/{d}', { b: 'x/y', c: 7 })).toBe('/a/x%2Fy/7/');
  });
});

describe('an operation of the contract', async () => {
  const contract = await loadContract(ownContract);

  test.each([
    { method: 'POST', path: '/melodies/personal', name: 'POST /melodies/personal', action: 'add' },
    {
      method: 'put',
      path: '/melodies/personal/7',
      name: 'PUT /melodies/personal/{id}',
      action: 'edit',
    },
    { method: 'PATCH', path: '/melodies/personal/7', name: undefined, action: undefined },
    { method: 'GET', path: '/melodies', name: undefined, action: undefined },
  ])('is found for $method $path: $name', ({ method, path, name, action }) => {
    const operation = findOperation(contract, method, path)?.operation;
    expect(operation && operationName(operation)).toBe(name);
    expect(operation && actionOf(contract, operation)?.action).toBe(action);
  });

  test('that spells out the path takes precedence over one with a parameter', () => {
    const [one] = contract.operations;
    if (one === undefined) throw new Error('The contract has no operations.');
    const operations = ['/things/{id}', '/things/all'].map((path) => ({ ...one, path }));
    const { method } = one;
    expect(findOperation({ operations }, method, '/things/all')?.operation.path).toBe(
      '/things/all',
    );
    expect(findOperation({ operations }, method, '/things/7')?.path).toEqual({ id: '7' });
  });

  test('leads to its resource by the path of its collection', () => {
    const { resources } = contract;
    expect(resourceOf(resources, '/melodies/personal')?.identity.name).toBe('id');
    expect(resourceOf(resources, '/melodies/personal/7')).toBeUndefined();
  });
});

test.each([
  { text: '{"a":1}', want: { a: 1 } },
  { text: 'null', want: null },
  { text: '{"a"', want: undefined },
])('$text is parsed as $want', ({ text, want }) => {
  expect(parseJson(text)).toEqual(want);
});

describe('JSON for people', () => {
  test.each<{ says: string; value: unknown; want: string }>([
    {
      says: 'has a list of integers on one line',
      value: { ids: [1, -2, 3] },
      want: '{\n  "ids": [1, -2, 3]\n}',
    },
    { says: 'has an empty list on one line', value: [], want: '[]' },
    {
      says: 'has other lists over several lines',
      value: [[1], 'a'],
      want: '[\n  [1],\n  "a"\n]',
    },
    { says: 'changes no text', value: 'from [ 1 ] to [\n2\n]', want: '"from [ 1 ] to [\\n2\\n]"' },
  ])('$says', ({ value, want }) => {
    expect(prettyJson(value)).toBe(want);
  });
});
