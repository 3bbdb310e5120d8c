import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { request as askByHttps, get as getByHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { runVerify } from '../contracts/verify-command.ts';
import { desksWith } from '../fixtures/desks.ts';
import { withDocument } from '../fixtures/plain-document.ts';
import { startCommand } from './command.ts';

const tls = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

let folder: string;
let mock: Mock;
let url: string;
let client: ClientHttp2Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-https-'));
  mock = await createMock({ https: true });
  url = await mock.listen();
  client = connect(url, { ca: mock.certificate });
});
afterAll(async () => {
  client.close();
  await mock.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Asks over HTTP/2. */
function ask(
  path: string,
  { method = 'GET', body, ...headers }: Record<string, string | undefined> = {},
  session = client,
): Promise<Answer> {
  const stream = session.request({
    ':path': path,
    ':method': method,
    authorization: 'a',
    ...headers,
  });
  stream.end(body);
  return new Promise((resolve, reject) => {
    let status = 0;
    let received: Record<string, unknown> = {};
    let text = '';
    stream.setEncoding('utf8');
    stream.once('response', ({ ':status': code = 0, ...rest }) => {
      status = code;
      received = rest;
    });
    stream.on('data', (piece: string) => {
      text += piece;
    });
    stream.once('error', reject);
    stream.once('close', () => resolve({ status, headers: received, body: text }));
  });
}

const control = (path: string, method: string, body: object) =>
  ask(`/_mock/${path}`, { method, body: JSON.stringify(body), 'content-type': 'application/json' });

describe('a certificate made on the spot', () => {
  test('is for localhost and every address, and a client that is told to trusts it', async () => {
    const { port } = new URL(url);
    expect(url).toBe(`https://127.0.0.1:${port}`);
    for (const host of ['localhost', '127.0.0.1']) {
      const { statusCode, httpVersion } = await new Promise<import('node:http').IncomingMessage>(
        (resolve, reject) => {
          const options = { ca: mock.certificate, headers: { authorization: 'a' } };
          getByHttps(`https://${host}:${port}${melodies}`, options, resolve).once('error', reject);
        },
      );
      expect([statusCode, httpVersion]).toEqual([200, '1.1']);
    }
  });

  test('is not trusted otherwise', async () => {
    await expect(fetch(url)).rejects.toMatchObject({
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });

  test('differs from one start to the next', async () => {
    const other = await createMock({ https: true });
    await other.close();
    expect(other.certificate).not.toBe(mock.certificate);
  });

  test('can be saved from the control API', async () => {
    expect((await ask('/_mock/certificate.pem')).body).toBe(mock.certificate);
    const plain = await createMock();
    expect((await plain.inject({ url: '/_mock/certificate.pem' })).statusCode).toBe(404);
    await plain.close();
  });
});

describe('over HTTP/2', () => {
  test('the contract is served, and the journal has what was sent', async () => {
    const json = { authorization: 'h2', 'content-type': 'application/json' };
    const added = await ask(melodies, { method: 'POST', body: JSON.stringify(rule), ...json });
    expect(added.status).toBe(200);
    const refused = await ask(melodies, { method: 'POST', body: JSON.stringify(rule), ...json });
    expect(refused.status).toBe(409);
    const journal = await ask('/_mock/journal?account=me', json);
    expect(JSON.parse(journal.body)).toMatchObject([
      { operation: 'addPersonalMelody', request: { method: 'POST', url: melodies, body: rule } },
      { response: { status: 409 } },
    ]);
    const [{ request }] = JSON.parse(journal.body);
    expect(request.headers).toMatchObject({ host: new URL(url).host });
    expect(Object.keys(request.headers).filter((name) => name.startsWith(':'))).toEqual([]);
  });

  test('a page of another origin may call it, and the control API only its own', async () => {
    const { headers } = await ask(melodies, { origin: 'https://app.example' });
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example' });
    expect((await ask('/_mock/health', { origin: url })).status).toBe(200);
    expect((await ask('/_mock/health', { origin: url.replace('https', 'http') })).status).toBe(403);
    expect((await ask('/_mock/health', { ':authority': 'evil.example' })).status).toBe(403);
  });

  test('faults delay, replace and drop one request, not the others of its connection', async () => {
    const account = { authorization: 'faulty', 'content-type': 'application/json' };
    const fault = (body: object) =>
      ask('/_mock/accounts/me/faults/*', { method: 'PUT', body: JSON.stringify(body), ...account });
    await fault({ status: 503, headers: { 'Retry-After': '1' } });
    expect(await ask(melodies, account)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    await fault({ delay: 30 });
    expect((await ask(melodies, account)).status).toBe(200);
    await fault({ drop: true });
    const other = ask(melodies);
    await expect(ask(melodies, account)).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
    expect((await other).status).toBe(200);
  });

  test.each(['Keep-Alive', 'Proxy-Connection', 'HTTP2-Settings', 'TE'])(
    'a fault with the header %s, which HTTP/2 does not have, is sent without it',
    async (name) => {
      const account = { authorization: name, 'content-type': 'application/json' };
      const fault = JSON.stringify({ status: 503, headers: { [name]: 'timeout=5' } });
      await ask('/_mock/accounts/me/faults/*', { method: 'PUT', body: fault, ...account });
      const answer = await ask(melodies, account);
      expect(answer.status).toBe(503);
      expect(answer.headers).not.toHaveProperty(name.toLowerCase());
    },
  );

  test('what HTTP/2 cannot carry of an upstream server is left out, or a 502 that says so', async () => {
    const real = createServer((request, response) => {
      const status = request.url === '/status' ? 999 : 200;
      response.writeHead(status, { 'HTTP2-Settings': 'a', Connection: 'close' }).end('real');
    });
    await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
    const { port } = real.address() as AddressInfo;
    const own = await createMock({ https: true, upstream: `http://127.0.0.1:${port}` });
    const session = connect(await own.listen(), { ca: own.certificate });
    onTestFinished(async () => {
      session.close();
      await own.close();
      real.close();
    });
    expect(await ask('/other', {}, session)).toMatchObject({ status: 200, body: 'real' });
    const refused = await ask('/status', {}, session);
    expect(refused.status).toBe(502);
    expect(JSON.parse(refused.body).detail).toBe(
      `The upstream server http://127.0.0.1:${port} sent a response that cannot be passed on: Invalid status code: 999.`,
    );
  });

  test('large bodies and malformed requests are refused as over HTTP/1.1', async () => {
    const json = { method: 'POST', 'content-type': 'application/json' };
    const large = await ask(melodies, { ...json, body: `"${'a'.repeat(1024 * 1024)}"` });
    expect([large.status, large.headers['content-type']]).toEqual([
      413,
      'application/problem+json',
    ]);
    expect((await ask(melodies, { ...json, body: '{' })).status).toBe(400);
    expect((await ask('/%zz')).status).toBe(400);
    expect((await ask(melodies, { expect: 'nonsense' })).status).toBe(417);
    expect((await ask(`${melodies}/`)).status).toBe(404);
    expect((await ask(melodies, { method: 'PATCH' })).status).toBe(405);
  });

  test('the explorer is served, and sends requests to the mock', async () => {
    const page = await ask('/_mock/', { accept: 'text/html' });
    expect([page.status, page.body.includes('<!doctype html>')]).toEqual([200, true]);
    const root = await ask('/', { accept: 'text/html' });
    expect(root).toMatchObject({ status: 302, headers: { location: '/_mock/' } });
    const sent = { to: 'mock', method: 'GET', path: melodies, headers: { authorization: 'a' } };
    expect(JSON.parse((await control('relay', 'POST', sent)).body)).toMatchObject({ status: 200 });
    const run = await control('cases/add-documented', 'POST', { to: 'mock' });
    expect(JSON.parse(run.body)).toMatchObject({ verdict: 'as-expected' });
  });

  test('Location is a URL of https where the document has a URL', () =>
    withDocument(desksWith('https://desks.example/desks/1'), async (spec) => {
      const desks = await createMock({ spec, https: true });
      const at = await desks.listen();
      const session = connect(at, { ca: desks.certificate });
      const json = { method: 'POST', 'content-type': 'application/json' };
      const { headers } = await ask('/desks', { ...json, body: '{"name":"a"}' }, session);
      session.close();
      await desks.close();
      expect(headers.location).toBe(`${at}/desks/1`);
    }));
});

describe('a mock of HTTPS that closes', () => {
  async function listening() {
    const own = await createMock({ https: true });
    const at = await own.listen();
    return { own, at, session: connect(at, { ca: own.certificate }) };
  }

  test('ends journal streams and idle connections, of both protocols', async () => {
    const { own, at, session } = await listening();
    const stream = session.request({ ':path': '/_mock/journal/stream' });
    const live = new Promise((resolve) => stream.once('data', resolve));
    await live;
    stream.resume();
    const ended = new Promise((resolve) => stream.once('close', resolve));
    const sessionClosed = new Promise((resolve) => session.once('close', resolve));
    const { hostname, port } = new URL(at);
    const idle = connectTls({ host: hostname, port: Number(port), ca: own.certificate });
    await new Promise((resolve) => idle.once('secureConnect', resolve));
    idle.write(`GET ${melodies} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await new Promise((resolve) => idle.once('data', resolve));
    idle.resume();
    const idleClosed = new Promise((resolve) => idle.once('close', resolve));
    const before = performance.now();
    await own.close();
    expect(performance.now() - before).toBeLessThan(4_000);
    await Promise.all([ended, sessionClosed, idleClosed]);
  });

  test('answers what is running first, and nothing new', async () => {
    const { own, at, session } = await listening();
    const stream = session.request({
      ':path': melodies,
      ':method': 'POST',
      authorization: 'a',
      'content-type': 'application/json',
      expect: '100-continue',
    });
    await new Promise<void>((resolve) => stream.once('continue', resolve));
    const closed = own.close();
    const status = new Promise((resolve) =>
      stream.once('response', (one) => resolve(one[':status'])),
    );
    await new Promise<void>((resolve) => session.once('goaway', () => resolve()));
    stream.end(JSON.stringify(rule));
    stream.resume();
    expect(await status).toBe(200);
    await closed;
    await expect(fetch(at)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});

describe('a certificate of your own', () => {
  test('is served', async () => {
    const [cert, key] = await Promise.all(
      ['certificate.pem', 'key.pem'].map((name) => readFile(tls(name), 'utf8')),
    );
    const own = await createMock({ https: { cert: cert ?? '', key: key ?? '' } });
    onTestFinished(() => own.close());
    const { port } = new URL(await own.listen());
    const session = connect(`https://localhost:${port}`, { ca: cert });
    expect((await ask(melodies, {}, session)).status).toBe(200);
    session.close();
  });

  test.each([
    [['--cert', 'certificate.pem'], '--cert needs --key; give both, or neither and --https alone.'],
    [['--key', 'key.pem'], '--key needs --cert; give both, or neither and --https alone.'],
    [['--cert', 'missing.pem', '--key', 'key.pem'], 'missing.pem: there is no such file;'],
    [['--cert', 'certificate.pem', '--key', 'missing.pem'], 'missing.pem: there is no such file;'],
    [['--cert', 'key.pem', '--key', 'key.pem'], 'key.pem has no certificate in PEM;'],
    [
      ['--cert', 'certificate.pem', '--key', 'certificate.pem'],
      'certificate.pem has no private key in PEM',
    ],
    [['--cert', 'certificate.pem', '--key', 'other.pem'], 'does not fit the certificate of'],
  ])('%j is refused in a sentence', async (args, says) => {
    const { stdout: other } = await promisify(execFile)(process.execPath, [
      '-e',
      "process.stdout.write(crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }))",
    ]);
    await writeFile(join(folder, 'other.pem'), other);
    const paths = args.map((one) =>
      one === 'other.pem' ? join(folder, one) : one.startsWith('--') ? one : tls(one),
    );
    const { code, stdout, stderr } = await startCommand('--port', '0', ...paths).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^\S.*[^.]\.\n$/);
  });
});

test('the command prints the fingerprint and how to trust it; the verifier then works', async () => {
  const command = startCommand('--port', '0', '--https');
  onTestFinished(async () => void (await command.stop('SIGKILL')));
  const [at = ''] = /https:\/\/[^ ]+/.exec(await command.line(/https:/)) ?? [];
  const line = await command.line(/^HTTPS with the certificate (..:){31}.. \(SHA-256\)/);
  expect(line).toContain(`curl --insecure ${at}/_mock/certificate.pem > mock.pem`);
  const pem = await new Promise<string>((resolve, reject) => {
    const options = { rejectUnauthorized: false };
    const request = askByHttps(`${at}/_mock/certificate.pem`, options, (response) => {
      response.toArray().then((all) => resolve(Buffer.concat(all).toString()), reject);
    });
    request.once('error', reject).end();
  });
  const ca = join(folder, 'mock.pem');
  await writeFile(ca, pem);
  const args = ['--provider', at, '--token', 'any', '--ca', ca, '--check', 'add-documented'];
  const { code, stdout } = await runVerify(args);
  expect({ code, stdout }).toMatchObject({ code: 0 });
});
