import { execFile } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toCurlScript } from '../../mocks/explorer/export/curl.ts';
import type { ExportedRequest } from '../../mocks/explorer/export/exported-request.ts';
import { toFetch } from '../../mocks/explorer/export/fetch.ts';

const run = promisify(execFile);

/** A request as the server received it. */
interface Reached {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let reached: Reached[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  reached.push({ method: request.method, url: request.url, headers: request.headers, body });
  response.end('fine');
});

let base: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function exported(part: Partial<ExportedRequest> = {}): ExportedRequest {
  return {
    method: 'POST',
    base,
    path: '/things?of=ada',
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
    body: `{"name": "Ada's \\"ж\\" $HOME \`x\`", "ids": [1, 2]}`,
    tokenHeader: 'Authorization',
    token: "it's a token",
    ...part,
  };
}

const bodies: { title: string; part: Partial<ExportedRequest>; as?: unknown }[] = [
  { title: 'JSON with quotes of every kind', part: {}, as: JSON.parse(exported().body ?? '') },
  { title: 'text that is not JSON', part: { body: "{'a': 1" } },
  { title: 'text with line breaks and shell syntax', part: { body: '1\n\t$(id) !! "😀"\\\n' } },
  { title: 'JSON with numbers that JavaScript would change', part: { body: '[1.0, 1e400]' } },
  {
    title: 'JSON with a field that is no field of a JavaScript literal',
    part: { body: '{"a":{"__proto__":{"b":1}}}' },
    as: JSON.parse('{"a":{"__proto__":{"b":1}}}'),
  },
  { title: 'no body', part: { method: 'GET', body: undefined, headers: {} } },
  { title: 'no Content-Type', part: { headers: { 'X-A': '' } } },
];

describe('the curl export', () => {
  test.each(bodies)('curl sends $title unchanged', async ({ part }) => {
    reached = [];
    const wanted = exported(part);
    await run('bash', ['-c', toCurlScript([wanted, wanted])], { env: { PATH: process.env.PATH } });
    expect(reached).toHaveLength(2);
    expect(reached[0]).toMatchObject({
      method: wanted.method,
      url: '/things?of=ada',
      body: wanted.body ?? '',
    });
    expect(reached[0]?.headers.authorization).toBe("it's a token");
    expect(reached[0]?.headers['content-type']).toBe(wanted.headers['Content-Type']);
  });

  test.each(['/things?of={a,b}[1-3]', "/things?of=$(id)'`id`$HOME", '/things?of=}'])(
    'curl sends one request to %s, as it is written',
    async (path) => {
      reached = [];
      const script = toCurlScript([exported({ path })]);
      await run('bash', ['-c', script], { env: { PATH: process.env.PATH } });
      expect(reached.map(({ url }) => url)).toEqual([path]);
    },
  );

  test('no name, value or comment becomes a command, or moves the cursor of a terminal', async () => {
    reached = [];
    const hostile = '`id`\n$(id)\r\u001b[2J\u202e';
    const script = toCurlScript([
      exported({ tokenHeader: '`id`', account: hostile, accountName: hostile, note: hostile }),
    ]);
    expect(script.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    await run('bash', ['-c', script], { env: { PATH: process.env.PATH } });
    expect(reached[0]?.headers['`id`']).toBe("it's a token");
  });

  test('the curl script requires a secret token instead of containing it', async () => {
    const script = toCurlScript([exported({ token: undefined })]);
    const env = { PATH: process.env.PATH };
    await expect(run('bash', ['-c', script], { env })).rejects.toThrow(/Set it to the token/);
    reached = [];
    await run('bash', ['-c', script], { env: { ...env, TOKEN: 'secret' } });
    expect(reached[0]?.headers.authorization).toBe('secret');
  });
});

describe('secrets in exports', () => {
  const masked = () =>
    exported({
      path: '/things?key=***&sign=***',
      headers: { 'Content-Type': 'application/json', 'X-Client-Key': 'k-***' },
      body: '{"id":1,"login":{"password":"***"},"old-password":"***"}',
      tokenHeader: undefined,
      tokenParameter: 'key',
      token: undefined,
    });
  const set = {
    TOKEN: 'mine',
    SIGN: 'sig',
    X_CLIENT_KEY: 'client',
    PASSWORD: `a"b\\c'd`,
    OLD_PASSWORD: 'e',
  };
  const want = {
    url: '/things?key=mine&sign=sig',
    body: JSON.stringify({ id: 1, login: { password: `a"b\\c'd` }, 'old-password': 'e' }),
  };

  test('a curl script demands what is masked, and sends it in the place of the mask', async () => {
    const script = toCurlScript([masked()]);
    for (const missing of Object.keys(set)) {
      const env = { PATH: process.env.PATH, ...set, [missing]: '' };
      reached = [];
      await expect(run('bash', ['-c', script], { env })).rejects.toThrow(`${missing}: Set it to`);
      expect(reached).toEqual([]);
    }
    await run('bash', ['-c', script], { env: { PATH: process.env.PATH, ...set } });
    expect(reached).toMatchObject([want]);
    expect(reached[0]?.headers['x-client-key']).toBe('k-client');
  });

  test('JavaScript demands what is masked, and sends it in the place of the mask', async () => {
    const args = ['--input-type=module', '-e', toFetch(masked())];
    for (const missing of Object.keys(set)) {
      const env = { PATH: process.env.PATH, ...set, [missing]: '' };
      reached = [];
      await expect(run(process.execPath, args, { env })).rejects.toThrow(`Set ${missing} to`);
      expect(reached).toEqual([]);
    }
    await run(process.execPath, args, { env: { PATH: process.env.PATH, ...set } });
    expect(reached).toMatchObject([{ url: want.url }]);
    expect(JSON.parse(reached[0]?.body ?? '')).toEqual(JSON.parse(want.body));
  });

  test('JavaScript asks for a secret token where there is no environment, as in the console of a browser', () => {
    const code = toFetch(exported({ token: undefined })).split('const response')[0] ?? '';
    const ask = (answer: string | null) =>
      new Function('globalThis', `${code}; return token;`)({ prompt: () => answer });
    expect(ask('secret')).toBe('secret');
    expect(() => ask(null)).toThrow('Set TOKEN to the token of the account.');
  });
});

test('each masked field has a variable of its own, and none that a shell sets', () => {
  const body = '{"пароль":"***","секрет":"***","pwd":"***"}';
  const script = toCurlScript([exported({ body })]);
  const names = [...script.matchAll(/^: "\$\{(\w+):\?/gm)].map(([, name]) => name);
  expect(names).toHaveLength(3);
  expect(new Set(names).size).toBe(3);
  expect(names).not.toContain('PWD');
});

describe('the fetch export', () => {
  test.each(bodies.slice(0, -1))(
    'fetch sends $title with the same meaning',
    async ({ part, as }) => {
      reached = [];
      const wanted = exported(part);
      const { stdout } = await run(process.execPath, [
        '--input-type=module',
        '-e',
        toFetch(wanted),
      ]);
      expect(stdout).toBe('200 fine\n');
      const [first] = reached;
      expect(first).toMatchObject({ method: wanted.method, url: '/things?of=ada' });
      expect(first?.headers.authorization).toBe("it's a token");
      if (as === undefined) expect(first?.body).toBe(wanted.body ?? '');
      else expect(JSON.parse(first?.body ?? '')).toEqual(as);
    },
  );
});
