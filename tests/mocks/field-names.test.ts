import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { formatPointer } from '../../spec/index.ts';
import { fieldNames, namedFields, written } from '../fixtures/named-fields.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

describe.each(fieldNames)('a field that is called %j', (name) => {
  const other = `${name}, other`;
  const facts = { [name]: 'oak' };
  let mock: Mock;
  let client: AccountClient;

  beforeAll(async () => {
    mock = await written(namedFields(name), (spec) => createMock({ spec }));
    client = createAccountClient(mock);
  });
  afterAll(() => mock.close());

  test.each([
    { path: '/lines', value: 7, steps: [name] },
    { path: '/teams', value: [3, 7], steps: [name, 1] },
    { path: '/desks', value: { [name]: 7 }, steps: [name, name] },
    { path: '/halls', value: [{}, { [name]: 7, [other]: 1 }], steps: [name, 1, name] },
  ])(
    'a taken value in $path is refused with the pointer of its field',
    async ({ path, value, steps }) => {
      const body = { [name]: value, facts };
      expect((await client.send('POST', path, body)).status).toBe(200);
      const { status, body: refusal } = await client.send('POST', path, body);
      expect(status).toBe(409);
      expect(refusal).toMatchObject({
        conflicts: expect.arrayContaining([
          expect.objectContaining({ pointer: formatPointer(steps) }),
        ]),
      });
    },
  );

  test('a wrong or missing value is refused with the pointer of its field', async () => {
    const wrong = await client.send('POST', '/desks', { [name]: { [name]: 'seven' } });
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'body', pointer: formatPointer([name, name]), kind: 'wrong-type' }] },
    });
    const missing = await client.send('POST', '/desks', {});
    expect(missing).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'body', pointer: formatPointer([name]), kind: 'missing' }] },
    });
  });

  test('a change of an immutable field is refused with its pointer', async () => {
    const added = await client.send('POST', '/lines', { [name]: 50, facts });
    const { id } = added.body as { id: number };
    const kept = await client.send('PUT', `/lines/${id}`, { [name]: 51 });
    expect(kept).toMatchObject({ status: 200, body: { facts } });
    const changed = { [name]: 52, facts: { [name]: 'ash' } };
    expect(await client.send('PUT', `/lines/${id}`, changed)).toMatchObject({
      status: 409,
      body: {
        detail: `facts/${name} is "oak" and cannot be changed; send that value, or leave the field out.`,
        errors: [{ in: 'body', pointer: formatPointer(['facts', name]), kind: 'immutable' }],
      },
    });
  });

  test('a seed is refused with the pointer of its field', async () => {
    const seed = (...values: unknown[]) =>
      client.send('POST', '/_mock/accounts/me/seed', {
        '/lines': { items: values.map((value, i) => ({ id: 900 + i, [name]: value })) },
      });
    const pointer = formatPointer(['/lines', 'items', 1, name]);
    expect(await seed(90, 90)).toMatchObject({ status: 409, body: { conflicts: [{ pointer }] } });
    expect(await seed(90, 'x')).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  test('a header of a fault is refused with its pointer', async () => {
    const fault = { status: 503, headers: { ok: 'x', [name]: 'Занято' } };
    expect(await client.send('PUT', '/_mock/accounts/me/faults/*', fault)).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'body', pointer: formatPointer(['headers', name]) }] },
    });
  });
});

test.each(['a~b', '~1', 'id'])(
  'an identity that is called %j is refused with its pointer',
  async (id) => {
    const mock = await written(namedFields('number', id), (spec) => createMock({ spec }));
    try {
      const client = createAccountClient(mock);
      expect((await client.send('POST', '/lines', { number: 7, [id]: 5 })).status).toBe(200);
      expect(await client.send('PUT', '/lines/5', { number: 8 })).toMatchObject({ status: 200 });
      expect(await client.send('PUT', '/lines/5', { number: 7, [id]: 6 })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: formatPointer([id]), kind: 'identity-mismatch' }] },
      });
    } finally {
      await mock.close();
    }
  },
);
