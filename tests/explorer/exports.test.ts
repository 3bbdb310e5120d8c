import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../contracts/index.ts';
import { toCurlScript } from '../../mocks/explorer/export/curl.ts';
import type { ExportedRequest } from '../../mocks/explorer/export/exported-request.ts';
import { toFetch } from '../../mocks/explorer/export/fetch.ts';
import { toPactInteraction } from '../../mocks/explorer/export/pact.ts';
import { createMock } from '../../mocks/index.ts';

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

  test('the curl script requires a secret token instead of containing it', async () => {
    const script = toCurlScript([exported({ token: undefined })]);
    const env = { PATH: process.env.PATH };
    await expect(run('bash', ['-c', script], { env })).rejects.toThrow(/Set it to the token/);
    reached = [];
    await run('bash', ['-c', script], { env: { ...env, TOKEN: 'secret' } });
    expect(reached[0]?.headers.authorization).toBe('secret');
  });
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

test('the mock keeps a Pact interaction exported from its own response', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interaction-'));
  const mock = await createMock();
  const url = await mock.listen();
  const request = exported({
    method: 'GET',
    base: url,
    path: '/melodies/personal',
    body: undefined,
  });
  const response = await mock.inject({ url: request.path, headers: { authorization: 'a' } });
  const headers = response.headers as Record<string, string>;
  const received = { status: response.statusCode, headers, body: response.payload };
  const pact = {
    consumer: { name: 'tester' },
    provider: { name: 'api' },
    interactions: [JSON.parse(toPactInteraction(request, received, 'a look at all rules'))],
    metadata: { pactSpecification: { version: '4.0' } },
  };
  const file = join(folder, 'tester-api.json');
  writeFileSync(file, JSON.stringify(pact));
  try {
    const report = await verify({ provider: url, token: 'another', pacts: [file], only: 'pact' });
    const found = report.results.map(({ outcome, says }) => ({ outcome, says }));
    expect(found).toEqual([
      { outcome: 'kept', says: expect.stringContaining('a look at all rules') },
    ]);
  } finally {
    await mock.close();
    rmSync(folder, { recursive: true });
  }
});
