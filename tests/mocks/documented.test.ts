import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { createAccountClient } from './account-client.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

const added = {
  number_capacity_ids: [352, 446, 448],
  employee_group_ids: [93, 103],
  source_type: 'system',
  media_id: 50,
};
const sip = {
  login: 'login',
  password: 'password123',
  comment: 'Заметка по АПИ',
  purpose: 'company',
  server_host: '195.211.120.35',
  server_port: 5060,
  id: 608,
};

describe('a fresh account returns the documented response to each documented request, byte for byte', () => {
  const documented = [
    { method: 'POST', url: '/melodies/personal', sent: added, want: { ...added, id: 83 } },
    {
      method: 'PUT',
      url: '/melodies/personal/77',
      sent: { ...added, id: 77 },
      want: { ...added, id: 77 },
    },
    { method: 'PUT', url: '/numbers/virtual-number/608', sent: sip, want: sip },
  ];

  test.each(documented)(
    '$method $url returns the documented response',
    async ({ method, url, sent, want }) => {
      const answer = await mock.inject({
        method: method as 'PUT',
        url,
        headers: {
          authorization: `fresh ${url}`,
          'content-type': 'application/json; charset=UTF-8',
        },
        payload: JSON.stringify(sent),
      });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.payload).toBe(JSON.stringify(want));
    },
  );

  test('the documented lists conflict when they are first added and then edited', async () => {
    const { send } = createAccountClient(mock);
    expect(await send('POST', '/melodies/personal', added)).toMatchObject({
      status: 200,
      body: { id: 83 },
    });
    const refused = await send('PUT', '/melodies/personal/77', { ...added, id: 77 });
    expect(refused).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        rule: 'one-rule-per-number',
        detail: 'Number 352 already belongs to rule 83. (and 4 more, see conflicts)',
        conflicts: [
          { rule: 'one-rule-per-number', pointer: '/number_capacity_ids/0', value: 352, owner: 83 },
          { rule: 'one-rule-per-number', pointer: '/number_capacity_ids/1', value: 446, owner: 83 },
          { rule: 'one-rule-per-number', pointer: '/number_capacity_ids/2', value: 448, owner: 83 },
          { rule: 'one-rule-per-group', pointer: '/employee_group_ids/0', value: 93, owner: 83 },
          { rule: 'one-rule-per-group', pointer: '/employee_group_ids/1', value: 103, owner: 83 },
        ],
        source: { page: 'add-personal-melody', row: 'number_capacity_ids' },
      },
    });
  });

  test('the documented lists conflict when they are first edited and then added', async () => {
    const { send } = createAccountClient(mock);
    expect((await send('PUT', '/melodies/personal/77', { ...added, id: 77 })).status).toBe(200);
    expect(await send('POST', '/melodies/personal', added)).toMatchObject({
      status: 409,
      body: {
        conflicts: [{ owner: 77 }, { owner: 77 }, { owner: 77 }, { owner: 77 }, { owner: 77 }],
      },
    });
  });
});

describe('what the pages leave open', () => {
  test('an empty list is returned as null, whether it was empty or left out', async () => {
    const { send } = createAccountClient(mock);
    const base = { source_type: 'client', media_id: 7 };
    const left = await send('POST', '/melodies/personal', { ...base, number_capacity_ids: [1] });
    const empty = await send('POST', '/melodies/personal', {
      ...base,
      number_capacity_ids: [],
      employee_group_ids: [1],
    });
    expect(left.body).toEqual({
      ...base,
      id: 83,
      number_capacity_ids: [1],
      employee_group_ids: null,
    });
    expect(empty.body).toEqual({
      ...base,
      id: 84,
      number_capacity_ids: null,
      employee_group_ids: [1],
    });
    expect((await send('GET', '/melodies/personal')).body).toHaveLength(3);
  });

  test('DELETE returns the id, and then 404', async () => {
    const { send } = createAccountClient(mock);
    expect(await send('DELETE', '/melodies/personal/77')).toMatchObject({
      status: 200,
      body: { id: 77 },
    });
    expect(await send('DELETE', '/melodies/personal/77')).toMatchObject({
      status: 404,
      body: { doubt: 'D17' },
    });
  });

  test('optional fields of a number without a value are returned as null', async () => {
    const { send } = createAccountClient(mock);
    const answer = await send('PUT', '/numbers/virtual-number/608', {
      purpose: 'company',
      id: 608,
    });
    expect(answer.body).toEqual({
      login: null,
      password: null,
      comment: null,
      purpose: 'company',
      server_host: null,
      server_port: null,
      id: 608,
    });
  });

  test.each([5060, '5060', 1, '65535'])('the port %j is returned as it was sent', async (port) => {
    const { send } = createAccountClient(mock);
    const answer = await send('PUT', '/numbers/virtual-number/608', {
      purpose: 'company',
      server_port: port,
      id: 608,
    });
    expect(answer.body).toMatchObject({ server_port: port });
  });

  test.each([
    '195.211.120.35',
    'sip.example.org',
    'localhost',
    '2001:db8::1',
    'https://sip.example.org:5061/registrar',
    'sip:registrar.example.org',
  ])('the host %s is accepted', async (host) => {
    const { send } = createAccountClient(mock);
    const sent = { purpose: 'company', server_host: host, id: 608 };
    expect(await send('PUT', '/numbers/virtual-number/608', sent)).toMatchObject({
      status: 200,
      body: { server_host: host },
    });
  });

  test('the id 2^53−1 is accepted, and returned unchanged', async () => {
    const { send } = createAccountClient(mock);
    const sent = {
      number_capacity_ids: [Number.MAX_SAFE_INTEGER],
      source_type: 'client',
      media_id: 1,
    };
    expect((await send('POST', '/melodies/personal', sent)).body).toMatchObject(sent);
  });

  test('the order of the ids is kept', async () => {
    const { send } = createAccountClient(mock);
    const sent = { number_capacity_ids: [3, 1, 2], source_type: 'client', media_id: 1 };
    expect((await send('POST', '/melodies/personal', sent)).body).toMatchObject(sent);
  });
});
