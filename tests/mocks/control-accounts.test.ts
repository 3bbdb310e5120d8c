import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { type JsonObject, loadContract, ownContract, type Seed } from '../../spec/index.ts';
import { createAccountClient } from './account-client.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

const melodies = '/melodies/personal';
const numbers = '/numbers/virtual-number';
const { initial } = await loadContract(ownContract);
const initialNumbers = initial[numbers]?.items ?? [];
/** How many items of each collection an account has at first. */
const counts = Object.fromEntries(
  Object.entries(initial).map(([path, { items }]) => [path, items.length]),
);

/** The number 608 in a state. */
function numberOf(state: unknown): JsonObject | undefined {
  return (state as Seed)[numbers]?.items.find(({ id }) => id === 608);
}

/** A number as it is stored. */
function number(id: number, comment: string) {
  return { id, number: `7495${id}`, type: 'abc', purpose: 'company', comment };
}

/** A rule as it is stored. */
function stored(id: number, numbers: number[]) {
  return { id, number_capacity_ids: numbers, source_type: 'system', media_id: 1 };
}

function rule(...ids: number[]) {
  return { number_capacity_ids: ids, source_type: 'system', media_id: 1 };
}

/** The control API as the holder of a token of its own sees it. */
function createAccount(on: Mock = mock, token?: string) {
  const client = createAccountClient(on, token);
  const at = (path: string) => `/_mock/accounts/me${path}`;
  return {
    ...client,
    read: async () => (await client.send('GET', at(''))).body as { id: string; state: unknown },
    snapshot: async () => (await client.send('GET', at('/snapshot'))).body,
    restore: (snapshot: unknown) => client.send('PUT', at('/snapshot'), snapshot),
    seed: (seed: unknown) => client.send('POST', at('/seed'), seed),
    reset: () => client.send('POST', at('/reset')),
    list: async () => (await client.send('GET', melodies)).body as { id: number }[],
    add: (...ids: number[]) => client.send('POST', melodies, rule(...ids)),
  };
}

describe('an account in the control API', () => {
  test('an account is created on first use, in the initial state', async () => {
    expect(await createAccount().snapshot()).toEqual(initial);
  });

  test('"me" is the account of the token; its id works for everybody', async () => {
    const mine = createAccount();
    await mine.add(1);
    const { id, state } = await mine.read();
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    const other = createAccount();
    expect((await other.read()).id).not.toBe(id);
    expect(await other.send('GET', `/_mock/accounts/${id}`)).toMatchObject({
      status: 200,
      body: { id, state, items: { ...counts, [melodies]: 2 } },
    });
  });

  test('the id of an account does not reveal the token, and differs in another mock', async () => {
    const elsewhere = await createMock();
    const [here, there] = [createAccount(mock, 'one'), createAccount(elsewhere, 'one')];
    expect((await here.read()).id).not.toBe((await there.read()).id);
    await elsewhere.close();
  });

  test('the account of requests without a token is called "anonymous"', async () => {
    const { payload } = await mock.inject('/_mock/accounts/me');
    expect(JSON.parse(payload)).toMatchObject({ id: 'anonymous' });
  });

  test('the list of accounts has an account after its first use, with the number of its items', async () => {
    const mine = createAccount();
    await mine.add(1);
    const { id } = await mine.read();
    const { body } = await mine.send('GET', '/_mock/accounts');
    expect(body).toContainEqual({ id, items: { ...counts, [melodies]: 2 } });
  });

  test('an account is read with secrets masked, and its snapshot with secrets', async () => {
    const mine = createAccount();
    const sip = { id: 608, purpose: 'company', login: 'ada', password: 'hunter2' };
    await mine.send('PUT', `${numbers}/608`, sip);
    const masked = { ...sip, password: '***' };
    expect(numberOf((await mine.read()).state)).toMatchObject(masked);
    expect(numberOf(await mine.snapshot())).toMatchObject(sip);
  });

  test('an account that others displaced does not exist any more', async () => {
    const small = await createMock({ accounts: 2 });
    const [first, second, third] = [1, 2, 3].map(() => createAccount(small));
    const ids: string[] = [];
    for (const one of [first, second, first, third]) {
      await one?.list();
      ids.push((await one?.read())?.id ?? '');
    }
    const statusOf = async (id: string | undefined) =>
      (await small.inject(`/_mock/accounts/${id}`)).statusCode;
    expect(await statusOf(ids[0])).toBe(200);
    expect(await statusOf(ids[1])).toBe(404);
    expect(await statusOf(ids[3])).toBe(200);
    await small.close();
  });

  const uses = [
    ['GET', ''],
    ['GET', '/snapshot'],
    ['PUT', '/snapshot'],
    ['POST', '/seed'],
    ['POST', '/reset'],
    ['GET', '/switches'],
    ['PUT', '/switches'],
    ['DELETE', '/switches'],
    ['DELETE', '/switches/D9'],
    ['GET', '/faults'],
    ['DELETE', '/faults'],
    ['PUT', '/faults/listPersonalMelodies'],
    ['DELETE', '/faults/listPersonalMelodies'],
  ] as const;

  test.each(uses)(
    'an unknown account is refused: %s /_mock/accounts/{account}%s',
    async (...use) => {
      const [method, path] = use;
      for (const id of ['nobody', '__proto__', 'toString', '%00', 'a%2Fb']) {
        const { send } = createAccount();
        const body = method === 'GET' ? undefined : {};
        expect(await send(method, `/_mock/accounts/${id}${path}`, body)).toMatchObject({
          status: 404,
          body: {
            type: '/_mock/problems/missing-resource',
            detail: expect.stringContaining('GET /_mock/accounts lists them'),
          },
        });
      }
    },
  );
});

describe('a seed', () => {
  test('a seed adds items to the account, and replaces an item of the same id', async () => {
    const mine = createAccount();
    const answer = await mine.seed({
      [melodies]: { items: [stored(77, [1]), stored(5, [2])] },
      [numbers]: { items: [number(1, 'seeded')] },
    });
    const want = {
      ...initial,
      [melodies]: { next: 83, items: [stored(77, [1]), stored(5, [2])] },
      [numbers]: {
        ...initial[numbers],
        items: [...initialNumbers, expect.objectContaining(number(1, 'seeded'))],
      },
    };
    expect(answer).toMatchObject({ status: 200, body: want });
    expect(await mine.snapshot()).toEqual(want);
    expect((await mine.list()).map((one) => one.id)).toEqual([77, 5]);
  });

  test('a seed claims its numbers, and frees those of the items that it replaces', async () => {
    const mine = createAccount();
    await mine.seed({ [melodies]: { items: [stored(77, [1]), stored(5, [2])] } });
    expect(await mine.add(2)).toMatchObject({ status: 409, body: { conflicts: [{ owner: 5 }] } });
    expect(await mine.add(1)).toMatchObject({ status: 409, body: { conflicts: [{ owner: 77 }] } });
    expect(await mine.add(250)).toMatchObject({ status: 200, body: { id: 83 } });
  });

  test('a seed sets the next id, and taken ids are skipped', async () => {
    const mine = createAccount();
    await mine.seed({ [melodies]: { next: 500, items: [stored(501, [1])] } });
    expect(await mine.add(2)).toMatchObject({ body: { id: 500 } });
    expect(await mine.add(3)).toMatchObject({ body: { id: 502 } });
  });

  test('a seed that breaks a rule is refused with the place', async () => {
    const mine = createAccount();
    const given = { [melodies]: { items: [stored(5, [1]), stored(6, [2, 250])] } };
    expect(await mine.seed(given)).toMatchObject({
      status: 409,
      body: {
        conflicts: [
          { pointer: '/~1melodies~1personal/items/1/number_capacity_ids/1', value: 250, owner: 77 },
        ],
      },
    });
  });

  test('an empty seed changes nothing', async () => {
    const mine = createAccount();
    expect(await mine.seed({})).toMatchObject({ status: 200, body: initial });
  });

  test('a seed affects no other account', async () => {
    const [mine, other] = [createAccount(), createAccount()];
    await mine.seed({ [melodies]: { items: [stored(5, [1])] } });
    expect(await other.snapshot()).toEqual(initial);
  });
});

describe.each(['seed', 'restore'] as const)('a wrong %s is refused as a whole', (way) => {
  const collected = (...items: unknown[]) => ({ [melodies]: { items } });
  const wrong = [
    {
      title: 'an unknown collection',
      given: { '/melodies': { items: [] } },
      says: 'the contract has no collection /melodies; name one of /melodies/personal',
    },
    {
      title: 'a collection named as the prototype',
      given: JSON.parse('{"__proto__":{"items":[]}}'),
      says: 'the contract has no collection __proto__',
    },
    { title: 'a list for a collection', given: { [melodies]: [] }, says: 'send an object' },
    { title: 'no items', given: { [melodies]: {} }, says: 'items is missing' },
    { title: 'items that are none', given: collected(1), says: 'items[0] is the number 1' },
    { title: 'a next that is no id', given: { [melodies]: { next: 0, items: [] } }, says: 'next' },
    {
      title: 'another word beside items',
      given: { [melodies]: { items: [], item: [] } },
      says: 'item',
    },
    { title: 'an item without its fields', given: collected({ id: 5 }), says: 'missing' },
    {
      title: 'an id of the wrong type',
      given: collected({ ...rule(1), id: '5' }),
      says: 'integer',
    },
    { title: 'an id that is too low', given: collected(stored(0, [1])), says: '>= 1' },
    { title: 'an id that is too high', given: collected(stored(2 ** 53, [1])), says: '<=' },
    {
      title: 'a field that items have not',
      given: collected({ ...stored(5, [1]), colour: 'red' }),
      says: 'has no "colour"',
    },
    {
      title: 'a field named as the prototype',
      given: JSON.parse(`{"${melodies}":{"items":[{"__proto__":1}]}}`),
      says: 'has no "__proto__"',
    },
    {
      title: 'a value of the wrong type',
      given: collected({ ...stored(5, []), media_id: 'x' }),
      says: 'integer',
    },
    { title: 'one number twice in a list', given: collected(stored(5, [1, 1])), says: 'duplicate' },
    {
      title: 'one id twice',
      given: collected(stored(5, [1]), stored(5, [2])),
      says: 'two items with id 5',
    },
    {
      title: 'a sound item before a wrong one',
      given: collected(stored(5, [1]), stored(0, [2])),
      says: '>= 1',
    },
  ];

  test.each(wrong)('a seed is refused as a whole: $title', async ({ given, says }) => {
    const mine = createAccount();
    await mine.add(7);
    const before = await mine.snapshot();
    expect(await mine[way](given)).toMatchObject({
      status: 422,
      body: {
        type: '/_mock/problems/invalid-control-request',
        detail: expect.stringContaining(says),
        errors: [{ in: 'body', pointer: expect.stringMatching(/^\//) }],
      },
    });
    expect(await mine.snapshot()).toEqual(before);
  });

  test('a seed is refused for a number in two rules, and the claims stay', async () => {
    const mine = createAccount();
    await mine.add(7);
    const before = await mine.snapshot();
    const given = collected(stored(77, [1]), stored(5, [2, 3]), stored(6, [3]));
    expect(await mine[way](given)).toMatchObject({
      status: 409,
      body: { rule: 'one-rule-per-number', conflicts: [{ value: 3, owner: 5 }] },
    });
    expect(await mine.snapshot()).toEqual(before);
    for (const taken of [250, 7]) expect((await mine.add(taken)).status).toBe(409);
    expect(await mine.add(1, 2, 3)).toMatchObject({ status: 200, body: { id: 84 } });
  });
});

describe('a snapshot', () => {
  test('a snapshot restores everything that the account held, including the next id', async () => {
    const mine = createAccount();
    await mine.add(1);
    const taken = await mine.snapshot();
    await mine.add(2);
    await mine.send('DELETE', `${melodies}/77`);
    expect(await mine.restore(taken)).toMatchObject({ status: 200, body: taken });
    expect(await mine.snapshot()).toEqual(taken);
    expect(await mine.add(250)).toMatchObject({ status: 409 });
    expect(await mine.add(2)).toMatchObject({ status: 200, body: { id: 84 } });
  });

  test('a snapshot of one account can be restored in another', async () => {
    const [mine, other] = [createAccount(), createAccount()];
    await mine.add(1);
    await other.restore(await mine.snapshot());
    expect(await other.list()).toEqual(await mine.list());
  });

  test('an empty snapshot empties the account', async () => {
    const mine = createAccount();
    expect(await mine.restore({})).toMatchObject({ status: 200, body: {} });
    expect(await mine.list()).toEqual([]);
    expect(await mine.add(250)).toMatchObject({ status: 200, body: { id: 1 } });
  });

  test('a snapshot may be far larger than a request to the contract', async () => {
    const mine = createAccount();
    const items = Array.from({ length: 20_000 }, (_, i) => stored(i + 1, [i + 1]));
    const taken = { [melodies]: { next: 20_001, items } };
    expect(JSON.stringify(taken).length).toBeGreaterThan(1024 * 1024);
    expect((await mine.restore(taken)).status).toBe(200);
    expect(await mine.snapshot()).toEqual(taken);
  });
});

test('a reset restores the state, the switches and the faults of one account', async () => {
  const [mine, other] = [createAccount(), createAccount()];
  for (const one of [mine, other]) {
    await one.add(1);
    await one.send('PUT', '/_mock/accounts/me/switches', { D9: 'empty-array' });
    await one.send('PUT', '/_mock/accounts/me/faults/editSipNumber', { status: 503 });
  }
  expect(await mine.reset()).toMatchObject({ status: 200, body: initial });
  expect(await mine.snapshot()).toEqual(initial);
  expect(await mine.add(1)).toMatchObject({ body: { id: 83, employee_group_ids: null } });
  expect(await mine.send('GET', '/_mock/accounts/me/faults')).toMatchObject({ body: {} });
  expect(await other.list()).toMatchObject([{ id: 77 }, { id: 83, employee_group_ids: [] }]);
  expect(await other.send('GET', '/_mock/accounts/me/faults')).toMatchObject({
    body: { editSipNumber: { status: 503 } },
  });
});
