import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { contractView } from '../../mocks/control/contract-view.ts';
import { toCurlScript } from '../../mocks/explorer/export/curl.ts';
import { toHar } from '../../mocks/explorer/export/har.ts';
import { loadContract, ownContract } from '../../spec/index.ts';

// The page reads its address as it loads.
vi.stubGlobal('location', new URL('http://127.0.0.1/'));
vi.stubGlobal('addEventListener', () => {});
const { readImport } = await import('../../mocks/explorer/try/import-text.ts');
const { shellCommands } = await import('../../mocks/explorer/try/shell-words.ts');
const { matchRequest } = await import('../../mocks/explorer/try/import-request.ts');

const one = (text: string) => {
  const { requests, unknown } = readImport(text);
  expect(requests).toHaveLength(1);
  return { ...requests[0], unknown };
};

describe('a curl command', () => {
  test.each([
    {
      of: 'a URL alone',
      text: 'curl http://a/b?c=1',
      want: { method: 'GET', url: 'http://a/b?c=1' },
    },
    { of: 'a body', text: `curl a/b -d 'x=1' -d y=2`, want: { method: 'POST', body: 'x=1&y=2' } },
    {
      of: 'the type that curl adds to a body',
      text: `curl a/b --data-raw '{}'`,
      want: { headers: [['Content-Type', 'application/x-www-form-urlencoded']] },
    },
    {
      of: '--json, whose headers give way',
      text: `curl --json '{"a": 1}' a/b -H 'accept: x/y'`,
      want: {
        method: 'POST',
        body: '{"a": 1}',
        headers: [
          ['accept', 'x/y'],
          ['Content-Type', 'application/json'],
        ],
      },
    },
    {
      of: 'a user',
      text: 'curl -u ada:päss a/b',
      want: { headers: [['Authorization', `Basic ${btoa('ada:pÃ¤ss')}`]] },
    },
    {
      of: 'glued options',
      text: 'curl -sSXPUT -Hx:1 a/b',
      want: { method: 'PUT', headers: [['x', '1']] },
    },
    {
      of: 'line continuations',
      text: 'curl \\\n  -X DELETE \\\r\n  a/b',
      want: { method: 'DELETE' },
    },
    {
      of: 'text in $ quotes, as browsers copy it',
      text: `curl a/b --data-raw $'it\\'s \\u0021 \\xd0\\x96\\n'`,
      want: { body: "it's ! Ж\n" },
    },
    {
      of: 'carets, as Chrome copies it for cmd.exe',
      text: `curl ^"http://a/b?c=1^&d=2^" ^\r\n  -X ^"PUT^" ^\r\n  -H ^"x: ^%^41 ^\\^"q^\\^"^" ^\r\n  --data-raw ^"^{^\\^"e^\\^":^\\^"C:^\\^\\f ^$g^\n\n^\\^"^}^"`,
      want: {
        method: 'PUT',
        url: 'http://a/b?c=1&d=2',
        headers: [
          ['x', '%41 "q"'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
        body: '{"e":"C:\\f $g\n"}',
      },
    },
    { of: 'a query by -G', text: 'curl -G a/b -d c=1', want: { method: 'GET', url: 'a/b?c=1' } },
    { of: 'encoded data', text: `curl a/b --data-urlencode 'c=1 2'`, want: { body: 'c=1%202' } },
    {
      of: 'a value that looks like options',
      text: `curl a/b --data-raw '-XPUT'`,
      want: { body: '-XPUT' },
    },
    {
      of: 'unknown options, which it names',
      text: 'curl --magic -Z a/b',
      want: { unknown: ['--magic', '-Z'] },
    },
    {
      of: 'a comment and commands around it',
      text: '# it\nset -e; curl a/b; echo',
      want: { url: 'a/b' },
    },
  ])('is imported with $of', ({ text, want }) => {
    expect(one(text)).toMatchObject(want);
  });

  test.each([
    { text: 'wget a/b', want: 'neither a curl command nor a HAR file' },
    { text: 'curl -X POST', want: 'no URL' },
    { text: `curl a/b -d 'x`, want: `A quote is not closed: 'x` },
    { text: 'curl a/b -d @file.json', want: 'in the file @file.json' },
    { text: '{"log": {"entries": []}}', want: 'not a HAR file' },
    { text: '{"log": ', want: 'not a HAR file' },
  ])('or HAR that cannot be read says why: $want', ({ text, want }) => {
    expect(() => readImport(text)).toThrow(want);
  });

  test('that the page exports is imported as the same request', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
    const value = fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/);
    const name = fc.stringMatching(/^X-[A-Za-z]+$/);
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        fc.webPath(),
        fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one.toLowerCase() }),
        fc.option(text, { nil: undefined }),
        (method, path, headers, body) => {
          const request = {
            ...{ method, base: 'http://127.0.0.1:4010', path: path || '/', body },
            headers: Object.fromEntries(headers),
            ...{ tokenHeader: 'Authorization', token: "it's" },
          };
          const imported = one(toCurlScript([request]));
          expect(imported).toMatchObject({ method, url: request.base + request.path });
          expect(imported.body).toBe(body);
          expect(imported.unknown).toEqual([]);
          const own = imported.headers?.filter(([header]) => header !== 'Authorization');
          expect(own).toEqual(headers);
          expect(imported.headers?.some(([header]) => header === 'Authorization')).toBe(true);
        },
      ),
    );
  });
});

test('words of a shell are read as bash reads them', async () => {
  const words = [
    `a'b'"c"d`,
    `'it'\\''s'`,
    `"q\\"\\$x\\\\ \\n"`,
    `$'\\t\\x41\\u0416\\101'`,
    `\\ x`,
    `''`,
    `"a\\\nb"`,
  ];
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', `printf '%s\\0' ${words.join(' ')}`],
    {
      env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
    },
  );
  expect(shellCommands(words.join(' '))).toEqual([stdout.split('\0').slice(0, -1)]);
});

test('a HAR that the page exports is imported as the same requests', () => {
  const entry = {
    ...{ seq: 1, time: '2026-01-01T00:00:00Z', account: 'a', operation: null, ms: 1, state: 1 },
    request: {
      ...{ method: 'POST', url: '/things?x=1', body: { a: 'ж' } },
      headers: { 'content-type': 'application/json', 'x-a': 'b' },
    },
    response: { status: 200, headers: {} },
  };
  const { requests } = readImport(toHar([entry, entry], 'http://a', 'test'));
  expect(requests).toHaveLength(2);
  expect(requests[0]).toEqual({
    ...{ method: 'POST', url: 'http://a/things?x=1', body: '{"a":"ж"}' },
    headers: [
      ['content-type', 'application/json'],
      ['x-a', 'b'],
    ],
  });
});

test('an imported request finds its operation by method and path, with or without host and prefix', async () => {
  const { operations, account } = contractView(await loadContract(ownContract), undefined);
  const match = (method: string, url: string) =>
    matchRequest(
      {
        ...{ method, url, body: '{"a":1}' },
        headers: [
          ['Host', 'x'],
          ['Authorization', 'secret'],
          ['Prefer', 'code=409'],
          ['X-A', 'b'],
        ],
      },
      operations,
      account,
    );
  for (const prefix of [
    '',
    'http://127.0.0.1:4010',
    'https://pbx.example/api/v1',
    'localhost:4010',
  ]) {
    expect(match('PUT', `${prefix}/melodies/personal/7?x=1`)).toMatchObject({
      operation: { id: 'editPersonalMelody' },
      draft: {
        ...{ path: { id: '7' }, query: 'x=1', prefer: 'code=409', withToken: true },
        ...{ headers: [['X-A', 'b']], body: '{\n  "a": 1\n}' },
      },
    });
  }
  expect(match('PATCH', '/melodies/personal/7')).toBeUndefined();
  expect(match('GET', 'http://a/nothing')).toBeUndefined();
});

test.each([
  ['100,000 words', `curl ${'-H "a: b" '.repeat(100_000)}http://a/b`],
  ['one option of 200,000 letters', `curl -${'s'.repeat(200_000)} http://a/b`],
  ['half a surrogate pair', 'curl http://a/b --data-urlencode "\ud800"'],
])('a curl command with %s is read at once', (_, text) => {
  const began = performance.now();
  expect(readImport(text).requests).toMatchObject([{ url: 'http://a/b' }]);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test('a body that is nested too deeply to be written again stays as it is', async () => {
  const { operations, account } = contractView(await loadContract(ownContract), undefined);
  const body = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  const request = { method: 'POST', url: '/melodies/personal', headers: [], body };
  expect(matchRequest(request, operations, account)?.draft.body).toBe(body);
});
