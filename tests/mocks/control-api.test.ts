import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccounts } from '../../mocks/accounts/account.ts';
import { BehaviourNews } from '../../mocks/accounts/behaviour.ts';
import { Faults } from '../../mocks/accounts/faults.ts';
import { MemoryHistory } from '../../mocks/accounts/history.ts';
import { Switches } from '../../mocks/accounts/switches.ts';
import { createMemoryTurns } from '../../mocks/accounts/turns.ts';
import { controlDocument } from '../../mocks/control/body-check.ts';
import { serveControl } from '../../mocks/control/control-routes.ts';
import { createMock, type Mock, problemKinds } from '../../mocks/index.ts';
import { Journal } from '../../mocks/journal/journal.ts';
import { createRefusals } from '../../mocks/problems/refusals.ts';
import { createState } from '../../mocks/resources/resource-state.ts';
import { loadContract, ownContract } from '../../spec/index.ts';
import { createRedaction } from '../../spec/shared/redaction.ts';
import { createAccountClient } from './account-client.ts';

const document = await loadContract(controlDocument);

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

/** Every route of the control API as `GET /_mock/accounts/{account}`. */
async function routesOfServer(): Promise<string[]> {
  const contract = await loadContract(ownContract);
  const app = Fastify();
  const routes = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    const path = url.replaceAll(/:(\w+)/g, '{$1}').replace(/\/$/, '');
    for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${path}`);
  });
  const redaction = createRedaction(contract.document);
  const refusals = createRefusals(contract, redaction);
  const history = new MemoryHistory();
  const accounts = createAccounts(1, Buffer.alloc(32), () => {
    throw new Error('No account is asked for.');
  });
  await app.register(
    async (control) =>
      serveControl(control, {
        contract,
        redaction,
        refusals,
        state: createState(contract, refusals, { newId: () => '', samples: () => [] }),
        accounts,
        isolated: new Set(),
        behaviourNews: new BehaviourNews(),
        instance: '',
        profile: undefined,
        isJournalStored: false,
        turns: createMemoryTurns(accounts, history, () => {}),
        history,
        journal: new Journal(redaction),
        switches: new Switches(contract),
        faults: new Faults(() => 0),
        access: { host: undefined, token: undefined },
        reset: () => {},
        resetAll: async () => {},
        tokenOf: () => undefined,
        provider: undefined,
        prefix: '',
        certificate: undefined,
        url: () => undefined,
        newId: () => '',
        wait: async () => {},
      }),
    { prefix: '/_mock' },
  );
  await app.close();
  return [...routes];
}

test('the server has exactly the operations of its document', async () => {
  const described = document.operations.map((one) => `${one.method.toUpperCase()} ${one.path}`);
  expect((await routesOfServer()).toSorted()).toEqual(described.toSorted());
});

describe('every operation of the control API responds with a documented status', () => {
  const samples: Readonly<Record<string, string>> = {
    account: 'me',
    operation: 'listPersonalMelodies',
    preset: 'empty',
    code: 'uniqueness',
  };
  const paths = document.operations
    .filter((one) => one.id !== 'streamJournal')
    .map(({ method, path, id, request, responses }) => ({
      id,
      method,
      path,
      takesBody: request !== undefined,
      statuses: responses.map((one) => Number(one.status)),
    }));
  const bodies = ['{}', '{', '', 'null', '[]', '"x"', '{"a":{}}', '{"__proto__":1}'].concat(
    '['.repeat(100_000),
    `{"body":${'['.repeat(50_000)}${']'.repeat(50_000)},"status":500}`,
    `{"x":${'{"y":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
  );

  test.each(paths)(
    '$method $path responds with a documented status',
    async ({ method, path, takesBody, statuses }) => {
      const urls = [samples, {}].map((values: Readonly<Record<string, string>>) =>
        path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? '__proto__'),
      );
      for (const url of [...urls, `${urls[0]}?after=x&limit=-1&status=none`]) {
        for (const body of takesBody ? bodies : [undefined]) {
          for (const host of ['localhost', 'elsewhere.example']) {
            const { send } = createAccountClient(mock);
            const { status } = await send(method.toUpperCase(), url, body, { host });
            expect(statuses).toContain(status);
          }
        }
      }
    },
  );
});

describe('a wrong body of the control API is refused with every mistake', () => {
  const wrong = [
    { url: '/_mock/switches', body: undefined, says: 'The request has no body' },
    { url: '/_mock/switches', body: null, says: 'The body is null; send an object' },
    { url: '/_mock/switches', body: [], says: 'The body is the array []; send an object' },
    { url: '/_mock/switches', body: {}, says: 'at least 1 field' },
    { url: '/_mock/switches', body: { D9: 1 }, says: 'D9 is the number 1; send a string.' },
    { url: '/_mock/accounts/me/switches', body: 'x', says: 'send an object' },
    { url: '/_mock/accounts/me/snapshot', body: undefined, says: 'The request has no body' },
    { url: '/_mock/accounts/me/snapshot', body: 7, says: 'The body is the number 7' },
  ];

  test.each(wrong)('$url refuses a body: $says', async ({ url, body, says }) => {
    const { send } = createAccountClient(mock);
    const text = body === undefined ? undefined : JSON.stringify(body);
    expect(await send('PUT', url, text)).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: '/_mock/problems/invalid-control-request',
        status: 422,
        detail: expect.stringContaining(says),
      },
    });
  });

  test('a body that is not JSON is refused with the place of the error', async () => {
    const { send } = createAccountClient(mock);
    expect(await send('PUT', '/_mock/switches', '{"D9":\n  nothing}')).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('line 2, column 3 (position 9)') },
    });
  });

  test('a body with an unreadable content type is refused', async () => {
    const { send } = createAccountClient(mock);
    const headers = { 'content-type': ';;;' };
    expect(await send('PUT', '/_mock/switches', '{"D9":"null"}', headers)).toMatchObject({
      status: 415,
      body: { type: '/_mock/problems/unsupported-media-type' },
    });
  });
});

test('a contract with a path of the control API is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'control-'));
  const spec = join(folder, 'openapi.yaml');
  for (const path of ['/_mock', '/_mock/things']) {
    await writeFile(
      spec,
      `openapi: 3.1.0
info: { title: Things, version: 1.0.0 }
paths: { ${path}: { get: { operationId: get, responses: { "200": { description: OK } } } } }
`,
    );
    await expect(createMock({ spec })).rejects.toThrow(
      `${spec}:3: the path ${path} belongs to the mock's control API; rename it.`,
    );
  }
  await rm(folder, { recursive: true });
});

test('/_mock/ names the contract and links to the control API', async () => {
  const { send } = createAccountClient(mock);
  for (const url of ['/_mock', '/_mock/']) {
    const { status, body } = await send('GET', url);
    expect(status).toBe(200);
    const { contract, links } = body as { contract: string; links: string[] };
    expect(contract).toBe('Virtual PBX Data API');
    for (const link of links) expect((await send('GET', link)).status).toBe(200);
  }
});

test('health names the contract and says how tokens are treated', async () => {
  const { send } = createAccountClient(mock);
  await send('GET', '/melodies/personal');
  const { status, body } = await send('GET', '/_mock/health');
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'ok', contract: 'Virtual PBX Data API' });
  expect((body as { accounts: number }).accounts).toBeGreaterThan(0);
});

test('the document of the control API is served unchanged', async () => {
  const { payload, headers } = await mock.inject('/_mock/openapi.yaml');
  expect(headers['content-type']).toBe('application/yaml');
  expect(payload).toMatch(/^# The control API of the mock.*\nopenapi: 3\.1\.0\n/);
});

describe('the catalogue of problems', () => {
  test('the catalogue has every kind of refusal with its status', async () => {
    const { send } = createAccountClient(mock);
    const { body } = await send('GET', '/_mock/problems');
    const codes = (body as { code: string }[]).map((one) => one.code);
    expect(codes).toEqual(Object.keys(problemKinds));
  });

  test('the type of a refusal links to its kind in the catalogue', async () => {
    const { send } = createAccountClient(mock);
    const { body } = await send('DELETE', '/melodies/personal/5');
    const { type, title, status } = body as { type: string; title: string; status: number };
    expect(await send('GET', type)).toMatchObject({
      status: 200,
      body: { code: 'missing-resource', title, status, means: expect.any(String) },
    });
  });

  test.each(['nothing', '__proto__', 'toString', 'constructor'])(
    'the catalogue has no %s',
    async (code) => {
      const { send } = createAccountClient(mock);
      expect(await send('GET', `/_mock/problems/${code}`)).toMatchObject({
        status: 404,
        body: { type: '/_mock/problems/unknown-control-path' },
      });
    },
  );
});

test.each([
  ['GET', '/_mock/nowhere'],
  ['GET', '/_mock//health'],
  ['GET', '/_mock/health/'],
  ['POST', '/_mock/health'],
  ['PATCH', '/_mock/switches'],
  ['DELETE', '/_mock/accounts/me'],
  // A HEAD of what never ends would never be answered.
  ['HEAD', '/_mock/journal/stream'],
])('%s %s is refused with the place to look', async (method, url) => {
  const { statusCode, headers, payload } = await mock.inject({ method: method as 'GET', url });
  expect(statusCode).toBe(404);
  expect(headers['content-type']).toBe('application/problem+json');
  if (method !== 'HEAD') expect(payload).toContain('GET /_mock/openapi.yaml lists all paths');
});
