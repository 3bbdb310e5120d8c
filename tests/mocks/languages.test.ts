import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../../mocks/accounts/store.ts';
import {
  createMock,
  type Mock,
  type Problem,
  type ProblemCode,
  problemKinds,
} from '../../mocks/index.ts';
import { writeDesks } from '../persistence/desks-document.ts';
import { openSqliteFile } from '../persistence/test-stores.ts';
import { bookingDesk } from './desk-office.ts';
import { sendRaw } from './raw-client.ts';

const melodies = '/melodies/personal';
const melody = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };
const desk = { 'x-desk-key': 'me' };
const json = { 'content-type': 'application/json' };
const greeting = `openapi: 3.1.0
info: {title: Greeting, version: '1'}
paths:
  /greeting:
    get: {operationId: greet, responses: {200: {description: Hello., headers: {X-Name: {schema: {type: string}, example: Привет}}}}}
`;

const ownForm = `openapi: 3.1.0
info: {title: Things, version: '1'}
paths:
  /things:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
      responses:
        201: {description: Added.}
        422: {description: Refused., content: {application/json: {schema: {type: object, properties: {message: {type: string}}}}}}
`;

interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A request that one of the mocks refuses; `before` are sent first. */
interface Row extends Asked {
  readonly code: ProblemCode;
  readonly given: string;
  readonly on?: keyof typeof mocks;
  readonly before?: readonly Asked[];
}

/** The mocks that refuse for different reasons. */
const mocks = {
  own: () => createMock(),
  desk: () => createMock({ spec: bookingDesk }),
  greeting() {
    const spec = join(mkdtempSync(join(tmpdir(), 'languages-')), 'openapi.yaml');
    writeFileSync(spec, greeting);
    return createMock({ spec });
  },
  async upstream() {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    return createMock({ upstream: `http://127.0.0.1:${port}` });
  },
  broken: () =>
    createMock({
      createStore() {
        const store = createMemoryStore();
        const items = store.insert;
        let inserted = 0;
        return {
          ...store,
          insert(entry) {
            // The initial state can be inserted.
            if (entry.collection === melodies && ++inserted > 1) throw new TypeError('disk');
            items(entry);
          },
        };
      },
    }),
  async store() {
    const given = openSqliteFile();
    const spec = writeDesks(given.folder);
    const first = await createMock({ spec, store: given.store });
    const headers = { authorization: 'me' };
    await first.inject({
      method: 'POST',
      url: '/desks',
      headers,
      payload: { number: 1, name: 'a' },
    });
    await first.close();
    await given.rows("INSERT INTO mock_claims SELECT account, rule, '5' FROM mock_claims");
    return createMock({ spec, store: given.store });
  },
} satisfies Record<string, () => Promise<Mock>>;

const control = (
  given: string,
  asked: Asked,
  code: ProblemCode = 'invalid-control-request',
): Row => ({
  code,
  given,
  ...asked,
});
const invalid = (given: string, body: unknown): Row => ({
  code: 'invalid-request',
  given,
  method: 'POST',
  url: melodies,
  body,
});
const query = (given: string, text: string): Row => ({
  code: 'invalid-request',
  given,
  on: 'desk',
  headers: desk,
  url: `/rounds?${text}`,
});
const fault = (given: string, body: unknown): Row =>
  control(given, { method: 'PUT', url: '/_mock/accounts/me/faults/*', body });
const seed = (given: string, body: unknown): Row =>
  control(given, { method: 'POST', url: '/_mock/accounts/me/seed', body });
const post = (body: unknown, url = melodies): Asked => ({ method: 'POST', url, body });

const generate = (given: string, body: unknown): Row =>
  control(given, { method: 'POST', url: '/_mock/accounts/me/generate', body });

const rows: readonly Row[] = [
  { code: 'malformed-json', given: 'no JSON', method: 'POST', url: melodies, body: '{"a":]' },
  {
    code: 'malformed-json',
    given: 'a byte order mark',
    method: 'POST',
    url: melodies,
    body: '\ufeff{}',
  },
  { code: 'bad-url', given: 'a wrong escape', url: '/%zz' },
  { code: 'bad-url', given: 'a wrong escape in the control API', url: '/_mock/%zz' },
  { code: 'unauthorized', given: 'no token', url: melodies, headers: { authorization: '' } },
  { code: 'unauthorized', given: 'no token of another header', on: 'desk', url: '/rooms' },
  { code: 'token-scheme', given: 'Bearer', url: melodies, headers: { authorization: 'Bearer me' } },
  {
    code: 'token-scheme',
    given: 'Bearer alone',
    url: melodies,
    headers: { authorization: 'Bearer' },
  },
  { code: 'unknown-path', given: 'no such path', url: '/nowhere' },
  { code: 'unknown-path', given: 'the root', url: '/' },
  { code: 'unknown-path', given: 'a slash too many', url: `${melodies}/` },
  { code: 'missing-resource', given: 'no such item', url: '/numbers/virtual-number/93' },
  { code: 'missing-resource', given: 'no such account', url: '/_mock/accounts/none' },
  {
    code: 'missing-response',
    given: 'an undocumented status',
    url: melodies,
    headers: { prefer: 'code=499' },
  },
  {
    code: 'missing-response',
    given: 'an impossible status',
    url: melodies,
    headers: { prefer: 'code=700' },
  },
  {
    code: 'missing-response',
    given: 'an unknown example',
    url: melodies,
    headers: { prefer: 'code=200, example=none' },
  },
  { code: 'method-not-allowed', given: 'another method', method: 'PATCH', url: melodies },
  {
    code: 'not-acceptable',
    given: 'another type',
    url: melodies,
    headers: { accept: 'text/html' },
  },
  {
    code: 'uniqueness',
    given: 'two conflicts',
    before: [post({ ...melody, number_capacity_ids: [352, 353], employee_group_ids: [101] })],
    ...post({ ...melody, number_capacity_ids: [352, 353], employee_group_ids: [101] }),
  },
  { code: 'uniqueness', given: 'one conflict', before: [post(melody)], ...post(melody) },
  {
    code: 'immutable',
    given: 'another kind',
    on: 'desk',
    headers: desk,
    method: 'PUT',
    url: '/rooms/atrium/desks/1',
    body: { seat: 'A1', kind: 'fixed' },
  },
  {
    code: 'stored-state',
    given: 'a pass of the board',
    on: 'desk',
    headers: desk,
    before: [{ ...post({ pass: 'B1', kind: 'board', holder: 'Ada' }, '/passes'), headers: desk }],
    method: 'PATCH',
    url: '/passes/B1',
    body: { holder: 'Grace' },
  },
  {
    code: 'referenced',
    given: 'a desk that a move names',
    on: 'desk',
    headers: desk,
    before: [{ ...post({ from: 2, to: 1 }, '/rooms/atrium/moves'), headers: desk }],
    method: 'DELETE',
    url: '/rooms/atrium/desks/1',
  },
  {
    code: 'identity-taken',
    given: 'a room that there is',
    on: 'desk',
    headers: desk,
    ...post({ room: 'atrium', title: 'B', address: { building: 'S' } }, '/rooms'),
  },
  { code: 'body-too-large', given: 'two megabytes', ...post('x'.repeat(2 * 1024 * 1024)) },
  {
    code: 'unsupported-media-type',
    given: 'a text',
    headers: { 'content-type': 'text/plain' },
    ...post('x'),
  },
  {
    code: 'unsupported-media-type',
    given: 'an encoding',
    headers: { 'content-encoding': 'gzip' },
    ...post('x'),
  },
  invalid('no body', undefined),
  invalid('an empty object', {}),
  invalid('a list', []),
  invalid('a squashed name', { ...melody, media_id: undefined, mediaid: 50 }),
  invalid('a misspelt name', { ...melody, media_id: undefined, medai_id: 50 }),
  invalid('a look-alike name', { ...melody, media_id: undefined, mediа_id: 50 }),
  invalid('an unknown name', { ...melody, colour: 'red' }),
  invalid('a field twice', '{"media_id":1,"media_id":2}'),
  invalid('wrong types', { number_capacity_ids: ['1', 0, 3, 3], source_type: 5, media_id: null }),
  invalid('a value that is not allowed', { ...melody, source_type: 'sistem' }),
  invalid('empty lists', { ...melody, number_capacity_ids: [], employee_group_ids: [] }),
  invalid(
    'an inexact number',
    '{"media_id":9007199254740993,"number_capacity_ids":[1],"source_type":"system"}',
  ),
  invalid('a deep body', `${'['.repeat(100)}${']'.repeat(100)}`),
  invalid('too many mistakes', {
    ...melody,
    number_capacity_ids: Array.from({ length: 300 }, () => 'x'),
  }),
  {
    code: 'invalid-request',
    given: 'a misspelt query parameter',
    on: 'desk',
    headers: desk,
    url: '/rounds?stewart=5',
  },
  query('a wrong query parameter', 'steward=x'),
  query('an inexact query parameter', 'steward=9007199254740993'),
  query('a query parameter twice under two names', 'steward=1&stewart=1'),
  query('a look-alike query parameter', 'st\u0435ward=1'),
  query('a parameter that is no number of JSON', 'steward=0x10'),
  {
    code: 'invalid-request',
    given: 'a wrong path parameter',
    method: 'DELETE',
    url: `${melodies}/x`,
  },
  {
    code: 'invalid-preference',
    given: 'no number',
    url: melodies,
    headers: { prefer: 'code=abc' },
  },
  { code: 'unanswerable', given: 'a Cyrillic header', on: 'greeting', url: '/greeting' },
  {
    code: 'simulated-fault',
    given: 'a fault with a status',
    headers: { authorization: 'faulty' },
    before: [
      {
        method: 'PUT',
        url: '/_mock/accounts/me/faults/*',
        headers: { authorization: 'faulty' },
        body: { status: 503 },
      },
    ],
    url: melodies,
  },
  { code: 'internal-error', given: 'a store that throws', on: 'broken', ...post(melody) },
  { code: 'upstream-failed', given: 'a server that is gone', on: 'upstream', url: '/other' },
  {
    code: 'store-unavailable',
    given: 'a claim from elsewhere',
    on: 'store',
    ...post({ number: 5, name: 'b' }, '/desks'),
  },
  {
    code: 'control-refused',
    given: 'a foreign host',
    url: '/_mock/health',
    headers: { host: 'evil.example' },
  },
  {
    code: 'control-refused',
    given: 'a foreign page',
    url: '/_mock/health',
    headers: { origin: 'http://evil.example' },
  },
  {
    code: 'forgotten-state',
    given: 'a state of long ago',
    before: Array.from({ length: 2_001 }, () => ({
      method: 'POST',
      url: '/_mock/accounts/me/reset',
    })),
    method: 'POST',
    url: '/_mock/accounts/me/undo',
    body: { state: 0 },
  },
  control('no such path', { url: '/_mock/nowhere' }, 'unknown-control-path'),
  control('no such kind', { url: '/_mock/problems/nothing' }, 'unknown-control-path'),
  control('no certificate', { url: '/_mock/certificate.pem' }, 'unknown-control-path'),
  control(
    'no such case',
    { method: 'POST', url: '/_mock/cases/none', body: { to: 'mock' } },
    'unknown-control-path',
  ),
  control('no such asset', { url: '/_mock/assets/none.js' }, 'unknown-control-path'),
  control(
    'a text',
    { method: 'POST', url: '/_mock/relay', body: 'x', headers: { 'content-type': 'text/plain' } },
    'malformed-json',
  ),
  control('a state to come', {
    method: 'POST',
    url: '/_mock/accounts/me/undo',
    body: { state: 10 ** 6 },
  }),
  control('no state', { method: 'POST', url: '/_mock/accounts/me/undo', body: {} }),
  control('no such filter', { url: '/_mock/journal?colour=red' }),
  control('no status', { url: '/_mock/journal?status=good' }),
  control('no number', { url: '/_mock/journal?limit=many' }),
  control('a large number', { url: '/_mock/journal?count=5000' }),
  control('a small limit', { url: '/_mock/journal?count=5&limit=1' }),
  control('no such operation', { url: '/_mock/journal?operation=nothing' }),
  control('no such preset', { method: 'POST', url: '/_mock/accounts/me/presets/nothing' }),
  control('no such switch', { method: 'DELETE', url: '/_mock/switches/nothing' }),
  control('no such position', { method: 'PUT', url: '/_mock/switches', body: { D45: 'nothing' } }),
  control('no provider', {
    method: 'POST',
    url: '/_mock/relay',
    body: { to: 'provider', method: 'GET', path: '/' },
  }),
  control('no listening mock', {
    method: 'POST',
    url: '/_mock/relay',
    body: { to: 'mock', method: 'GET', path: '/' },
  }),
  control('no operation for a fault', {
    method: 'PUT',
    url: '/_mock/faults/nothing',
    body: { status: 500 },
  }),
  fault('no such fault', { name: 'nothing' }),
  fault('a delay that begins after its end', { delay: { min: 2, max: 1 } }),
  fault('a body without a status', { body: 1 }),
  fault('a body for 204', { status: 204, body: 1 }),
  fault('headers without a status', { headers: { a: 'b' } }),
  fault('a drop with a status', { drop: true, status: 500 }),
  fault('a drop that is truncated', { drop: true, truncate: true }),
  fault('nothing to truncate', { truncate: true, status: 200 }),
  fault('nothing', {}),
  fault('no header', { status: 200, headers: { 'a b': 'c' } }),
  fault('no value of a header', { status: 200, headers: { a: 'я' } }),
  fault('a header of the server', { status: 200, headers: { 'content-length': '1' } }),
  fault('a header twice', { status: 200, headers: { a: '1', A: '2' } }),
  generate('no such collection', { collection: '/nowhere', count: 1 }),
  generate('too many values', {
    collection: melodies,
    count: 1_000,
    ids: { '/number_capacity_ids': 1_000 },
  }),
  generate('no such list', { collection: melodies, count: 1, ids: { '/colours': 1 } }),
  control('no state of an account', { url: '/_mock/accounts/me/snapshot?state=x' }),
  seed('no such collection', { '/nowhere': { items: [] } }),
  seed('no such field', { [melodies]: { items: [{ colour: 'red' }] } }),
  seed('a missing field', { [melodies]: { items: [{}] } }),
  seed('a wrong value', { [melodies]: { items: [{ ...melody, id: 'x' }] } }),
  seed('an identity twice', {
    [melodies]: {
      items: [
        { ...melody, id: 1 },
        { ...melody, id: 1 },
      ],
    },
  }),
  control(
    'a taken number in a seed',
    {
      method: 'POST',
      url: '/_mock/accounts/me/seed',
      body: { [melodies]: { items: [melody, melody] } },
    },
    'uniqueness',
  ),
];

const shared = new Map<string, Mock>();
beforeAll(async () => {
  shared.set('own', await mocks.own());
  shared.set('desk', await mocks.desk());
});
afterAll(async () => {
  for (const mock of shared.values()) await mock.close();
});

async function mockOf({ on = 'own' }: Row): Promise<Mock> {
  const known = shared.get(on);
  if (known !== undefined) return known;
  const mock = await mocks[on]();
  onTestFinished(() => mock.close());
  return mock;
}

async function send(
  mock: Mock,
  language: string,
  { method = 'GET', url = '/', headers, body }: Asked,
) {
  const all = { authorization: 'me', ...json, 'accept-language': language, ...headers };
  const sent = Object.fromEntries(
    Object.entries(all).filter(
      ([name, value]) => value !== '' && (body !== undefined || name !== 'content-type'),
    ),
  );
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await mock.inject({
    method: method as 'GET',
    url,
    headers: sent,
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, headers: answer.headers, problem: answer.json() as Problem };
}

/** What a person reads of a problem. */
function textsOf({ title, detail, errors = [], conflicts = [] }: Problem): string[] {
  const told = errors.flatMap(({ message, expected }) => [message, expected ?? []].flat());
  return [title, detail, ...told, ...conflicts.map(({ message }) => message)];
}

/** The rest, which is the same in every language. */
function dataOf({ title, detail, errors, conflicts, ...rest }: Problem) {
  return {
    ...rest,
    errors: errors?.map(({ message, expected, ...one }) => one),
    conflicts: conflicts?.map(({ message, ...one }) => one),
  };
}

const cyrillic = /\p{Script=Cyrillic}{2}/u;
// Three words of small letters; quoted values and names may have any.
const sentence = /\b[a-z']{2,} [a-z']{2,} [a-z']{2,}\b/;
// Ajv and Node.js speak English.
const technical = /must be integer|Invalid character in header content/;

function expectRussian(text: string): void {
  const own = text.replace(technical, '').replaceAll(/"(\\.|[^"\\])*"|«[^»]*»/g, '""');
  expect(own).not.toMatch(sentence);
  expect(own).not.toMatch(/undefined|\[object/);
}

describe('a refusal in two languages', () => {
  test.each(rows)('$code says the same of $given', async (row) => {
    const mock = await mockOf(row);
    for (const one of row.before ?? []) await send(mock, 'en', one);
    const english = await send(mock, 'en-GB, ru;q=0.5', row);
    const russian = await send(mock, 'ru-RU, en;q=0.5', row);

    expect(english.problem.type).toBe(`/_mock/problems/${row.code}`);
    const hint = russian.problem.hint?.replace('<токен>', '<token>');
    expect(dataOf({ ...russian.problem, hint })).toEqual(dataOf(english.problem));
    expect(russian.status).toBe(english.status);
    expect(english.headers).toMatchObject({ 'content-language': 'en' });
    expect(russian.headers).toMatchObject({ 'content-language': 'ru' });
    for (const { headers } of [english, russian]) expect(headers.vary).toContain('Accept-Language');
    for (const text of textsOf(english.problem))
      expect(text.replaceAll(/"[^"]*"/g, '')).not.toMatch(cyrillic);
    const { title, detail, errors = [], conflicts = [] } = russian.problem;
    for (const text of [
      title,
      detail,
      ...[...errors, ...conflicts].map(({ message }) => message),
    ]) {
      expect(text).toMatch(cyrillic);
    }
    for (const text of textsOf(russian.problem)) expectRussian(text);
    expect(textsOf(russian.problem)).toHaveLength(textsOf(english.problem).length);
  });

  test('every kind of problem is among them', () => {
    const asked = new Set<string>([...rows.map(({ code }) => code), 'unreadable-request']);
    expect([...asked].sort()).toEqual(Object.keys(problemKinds).sort());
  });

  test.each(['GET / HTTP/1.1\r\n', `GET / HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\n`])(
    'unreadable-request says the same of %j',
    async (start) => {
      const mock = await createMock();
      onTestFinished(() => mock.close());
      const url = await mock.listen();
      const [english, russian] = await Promise.all(
        ['en', 'ru'].map((one) =>
          sendRaw(url, [`${start}Accept-Language: ${one}\r\nConnection: close\r\n\r\n`]),
        ),
      );
      const told = JSON.parse(russian?.body ?? '');
      expect(dataOf(told)).toEqual(dataOf(JSON.parse(english?.body ?? '')));
      expect(russian?.headers).toMatchObject({ 'content-language': 'ru', vary: 'Accept-Language' });
      for (const text of textsOf(told)) expect(text).toMatch(cyrillic);
    },
  );
});

describe('the language of a refusal', () => {
  test.each([
    { accepted: undefined, want: 'en' },
    { accepted: '*', want: 'en' },
    { accepted: 'fr', want: 'en' },
    { accepted: 'ru', want: 'ru' },
    { accepted: 'RU-ru', want: 'ru' },
    { accepted: 'en, ru', want: 'en' },
    { accepted: 'ru, en', want: 'ru' },
    { accepted: 'en;q=0.4, ru;q=0.6', want: 'ru' },
    { accepted: 'fr, ru;q=0.1', want: 'ru' },
    { accepted: '*;q=0.1, ru', want: 'ru' },
    { accepted: 'ru;q=0', want: 'en' },
    { accepted: 'ru;q=x, ;;', want: 'en' },
  ])('is $want for Accept-Language: $accepted', async ({ accepted, want }) => {
    const headers = accepted === undefined ? {} : { 'accept-language': accepted };
    for (const url of ['/nowhere', '/_mock/nowhere', '/_mock/problems']) {
      const answer = await shared.get('own')?.inject({ url, headers });
      expect(answer?.headers['content-language']).toBe(want);
    }
  });

  test('the kinds of problem are told in it', async () => {
    const headers = { 'accept-language': 'ru' };
    const all = await shared.get('own')?.inject({ url: '/_mock/problems', headers });
    const kinds: { code: string; status: number; title: string; means: string }[] =
      all?.json() ?? [];
    expect(kinds.map(({ code }) => code)).toEqual(Object.keys(problemKinds));
    for (const { code, status, title, means } of kinds) {
      expect(status).toBe(problemKinds[code as ProblemCode].status);
      expectRussian(`${title} ${means}`);
      expect([title, means]).toEqual([cyrillic, cyrillic].map((one) => expect.stringMatching(one)));
    }
    const one = await shared.get('own')?.inject({ url: '/_mock/problems/immutable', headers });
    expect(one?.json()).toEqual(kinds.find(({ code }) => code === 'immutable'));
  });

  test('a check of a body answers in it', async () => {
    const checked = await shared.get('own')?.inject({
      method: 'POST',
      url: '/_mock/check',
      headers: { ...json, 'accept-language': 'ru' },
      payload: { operation: 'addPersonalMelody', body: { ...melody, media_id: 'x' } },
    });
    expect(checked?.headers['content-language']).toBe('ru');
    expect(checked?.json().errors[0].message).toMatch(cyrillic);
  });

  test('a rule whose message is one text says it in every language', async () => {
    const mock = await mockOf({ code: 'uniqueness', given: 'a seat', on: 'desk' });
    const taken = { ...post({ seat: 'A1', kind: 'hot' }, '/rooms/atrium/desks'), headers: desk };
    const { problem } = await send(mock, 'ru', taken);
    expect(problem).toMatchObject({
      title: 'Нарушено правило уникальности',
      conflicts: [{ message: 'Seat A1 of this room is desk 1.' }],
    });
  });

  test('Vary keeps its other values', async () => {
    const headers = { origin: 'http://app.example', 'accept-language': 'ru' };
    const refused = await shared.get('own')?.inject({ url: '/nowhere', headers });
    expect(refused?.headers.vary).toBe('Accept-Language, Origin');
  });

  test('a refusal that the document has in a form of its own is told in it, too', async () => {
    const spec = join(mkdtempSync(join(tmpdir(), 'languages-')), 'openapi.yaml');
    writeFileSync(spec, ownForm);
    const mock = await createMock({ spec });
    onTestFinished(() => mock.close());
    const headers = { ...json, 'accept-language': 'ru' };
    const refused = await mock.inject({ method: 'POST', url: '/things', headers, payload: '{}' });
    expect(refused.headers).toMatchObject({
      'content-language': 'ru',
      'content-type': 'application/json',
      vary: 'Accept-Language',
    });
    expect(refused.json()).toEqual({ message: 'name отсутствует; ожидается строка.' });
  });

  test.each([
    {
      body: { ...melody, number_capacity_ids: ['x'] },
      want: /"x"; ожидается целое число от 1 до \d+\.$/,
    },
    { body: { ...melody, number_capacity_ids: ['x', 'y'] }, want: / Есть ещё 1 ошибка\.$/ },
    { body: { ...melody, number_capacity_ids: ['x', 'y', 'z'] }, want: / Есть ещё 2 ошибки\.$/ },
    { body: { ...melody, number_capacity_ids: [...'abcdef'] }, want: / Есть ещё 5 ошибок\.$/ },
    {
      body: { ...melody, number_capacity_ids: Array.from({ length: 22 }, () => 'x') },
      want: / Есть ещё 21 ошибка\.$/,
    },
  ])('counts as Russian does: $want', async ({ body, want }) => {
    const { problem } = await send(shared.get('own') as Mock, 'ru', post(body));
    expect(problem.detail).toMatch(want);
  });
});
