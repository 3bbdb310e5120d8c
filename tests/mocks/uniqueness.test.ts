import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

let mock: Mock;
let client: AccountClient;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());
beforeEach(() => {
  client = createAccountClient(mock);
});

interface Lists {
  number_capacity_ids?: number[];
  employee_group_ids?: number[];
}
interface Melody {
  source_type?: string;
  media_id?: number;
}

const path = '/melodies/personal';

async function add(lists: Lists & Melody, by = client): Promise<{ status: number; id: number }> {
  const { status, body } = await by.send('POST', path, {
    source_type: 'system',
    media_id: 50,
    ...lists,
  });
  return { status, id: (body as { id: number }).id };
}

async function edit(id: number, lists: Lists & Melody): Promise<number> {
  const sent = { source_type: 'system', media_id: 50, ...lists, id };
  return (await client.send('PUT', `${path}/${id}`, sent)).status;
}

async function all(): Promise<unknown> {
  return (await client.send('GET', path)).body;
}

// Each rule is tried with numbers and with groups: they are two rules of the contract.
const kinds = [
  { kind: 'number', list: (...ids: number[]): Lists => ({ number_capacity_ids: ids }) },
  { kind: 'group', list: (...ids: number[]): Lists => ({ employee_group_ids: ids }) },
];

describe.each(kinds)('a taken $kind', ({ kind, list }) => {
  test('U1, U2: a new rule with a taken $kind is refused', async () => {
    expect((await add(list(1))).status).toBe(200);
    expect((await add(list(1))).status).toBe(409);
  });

  test.each([
    { place: 'first', ids: [1, 11, 12] },
    { place: 'in the middle', ids: [11, 1, 12] },
    { place: 'last', ids: [11, 12, 1] },
  ])(
    'U3: a taken $kind among free ones, $place, is refused, and those stay free',
    async ({ ids }) => {
      await add(list(1));
      expect((await add(list(...ids))).status).toBe(409);
      expect((await add(list(11))).status).toBe(200);
      expect((await add(list(12))).status).toBe(200);
    },
  );

  test('U4: an edit to a taken $kind is refused, and the rule keeps its own', async () => {
    await add(list(1));
    const { id } = await add(list(2, 3));
    const before = await all();
    expect(await edit(id, list(3, 1, 4))).toBe(409);
    expect(await all()).toEqual(before);
    expect((await add(list(2))).status).toBe(409);
    expect((await add(list(3))).status).toBe(409);
    expect((await add(list(4))).status).toBe(200);
  });

  test('U5: an edit may keep its own $kind', async () => {
    const { id } = await add(list(1, 2));
    expect(await edit(id, { ...list(1, 2), media_id: 51 })).toBe(200);
    expect(await edit(id, list(2, 1, 3))).toBe(200);
  });

  test('U6: a $kind is free at once after an edit drops it', async () => {
    const { id } = await add(list(1, 2));
    expect(await edit(id, list(2))).toBe(200);
    expect((await add(list(1))).status).toBe(200);
    expect((await add(list(2))).status).toBe(409);
  });

  test('U8: a $kind is free after its rule is deleted', async () => {
    const { id } = await add(list(1, 2));
    await client.send('DELETE', `${path}/${id}`);
    expect((await add(list(1, 2))).status).toBe(200);
  });

  test('U9: a $kind is taken whatever the melody', async () => {
    await add({ ...list(1), source_type: 'client', media_id: 1 });
    expect((await add({ ...list(1), source_type: 'system', media_id: 2 })).status).toBe(409);
  });

  test('U10: a $kind stays taken through edits that keep it', async () => {
    const { id } = await add(list(1));
    for (const media of [51, 52, 53])
      expect(await edit(id, { ...list(1), media_id: media })).toBe(200);
    expect((await add(list(1))).status).toBe(409);
  });

  test('U11: one of several simultaneous requests gets the $kind', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => add(list(1))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  test('U13: a taken $kind is free in another account', async () => {
    await add(list(1));
    expect((await add(list(1), createAccountClient(mock))).status).toBe(200);
  });

  test('the refusal of a taken $kind names rule, pointer, value and owner', async () => {
    const { id } = await add(list(1));
    const sent = { ...list(9, 1), source_type: 'system', media_id: 50 };
    const { body } = await client.send('POST', path, sent);
    const field = Object.keys(list(1))[0];
    expect(body).toMatchObject({
      rule: `one-rule-per-${kind}`,
      conflicts: [{ rule: `one-rule-per-${kind}`, pointer: `/${field}/1`, value: 1, owner: id }],
    });
  });
});

test('U3: a taken group beside a free number is refused, and the number stays free', async () => {
  await add({ employee_group_ids: [1] });
  expect((await add({ number_capacity_ids: [2], employee_group_ids: [1] })).status).toBe(409);
  expect((await add({ number_capacity_ids: [2] })).status).toBe(200);
});

test('U6: an edit drops a list that it leaves out, since it replaces the rule (D10)', async () => {
  const { id } = await add({ number_capacity_ids: [1], employee_group_ids: [1] });
  expect(await edit(id, { number_capacity_ids: [1] })).toBe(200);
  expect((await add({ employee_group_ids: [1] })).status).toBe(200);
});

test('U7: number 5 and group 5 are different', async () => {
  expect((await add({ number_capacity_ids: [5] })).status).toBe(200);
  expect((await add({ employee_group_ids: [5] })).status).toBe(200);
});

test('U12: a refused request changes nothing, not even the next id', async () => {
  const { id } = await add({ number_capacity_ids: [1] });
  const before = await all();
  await add({ number_capacity_ids: [1] });
  await add({ number_capacity_ids: [2], media_id: 0 });
  await edit(id, { number_capacity_ids: [3], source_type: 'none' });
  await edit(999, { number_capacity_ids: [3] });
  await client.send('POST', path, '{"number_capacity_ids": [3]');
  await client.send(
    'POST',
    path,
    { number_capacity_ids: [4], source_type: 'system', media_id: 1 },
    {
      accept: 'text/html',
    },
  );
  await client.send(
    'POST',
    path,
    { number_capacity_ids: [4], source_type: 'system', media_id: 1 },
    {
      prefer: 'code=200',
    },
  );
  expect(await all()).toEqual(before);
  expect((await add({ number_capacity_ids: [2, 3, 4] })).id).toBe(id + 1);
});
