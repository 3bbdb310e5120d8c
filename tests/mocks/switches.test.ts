import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock, UnknownSwitch } from '../../mocks/index.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterEach(() => mock.inject({ method: 'DELETE', url: '/_mock/switches' }));
afterAll(() => mock.close());

const melodies = '/melodies/personal';
const number = '/numbers/virtual-number/608';
const sip = { id: 608, purpose: 'company', login: 'ada', password: 'hunter2', server_port: '5060' };

/** What each position of each switch makes of one exchange. */
const positions = [
  { doubt: 'D3', value: 'as-sent', ask: editPort('5060'), want: { server_port: '5060' } },
  { doubt: 'D3', value: 'as-sent', ask: editPort(5060), want: { server_port: 5060 } },
  { doubt: 'D3', value: 'integer', ask: editPort('5060'), want: { server_port: 5060 } },
  { doubt: 'D3', value: 'string', ask: editPort(5060), want: { server_port: '5060' } },
  { doubt: 'D9', value: 'null', ask: listFirst, want: { employee_group_ids: null } },
  { doubt: 'D9', value: 'empty-array', ask: listFirst, want: { employee_group_ids: [] } },
  { doubt: 'D10', value: 'replace', ask: editTwice, want: { login: null, comment: 'second' } },
  { doubt: 'D10', value: 'merge', ask: editTwice, want: { login: 'ada', comment: 'second' } },
  { doubt: 'D18', value: 'echo', ask: editPort(1), want: { password: 'hunter2' } },
  { doubt: 'D18', value: 'mask', ask: editPort(1), want: { password: '********' } },
  { doubt: 'D18', value: 'omit', ask: editPort(1), want: { password: undefined } },
  { doubt: 'D18', value: 'null', ask: editPort(1), want: { password: null } },
  { doubt: 'D23', value: 'as-sent', ask: addList, want: { number_capacity_ids: [9, 10, 8] } },
  { doubt: 'D23', value: 'ascending', ask: addList, want: { number_capacity_ids: [8, 9, 10] } },
  { doubt: 'D23', value: 'descending', ask: addList, want: { number_capacity_ids: [10, 9, 8] } },
  { doubt: 'D23', value: 'reversed', ask: addList, want: { number_capacity_ids: [8, 10, 9] } },
  { doubt: 'D19', value: 'required', ask: listWithoutToken, want: { status: 401 } },
  { doubt: 'D19', value: 'optional', ask: listWithoutToken, want: { status: 200 } },
  { doubt: 'D45', value: 'refused', ask: listAsBearer, want: { status: 401 } },
  { doubt: 'D45', value: 'ignored', ask: listAsBearer, want: { status: 200 } },
  { doubt: 'D45', value: 'token', ask: listAsBearer, want: { status: 200 } },
  { doubt: 'D25', value: 'null', ask: editPort(1), want: { comment: null } },
  { doubt: 'D25', value: 'omit', ask: editPort(1), want: { comment: undefined } },
];

function editPort(server_port: unknown) {
  return async ({ send }: AccountClient) =>
    (await send('PUT', number, { ...sip, server_port })).body;
}

async function addList({ send }: AccountClient): Promise<unknown> {
  const rule = { number_capacity_ids: [9, 10, 8], source_type: 'system', media_id: 50 };
  const { body } = await send('POST', melodies, rule);
  await send('DELETE', `${melodies}/${(body as { id: number }).id}`);
  return body;
}

async function listFirst({ send }: AccountClient): Promise<unknown> {
  return ((await send('GET', melodies)).body as unknown[])[0];
}

async function editTwice({ send }: AccountClient): Promise<unknown> {
  await send('PUT', number, sip);
  return (await send('PUT', number, { id: 608, purpose: 'company', comment: 'second' })).body;
}

async function listWithoutToken({ send }: AccountClient): Promise<unknown> {
  return { status: (await send('GET', melodies, undefined, { authorization: '' })).status };
}

async function listAsBearer({ send }: AccountClient): Promise<unknown> {
  const headers = { authorization: 'Bearer anyone' };
  return { status: (await send('GET', melodies, undefined, headers)).status };
}

/** What is there of an answer, as JSON has it. */
function expectIn(body: unknown, want: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(want)) {
    expect((body as Record<string, unknown>)[name]).toEqual(value);
    expect(Object.hasOwn(body as object, name)).toBe(value !== undefined);
  }
}

describe.each(positions)('$doubt=$value gives $want', ({ doubt, value, ask, want }) => {
  test('$doubt=$value set for all accounts gives $want', async () => {
    const client = createAccountClient(mock);
    await ask(client);
    expect(await client.send('PUT', '/_mock/switches', { [doubt]: value })).toMatchObject({
      status: 200,
      body: expect.arrayContaining([expect.objectContaining({ doubt, value })]),
    });
    expectIn(await ask(client), want);
    expectIn(await ask(createAccountClient(mock)), want);
  });

  test('$doubt=$value set at the start gives $want', async () => {
    const turned = await createMock({ switches: { [doubt]: value } });
    expectIn(await ask(createAccountClient(turned)), want);
    await turned.close();
  });
});

describe('a switch of one account', () => {
  test('the switch of an account takes precedence, and does not affect others', async () => {
    const [mine, other] = [createAccountClient(mock), createAccountClient(mock)];
    await mine.send('PUT', '/_mock/switches', { D18: 'mask', D3: 'string' });
    await mine.send('PUT', '/_mock/accounts/me/switches', { D18: 'omit' });
    expectIn(await editPort(1)(mine), { password: undefined, server_port: '1' });
    expectIn(await editPort(1)(other), { password: '********', server_port: '1' });
  });

  test('unsetting the switches of an account restores those of all accounts', async () => {
    const mine = createAccountClient(mock);
    await mine.send('PUT', '/_mock/accounts/me/switches', { D18: 'omit' });
    await mine.send('PUT', '/_mock/switches', { D18: 'mask' });
    expectIn(await editPort(1)(mine), { password: undefined });
    expect(await mine.send('DELETE', '/_mock/accounts/me/switches')).toMatchObject({
      status: 200,
      body: expect.arrayContaining([expect.objectContaining({ doubt: 'D18', value: 'mask' })]),
    });
    expectIn(await editPort(1)(mine), { password: '********' });
  });

  test('a switch can allow requests without a token', async () => {
    const mine = createAccountClient(mock);
    expectIn(await listWithoutToken(mine), { status: 401 });
    await mine.send('PUT', '/_mock/accounts/anonymous/switches', { D19: 'optional' });
    expectIn(await listWithoutToken(mine), { status: 200 });
    await mine.send('DELETE', '/_mock/accounts/anonymous/switches');
    expectIn(await listWithoutToken(mine), { status: 401 });
  });
});

describe('unsetting one switch', () => {
  test('one switch can be unset for all accounts', async () => {
    const mine = createAccountClient(mock);
    await mine.send('PUT', '/_mock/switches', { D18: 'mask', D9: 'empty-array' });
    const { status, body } = await mine.send('DELETE', '/_mock/switches/D18');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: expect.arrayContaining([
        expect.objectContaining({ doubt: 'D18', value: 'echo', turned: false }),
        expect.objectContaining({ doubt: 'D9', value: 'empty-array', turned: true }),
      ]),
    });
    expectIn(await editPort(1)(mine), { password: 'hunter2' });
    expectIn(await listFirst(mine), { employee_group_ids: [] });
  });

  test('one switch can be unset for an account, where that of all applies again', async () => {
    const mine = createAccountClient(mock);
    await mine.send('PUT', '/_mock/switches', { D18: 'mask' });
    await mine.send('PUT', '/_mock/accounts/me/switches', { D18: 'omit', D9: 'empty-array' });
    await mine.send('DELETE', '/_mock/accounts/me/switches/D18');
    expectIn(await editPort(1)(mine), { password: '********' });
    expectIn(await listFirst(mine), { employee_group_ids: [] });
  });

  test('unsetting an unknown switch is refused', async () => {
    const { send } = createAccountClient(mock);
    expect(await send('DELETE', '/_mock/switches/D4')).toMatchObject({
      status: 422,
      body: {
        detail: expect.stringContaining('There is no switch D4; there are D1, D2, D3, D3.sent,'),
      },
    });
  });
});

test('all switches can be unset at once', async () => {
  const mine = createAccountClient(mock);
  await mine.send('PUT', '/_mock/switches', { D18: 'mask', D9: 'empty-array' });
  await mine.send('DELETE', '/_mock/switches');
  expectIn(await editPort(1)(mine), { password: 'hunter2' });
  expectIn(await listFirst(mine), { employee_group_ids: null });
});

test('the list has every switch with its question, values and position', async () => {
  const { send } = createAccountClient(mock);
  const { body } = await send('GET', '/_mock/switches');
  const want = mock.contract.doubts.flatMap(({ question, switches }) =>
    switches.map(({ key, default: usual, positions }) => ({
      doubt: key,
      question,
      value: usual,
      default: usual,
      values: Object.fromEntries(Object.entries(positions).map(([name, { says }]) => [name, says])),
      turned: false,
      profile: null,
    })),
  );
  expect(body).toEqual(want);
  expect(want.map(({ doubt }) => doubt)).toEqual(expect.arrayContaining(['D3', 'D7.add', 'D9']));
});

describe('a wrong switch', () => {
  const wrong = [
    {
      given: { D4: 'x' },
      says: 'There is no switch D4; there are D1, D2, D3, D3.sent,',
    },
    { given: { d9: 'null' }, says: 'There is no switch d9; there are' },
    {
      given: { D9: 'never' },
      says: 'The switch D9 has no value "never"; it has null, empty-array.',
    },
    { given: { D9: '' }, says: 'The switch D9 has no value ""' },
    { given: { D9: 'toString' }, says: 'The switch D9 has no value "toString"' },
    { given: JSON.parse('{"__proto__":"x"}'), says: 'There is no switch __proto__' },
    { given: { constructor: 'x' }, says: 'There is no switch constructor' },
  ];

  test.each(wrong)('a wrong switch is refused: $says', async ({ given, says }) => {
    const { send } = createAccountClient(mock);
    for (const url of ['/_mock/switches', '/_mock/accounts/me/switches']) {
      expect(await send('PUT', url, given)).toMatchObject({
        status: 422,
        body: {
          type: '/_mock/problems/invalid-control-request',
          detail: expect.stringContaining(says),
        },
      });
    }
  });

  test('a wrong switch sets none of those sent with it', async () => {
    const mine = createAccountClient(mock);
    await mine.send('PUT', '/_mock/switches', { D18: 'mask' });
    const before = (await mine.send('GET', '/_mock/switches')).body;
    await mine.send('PUT', '/_mock/switches', { D18: 'omit', D9: 'empty-array', D4: 'x' });
    expect((await mine.send('GET', '/_mock/switches')).body).toEqual(before);
    expectIn(await editPort(1)(mine), { password: '********' });
  });

  test.each([
    { doubt: 'D4', value: 'x', says: 'There is no switch D4' },
    { doubt: 'D9', value: 'never', says: 'no value "never"' },
  ])('a wrong switch at the start is refused: $says', async ({ doubt, value, says }) => {
    const started = createMock({ switches: { [doubt]: value } });
    await expect(started).rejects.toThrow(UnknownSwitch);
    await expect(started).rejects.toThrow(says);
  });
});
