import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpServer } from '../../mocks/http/server.ts';
import { createMock, type Mock } from '../../mocks/index.ts';
import {
  createRawAsk,
  freshRequest,
  openRaw,
  type RawAnswer,
  type RawAsk,
  rawRequest,
  sendRaw,
} from './raw-client.ts';
import { expectRefusal } from './refusal.ts';

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

describe('unusual headers', () => {
  test.each([
    '*/*',
    'application/*',
    'application/json;q=2',
    '*/*;q=abc',
    'text/html, */*;q=0.1',
    'application/json;version=1',
    '',
  ])('Accept: %s accepts JSON', async (accept) => {
    expect((await ask('GET', collection, [`Accept: ${accept}`])).status).toBe(200);
  });

  test.each([
    'garbage',
    ';q=',
    ';q=0',
    ',,,',
    'text/html',
    '__proto__',
    'constructor',
    'a/b,'.repeat(2_000),
    `text/${'x'.repeat(10_000)}`,
    '\x80\xff',
  ])('Accept: %s accepts no response, and is refused', async (accept) => {
    expectRefusal(await ask('GET', collection, [`Accept: ${accept}`]), 406, 'not-acceptable');
  });

  test.each(['garbage', '=', ',,,', '"', ';;', 'return=minimal', '__proto__=1', 'wait=10'])(
    'Prefer: %s has no effect',
    async (prefer) => {
      expect((await ask('GET', collection, [`Prefer: ${prefer}`])).status).toBe(200);
    },
  );

  test.each(['code=', 'code=abc', 'code=-1', 'code=1e3', 'dynamic=maybe', 'seed='])(
    'Prefer: %s is refused with the valid preferences',
    async (prefer) => {
      const answer = await ask('GET', collection, [`Prefer: ${prefer}`]);
      const { detail } = expectRefusal(answer, 422, 'invalid-preference');
      expect(detail).toMatch(/^The preference (code|dynamic|seed) (is|has) .*; send a /);
    },
  );

  test.each(['code=999', 'code=500', 'example=__proto__', 'code=200, example=toString'])(
    'Prefer: %s names a response that does not exist',
    async (prefer) => {
      const answer = await ask('GET', collection, [`Prefer: ${prefer}`]);
      expectRefusal(answer, 404, 'missing-response');
    },
  );

  test.each([
    { title: 'names of the prototype', headers: ['__proto__: x', 'constructor: y', 'toString: z'] },
    { title: 'a repeated Accept', headers: ['Accept: application/json', 'Accept: text/html'] },
    { title: 'a token that is not ASCII', headers: ['X-Name: Заметка'] },
    { title: 'a wish to upgrade', headers: ['Upgrade: websocket'] },
    { title: 'a range', headers: ['Range: bytes=0-1'] },
    { title: 'conditions', headers: ['If-None-Match: *', 'If-Modified-Since: never'] },
    { title: 'another method by header', headers: ['X-HTTP-Method-Override: DELETE'] },
    { title: 'cookies that cannot be read', headers: ['Cookie: ;;=;%zz'] },
    { title: 'a forwarded host', headers: ['X-Forwarded-Host: \x80'] },
    { title: '10 KiB of something', headers: [`X-Large: ${'x'.repeat(10_240)}`] },
  ])('a request with $title is served', async ({ headers }) => {
    expect((await ask('GET', collection, headers)).status).toBe(200);
  });

  test.each([
    { name: 'content-type', header: 'Content-Type: text/plain' },
    { name: 'authorization', header: 'AUTHORIZATION: other' },
  ])('a request with two headers $name is refused', async ({ name, header }) => {
    const answer = await post(sound, [json, header]);
    const { detail } = expectRefusal(answer, 400, 'unreadable-request');
    expect(detail).toBe(`The request has the header ${name} more than once; send it once.`);
  });

  test('a token may hold any bytes of a header, and each is an account of its own', async () => {
    const token = Buffer.from('Authorization: ключ');
    const bytes = (method: string, path: string) => [
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n`,
      token,
      '\r\n\r\n',
    ];
    expect((await sendRaw(url, bytes('DELETE', `${collection}/77`))).status).toBe(200);
    expect((await sendRaw(url, bytes('GET', collection))).body).toBe('[]');
  });

  test('100 Continue is sent before the response when it is expected', async () => {
    const { write, until, ended } = await openRaw(url);
    const [head = '', body = ''] = freshRequest(
      'POST',
      collection,
      [json, 'Expect: 100-continue'],
      sound,
    );
    write(head);
    await until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    write(body);
    expect((await ended).status).toBe(200);
  });

  test.each([
    { title: '20 KiB', headers: [`X-Large: ${'x'.repeat(20_480)}`] },
    { title: '3,000 of them', headers: Array.from({ length: 3_000 }, (_, i) => `x${i}: y`) },
  ])('headers that are too large are refused: $title', async ({ headers }) => {
    const answer = await ask('GET', collection, headers);
    expectRefusal(answer, 431, 'unreadable-request');
  });
});

describe('unusual paths', () => {
  test.each([
    '0',
    '-1',
    '01',
    '1e2',
    '0x10',
    '1.0',
    '+5',
    '%205',
    '5%20',
    '77.',
    '77,78',
    '77;x=1',
    '9007199254740992',
    '1'.repeat(400),
    'x'.repeat(10_000),
    '__proto__',
    'constructor',
    'toString',
    'null',
    'NaN',
    '*',
    '..',
    '%2e%2e',
    '%2F',
    '77%2F78',
    '%00',
    '77%00',
    '%D9%A7%D9%A7',
    '%EF%BB%BF77',
    "';DROP%20TABLE%20rules;--",
  ])('the id %s is refused', async (id) => {
    const answer = await ask('DELETE', `${collection}/${id}`);
    const { errors } = expectRefusal(answer, 422, 'invalid-request');
    expect(errors).toMatchObject([{ in: 'path', pointer: '/id' }]);
  });

  test.each(['1', '78', '9007199254740991'])('the id %s is valid, but has no rule', async (id) => {
    expectRefusal(await ask('DELETE', `${collection}/${id}`), 404, 'missing-resource');
  });

  test('an id may be percent-encoded', async () => {
    expect((await ask('DELETE', `${collection}/%37%37`)).status).toBe(200);
  });

  test.each(['%', '%z', '%zz', '%e0%a4%a', '%c0%80', '%ff', '%ED%A0%80'])(
    'the invalid escape sequence %s is refused',
    async (id) => {
      const { detail } = expectRefusal(
        await ask('DELETE', `${collection}/${id}?secret=1`),
        400,
        'bad-url',
      );
      expect(detail).toContain(id);
      expect(detail).not.toContain('secret');
    },
  );

  test.each([
    '/',
    '/melodies',
    `${collection}/`,
    `${collection}//`,
    `/${collection}`,
    '/melodies//personal',
    '/melodies/./personal',
    '/melodies/../melodies/personal',
    '/Melodies/Personal',
    `${collection};x=1`,
    `${collection}/77/`,
    `${collection}/77/78`,
    `${collection}%3F`,
    '/__proto__',
    '/constructor/toString',
    '/%00',
    '/_mockery',
    '/_moc',
    '*',
    `/${'a/'.repeat(5_000)}`,
  ])('the path %s is refused, since the contract does not have it', async (path) => {
    expectRefusal(await ask('GET', path), 404, 'unknown-path');
  });

  test.each([
    '?',
    '?%zz',
    '?=',
    '?&&&',
    '?%00=%00',
    '?__proto__=1&constructor=2',
    '?a[b][c]=d',
    '?x=1&x=2',
    `?${'a'.repeat(10_000)}`,
    `?${'a&'.repeat(5_000)}`,
    '#fragment',
  ])('the query %s has no effect', async (query) => {
    expect((await ask('GET', `${collection}${query}`)).status).toBe(200);
  });

  test.each(['__code=', '__code=abc', '__code=200&__code=409', '__dynamic=maybe'])(
    'the query ?%s is refused with the valid preferences',
    async (query) => {
      const answer = await ask('GET', `${collection}?${query}`);
      expectRefusal(answer, 422, 'invalid-preference');
    },
  );

  test('an absolute URL is served like its path', async () => {
    expect((await ask('GET', `http://elsewhere.example${collection}`)).status).toBe(200);
  });

  test.each([
    { title: 'letters that are not escaped', path: '/melodies/личные' },
    { title: 'a NUL', path: '/melodies/\0' },
    { title: 'a blank', path: '/melodies/ personal' },
  ])('a path with $title is refused as invalid HTTP', async ({ path }) => {
    expectRefusal(await ask('GET', path), 400, 'unreadable-request');
  });

  test('a path of 20 KiB is refused', async () => {
    expectRefusal(await ask('GET', `/${'a'.repeat(20_480)}`), 431, 'unreadable-request');
  });
});

describe('methods', () => {
  test.each(['PATCH', 'PUT', 'DELETE', 'PROPFIND', 'LOCK', 'PURGE', 'TRACE', 'QUERY'])(
    '%s is refused with the methods of the path',
    async (method) => {
      const answer = await ask(method, collection);
      const { detail } = expectRefusal(answer, 405, 'method-not-allowed');
      expect(detail).toContain(method);
      expect(answer.headers.allow).toBe('GET, POST, HEAD, OPTIONS');
    },
  );

  test.each(['FOO', 'get', 'G\0T', ''])(
    '%j is refused, since HTTP has no such method',
    async (method) => {
      expectRefusal(await ask(method, collection), 400, 'unreadable-request');
    },
  );

  test('HEAD responds as GET does, without the body', async () => {
    const get = await ask('GET', collection);
    const head = await ask('HEAD', collection);
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
    expect(head.headers['content-type']).toBe('application/json');
  });

  test('HEAD of a path without GET is refused without a body', async () => {
    const answer = await ask('HEAD', `${collection}/77`);
    expect(answer).toMatchObject({ status: 405, body: '' });
    expect(answer.headers.allow).toBe('PUT, DELETE, OPTIONS');
  });

  test('OPTIONS returns the methods of the path', async () => {
    const answer = await ask('OPTIONS', collection);
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(answer.headers.allow).toBe('GET, POST, HEAD, OPTIONS');
  });

  test('CONNECT opens no tunnel', async () => {
    const answer = await sendRaw(url, ['CONNECT a.example:80 HTTP/1.1\r\nHost: a.example\r\n\r\n']);
    expect(answer.status).toBe(0);
  });
});

describe('invalid HTTP', () => {
  const head = `POST ${collection} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: t\r\n${json}\r\n`;

  test.each([
    { title: 'a body shorter than its length', bytes: `${head}Content-Length: 500\r\n\r\n{` },
    { title: 'a length that is no number', bytes: `${head}Content-Length: abc\r\n\r\n{}` },
    { title: 'a negative length', bytes: `${head}Content-Length: -1\r\n\r\n{}` },
    {
      title: 'two lengths',
      bytes: `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    },
    {
      title: 'a length and chunks',
      bytes: `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    },
    {
      title: 'a chunk without a size',
      bytes: `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    },
    { title: 'an unknown encoding', bytes: `${head}Transfer-Encoding: gzip\r\n\r\n{}` },
    { title: 'a NUL in a header', bytes: `${head}X-Nul: a\0b\r\n\r\n` },
    { title: 'a header without a colon', bytes: `${head}nonsense\r\n\r\n` },
    { title: 'a header that is cut off', bytes: head },
    { title: 'HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
    { title: 'HTTP/3', bytes: 'GET / HTTP/3.0\r\nHost: a\r\n\r\n' },
    { title: 'TLS', bytes: Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4]) },
    { title: 'nonsense', bytes: 'nonsense\r\n\r\n' },
  ])('$title is refused with problem details', async ({ bytes }) => {
    const answer = await sendRaw(url, [bytes], true);
    expectRefusal(answer, 400, 'unreadable-request');
  });

  test('a request without Host is refused', async () => {
    const answer = await sendRaw(url, [`GET ${collection} HTTP/1.1\r\nConnection: close\r\n\r\n`]);
    const { detail } = expectRefusal(answer, 400, 'unreadable-request');
    expect(detail).toContain('no header Host');
  });

  test('an expectation that cannot be met is refused with problem details', async () => {
    const { detail } = expectRefusal(
      await ask('GET', collection, ['Expect: 200-ok']),
      417,
      'unreadable-request',
    );
    expect(detail).toContain('200-ok');
  });

  test('a request that arrives too slowly gets 408 with problem details', async () => {
    const quick = { requestTimeout: 100, headersTimeout: 100, connectionsCheckingInterval: 20 };
    const server = createHttpServer(() => {}, quick);
    const port = await server.listen(0, '127.0.0.1');
    const answer = await sendRaw(`http://127.0.0.1:${port}`, [
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nslow',
    ]);
    expectRefusal(answer, 408, 'unreadable-request');
    await server.close();
  });

  test('HTTP/1.0 is served', async () => {
    const answer = await sendRaw(url, [`GET ${collection} HTTP/1.0\r\nAuthorization: t\r\n\r\n`]);
    expect(answer.status).toBe(200);
  });

  test('bytes after the body are not part of it', async () => {
    const { write, until, socket, ended } = await openRaw(url);
    const first = `GET ${collection} HTTP/1.1\r\nHost: a\r\nAuthorization: t\r\n\r\n`;
    write(first + first);
    await until(/HTTP\/1\.1 200 OK.*HTTP\/1\.1 200 OK/s);
    write('nonsense\r\n\r\n');
    await until(/HTTP\/1\.1 400 Bad Request/);
    socket.end();
    await ended;
  });

  test('a connection that is cut in the middle of a body leaves nothing stored', async () => {
    const { write, until, socket, ended } = await openRaw(url);
    const token = 'Authorization: cut-off';
    write(
      `POST ${collection} HTTP/1.1\r\nHost: a\r\n${token}\r\n${json}\r\nExpect: 100-continue\r\nContent-Length: ${sound.length}\r\n\r\n`,
    );
    await until(/100 Continue/);
    write(sound.slice(0, -1));
    socket.destroy();
    await ended;
    const { body } = await sendRaw(url, rawRequest('GET', collection, [token]));
    expect(JSON.parse(body)).toMatchObject([{ id: 77 }]);
  });
});

test('the log has one line for each HTTP request, including refused URLs', async () => {
  const lines: string[] = [];
  const logged = await createMock({
    log: ({ method, path, status }) => lines.push(`${method} ${path} ${status}`),
  });
  const at = await logged.listen();
  for (const path of ['/%zz', '/nowhere', collection, '/_mock/health']) {
    await sendRaw(at, rawRequest('GET', path));
  }
  await logged.close();
  expect(lines).toEqual(['GET /%zz 400', 'GET /nowhere 404', `GET ${collection} 401`]);
});
