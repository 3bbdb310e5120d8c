import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createMock, type Mock } from '../../mocks/index.ts';
import { allSwitches, ownContract } from '../../spec/index.ts';
import { createAccountClient } from './account-client.ts';

/** A document of another field, with or without the doubts. */
function crates(doubts: readonly string[] | undefined) {
  const own = doubts && { 'x-doubt': doubts };
  const crate = {
    type: 'object',
    additionalProperties: false,
    ...own,
    required: ['crate_no', 'top_shelf', 'labels'],
    properties: {
      crate_no: { type: 'integer', minimum: 1, ...own },
      top_shelf: {
        type: 'object',
        additionalProperties: false,
        properties: { row: { type: 'integer' } },
      },
      labels: { type: 'array', uniqueItems: true, items: { type: 'integer', minimum: 1 } },
      colour: { type: 'string', enum: ['red', 'blue'] },
      weight: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    },
    'x-unique': [{ name: 'one-label', by: ['/labels/*'], message: '{value} is on {owner}.' }],
  };
  const { 'x-unique': _, ...sent } = crate;
  const { crate_no, ...others } = sent.properties;
  const add = { ...sent, required: ['top_shelf', 'labels'], properties: others };
  const reference = { $ref: '#/components/schemas/Crate' };
  const body = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const answer = (schema: unknown) => ({ 200: { description: '', ...body(schema) } });
  return {
    openapi: '3.1.0',
    info: { title: 'Crates', version: '1' },
    ...(doubts && { 'x-contract': { sources: 'sources.yaml', doubts: 'doubts.yaml' } }),
    components: { schemas: { Crate: crate } },
    paths: {
      '/crates': {
        get: { operationId: 'list', responses: answer({ type: 'array', items: reference }) },
        post: {
          operationId: 'add',
          ...own,
          requestBody: { required: true, ...body(add) },
          responses: answer(reference),
        },
      },
      '/crates/{crate_no}': {
        parameters: [
          {
            name: 'crate_no',
            in: 'path',
            required: true,
            schema: crate_no,
            ...own,
          },
        ],
        get: { operationId: 'read', responses: answer(reference) },
        put: {
          operationId: 'edit',
          ...own,
          requestBody: { required: true, ...body(sent) },
          responses: answer(reference),
        },
        delete: { operationId: 'remove', ...own, responses: { 204: { description: '' } } },
      },
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'lenient-'));
for (const name of ['sources.yaml', 'doubts.yaml']) {
  cpSync(join(dirname(ownContract), name), join(folder, name));
}
afterAll(() => rmSync(folder, { recursive: true }));

async function mockOf(name: string, doubts?: readonly string[]): Promise<Mock> {
  const spec = join(folder, `${name}.yaml`);
  writeFileSync(spec, stringify(crates(doubts)));
  return createMock({ spec });
}

const crate = { top_shelf: { row: 1 }, labels: [1] };

const rows = [
  { key: 'D1', value: 'understood', body: { topshelf: { row: 1 }, labels: [1] }, item: crate },
  {
    key: 'D2',
    value: 'understood',
    body: { ...crate, colour: 'blu\u0435' },
    item: { colour: 'blue' },
  },
  { key: 'D3.sent', value: 'integer', body: { ...crate, weight: 5 }, item: { weight: 5 } },
  { key: 'D3.sent', value: 'integer', body: { ...crate, weight: '5' } },
  { key: 'D11', value: 'never', body: { ...crate, labels: [] } },
  { key: 'D12', value: 'once', body: { ...crate, labels: [1, 1] }, item: crate },
  { key: 'D12', value: 'twice', body: { ...crate, labels: [1, 1] }, item: { labels: [1, 1] } },
  { key: 'D13.values', value: 'absent', body: { ...crate, colour: null }, item: crate },
  { key: 'D13.lists', value: 'absent', body: { ...crate, labels: null } },
  {
    key: 'D14',
    value: 'dropped',
    body: { ...crate, extra: 1, top_shelf: { row: 1, deep: 2 } },
    item: crate,
  },
  {
    key: 'D14',
    value: 'kept',
    body: { ...crate, extra: 1, top_shelf: { row: 1, deep: 2 } },
    item: { extra: 1, top_shelf: { row: 1, deep: 2 } },
  },
  {
    key: 'D20.text',
    value: 'accepted',
    body: { ...crate, top_shelf: { row: '-7' } },
    item: { top_shelf: { row: -7 } },
  },
  { key: 'D20.number', value: 'accepted', body: { ...crate, colour: 5 } },
  {
    key: 'D20.boolean',
    value: 'accepted',
    body: { ...crate, labels: [true] },
    item: { labels: [1] },
  },
  { key: 'D20.single', value: 'accepted', body: { ...crate, labels: 1 }, item: crate },
  { key: 'D20.fraction', value: 'refused', body: '{"top_shelf":{"row":1.0},"labels":[1]}' },
  { key: 'D22', value: 'accepted', body: { ...crate, labels: [0, -1] }, item: { labels: [0, -1] } },
];

describe('a document of another field', () => {
  let doubting: Mock;
  let plain: Mock;
  beforeAll(async () => {
    const doubts = [
      'D1',
      'D2',
      'D3',
      'D5',
      'D6',
      'D11',
      'D12',
      'D13',
      'D14',
      'D17',
      'D20',
      'D22',
      'D24',
    ];
    doubting = await mockOf('doubting', doubts);
    plain = await mockOf('elsewhere', ['D7']);
  });
  afterAll(() => Promise.all([doubting.close(), plain.close()]));

  test.each(rows)('$key=$value makes $item of $body', async ({ key, value, body, item }) => {
    const client = createAccountClient(doubting);
    await client.send('PUT', '/_mock/accounts/me/switches', { [key]: value });
    const answer = await client.send('POST', '/crates', body);
    const list = (await client.send('GET', '/crates')).body;
    if (item === undefined) expect([answer.status, list]).toEqual([422, []]);
    else expect([answer.body, list]).toMatchObject([item, [item]]);
  });

  test('an edit of what is not there adds it under the id of its path, whatever its body says', async () => {
    const client = createAccountClient(doubting);
    const positions = {
      D5: 'path',
      D6: 'optional',
      'D17.edit': 'added',
      'D17.delete': 'accepted',
      D22: 'accepted',
    };
    await client.send('PUT', '/_mock/accounts/me/switches', positions);
    for (const [path, body] of [
      [3, { ...crate, crate_no: 9 }],
      [4, { ...crate, labels: [2] }],
      [0, { ...crate, labels: [3] }],
    ] as const) {
      const answer = await client.send('PUT', `/crates/${path}`, body);
      expect(answer).toMatchObject({ status: 200, body: { crate_no: path } });
      expect(await client.send('GET', `/crates/${path}`)).toMatchObject({ body: answer.body });
    }
    expect((await client.send('DELETE', '/crates/77')).status).toBe(204);
    expect((await client.send('PUT', '/crates/5', crate)).status).toBe(409);
  });

  test.each(rows.filter(({ item }) => item))(
    '$key=$value does nothing where no part of the document has the doubt',
    async ({ key, value, body }) => {
      const client = createAccountClient(plain);
      const before = await client.send('POST', '/crates', body);
      await client.send('PUT', '/_mock/accounts/me/switches', { [key]: value });
      expect((await client.send('POST', '/crates', body)).status).toBe(
        before.status === 200 ? 409 : 422,
      );
      expect(before.body).not.toHaveProperty('switch');
    },
  );
});

describe('any positions', () => {
  let mock: Mock;
  beforeAll(async () => {
    mock = await createMock();
  });
  afterAll(() => mock.close());

  const id = fc.oneof(
    fc.integer({ min: -2, max: 6 }),
    fc.constantFrom('1', '2', '1.0', 'x', true, false, null, 2 ** 53, 2 ** 60, 1e21, 1.5, {}, []),
  );
  const list = fc.oneof(fc.array(id, { maxLength: 4 }), id);
  const body = fc.record(
    {
      number_capacity_ids: list,
      employee_group_ids: list,
      numbercapacityids: list,
      source_type: fc.constantFrom('client', 'system', '\u0441lient', 5),
      media_id: id,
      id,
      extra: fc.jsonValue({ maxDepth: 1 }),
      __proto__: fc.constant({ polluted: true }),
    },
    { requiredKeys: [] },
  );
  const usual = fc.record({
    number_capacity_ids: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    employee_group_ids: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    source_type: fc.constant('client'),
    media_id: fc.constant(50),
  });
  const sent = fc.tuple(
    fc.constantFrom('POST', 'PUT', 'PUT', 'DELETE'),
    fc.integer({ min: -1, max: 5 }),
    fc
      .tuple(usual, body, fc.boolean())
      .map(([one, other, whole]) => (whole ? { ...one, ...other } : one)),
  );

  test('no positions make the mock fail, store what lacks a field, or break a rule of uniqueness', async () => {
    const lenient = allSwitches(mock.contract).filter(({ key }) =>
      /^D(1|2|3|5|6|11|12|13|14|17|20|22|24)(\.|$)/.test(key),
    );
    const positions = fc.record(
      Object.fromEntries(
        lenient.map(({ key, positions: all }) => [key, fc.constantFrom(...Object.keys(all))]),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        positions,
        fc.array(sent, { minLength: 3, maxLength: 12 }),
        async (turned, requests) => {
          const client = createAccountClient(mock);
          await client.send('PUT', '/_mock/accounts/me', {}).catch(() => undefined);
          await client.send('PUT', '/_mock/accounts/me/switches', turned);
          const path = (n: number) => `/melodies/personal/${n}`;
          for (const [method, n, body] of requests) {
            const url = method === 'POST' ? '/melodies/personal' : path(n);
            const answer = await client.send(method, url, method === 'DELETE' ? undefined : body);
            expect(answer.status).toBeLessThan(500);
          }
          const list = (await client.send('GET', '/melodies/personal')).body as Record<
            string,
            unknown
          >[];
          const listed = JSON.stringify(list);
          expect(new Set(list.map((one) => one.id)).size, listed).toBe(list.length);
          for (const field of ['number_capacity_ids', 'employee_group_ids']) {
            const claims = list.flatMap((one) => [...new Set((one[field] ?? []) as number[])]);
            expect(new Set(claims).size, listed).toBe(claims.length);
            expect(claims.every(Number.isInteger), listed).toBe(true);
          }
          for (const one of list) {
            expect(['client', 'system']).toContain(one.source_type);
            expect(Number.isInteger(one.media_id), listed).toBe(true);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
