import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ForwardedResponse, forward } from '../../mocks/http/forward.ts';
import { createMock, type Mock } from '../../mocks/index.ts';
import { createAccountClient } from './account-client.ts';

/** A request as it reached a server. */
interface Reached {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly chunks: readonly string[];
}

const reached: Reached[] = [];
const provider = createServer(async (request, response) => {
  if (request.url?.includes('/drop')) return void request.socket.destroy();
  const chunks: string[] = [];
  for await (const chunk of request) chunks.push((chunk as Buffer).toString('latin1'));
  const { method, url, headers } = request;
  reached.push({ method, url, headers, chunks });
  response.writeHead(302, { location: '/elsewhere', 'x-a': ['1', '2'] });
  response.end('moved');
});

let mock: Mock;
let base: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/api/`;
  mock = await createMock({ provider: base });
  await mock.listen();
});
afterAll(async () => {
  await mock.close();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

async function ask(body: unknown): Promise<{ status: number; body: unknown }> {
  return createAccountClient(mock).send('POST', '/_mock/relay', body);
}

describe('a relayed request', () => {
  test('a relayed request reaches the path of the provider, and its redirect is not followed', async () => {
    reached.length = 0;
    const asked = { to: 'provider', method: 'PATCH', path: '/a?b=c', headers: { 'X-B': 'é' } };
    const { status, body } = await ask({ ...asked, body: '{"a":1}' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 302, body: 'moved', headers: { 'x-a': '1, 2' } });
    expect(reached).toMatchObject([{ method: 'PATCH', url: '/api/a?b=c', chunks: ['{"a":1}'] }]);
    expect(reached[0]?.headers).not.toHaveProperty('content-type');
    expect(reached[0]?.headers).not.toHaveProperty('accept');
    expect(reached[0]?.headers).not.toHaveProperty('authorization');
  });

  test('a relayed body can be sent in two parts, cut inside a character', async () => {
    reached.length = 0;
    await ask({ to: 'provider', method: 'POST', path: '/', body: '"ж"', split: true });
    expect(reached[0]?.chunks.join('')).toBe(Buffer.from('"ж"').toString('latin1'));
  });

  test('a relayed request to the mock uses the account of its token', async () => {
    const headers = { authorization: 'relayed' };
    const asked = { to: 'mock', method: 'DELETE', path: '/melodies/personal/77', headers };
    expect((await ask(asked)).body).toMatchObject({ status: 200, body: '{"id":77}' });
    expect((await ask(asked)).body).toMatchObject({ status: 404 });
  });
});

describe('a relayed request without a response', () => {
  test('a dropped connection is reported in a sentence', async () => {
    const { body } = await ask({ to: 'provider', method: 'GET', path: '/drop' });
    expect(body).toMatchObject({
      failure: expect.stringMatching(/sent no response: the connection was dropped\.$/),
    });
  });

  test('a server that does not listen is reported in a sentence', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const answer: ForwardedResponse = await forward(
      { method: 'GET', path: '/' },
      { url: `http://127.0.0.1:${port}` },
    );
    expect(answer).toMatchObject({
      failure: `http://127.0.0.1:${port} sent no response: the connection was refused.`,
    });
  });
});

describe('requests that cannot be relayed', () => {
  test.each([
    { title: 'the control API', path: '/_mock/accounts' },
    { title: 'the control API by dots', path: '/a/../_mock/accounts' },
    { title: 'the control API by escaped dots', path: '/a/%2e%2e/_mock/accounts' },
    { title: 'the control API by two slashes', path: '//_mock/accounts' },
    { title: 'the control API in escaped letters', path: '/%5fmock/journal' },
    { title: 'the control API escaped twice', path: '/%255Fmock/journal' },
    { title: 'the control API escaped many times', path: '/%25252525252525255Fmock/journal' },
    { title: 'the control API by an escaped slash', path: '/%2F_mock/journal' },
    { title: 'the control API by backslashes', path: '/a\\..\\_mock\\journal' },
    { title: 'the control API in capitals', path: '/_MOCK/journal' },
    { title: 'the control API by a dot', path: '/./_mock/journal' },
    { title: 'the control API by empty segments', path: '/a//..//../_mock/journal' },
    { title: 'the control API after an escape that is none', path: '/%ff/../%5fmock/journal' },
    { title: 'the control API alone', path: '/_mock?x#y' },
    { title: 'another host', path: '//elsewhere.example/' },
    { title: 'a path with a space', path: '/a b' },
    { title: 'a path with a line end', path: '/a\r\nX: y' },
  ])('relaying is refused: $title', async ({ path }) => {
    const { status, body } = await ask({ to: 'mock', method: 'GET', path });
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: expect.stringContaining('cannot be relayed') });
  });

  test('relaying is refused for a header that would become two', async () => {
    const asked = { to: 'mock', method: 'GET', path: '/', headers: { a: 'b\r\nc: d' } };
    expect(await ask(asked)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('The request cannot be sent') },
    });
  });

  test('relaying to a provider is refused if the mock has none', async () => {
    const other = await createMock();
    const asked = { to: 'provider', method: 'GET', path: '/' };
    const { send } = createAccountClient(other);
    expect(await send('POST', '/_mock/relay', asked)).toMatchObject({
      status: 422,
      body: { detail: 'The mock has no provider; start it with --provider.' },
    });
    await other.close();
  });
});
