import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { createAccountClient } from './account-client.ts';

const list = '/melodies/personal';

/** Starts a provider that responds in a way, and a mock that knows it. */
async function serve(respond: RequestListener) {
  const requests: IncomingMessage[] = [];
  const provider = createServer((request, response) => {
    requests.push(request);
    respond(request, response);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/api`;
  const close = () => new Promise<unknown>((resolve) => provider.close(resolve));
  onTestFinished(async () => {
    provider.closeAllConnections();
    await close();
  });
  const mock = await createMock({ provider: url });
  onTestFinished(() => mock.close());
  const { send } = createAccountClient(mock);
  return {
    url,
    requests,
    close,
    ask: async (tokens: object) => (await send('POST', '/_mock/cases/preflight', tokens)).body,
  };
}

function status(code: number, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => response.writeHead(code, headers).end('[]');
}

const token = 'token-one';

describe('a preflight at a provider', () => {
  test('finds nothing against a provider that answers, with one read for each token', async () => {
    const { ask, requests } = await serve(status(200));
    expect(await ask({ token, secondToken: 'token-two' })).toEqual({ ok: true });
    expect(
      requests.map(({ method, url, headers }) => [method, url, headers.authorization]),
    ).toEqual([
      ['GET', `/api${list}`, token],
      ['GET', `/api${list}`, 'token-two'],
    ]);
  });

  test('sends nothing without a token', async () => {
    const { ask, requests } = await serve(status(200));
    const says = 'Give a token of an account of the provider.';
    expect(await ask({ token: '' })).toEqual({ ok: false, says });
    expect(requests).toEqual([]);
  });

  test.each([
    [401, /^The provider refuses the token with status 401; give one that it has issued\.$/],
    [403, /^The provider refuses the token with status 403/],
    [404, /^The provider has nothing at \S+ and \S+ below http\S+ \(status 404\).*a prefix such/],
    [500, /^The provider fails with status 500 at http/],
  ])('says in a sentence what the status %i means', async (code, says) => {
    const { ask, requests } = await serve(status(code));
    expect(await ask({ token })).toEqual({ ok: false, says: expect.stringMatching(says) });
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  test('says which token is refused', async () => {
    const { ask } = await serve((request, response) =>
      status(request.headers.authorization === token ? 200 : 401)(request, response),
    );
    expect(await ask({ token, secondToken: 'token-two' })).toEqual({
      ok: false,
      says: expect.stringContaining('refuses the second token with status 401'),
    });
  });

  test('goes on where only one read is missing', async () => {
    const { ask } = await serve((request, response) =>
      status(request.url === `/api${list}` ? 404 : 200)(request, response),
    );
    expect(await ask({ token })).toEqual({ ok: true });
  });

  test('says that the provider redirects, without a token in it', async () => {
    const { ask } = await serve(status(302, { location: `https://elsewhere.example/?t=${token}` }));
    const { says } = (await ask({ token })) as { says: string };
    expect(says).toContain('redirects to https://elsewhere.example/');
    expect(says).not.toContain(token);
  });

  test('says that nobody responds', async () => {
    const { ask, close } = await serve(status(200));
    await close();
    expect(await ask({ token })).toEqual({
      ok: false,
      says: expect.stringMatching(/^The provider cannot be reached: http\S+ sent no response/),
    });
  });

  test('is refused if the mock has no provider', async () => {
    const mock = await createMock();
    onTestFinished(() => mock.close());
    const { send } = createAccountClient(mock);
    const { status: code } = await send('POST', '/_mock/cases/preflight', { token });
    expect(code).toBe(422);
  });
});
