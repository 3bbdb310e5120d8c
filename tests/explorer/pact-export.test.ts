import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verify } from '../../contracts/index.ts';
import type { ContractView, OperationView } from '../../mocks/control/contract-view.ts';
import { pactObstacle, toPactFile, toPactInteraction } from '../../mocks/explorer/export/pact.ts';
import {
  exchangeToExport,
  exchangeToPact,
} from '../../mocks/explorer/journal/exchange-to-export.ts';
import { createMock, type JournalEntry, type Mock } from '../../mocks/index.ts';
import { createRuleClient, melodies } from './rule-client.ts';

const run = promisify(execFile);
const recipe = fileURLToPath(new URL('../recipes/pact/verify-export.mjs', import.meta.url));
const key = { in: 'header', name: 'Authorization' } as const;
const { fetch } = globalThis;

let mock: Mock;
let url: string;
let folder: string;
let contract: ContractView;
beforeAll(async () => {
  mock = await createMock();
  url = await mock.listen();
  contract = (await mock.inject('/_mock/contract')).json();
  folder = mkdtempSync(join(tmpdir(), 'exported-'));
  // The page asks the control API by a path.
  vi.stubGlobal('fetch', (to: string | URL, init?: RequestInit) => fetch(new URL(to, url), init));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await mock.close();
  rmSync(folder, { recursive: true });
});

function operationOf({ operation }: JournalEntry): OperationView | undefined {
  return contract.operations.find(({ id }) => id === operation);
}

async function exportJournal(...accounts: string[]) {
  const all: JournalEntry[] = (await mock.inject('/_mock/journal')).json();
  const entries = all.filter(({ account }) => accounts.includes(account));
  return Promise.all(
    entries.map((one) =>
      exchangeToPact(one, operationOf(one), exchangeToExport(one, key, url), entries),
    ),
  );
}

async function situations(token: string): Promise<string> {
  const { send, add } = createRuleClient(url, token);
  const rule = { source_type: 'system', media_id: 1 };
  const { body } = await send('POST', '/_mock/accounts/me/seed', {
    [melodies]: { items: [{ id: 90, number_capacity_ids: [9], ...rule }] },
  });
  expect(body).toHaveProperty([melodies]);
  await add(1);
  await add(1);
  await send('PUT', `${melodies}/83`, { id: 83, number_capacity_ids: [1, 2], ...rule });
  await send('PUT', `${melodies}/83`, { id: 83, number_capacity_ids: [9], ...rule });
  await send('GET', `${melodies}/4711`);
  await send('GET', melodies);
  await send('DELETE', `${melodies}/83`);
  await send('DELETE', `${melodies}/83`);
  await send('POST', melodies, { nonsense: true });
  await send('GET', melodies);
  await send('GET', '/numbers/virtual-number/250');
  return (await send('GET', '/_mock/accounts/me')).body.id;
}

test('exported exchanges are a pact that the mock keeps in another account, whatever led to them', async () => {
  const id = await situations('pact-export');
  await fetch(`${url}${melodies}/77`, { method: 'DELETE' });
  const exchanges = await exportJournal(id, 'anonymous');
  const statuses = exchanges.map(({ response }) => response.status);
  expect(statuses).toEqual([200, 409, 200, 409, 405, 200, 200, 404, 422, 200, 200, 401]);
  const file = join(folder, 'tester-api.json');
  const text = toPactFile(exchanges, 'tester', 'api');
  writeFileSync(file, text);
  const descriptions: string[] = JSON.parse(text).interactions.map(
    ({ description }: { description: string }) => description,
  );
  expect(new Set(descriptions).size).toBe(exchanges.length);
  expect(descriptions[1]).toMatch(
    /^Add a personal melody: POST \/melodies\/personal \{.* is answered 409 \(\w+\)$/,
  );

  await run(process.execPath, [recipe, file, url, 'a-fresh-account']);

  const report = await verify({
    provider: url,
    token: 'another',
    pacts: [file],
    ownPacts: false,
    only: 'pact',
  });
  const broken = report.results.filter(({ outcome }) => outcome !== 'kept');
  expect(broken.map(({ says, message }) => ({ says, message }))).toEqual([]);
  expect(report.results).toHaveLength(exchanges.length);
  // It gives the account back what it held.
  const { send } = createRuleClient(url, 'another');
  expect((await send('GET', melodies)).body).toMatchObject([{ id: 77 }]);
});

test('an exported refusal is known by the class of its status, since nobody documents its form', async () => {
  const [, refused] = await exportJournal(await situations('pact-kinds'));
  if (refused === undefined) throw new Error('Nothing was refused.');
  const { response } = JSON.parse(toPactInteraction(refused));
  const matchers = [{ match: 'statusCode', status: 'clientError' }];
  expect(response).toEqual({
    status: 409,
    matchingRules: { status: { $: { combine: 'AND', matchers } } },
  });
});

test('a body that is a JSON text keeps its quotes, which Pact does not add', () => {
  const interaction = toPactInteraction({
    request: {
      method: 'POST',
      base: url,
      path: melodies,
      headers: { 'content-type': 'application/json' },
      body: '"only a text"',
      tokenHeader: undefined,
      token: undefined,
    },
    response: { status: 422, headers: {}, body: '' },
    operation: undefined,
  });
  expect(JSON.parse(interaction).request.body.content).toBe('"only a text"');
});

test('a request with a masked value is no Pact interaction, and a sentence says why', async () => {
  const { send } = createRuleClient(url, 'pact-secret');
  const sip = { id: 608, purpose: 'company', login: 'ada', password: 'hunter2' };
  await send('PUT', '/numbers/virtual-number/608', sip);
  const { body } = await send('GET', '/_mock/accounts/me');
  await expect(exportJournal(body.id)).rejects.toThrow('the value of password is masked');
  const masked = {
    method: 'GET',
    base: url,
    path: '/',
    headers: {},
    body: undefined,
    tokenHeader: undefined,
    token: undefined,
  };
  const dropped = {
    request: masked,
    response: { status: 0, headers: {}, body: '' },
    operation: undefined,
  };
  expect(pactObstacle(dropped)).toContain('the connection was dropped');
});
