import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type VerifyOptions, verify } from '../../../contracts/index.ts';
import { startProvider } from '../../providers/index.ts';
import { runVerify } from '../verify-command.ts';
import { accusations, listen } from './gateway.ts';

const file = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
const ca = file('certificate.pem');
const tls = { key: readFileSync(file('key.pem')), cert: readFileSync(ca) };

let provider: Awaited<ReturnType<typeof startProvider>>;
const servers: Server[] = [];
beforeEach(async () => {
  provider = await startProvider({});
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server)
      (server as ReturnType<typeof createServer>).closeAllConnections();
    server.close();
  }
  await provider.close();
});

function start(server: Server): Promise<string> {
  servers.push(server);
  return listen(server);
}

/** Passes every request to the provider, whatever its host. */
const relay: RequestListener = (incoming, outgoing) => {
  const { method, headers, url = '' } = incoming;
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const inner = request(provider.url + path, { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 0, response.headers);
    response.pipe(outgoing);
  });
  incoming.pipe(inner);
};

async function startTls(): Promise<string> {
  return (await start(createTlsServer(tls, relay))).replace('http:', 'https:');
}

/** Starts a proxy, which records the hosts that it is asked for. */
async function startProxy(origin?: string) {
  const hosts = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    hosts.add(new URL(incoming.url ?? '').host);
    relay(incoming, outgoing);
  });
  server.on('connect', ({ url }, socket) => {
    hosts.add(String(url));
    const inner = connect(Number(new URL(origin ?? '').port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    for (const one of [inner, socket]) one.on('error', () => {});
  });
  return { url: await start(server), hosts };
}

const some: Partial<VerifyOptions> = { only: 'checks', checks: ['delete', 'number-taken-on-add'] };

function run(url: string, options: Partial<VerifyOptions> = some) {
  return verify({ provider: url, token: provider.tokens.first, seed: 1, ...options });
}

describe('a proxy', () => {
  test.each(['pact', 'checks', 'exploration'] as const)(
    'of HTTP_PROXY is used by the layer %s',
    async (only) => {
      const proxy = await startProxy();
      vi.stubEnv('HTTP_PROXY', proxy.url);
      vi.stubEnv('NO_PROXY', '');
      const report = await run('http://provider.test', {
        ...(only === 'checks' ? some : {}),
        only,
        runs: 3,
      });
      expect(accusations(report)).toEqual({ verdict: 'kept', results: [] });
      expect([...proxy.hosts]).toEqual(['provider.test']);
    },
  );

  test('of HTTPS_PROXY is a tunnel, through which --ca holds', async () => {
    const proxy = await startProxy(await startTls());
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', '');
    const report = await run('https://provider.test', { ...some, ca });
    expect(accusations(report)).toEqual({ verdict: 'kept', results: [] });
    expect([...proxy.hosts]).toEqual(['provider.test:443']);
  });

  test('is not used for this machine, nor for a host of NO_PROXY', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect((await run(provider.url)).verdict).toBe('kept');
    vi.stubEnv('NO_PROXY', 'provider.test');
    const { verdict, summary } = await run('http://provider.test');
    expect([verdict, summary]).toEqual([
      'unreachable',
      'The provider could not be reached: no response: the host does not exist. Is the URL right, and does it run?',
    ]);
    expect([...proxy.hosts]).toEqual([]);
  });
});

describe('a certificate of an authority of its own', () => {
  const args = ['--quiet', '--token', 'token-one', '--only'];

  test.each(['pact', 'exploration'])('is trusted by the layer %s with --ca', async (only) => {
    const url = await startTls();
    const { code, stderr } = await runVerify([...args, only, '--provider', url, '--ca', ca]);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('is trusted with NODE_EXTRA_CA_CERTS', async () => {
    const url = await startTls();
    const env = { NODE_EXTRA_CA_CERTS: ca };
    const { code, stderr } = await runVerify([...args, 'pact', '--provider', url], env);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('is not trusted otherwise, and the report says what to do', async () => {
    const { verdict, summary } = await run(await startTls());
    expect([verdict, summary]).toEqual([
      'unreachable',
      'The provider could not be reached: no response: its certificate is not from a trusted authority; name that one in NODE_EXTRA_CA_CERTS. Or give it by --ca.',
    ]);
  });

  test.each([
    { path: 'no-such-file.pem', why: 'ENOENT' },
    { path: 'package.json', why: 'ERR_OSSL_PEM_NO_START_LINE' },
  ])('cannot be read from $path, which is misuse', async ({ path, why }) => {
    const { code, stderr } = await runVerify(['--provider', 'https://127.0.0.1', '--ca', path]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${path} has no certificates in PEM (${why}); name another file by --ca.`,
    );
  });
});

describe('the summary of a provider that is not reached', () => {
  const refusal = 'The provider could not be reached: no response: ';

  test('asks for http:// if it speaks no TLS', async () => {
    const { summary, exitCode } = await run(provider.url.replace('http:', 'https:'));
    expect(summary).toBe(`${refusal}it speaks no TLS there, so its URL begins with http://.`);
    expect(exitCode).toBe(3);
  });

  test('asks for https:// if it drops what is no TLS', async () => {
    const { summary } = await run((await startTls()).replace('https:', 'http:'));
    expect(summary).toBe(`${refusal}the connection was dropped. Is its URL https://…?`);
  });

  test('asks for https:// if it says so itself', async () => {
    const url = await start(
      createServer((_, outgoing) =>
        outgoing.writeHead(400).end('<h1>The plain HTTP request was sent to HTTPS port</h1>'),
      ),
    );
    const { summary } = await run(url);
    expect(summary).toBe('The provider speaks TLS there; give its URL with https://.');
  });

  test('names --timeout if it starts slowly', async () => {
    const { summary } = await run(await start(createServer(() => {})), { ...some, timeout: 50 });
    expect(summary).toMatch(
      /no response within 50 ms. If it starts slowly, give it more time by --timeout.$/,
    );
  });

  test.each([301, 302, 307, 308])('names the URL that a %i redirects to', async (status) => {
    const url = await start(
      createServer((incoming, outgoing) =>
        outgoing
          .writeHead(status, {
            location: `https://pbx.example${incoming.url?.replace('/old', '/api')}`,
          })
          .end(),
      ),
    );
    const { summary, verdict, requests } = await run(`${url}/old`);
    expect(verdict).toBe('unreachable');
    expect(summary).toBe(
      'The provider redirects GET /melodies/personal to https://pbx.example/api/melodies/personal; give https://pbx.example/api.',
    );
    expect(requests).toBe(1);
  });

  test('quotes a redirect to another path', async () => {
    const url = await start(
      createServer((incoming, outgoing) =>
        outgoing.writeHead(308, { location: `${incoming.url}/` }).end(),
      ),
    );
    expect((await run(url)).summary).toBe(
      'The provider redirects GET /melodies/personal to /melodies/personal/; give the URL of an API that answers itself.',
    );
  });
});
