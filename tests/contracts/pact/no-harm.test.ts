import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pactOf } from './one-interaction.ts';
import { serve, verifyAt } from './under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'no-harm-'));
afterAll(() => rmSync(folder, { recursive: true }));

const headers = { Authorization: 'any' };
const override = { ...headers, 'X-HTTP-Method-Override': 'DELETE' };
const requests = [
  { method: 'DELETE', path: '/melodies/personal/*', headers },
  { method: 'DELETE', path: '/melodies/personal/x%2F..%2F12', headers },
  { method: 'DELETE', path: '/melodies/personal/x,12', headers },
  { method: 'GET', path: '/melodies/personal', headers: override },
  { method: 'GET', path: '/melodies/personal?_method=DELETE', headers },
];

test('a request that a server may take for one about items of others is not sent', async () => {
  await using server = await serve(() => ({ status: 200, json: [] }));
  const file = join(folder, 'pact.json');
  const interactions = requests.map((request, i) => ({
    ...{ description: `${i}`, request, response: { status: 200 } },
  }));
  writeFileSync(file, JSON.stringify({ ...pactOf({}, {}), interactions }));
  const { findings } = await verifyAt(server.url, { pacts: [file] });
  const said = findings.map(({ finding: { outcome, message } }) => [outcome, message]);
  const unsent = expect.stringMatching(/so the request was not sent\. Let a provider state make/);
  expect(said).toEqual(requests.map(() => ['inconclusive', unsent]));
  expect(server.requests).toEqual([]);
});
