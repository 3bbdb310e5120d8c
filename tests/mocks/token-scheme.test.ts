import { cpSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createMock, type Mock } from '../../mocks/index.ts';
import { ownContract } from '../../spec/index.ts';
import { createAccountClient } from './account-client.ts';

const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

describe('Bearer before a token that has no scheme', () => {
  let mock: Mock;
  beforeAll(async () => {
    mock = await createMock();
  });
  afterEach(() => mock.inject({ method: 'DELETE', url: '/_mock/switches' }));
  afterAll(() => mock.close());

  test.each(['Bearer x', 'bearer x', 'BEARER   x', 'Bearer\tx', 'Bearer Bearer x'])(
    '%s is refused with what to send, and acts on no account',
    async (value) => {
      const sent = createAccountClient(mock, value);
      expect(await sent.send('POST', melodies, rule)).toMatchObject({
        status: 401,
        headers: { 'content-type': 'application/problem+json' },
        body: {
          type: '/_mock/problems/token-scheme',
          detail:
            'The header Authorization has Bearer before the token; send the token without Bearer.',
          hint: 'Authorization: <token>',
          doubt: 'D45',
          source: { page: 'conventions' },
        },
      });
      const { body } = await createAccountClient(mock, 'x').send('GET', melodies);
      expect(body).toMatchObject([{ id: 77 }]);
    },
  );

  test('the refusal comes before every other mistake', async () => {
    const { send } = createAccountClient(mock, 'Bearer x');
    expect((await send('POST', melodies, '{')).status).toBe(401);
    expect((await send('PUT', `${melodies}/abc`, {})).status).toBe(401);
  });

  test('the refusal stands in the journal of the account of the token alone', async () => {
    await createAccountClient(mock, 'Bearer journal').send('GET', melodies);
    const own = createAccountClient(mock, 'journal');
    const { body } = await own.send('GET', '/_mock/journal?account=me');
    expect(body).toMatchObject([{ response: { status: 401 }, problem: 'token-scheme' }]);
  });

  test.each(['refused', 'ignored'])(
    'Bearer alone, which an app sends that has lost its token, is refused where it is %s',
    async (D45) => {
      await mock.inject({ method: 'PUT', url: '/_mock/switches', payload: { D45 } });
      expect(await createAccountClient(mock, 'Bearer').send('GET', melodies)).toMatchObject({
        status: 401,
        body: {
          detail:
            'The header Authorization has Bearer and no token; send the token without Bearer.',
        },
      });
    },
  );

  test.each(['Bearerx', 'Basic eDp5', 'Token x', 'x Bearer y'])(
    '%s is a token like any other',
    async (value) => {
      expect((await createAccountClient(mock, value).send('GET', melodies)).status).toBe(200);
    },
  );

  test('a switch leaves Bearer out, and the rest names the account', async () => {
    const plain = createAccountClient(mock, 'ignored');
    const bearer = createAccountClient(mock, 'Bearer ignored');
    await plain.send('PUT', '/_mock/accounts/me/switches', { D45: 'ignored' });
    expect(await bearer.send('POST', melodies, rule)).toMatchObject({ body: { id: 83 } });
    expect((await plain.send('GET', melodies)).body).toMatchObject([{ id: 77 }, { id: 83 }]);
    const other = createAccountClient(mock, 'Bearer of another');
    expect((await other.send('GET', melodies)).status).toBe(401);
  });

  test('a switch takes Bearer for a part of the token, which names another account', async () => {
    const plain = createAccountClient(mock, 'whole');
    const bearer = createAccountClient(mock, 'Bearer whole');
    await plain.send('PUT', '/_mock/switches', { D45: 'token' });
    expect(await bearer.send('POST', melodies, rule)).toMatchObject({ body: { id: 83 } });
    expect((await bearer.send('GET', melodies)).body).toMatchObject([{ id: 77 }, { id: 83 }]);
    expect((await plain.send('GET', melodies)).body).toMatchObject([{ id: 77 }]);
  });

  test('who serves requests without a token takes Bearer before one, too', async () => {
    const open = await createMock({ auth: false });
    expect((await createAccountClient(open, 'Bearer x').send('GET', melodies)).status).toBe(200);
    await open.close();
  });
});

describe('a document in which Bearer is no mistake', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scheme-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    { security: { type: 'http', scheme: 'bearer' }, doubts: true },
    { security: { type: 'apiKey', in: 'header', name: 'X-Key' }, doubts: true },
    { security: { type: 'apiKey', in: 'header', name: 'Authorization' }, doubts: false },
  ])('a token after Bearer is an account of its own with $security', async (given) => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'Cups', version: '1' },
      ...(given.doubts && { 'x-contract': { sources: 'sources.yaml', doubts: 'doubts.yaml' } }),
      security: [{ key: [] }],
      paths: {
        '/cups': { get: { operationId: 'listCups', responses: { 200: { description: '' } } } },
      },
      components: { securitySchemes: { key: given.security } },
    };
    for (const name of ['sources', 'doubts']) {
      cpSync(join(dirname(ownContract), `${name}.yaml`), join(folder, `${name}.yaml`));
    }
    writeFileSync(join(folder, 'openapi.yaml'), stringify(document));
    const mock = await createMock({ spec: join(folder, 'openapi.yaml') });
    const ask = (value: string) =>
      mock.inject({ url: '/cups', headers: { authorization: value, 'x-key': value } });
    expect((await ask('Bearer x')).statusCode).toBe(200);
    await ask('x');
    const accounts = await mock.inject('/_mock/accounts');
    expect(accounts.json()).toHaveLength(2);
    await mock.close();
  });
});
