import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { ownContract } from '../../spec/index.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterEach(() => mock.inject({ method: 'DELETE', url: '/_mock/switches' }));
afterAll(() => mock.close());

const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [9], source_type: 'system', media_id: 50 };
const number = '/numbers/virtual-number/608';

async function clientOf(switches: Record<string, string>): Promise<AccountClient> {
  const client = createAccountClient(mock);
  await client.send('PUT', '/_mock/accounts/me/switches', switches);
  return client;
}

describe('the status of a success', () => {
  test('an addition, an edit and a deletion have the statuses that are set', async () => {
    const { send } = await clientOf({ 'D7.add': '201', 'D7.edit': '202', 'D7.delete': '203' });
    const added = await send('POST', melodies, rule);
    expect(added).toMatchObject({ status: 201, body: { ...rule, id: 83 } });
    expect((await send('PUT', `${melodies}/83`, { ...rule, id: 83 })).status).toBe(202);
    expect((await send('PUT', number, { id: 608, purpose: 'company' })).status).toBe(202);
    expect(await send('DELETE', `${melodies}/83`)).toMatchObject({ status: 203, body: { id: 83 } });
    expect((await send('GET', melodies)).status).toBe(200);
  });

  test('a response that the client chose keeps its status', async () => {
    const { send } = await clientOf({ 'D7.add': '201' });
    const { status } = await send('POST', melodies, rule, { prefer: 'code=409' });
    expect(status).toBe(409);
    const example = await send('POST', melodies, rule, { prefer: 'example=documented' });
    expect(example.status).toBe(200);
  });

  test('Location is the path of the new item, below the prefix', async () => {
    const below = await createMock({ prefix: '/api', switches: { 'D7.location': 'sent' } });
    const { send } = createAccountClient(below);
    const { headers } = await send('POST', `/api${melodies}`, rule);
    expect(headers.location).toBe(`/api${melodies}/83`);
    expect(
      (await send('PUT', `/api${melodies}/83`, { ...rule, id: 83 })).headers,
    ).not.toHaveProperty('location');
    await below.close();
  });
});

describe('the answer to a deletion', () => {
  test('a deletion answers the item as it was, as the other switches show it', async () => {
    const { send } = await clientOf({ 'D15.deletion': 'item', D9: 'empty-array' });
    await send('POST', melodies, rule);
    expect(await send('DELETE', `${melodies}/83`)).toEqual(
      expect.objectContaining({ status: 200, body: { ...rule, employee_group_ids: [], id: 83 } }),
    );
    expect((await send('DELETE', number)).body).toMatchObject({
      id: 608,
      type: 'sip_registration',
    });
    expect((await send('GET', number)).status).toBe(404);
  });
});

describe('the form of a refusal', () => {
  const says = 'This account has no /melodies/personal/5; add it first, or use one that exists.';
  const rpc = { jsonrpc: '2.0', error: { code: 404, message: says }, id: null };
  const forms = [
    { form: 'bare', type: undefined, body: '' },
    { form: 'json', type: 'application/json', body: { error: says } },
    { form: 'json-rpc', type: 'application/json', body: rpc },
    {
      form: 'html',
      type: 'text/html; charset=utf-8',
      body: expect.stringContaining(`<p>${says}</p>`),
    },
    { form: 'text', type: 'text/plain; charset=utf-8', body: `${says}\n` },
  ];

  test.each(forms)('a refusal is $form, and the journal knows its problem', async (one) => {
    const { send } = await clientOf({ D8: one.form });
    const { status, headers, body } = await send('DELETE', `${melodies}/5`);
    expect({ status, type: headers['content-type'], body }).toEqual({
      status: 404,
      type: one.type,
      body: one.body,
    });
    const journal = (await send('GET', '/_mock/journal?account=me')).body;
    expect(journal).toMatchObject([
      { response: { status: 404 }, problem: 'missing-resource', doubt: 'D17', turned: ['D8'] },
    ]);
  });

  test.each(forms)(
    '$form is the form of a wrong method, and of HEAD without a token',
    async (one) => {
      const { send } = await clientOf({ D8: one.form });
      const wrong = await send('PATCH', melodies);
      expect(wrong).toMatchObject({
        status: 405,
        headers: { allow: expect.stringContaining('GET') },
      });
      expect(wrong.headers['content-type']).toBe(one.type);
      await mock.inject({ method: 'PUT', url: '/_mock/switches', payload: { D8: one.form } });
      const ask = (method: 'GET' | 'HEAD') => mock.inject({ method, url: melodies });
      const [head, get] = await Promise.all([ask('HEAD'), ask('GET')]);
      expect(head.body).toBe('');
      for (const name of ['content-type', 'content-length', 'content-language', 'vary']) {
        expect(head.headers[name]).toBe(get.headers[name]);
      }
    },
  );

  test('a refusal keeps its language and what it varies by, and bare ones have none', async () => {
    const headers = { 'accept-language': 'ru', origin: 'http://localhost:5173' };
    const { send } = await clientOf({ D8: 'json' });
    const answer = await send('DELETE', `${melodies}/5`, undefined, headers);
    expect(answer.headers).toMatchObject({
      'content-language': 'ru',
      vary: 'Accept-Language, Origin',
      'access-control-allow-origin': 'http://localhost:5173',
    });
    expect(answer.body).toMatchObject({ error: expect.stringContaining('В этом аккаунте') });
    await send('PUT', '/_mock/accounts/me/switches', { D8: 'bare' });
    const bare = await send('DELETE', `${melodies}/5`, undefined, headers);
    expect(bare.headers).toMatchObject({ vary: 'Origin', 'content-length': '0' });
    expect(bare.headers).not.toHaveProperty('content-language');
  });

  test('what a client sent is escaped in HTML', async () => {
    const { send } = await clientOf({ D8: 'html' });
    const { body } = await send('POST', melodies, { ...rule, '<img src=x>': 1 });
    expect(body).toContain('&#60;img src=x&#62;');
    expect(body).not.toContain('<img');
  });

  test('unknown paths, faults and the control API keep problem details', async () => {
    const { send } = await clientOf({ D8: 'bare' });
    await mock.inject({ method: 'PUT', url: '/_mock/switches', payload: { D8: 'bare' } });
    const kept = [
      await send('GET', '/nowhere'),
      await send('PUT', '/_mock/switches', { D4: 'x' }),
      await send('GET', '/_mock/nowhere'),
    ];
    await send('PUT', '/_mock/accounts/me/faults/*', { status: 404 });
    kept.push(await send('GET', melodies));
    await send('PUT', '/_mock/accounts/me/faults/*', { status: 503 });
    kept.push(await send('GET', melodies));
    for (const { headers } of kept)
      expect(headers['content-type']).toBe('application/problem+json');
  });
});

describe('the status of a refusal', () => {
  const other = {
    'D8.malformed': '418',
    'D8.token': '403',
    'D8.missing': '410',
    'D8.taken': '423',
  };
  const more = { 'D8.media-type': '400', 'D8.invalid': '400' };

  test('each kind of refusal has the status that is set, which problem details repeat', async () => {
    await mock.inject({ method: 'PUT', url: '/_mock/switches', payload: { ...other, ...more } });
    const { send } = createAccountClient(mock);
    await send('POST', melodies, rule);
    const refused = [
      await send('POST', melodies, '{'),
      await send('GET', melodies, undefined, { authorization: '' }),
      await send('DELETE', `${melodies}/5`),
      await send('POST', melodies, rule),
      await send('POST', melodies, 'x', { 'content-type': 'text/plain' }),
      await send('POST', melodies, {}),
    ];
    expect(refused.map(({ status }) => status)).toEqual([418, 403, 410, 423, 400, 400]);
    for (const { status, body } of refused) expect(body).toMatchObject({ status });
  });

  test('a refusal has status 200 only as JSON-RPC', async () => {
    const { send } = await clientOf({ 'D8.missing': '200' });
    for (const form of ['problem', 'bare', 'json', 'html', 'text']) {
      await send('PUT', '/_mock/accounts/me/switches', { D8: form });
      expect((await send('DELETE', `${melodies}/5`)).status).toBe(404);
    }
    await send('PUT', '/_mock/accounts/me/switches', { D8: 'json-rpc' });
    expect(await send('DELETE', `${melodies}/5`)).toMatchObject({
      status: 200,
      body: { error: { code: 404 } },
    });
    expect((await send('GET', melodies)).body).toHaveLength(1);
  });
});

test('only what names a doubt of a switch goes its way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mock-manners-'));
  cpSync(dirname(ownContract), folder, { recursive: true });
  const spec = join(folder, 'openapi.yaml');
  const document = await readFile(spec, 'utf8');
  const others = document.replaceAll(/x-doubt: \[.*?\]/gs, (list) =>
    list.replaceAll(/\bD(7|8|15|23)\b/g, 'D4'),
  );
  await writeFile(spec, others);
  const switches = { 'D7.add': '201', 'D7.location': 'sent', 'D15.deletion': 'item', D8: 'bare' };
  const plain = await createMock({ spec, switches: { ...switches, D23: 'reversed' } });
  const { send } = createAccountClient(plain);
  const added = await send('POST', melodies, { ...rule, number_capacity_ids: [1, 2] });
  expect(added).toMatchObject({ status: 200, body: { number_capacity_ids: [1, 2] } });
  expect(added.headers).not.toHaveProperty('location');
  expect((await send('DELETE', `${melodies}/83`)).body).toEqual({ id: 83 });
  expect((await send('DELETE', `${melodies}/83`)).body).toMatchObject({ status: 404 });
  await plain.close();
  await rm(folder, { recursive: true });
});
