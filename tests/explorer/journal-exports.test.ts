import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toCurlScript } from '../../mocks/explorer/export/curl.ts';
import { exchangeToExport } from '../../mocks/explorer/journal/exchange-to-export.ts';
import { createMock, type JournalEntry, type Mock } from '../../mocks/index.ts';
import { createRuleClient, melodies } from './rule-client.ts';

const run = promisify(execFile);
const key = { in: 'header', name: 'Authorization' } as const;

let mock: Mock;
let url: string;
beforeAll(async () => {
  mock = await createMock();
  url = await mock.listen();
});
afterAll(() => mock.close());

async function journal(): Promise<JournalEntry[]> {
  return (await mock.inject('/_mock/journal')).json();
}

test('a curl script of several accounts does again what they did, each time it runs', async () => {
  const [ada, ben] = [createRuleClient(url, 'ada'), createRuleClient(url, 'ben')];
  await ada.add(1);
  await ben.add(1);
  await ben.add(1);
  await ada.send('PUT', `${melodies}/83`, {
    id: 83,
    number_capacity_ids: [2],
    source_type: 'system',
    media_id: 1,
  });
  await fetch(url + melodies);
  await ben.send('DELETE', `${melodies}/83`);
  await ada.send('PUT', '/numbers/virtual-number/608', {
    id: 608,
    purpose: 'company',
    login: 'ada',
    password: 'hunter2',
  });
  const entries = await journal();
  const statuses = entries.map(({ response }) => response.status);
  expect(statuses).toEqual([200, 200, 409, 200, 401, 200, 200]);
  const script = toCurlScript(entries.map((one) => exchangeToExport(one, key, url)));
  expect(script).not.toContain('***');
  expect(script).not.toMatch(/user-agent|sec-fetch|accept-encoding|connection:|'accept: \*/i);
  expect(script).toMatch(/^TOKEN_1=.*\nTOKEN_2=/m);
  for (let i = 0; i < 2; i++) {
    const env = { PATH: process.env.PATH, PASSWORD: 'other' };
    const { stdout } = await run('bash', ['-c', script], { env });
    expect(stdout.match(/^HTTP\/1.1 \d+/gm)?.map((line) => Number(line.slice(-3)))).toEqual(
      statuses,
    );
  }
  await expect(run('bash', ['-c', script], { env: { PATH: process.env.PATH } })).rejects.toThrow(
    'PASSWORD: Set it to the value of password',
  );
});
