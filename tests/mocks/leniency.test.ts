import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { allSwitches } from '../../spec/index.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

type Sent = readonly [method: string, url: string, body?: unknown];
type Item = Readonly<Record<string, unknown>>;

/** What a position of a switch makes of a request. */
interface Row {
  readonly switches: Readonly<Record<string, string>>;
  readonly given?: readonly Sent[];
  readonly send: Sent;
  /** The item as it is answered and read later; a refusal if it is undefined. */
  readonly item?: Item;
}

const melodies = '/melodies/personal';
const number = '/numbers/virtual-number/608';
const rule = { number_capacity_ids: [900], source_type: 'client', media_id: 50 };
const sip = { id: 608, purpose: 'company' };
const { number_capacity_ids: _, ...unnumbered } = rule;
const added = (body: unknown): Sent => ['POST', melodies, body];
const edited = (body: unknown): Sent => ['PUT', number, body];
const wide = '{"number_capacity_ids":[900],"source_type":"client","media_id":';

const rows: Row[] = [
  {
    switches: { D1: 'understood' },
    send: added({ ...unnumbered, numbercapacityids: [900] }),
    item: rule,
  },
  { switches: { D1: 'refused' }, send: added({ ...unnumbered, numbercapacityids: [900] }) },
  // Who understands no such name does not know it.
  {
    switches: { D14: 'dropped' },
    send: added({ ...rule, employeegroupids: [5] }),
    item: { employee_group_ids: null },
  },
  {
    switches: { D2: 'understood' },
    send: edited({ ...sip, purpose: '\u0441ompany' }),
    item: { purpose: 'company' },
  },
  { switches: { D2: 'refused' }, send: edited({ ...sip, purpose: '\u0441ompany' }) },
  { switches: { 'D3.sent': 'integer' }, send: edited({ ...sip, server_port: '5060' }) },
  {
    switches: { 'D3.sent': 'integer' },
    send: edited({ ...sip, server_port: 5060 }),
    item: { server_port: 5060 },
  },
  { switches: { 'D3.sent': 'string' }, send: edited({ ...sip, server_port: 5060 }) },
  {
    switches: { 'D3.sent': 'string' },
    send: edited({ ...sip, server_port: '5060' }),
    item: { server_port: '5060' },
  },
  {
    switches: { D5: 'path' },
    send: edited({ ...sip, id: 101, comment: 'mine' }),
    item: { id: 608, comment: 'mine' },
  },
  { switches: { D5: 'refused' }, send: edited({ ...sip, id: 101 }) },
  { switches: { D6: 'optional' }, send: edited({ purpose: 'company' }), item: sip },
  { switches: { D6: 'required' }, send: edited({ purpose: 'company' }) },
  {
    switches: { D6: 'optional', 'D13.values': 'absent' },
    send: edited({ ...sip, id: null }),
    item: sip,
  },
  {
    switches: { D11: 'accepted' },
    send: added({ ...rule, number_capacity_ids: [], employee_group_ids: [] }),
    item: { number_capacity_ids: null, employee_group_ids: null },
  },
  {
    switches: { D11: 'accepted' },
    send: added({ number_capacity_ids: [], employee_group_ids: [], source_type: 'client' }),
  },
  { switches: { D11: 'accepted' }, send: added(unnumbered) },
  { switches: { D11: 'refused' }, send: added({ ...rule, number_capacity_ids: [] }) },
  { switches: { D11: 'never' }, send: added({ ...rule, employee_group_ids: [] }) },
  { switches: { D11: 'never' }, send: added({ ...rule, number_capacity_ids: [] }) },
  { switches: { D11: 'never' }, send: added(rule), item: rule },
  {
    switches: { D12: 'once' },
    send: added({ ...rule, number_capacity_ids: [900, 901, 900, 901, 900] }),
    item: { number_capacity_ids: [900, 901] },
  },
  {
    switches: { D12: 'twice' },
    send: added({ ...rule, number_capacity_ids: [900, 901, 900, 901, 900] }),
    item: { number_capacity_ids: [900, 901, 900, 901, 900] },
  },
  { switches: { D12: 'refused' }, send: added({ ...rule, number_capacity_ids: [900, 900] }) },
  {
    switches: { 'D13.lists': 'absent' },
    send: added({ ...rule, employee_group_ids: null }),
    item: { employee_group_ids: null },
  },
  { switches: { 'D13.lists': 'absent' }, send: added({ ...rule, number_capacity_ids: null }) },
  { switches: { 'D13.lists': 'refused' }, send: added({ ...rule, employee_group_ids: null }) },
  { switches: { 'D13.lists': 'absent' }, send: edited({ ...sip, comment: null }) },
  {
    switches: { 'D13.values': 'absent' },
    send: edited({ ...sip, comment: null }),
    item: { comment: null },
  },
  { switches: { 'D13.values': 'absent' }, send: added({ ...rule, employee_group_ids: null }) },
  { switches: { 'D13.values': 'refused' }, send: edited({ ...sip, comment: null }) },
  {
    switches: { D14: 'dropped' },
    send: added({ ...rule, extra: 1, mediaid: 2 }),
    item: rule,
  },
  {
    switches: { D14: 'kept' },
    send: added(
      '{"number_capacity_ids":[900],"source_type":"client","media_id":50,"extra":{"a":[1]},"__proto__":{"b":1},"id":5}',
    ),
    item: { extra: { a: [1] } },
  },
  {
    switches: { D14: 'kept' },
    send: edited({ ...sip, type: 'abc', region_name: 'x', extra: 1 }),
    item: { extra: 1 },
  },
  { switches: { D14: 'refused' }, send: added({ ...rule, extra: 1 }) },
  {
    switches: { 'D17.edit': 'added' },
    send: ['PUT', `${melodies}/84`, { ...rule, id: 84 }],
    item: { ...rule, id: 84 },
  },
  { switches: { 'D17.edit': 'refused' }, send: ['PUT', `${melodies}/84`, { ...rule, id: 84 }] },
  {
    switches: { 'D17.edit': 'added' },
    send: ['PUT', '/numbers/virtual-number/99', { ...sip, id: 99 }],
  },
  { switches: { 'D17.delete': 'refused' }, send: ['DELETE', `${melodies}/84`] },
  {
    switches: { 'D20.text': 'accepted' },
    send: added({ ...rule, number_capacity_ids: ['900'], media_id: '50' }),
    item: rule,
  },
  { switches: { 'D20.text': 'accepted' }, send: added({ ...rule, media_id: 'fifty' }) },
  { switches: { 'D20.text': 'accepted' }, send: added({ ...rule, media_id: '9007199254740993' }) },
  { switches: { 'D20.text': 'refused' }, send: added({ ...rule, media_id: '50' }) },
  {
    switches: { 'D20.number': 'accepted' },
    send: edited('{"id":608,"purpose":"company","comment":5.0,"login":12345678901234567890}'),
    item: { comment: '5.0', login: '12345678901234567890' },
  },
  { switches: { 'D20.number': 'refused' }, send: edited({ ...sip, comment: 5 }) },
  {
    switches: { 'D20.boolean': 'accepted' },
    send: added({ ...rule, media_id: true }),
    item: { media_id: 1 },
  },
  { switches: { 'D20.boolean': 'accepted' }, send: added({ ...rule, media_id: false }) },
  { switches: { 'D20.boolean': 'refused' }, send: added({ ...rule, media_id: true }) },
  {
    switches: { 'D20.single': 'accepted' },
    send: added({ ...rule, number_capacity_ids: 900 }),
    item: rule,
  },
  { switches: { 'D20.single': 'accepted' }, send: added({ ...rule, number_capacity_ids: '900' }) },
  {
    switches: { 'D20.single': 'accepted', 'D20.text': 'accepted' },
    send: added({ ...rule, number_capacity_ids: '900' }),
    item: rule,
  },
  { switches: { 'D20.single': 'refused' }, send: added({ ...rule, number_capacity_ids: 900 }) },
  { switches: { 'D20.fraction': 'accepted' }, send: added(`${wide}50.0}`), item: rule },
  { switches: { 'D20.fraction': 'refused' }, send: added(`${wide}50.0}`) },
  { switches: { 'D20.fraction': 'refused' }, send: added(rule), item: rule },
  {
    switches: { D22: 'accepted' },
    send: added({ ...rule, number_capacity_ids: [0, -4], media_id: 0 }),
    item: { number_capacity_ids: [0, -4], media_id: 0 },
  },
  {
    switches: { D22: 'accepted', 'D17.edit': 'added' },
    send: ['PUT', `${melodies}/0`, { ...rule, id: 0 }],
    item: { ...rule, id: 0 },
  },
  { switches: { D22: 'refused' }, send: added({ ...rule, media_id: 0 }) },
  {
    switches: { D24: 'accepted' },
    send: added(`${wide}9007199254740992}`),
    item: { media_id: 2 ** 53 },
  },
  // The mock cannot keep it to the digit.
  { switches: { D24: 'accepted' }, send: added(`${wide}9007199254740993}`) },
  { switches: { D24: 'accepted' }, send: added(`${wide}1152921504606846976}`) },
  { switches: { D24: 'refused' }, send: added(`${wide}9007199254740992}`) },
  {
    switches: { D1: 'understood', D12: 'once', 'D20.text': 'accepted', D14: 'dropped' },
    send: added({ ...unnumbered, numbercapacityids: ['900', 900, '901'], comment: 'x' }),
    item: { number_capacity_ids: [900, 901] },
  },
];

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

async function clientWith(switches: Row['switches']): Promise<AccountClient> {
  const client = createAccountClient(mock);
  const set = await client.send('PUT', '/_mock/accounts/me/switches', switches);
  expect(set.status).toBe(200);
  return client;
}

async function listOf({ send }: AccountClient, collection = melodies): Promise<Item[]> {
  return (await send('GET', collection)).body as Item[];
}

const defaults = async () =>
  Object.fromEntries(allSwitches(mock.contract).map((one) => [one.key, one.default]));

describe('what the positions make of a request', () => {
  test.each(rows)(
    '$switches: $send.0 $send.1 $send.2 gives $item',
    async ({ switches, send, item }) => {
      const client = await clientWith(switches);
      const collection = send[1].startsWith(melodies) ? melodies : '/numbers/virtual-number';
      const before = await listOf(client, collection);
      const answer = await client.send(...send);
      const after = await listOf(client, collection);
      if (item === undefined) {
        expect(answer.status).toBeGreaterThan(399);
        expect(after).toEqual(before);
        return;
      }
      expect(answer).toMatchObject({ status: 200, body: item });
      expect(Object.getPrototypeOf(answer.body)).toBe(Object.prototype);
      const { id } = answer.body as Item;
      const read = after.find((one) => one.id === id) ?? {};
      const shared = Object.fromEntries(Object.entries(item).filter(([name]) => name in read));
      expect(read).toMatchObject(shared);
      expect('extra' in read).toBe('extra' in item);
      // What the strict mock refuses is marked, and nothing else.
      const strict = await createAccountClient(mock).send(...send);
      const marks = JSON.parse(String(answer.headers['sl-violations'] ?? '[]')) as Item[];
      const by = new Set(marks.flatMap((one) => one.switch ?? []));
      const turned = Object.entries(switches).map(([key, value]) => `${key}=${value}`);
      expect(by).toEqual(new Set(strict.status === 200 ? [] : turned));
    },
  );
});

test('the type of a number never changes, whatever unknown fields are kept', async () => {
  const client = await clientWith({ D14: 'kept' });
  const before = (await client.send('GET', number)).body as Item;
  expect((await client.send('PUT', number, { ...sip, type: 'abc', extra: 1 })).status).toBe(200);
  expect((await client.send('GET', number)).body).toMatchObject({ type: before.type, extra: 1 });
});

test('an unknown field that was kept is gone after an edit without it, and hidden when the switch is turned back', async () => {
  const client = await clientWith({ D14: 'kept' });
  await client.send('PUT', number, { ...sip, extra: 1, more: 2 });
  await client.send('PUT', number, { ...sip, more: 3 });
  expect((await client.send('GET', number)).body).not.toHaveProperty('extra');
  await client.send('DELETE', '/_mock/accounts/me/switches');
  expect((await client.send('GET', number)).body).not.toHaveProperty('more');
});

test('what came in leniently is read when the switch is turned back', async () => {
  const client = await clientWith({ D22: 'accepted', D12: 'twice' });
  await client.send('POST', melodies, { ...rule, number_capacity_ids: [0, 0], media_id: -1 });
  await client.send('DELETE', '/_mock/accounts/me/switches');
  expect((await listOf(client)).at(-1)).toMatchObject({
    number_capacity_ids: [0, 0],
    media_id: -1,
  });
  expect((await client.send('POST', melodies, { ...rule, media_id: 0 })).status).toBe(422);
});

test('an id that stands twice in a list is one claim', async () => {
  const client = await clientWith({ D12: 'twice' });
  const twice = await client.send('POST', melodies, { ...rule, number_capacity_ids: [900, 900] });
  const { id } = twice.body as Item;
  expect((await client.send('POST', melodies, rule)).status).toBe(409);
  const edit = { ...rule, id, number_capacity_ids: [901, 901] };
  expect((await client.send('PUT', `${melodies}/${id}`, edit)).status).toBe(200);
  expect((await client.send('POST', melodies, rule)).status).toBe(200);
  await client.send('DELETE', `${melodies}/${id}`);
  expect(
    (await client.send('POST', melodies, { ...rule, number_capacity_ids: [901] })).status,
  ).toBe(200);
});

test.each([
  [{ 'D20.text': 'accepted' }, { ...rule, number_capacity_ids: ['900'] }],
  [{ 'D20.single': 'accepted' }, { ...rule, number_capacity_ids: 900 }],
  [{ D1: 'understood' }, { ...unnumbered, numbercapacityids: [900] }],
])('what is read with %j claims what it means', async (switches, body) => {
  const client = await clientWith(switches);
  expect((await client.send('POST', melodies, body)).status).toBe(200);
  for (const again of [rule, body]) {
    const refused = await client.send('POST', melodies, again);
    expect(refused).toMatchObject({ status: 409, body: { rule: 'one-rule-per-number' } });
    expect(refused.headers).not.toHaveProperty('sl-violations');
  }
});

test('the ids of the server never collide with one that an edit added', async () => {
  const client = await clientWith({ 'D17.edit': 'added' });
  const { id } = (await client.send('POST', melodies, rule)).body as { id: number };
  const own = { ...rule, number_capacity_ids: [901], id: id + 2 };
  expect((await client.send('PUT', `${melodies}/${id + 2}`, own)).status).toBe(200);
  const ids = [];
  for (const taken of [902, 903]) {
    const body = { ...rule, number_capacity_ids: [taken] };
    ids.push(((await client.send('POST', melodies, body)).body as Item).id);
  }
  expect(ids).toEqual([id + 1, id + 3]);
  expect((await client.send('PUT', `${melodies}/${id + 9}`, { ...rule, id: id + 9 })).status).toBe(
    409,
  );
});

test('a deletion of what is not there answers the id of the path, and changes nothing', async () => {
  const client = await clientWith({ 'D17.delete': 'accepted' });
  const before = await listOf(client);
  expect(await client.send('DELETE', `${melodies}/999`)).toMatchObject({
    status: 200,
    body: { id: 999 },
  });
  expect(await listOf(client)).toEqual(before);
});

test('an id in the path is one that nobody has where ids of any size are accepted', async () => {
  const client = await clientWith({ D22: 'accepted', D24: 'accepted' });
  for (const id of ['0', '-3', '9007199254740992']) {
    expect((await client.send('GET', `/numbers/virtual-number/${id}`)).status).toBe(404);
  }
  for (const id of ['x', '9007199254740993', '1.5']) {
    expect((await client.send('GET', `/numbers/virtual-number/${id}`)).status).toBe(422);
  }
});

test('a request without a token is refused for that, whatever else the switches say', async () => {
  const client = await clientWith({ 'D20.fraction': 'refused', D22: 'accepted' });
  for (const body of [`${wide}50.0}`, `${wide}0}`]) {
    expect((await client.send('POST', melodies, body, { authorization: '' })).status).toBe(401);
  }
});

test('no switches add an item under an id that no snapshot could have', async () => {
  const client = await clientWith({ 'D17.edit': 'added', D6: 'optional', D24: 'accepted' });
  expect((await client.send('PUT', `${melodies}/${2 ** 53}`, rule)).status).toBe(404);
  expect((await client.send('PUT', `${melodies}/${2 ** 53 - 1}`, rule)).status).toBe(200);
  const { body } = await client.send('GET', '/_mock/accounts/me/snapshot');
  expect(await client.send('PUT', '/_mock/accounts/me/snapshot', body)).toMatchObject({ body });
});

describe('a snapshot of an account with what only its switches accepted', () => {
  const lenient = { D12: 'twice', D14: 'kept', D22: 'accepted', D24: 'accepted' };
  const given = [
    { ...rule, number_capacity_ids: [900, 900, 0], extra: { one: 1 } },
    { ...rule, number_capacity_ids: [2 ** 53], numbercapacityids: ['any'] },
  ];

  async function held() {
    const client = await clientWith(lenient);
    for (const one of given) expect((await client.send('POST', melodies, one)).status).toBe(200);
    const { body } = await client.send('GET', '/_mock/accounts/me/snapshot');
    return { client, body, list: (await client.send('GET', melodies)).body };
  }

  test.each(['PUT', 'POST'])('is restored by %s as it was', async (method) => {
    const { body, list } = await held();
    expect((list as Item[]).slice(1)).toMatchObject(given);
    const other = await clientWith(lenient);
    const url = `/_mock/accounts/me/${method === 'PUT' ? 'snapshot' : 'seed'}`;
    expect(await other.send(method, url, body)).toMatchObject({ status: 200, body });
    expect((await other.send('GET', melodies)).body).toEqual(list);
    const taken = await other.send('POST', melodies, { ...rule, number_capacity_ids: [0] });
    expect(taken.status).toBe(409);
  });

  test.each(Object.keys(lenient))('is refused without %s, and changes nothing', async (key) => {
    const { client, body } = await held();
    const { version } = (await client.send('GET', '/_mock/accounts/me')).body as Item;
    await client.send('DELETE', `/_mock/accounts/me/switches/${key}`);
    expect((await client.send('PUT', '/_mock/accounts/me/snapshot', body)).status).toBe(422);
    expect((await client.send('GET', '/_mock/accounts/me')).body).toMatchObject({ version });
  });
});

describe('what a refusal says of the switches', () => {
  test.each([
    [{}, added({ ...rule, media_id: '50' }), 'D20.text', 'refused', ['accepted']],
    [{}, added({ ...rule, number_capacity_ids: [9, 9] }), 'D12', 'refused', ['once', 'twice']],
    [{}, added({ ...rule, employee_group_ids: null }), 'D13.lists', 'refused', ['absent']],
    [{}, edited({ ...sip, id: 101 }), 'D5', 'refused', ['path']],
    [{}, edited({ purpose: 'company' }), 'D6', 'required', ['optional']],
    [{}, ['DELETE', `${melodies}/999`] as Sent, 'D17.delete', 'refused', ['accepted']],
    [{}, ['PUT', `${melodies}/84`, { ...rule, id: 84 }] as Sent, 'D17.edit', 'refused', ['added']],
    [{}, ['GET', '/numbers/virtual-number/0'] as Sent, 'D22', 'refused', ['accepted']],
    [{ D16: 'checked' }, added(rule), 'D16', 'checked', ['unchecked']],
    [
      { D11: 'never' },
      added({ ...rule, employee_group_ids: [] }),
      'D11',
      'never',
      ['refused', 'accepted'],
    ],
    [
      { 'D3.sent': 'integer' },
      edited({ ...sip, server_port: '1' }),
      'D3.sent',
      'integer',
      ['either', 'string'],
    ],
    [{ 'D20.fraction': 'refused' }, added(`${wide}50.0}`), 'D20.fraction', 'refused', ['accepted']],
  ] as const)('%j: %j tells of %s', async (switches, send, key, position, acceptedIn) => {
    const client = await clientWith({ D10: 'replace', ...switches });
    const { body } = await client.send(...send);
    const usual = (await defaults())[key];
    const told = { key, position, default: usual, acceptedIn };
    expect(body).toMatchObject({ doubt: key.split('.')[0], switch: told });
    const { errors = [] } = body as { errors?: Item[] };
    for (const one of errors) expect(one).toMatchObject({ switch: told });
  });

  test.each([
    { send: added({ ...rule, media_id: 'fifty' }) },
    { send: added(`${wide}9007199254740993}`) },
    { send: added({ ...rule, source_type: 'other' }) },
    { send: ['GET', '/numbers/virtual-number/99'] as Sent },
  ])('$send is accepted in no position', async ({ send }) => {
    const { body } = await createAccountClient(mock).send(...send);
    expect(body).not.toHaveProperty('switch');
  });

  test('a refusal of the one form of a port tells the whole other form', async () => {
    const client = await clientWith({ 'D3.sent': 'string' });
    const { body } = await client.send(...edited({ ...sip, server_port: 5060 }));
    expect(body).toMatchObject({
      detail: 'server_port is the number 5060; send a string of digits from 1 to 65535.',
    });
  });

  test('a request without a token is told of the switch', async () => {
    const { body } = await createAccountClient(mock).send('GET', melodies, undefined, {
      authorization: '',
    });
    expect(body).toMatchObject({ doubt: 'D19', switch: { key: 'D19', acceptedIn: ['optional'] } });
  });
});
