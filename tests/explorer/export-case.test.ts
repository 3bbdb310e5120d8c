import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { contract } from '../../mocks/explorer/data/session.ts';
import { toFlowYaml } from '../../mocks/explorer/export/flow-yaml.ts';
import { exchangeToCase } from '../../mocks/explorer/journal/exchange-to-case.ts';
import { createMock, type JournalEntry, type Mock } from '../../mocks/index.ts';
import { ownContract } from '../../spec/index.ts';
import { createRuleClient, melodies } from './rule-client.ts';

const { fetch } = globalThis;
const key = { in: 'header', name: 'Authorization' } as const;
const rule = { source_type: 'system', media_id: 50 };

let mock: Mock;
let url: string;
const folders: string[] = [];
beforeAll(async () => {
  mock = await createMock();
  url = await mock.listen();
  vi.stubGlobal('fetch', (to: string | URL, init?: RequestInit) => fetch(new URL(to, url), init));
  contract.value = await (await fetch(`${url}/_mock/contract`)).json();
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await mock.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The cases of the exchanges of an account. */
async function casesOf(
  token: string,
  send: (client: ReturnType<typeof createRuleClient>) => Promise<unknown>,
) {
  const client = createRuleClient(url, token);
  await client.send('DELETE', '/_mock/accounts/me/switches');
  await send(client);
  const { id } = (await client.send('GET', '/_mock/accounts/me')).body;
  const entries: JournalEntry[] = (await mock.inject(`/_mock/journal?account=${id}`)).json();
  return Promise.all(entries.map((one) => exchangeToCase(one, key, entries)));
}

/** Adds cases to the catalogue, and runs them on a mock of their own. */
async function runCases(texts: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cases-'));
  folders.push(folder);
  const source = dirname(ownContract);
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => path === source || /\.yaml$/.test(path),
  });
  const file = join(folder, 'cases.yaml');
  const ids = texts.map((_, i) => `exported-${i + 1}`);
  const entries = texts.map((text, i) => text.replace(/- id: .*/, `- id: ${ids[i]}`));
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${entries.join('\n')}`);
  const own = await createMock({ spec: join(folder, 'openapi.yaml') });
  try {
    const base = await own.listen();
    return await Promise.all(
      ids.map(async (id) => {
        const response = await fetch(`${base}/_mock/cases/${id}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ to: 'mock' }),
        });
        const { verdict, detail } = await response.json();
        return verdict ?? detail;
      }),
    );
  } finally {
    await own.close();
  }
}

describe('a case made of an exchange', () => {
  test('cases of accepted and refused exchanges run on the mock as they stand', async () => {
    const cases = await casesOf('case-of', async ({ send }) => {
      await send('POST', melodies, { number_capacity_ids: [1, 2], ...rule });
      await send('POST', melodies, { number_capacity_ids: [2, 3], ...rule });
      await send('PUT', `${melodies}/83`, { id: 83, number_capacity_ids: [4], ...rule });
      await send('POST', melodies, { number_capacity_ids: [250], ...rule });
      await send('POST', melodies, { 'Any: {name': [true, null, '#x'] });
      await send('GET', `${melodies}?a=b%20c`);
      await send('GET', '/numbers/virtual-number/250');
      await send('PUT', `${melodies}/4711`, { id: 4711, number_capacity_ids: [9], ...rule });
      await send('DELETE', `${melodies}/83`);
    });
    const taken = parse(cases[1] ?? '')[0];
    expect(taken).toMatchObject({
      id: expect.stringMatching(/^add-personal-melody-409-one-rule-per-number/),
      given: [
        {
          operation: 'addPersonalMelody',
          json: { number_capacity_ids: ['{number.1}', '{number.2}'], ...rule },
          as: 'added.1',
        },
      ],
      request: {
        operation: 'addPersonalMelody',
        json: { number_capacity_ids: ['{number.2}', '{number.3}'] },
      },
      expect: { mock: 409, verifier: 'refused' },
    });
    expect(taken.source).toBeDefined();
    expect(parse(cases[2] ?? '')[0].request.path).toEqual({ id: '{added.1}' });
    // What a new account has is no test data.
    expect(cases[3]).toContain('number_capacity_ids: [250]');
    expect(await runCases(cases)).toEqual(cases.map(() => 'as-expected'));
  }, 60_000);

  test('a case says what it lacks where a seed led there, and nothing becomes one that has a masked value', async () => {
    const [seeded] = await casesOf('case-seeded', async ({ send }) => {
      await send('POST', '/_mock/accounts/me/seed', {
        [melodies]: { items: [{ id: 90, number_capacity_ids: [9], ...rule }] },
      });
      await send('POST', melodies, { number_capacity_ids: [9], ...rule });
    });
    expect(seeded).toMatch(/^ {2}# Add under given what led to state 1 of the account\./);
    const masked = casesOf('case-masked', ({ send }) =>
      send('PUT', '/numbers/virtual-number/608', {
        id: 608,
        purpose: 'company',
        login: 'a',
        password: 'hunter2',
      }),
    );
    await expect(masked).rejects.toThrow('masks a secret');
  });

  test.each([
    { value: { 'a b': [1, 'x: y', { c: null }], true: 'no', on: '# {' } },
    { value: 'a\nb "c" \u2028' },
    { value: [] },
    { value: { a: {} } },
  ])('$value in flow style means the same in YAML', ({ value }) => {
    expect(parse(`x: ${toFlowYaml(value)}`)).toEqual({ x: value });
  });
});
