import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type StartedMock, startMock } from '../../mocks/index.ts';
import type { LogEntry } from '../../mocks/journal/request-log.ts';
import { startCommand } from './command.ts';
import { createRawAsk, openRaw, rawRequest, sendRaw } from './raw-client.ts';

/** A request as a real server received it. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

async function read(request: IncomingMessage): Promise<Received> {
  const body = Buffer.concat(await request.toArray());
  const { method, url, rawHeaders } = request;
  return { method, url, rawHeaders, body };
}

/** Starts a real server, which ends with the test. */
async function serveReal(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a mock that passes on to a real server; returns what that receives. */
async function start(
  options: { prefix?: string; path?: string; log?(entry: LogEntry): void } = {},
) {
  const received: Received[] = [];
  const real = await serveReal(async (request, response) => {
    received.push(await read(request));
    response.setHeader('x-real', 'yes').end('real');
  });
  const { path = '', ...rest } = options;
  const mock = await startMock({ upstream: real + path, ...rest });
  onTestFinished(() => mock.close());
  return { mock, received, origin: new URL(mock.url).origin };
}

/** Starts a mock whose real server answers in some way. */
async function startWith(handle: RequestListener): Promise<StartedMock> {
  const mock = await startMock({ upstream: await serveReal(handle) });
  onTestFinished(() => mock.close());
  return mock;
}

describe('what the document does not have goes to the real server', () => {
  test('with method, path, query, headers and the exact bytes of the body', async () => {
    const { mock, received } = await start();
    const body = Buffer.from([0, 255, 13, 10, 34, 200]);
    const path = '/a/../b//%zz|"/x?q=1&q=2&&%20=a+b';
    const headers = ['X-Two: 1', 'x-two: 2', 'X-Own: mine', 'TE: gzip', 'Authorization: Bearer t'];
    const hop = ['Connection: close, X-Own', 'Proxy-Authorization: p', 'Keep-Alive: timeout=5'];
    const length = `content-length: ${body.length}`;
    const head = [`PURGE ${path} HTTP/1.1`, 'Host: app.example', length, ...headers, ...hop];
    const answer = await sendRaw(mock.url, [`${head.join('\r\n')}\r\n\r\n`, body]);
    expect(answer).toMatchObject({ status: 200, body: 'real', headers: { 'x-real': 'yes' } });
    const [one] = received;
    expect(one).toMatchObject({ method: 'PURGE', url: path });
    expect(one?.body.equals(body)).toBe(true);
    const pairs = one?.rawHeaders.flatMap((name, i, all) =>
      i % 2 ? [] : [`${name}: ${all[i + 1]}`],
    );
    expect(pairs).toEqual(
      expect.arrayContaining(['X-Two: 1', 'x-two: 2', 'Authorization: Bearer t', length]),
    );
    expect(pairs?.join('\n')).not.toMatch(/x-own|^te:|proxy-|app\.example|keep-alive: timeout/im);
  });

  test('for a method that a documented path does not have', async () => {
    const { mock, received } = await start();
    const answer = await fetch(`${mock.url}/melodies/personal`, { method: 'PATCH', body: '{}' });
    expect(await answer.text()).toBe('real');
    expect(received).toMatchObject([{ method: 'PATCH', url: '/melodies/personal' }]);
  });

  test('below the path of its URL', async () => {
    const { mock, received } = await start({ path: '/base/' });
    await fetch(`${mock.url}/other?a=b`);
    expect(received).toMatchObject([{ url: '/base/other?a=b' }]);
  });

  test('and so does what is beside the prefix of the contract', async () => {
    const { origin, received } = await start({ prefix: '/api' });
    await fetch(`${origin}/employee`, { headers: { authorization: 'a' } });
    await fetch(`${origin}/api/other`);
    await fetch(`${origin}/`, { headers: { accept: 'text/html' } });
    const own = await fetch(`${origin}/api/employee`, { headers: { authorization: 'a' } });
    expect(own.headers.get('x-real')).toBeNull();
    expect(received.map(({ url }) => url)).toEqual(['/employee', '/api/other', '/']);
  });

  test('but a documented request does not, refused or not, nor a preflight', async () => {
    const { mock, received } = await start();
    const url = `${mock.url}/melodies/personal`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: 'a' } })).status).toBe(200);
    expect((await fetch(url, { method: 'POST', body: '{' })).status).toBe(401);
    const preflight = { origin: 'http://app.example', 'access-control-request-method': 'PATCH' };
    const other = `${mock.url}/other`;
    expect((await fetch(other, { method: 'OPTIONS', headers: preflight })).status).toBe(204);
    expect(received).toEqual([]);
    await fetch(other, { method: 'OPTIONS' });
    expect(received).toHaveLength(1);
  });

  test.each([
    '/_mock/nothing',
    '/_mock',
    '/_mock/accounts/',
    '//_mock/health',
    '/%5fmock/nothing',
    '/%255fmock/nothing',
    '/a/../_mock/nothing',
    '/_MOCK/health',
    '/_mock/%zz',
    '/api/_mock/health',
  ])('but %s does not, whose control token is for the mock alone', async (path) => {
    const { origin, received } = await start({ prefix: '/api' });
    const ask = createRawAsk(origin);
    expect((await ask('GET', path, ['X-Control-Token: t'])).status).toBeGreaterThan(199);
    await ask('GET', '/other', ['X-Control-Token: t']);
    expect(received).toMatchObject([{ url: '/other' }]);
    expect(received[0]?.rawHeaders.join().toLowerCase()).not.toContain('x-control-token');
  });
});

describe('bodies', () => {
  test('of many megabytes go through, larger than the mock itself accepts', async () => {
    const { mock, received } = await start();
    const body = Buffer.alloc(40 * 1024 * 1024, 'a');
    const answer = await fetch(`${mock.url}/upload`, { method: 'PUT', body });
    expect(answer.status).toBe(200);
    expect(received[0]?.body.equals(body)).toBe(true);
  });

  test('without a length go through as they come', async () => {
    const { mock, received } = await start();
    const pieces = new Blob(['one,', 'two']).stream();
    const streamed = { method: 'POST', body: pieces, duplex: 'half' };
    await fetch(`${mock.url}/upload`, streamed);
    expect(received[0]?.body.toString()).toBe('one,two');
  });

  test('that the server refuses before it has read them get its refusal', async () => {
    const mock = await startWith((_request, response) => {
      response.writeHead(413).end('too large');
    });
    const body = Buffer.alloc(8 * 1024 * 1024, 'a');
    const connection = await openRaw(mock.url);
    for (const part of rawRequest('POST', '/upload', [], body)) connection.write(part);
    expect(await connection.until(/too large/)).toContain('413 Payload Too Large');
    connection.socket.destroy();
  });
});

describe('the response comes back as it is', () => {
  test('piece by piece', async () => {
    let finish = () => {};
    const mock = await startWith((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      finish = () => response.end('data: 2\n\n');
    });
    const { body } = await fetch(`${mock.url}/events`);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: 1\n\n');
    finish();
    expect((await reader?.read())?.value).toBe('data: 2\n\n');
    expect((await reader?.read())?.done).toBe(true);
  });

  test('with every header but those of its connection, still compressed', async () => {
    const packed = gzipSync('packed');
    const mock = await startWith((_request, response) => {
      response.writeHead(299, [
        ['Content-Encoding', 'gzip'],
        ['Content-Length', String(packed.length)],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Name', Buffer.from('é').toString('latin1')],
        ['Connection', 'close, X-Own'],
        ['X-Own', 'x'],
      ]);
      response.end(packed);
    });
    const { status, headers, text } = await sendRaw(mock.url, rawRequest('GET', '/other'));
    expect(status).toBe(299);
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': `${packed.length}`,
    });
    expect(headers).not.toHaveProperty('x-own');
    expect(text).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/i);
    expect(Buffer.from(headers['x-name'] ?? '', 'latin1').toString()).toBe('é');
    expect(Buffer.from(text, 'latin1').subarray(-packed.length).equals(packed)).toBe(true);
  });

  test('redirects are for the client to follow', async () => {
    const mock = await startWith((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const { status, headers } = await fetch(`${mock.url}/other`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/elsewhere']);
  });

  test('HEAD, 204 and 304 have no body', async () => {
    const mock = await startWith(({ url }, response) => {
      const length = url === '/' ? { 'content-length': 5 } : {};
      response.writeHead(Number(url?.slice(1) || 200), length).end();
    });
    const head = await fetch(`${mock.url}/`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5']);
    for (const status of [204, 304]) {
      expect((await fetch(`${mock.url}/${status}`)).status).toBe(status);
    }
  });

  test('a page gets CORS headers where the server sends none', async () => {
    const mock = await startWith(({ url }, response) => {
      if (url === '/own') response.setHeader('access-control-allow-origin', 'http://b.example');
      response.writeHead(200, { vary: 'Accept', 'x-total': '3' }).end();
    });
    const asPage = { headers: { origin: 'http://app.example' } };
    const { headers } = await fetch(`${mock.url}/other`, asPage);
    expect(headers.get('access-control-allow-origin')).toBe('http://app.example');
    expect(headers.get('access-control-expose-headers')).toContain('x-total');
    expect(headers.get('vary')).toBe('Accept, Origin');
    const own = await fetch(`${mock.url}/own`, asPage);
    expect(own.headers.get('access-control-allow-origin')).toBe('http://b.example');
    expect(own.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('one that breaks off breaks off for the client', async () => {
    const mock = await startWith((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    await expect(fetch(`${mock.url}/other`).then((one) => one.text())).rejects.toThrow();
  });

  test('a client that hangs up ends the request at the server', async () => {
    const hungUp = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const mock = await startWith((request) => {
      request.once('close', hungUp.resolve);
      arrived.resolve();
    });
    const { socket, write } = await openRaw(mock.url);
    for (const part of rawRequest('GET', '/other')) write(part);
    await arrived.promise;
    socket.destroy();
    await hungUp.promise;
  });
});

describe('a server that cannot be reached', () => {
  test('is a 502 that says so, for a page too', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const mock = await startMock({ upstream: `http://127.0.0.1:${port}` });
    onTestFinished(() => mock.close());
    const answer = await fetch(`${mock.url}/other`, {
      method: 'POST',
      body: 'x',
      headers: { origin: 'http://app.example' },
    });
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://app.example');
    expect(await answer.json()).toMatchObject({
      type: '/_mock/problems/upstream-failed',
      detail: `The upstream server http://127.0.0.1:${port} sent no response: the connection was refused.`,
    });
  });

  test('and that is the mock itself, by any way round, answers once', async () => {
    const first = await startMock();
    const { port } = new URL(first.url);
    await first.close();
    const mock = await startMock({ port: Number(port), upstream: `http://localhost:${port}` });
    onTestFinished(() => mock.close());
    const answer = await fetch(`${mock.url}/other`);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      detail: `The upstream server http://localhost:${port} leads back to this mock; give --upstream the URL of the real server.`,
    });
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['ftp://a', 'ftp://a'],
    ['http://a/?b', 'http://a/?b'],
    ['http://u:hunter22@a', 'http://***@a'],
  ])('%s is refused in a sentence, since it is no URL of one', async (upstream, shown) => {
    await expect(createMock({ upstream })).rejects.toThrow(
      `"${shown}" is not the URL of an upstream server; use one such as https://staging.example, without a query or a password.`,
    );
  });
});

describe('what went to the real server', () => {
  test('is in the journal of its account and in the log with a mark, secrets masked', async () => {
    const logged: LogEntry[] = [];
    const { mock } = await start({ log: (entry) => logged.push(entry) });
    const account = mock.account();
    await fetch(`${mock.url}/login?token=hunter22`, {
      method: 'POST',
      headers: {
        authorization: account.token,
        'content-type': 'application/json',
        cookie: 's=hunter22',
      },
      body: JSON.stringify({ name: 'a', password: 'hunter22' }),
    });
    const [entry] = await account.journal();
    expect(entry).toMatchObject({
      operation: null,
      upstream: true,
      request: { method: 'POST', url: '/login?token=***', body: { name: 'a', password: '***' } },
      response: { status: 200, headers: { 'x-real': 'yes' }, body: 'real' },
    });
    expect(logged).toMatchObject([{ path: '/login?token=***', status: 200, upstream: true }]);
    expect(JSON.stringify([entry, logged])).not.toContain('hunter22');
    await fetch(`${mock.url}/employee`, { headers: { authorization: account.token } });
    expect((await account.journal())[1]?.upstream).toBeUndefined();
  });

  test('has a mark in the line that the command prints', async () => {
    const real = await serveReal((_request, response) => void response.end());
    const command = startCommand('--port', '0', '--upstream', real);
    const url = await command.url();
    await command.line(new RegExp(`What the document does not have goes to ${real}\\.`));
    await fetch(`${url}/other`);
    await command.line(/^GET \/other 200 \d+\.\d ms upstream$/);
    await command.stop();
  });
});

test('without the network, too, the real server answers', async () => {
  const { origin } = await start();
  const mock = await createMock({ upstream: origin });
  const { statusCode, body } = await mock.inject({ url: '/other' });
  await mock.close();
  expect([statusCode, body]).toEqual([200, 'real']);
});
