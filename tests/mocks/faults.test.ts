import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMock, type LogEntry, type Mock } from '../../mocks/index.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';
import { openRaw, rawRequest, sendRaw } from './raw-client.ts';

// Two busy cores take their time.
const patiently = { timeout: 20_000 };
const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

/** What the mock waited for, in milliseconds. */
let waits: number[];
/** What is drawn next; 0.5 when there is nothing. */
let drawn: number[];
let logged: LogEntry[];
/** What every wait waits for in its turn. */
let gate: Promise<void>;
let mock: Mock;
let url: string;

beforeAll(async () => {
  mock = await createMock({
    random: () => drawn.shift() ?? 0.5,
    wait(ms) {
      waits.push(ms);
      return gate;
    },
    log: (entry) => logged.push(entry),
  });
  url = await mock.listen();
});
beforeEach(() => {
  waits = [];
  drawn = [];
  logged = [];
  gate = Promise.resolve();
});
afterEach(() => mock.inject({ method: 'DELETE', url: '/_mock/faults' }));
afterAll(() => mock.close());

function fault(client: AccountClient, operation: string, given: unknown) {
  return client.send('PUT', `/_mock/faults/${operation}`, given);
}

function ownFault(client: AccountClient, operation: string, given: unknown) {
  return client.send('PUT', `/_mock/accounts/me/faults/${operation}`, given);
}

async function idsOf(client: AccountClient): Promise<number[]> {
  const { body } = await client.send('GET', melodies);
  return (body as { id: number }[]).map((one) => one.id);
}

describe('a delay', () => {
  test('a fixed delay comes before the unchanged response', async () => {
    const client = createAccountClient(mock);
    expect(await fault(client, 'addPersonalMelody', { delay: 250 })).toMatchObject({
      status: 200,
      body: { addPersonalMelody: { delay: 250 } },
    });
    expect(await client.send('POST', melodies, rule)).toMatchObject({
      status: 200,
      body: { id: 83 },
    });
    expect(waits).toEqual([250]);
    expect(await idsOf(client)).toEqual([77, 83]);
    expect(waits).toEqual([250]);
  });

  test('a random delay is drawn between its bounds for each request', async () => {
    const client = createAccountClient(mock);
    await fault(client, 'listPersonalMelodies', { delay: { min: 100, max: 300 } });
    // Each request draws first whether it is struck.
    drawn = [0, 0, 0, 0.25, 0, 0.999];
    for (let i = 0; i < 3; i++) await client.send('GET', melodies);
    expect(waits).toEqual([100, 150, expect.closeTo(299.8)]);
  });

  test('a delay comes before a status, too', async () => {
    const client = createAccountClient(mock);
    await fault(client, 'listPersonalMelodies', { delay: 30, status: 503 });
    expect((await client.send('GET', melodies)).status).toBe(503);
    expect(waits).toEqual([30]);
  });

  test('the option delay delays all responses, and can be removed', async () => {
    const slow = await createMock({ delay: 40, wait: async (ms) => void waits.push(ms) });
    const client = createAccountClient(slow);
    await client.send('GET', melodies);
    await client.send('PUT', '/numbers/virtual-number/608', { id: 608, purpose: 'company' });
    expect(waits).toEqual([40, 40]);
    expect((await client.send('GET', '/_mock/faults')).body).toEqual({ '*': { delay: 40 } });
    await client.send('DELETE', '/_mock/faults');
    await client.send('GET', melodies);
    expect(waits).toEqual([40, 40]);
    await slow.close();
  });

  test('a delay goes on when the client gives up', async () => {
    const client = createAccountClient(mock, 'gives up');
    await ownFault(client, 'listPersonalMelodies', { delay: 1_000 });
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const impatient = await openRaw(url);
    for (const piece of rawRequest('GET', melodies, ['Authorization: gives up'])) {
      impatient.write(piece);
    }
    await expect.poll(() => waits, patiently).toEqual([1_000]);
    impatient.socket.destroy();
    await impatient.ended;
    open();
    await expect.poll(() => logged, patiently).toMatchObject([{ status: 200 }]);
    expect((await client.send('GET', melodies)).status).toBe(200);
  });
});

describe('a status', () => {
  test('a status is sent with its body, and nothing is stored', async () => {
    const client = createAccountClient(mock);
    const body = { error: { code: -32_000, message: 'Занято' } };
    await ownFault(client, 'addPersonalMelody', { status: 503, body });
    expect(await client.send('POST', melodies, rule)).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/json' },
      body,
    });
    await client.send('DELETE', '/_mock/accounts/me/faults/addPersonalMelody');
    expect(await idsOf(client)).toEqual([77]);
    expect(await client.send('POST', melodies, rule)).toMatchObject({ body: { id: 83 } });
  });

  test.each([null, false, 0, '', [], 'text'])('a status may have the body %j', async (body) => {
    const client = createAccountClient(mock);
    await ownFault(client, '*', { status: 500, body });
    expect(await client.send('GET', melodies)).toMatchObject({ status: 500, body });
  });

  test.each([
    ...[200, 204, 205, 302, 304].map((status) => ({ status, headers: {} })),
    ...[404, 503].map((status) => ({ status, headers: { 'Content-Type': 'text/plain' } })),
  ])(
    'a client can read $status with the headers $headers and no body to its end',
    async ({ status, headers }) => {
      const client = createAccountClient(mock, 'bare');
      await ownFault(client, '*', { status, headers });
      const answer = await sendRaw(url, rawRequest('GET', melodies, ['Authorization: bare']));
      expect(answer).toMatchObject({ status, body: '' });
      const fetched = await fetch(`${url}${melodies}`, {
        headers: { authorization: 'bare' },
        redirect: 'manual',
      });
      expect(fetched.status).toBe(status);
      expect(await fetched.text()).toBe('');
    },
  );

  test.each([400, 404, 429, 500, 599])(
    'the status %i without a body is a problem that names the fault as its cause',
    async (status) => {
      const client = createAccountClient(mock);
      await ownFault(client, '*', { status, headers: { 'Retry-After': '1' } });
      expect(await client.send('GET', melodies)).toMatchObject({
        status,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
        body: {
          type: '/_mock/problems/simulated-fault',
          status,
          detail: expect.stringContaining(`A fault that was set on the mock sends this ${status}`),
        },
      });
      expect(logged.at(-1)).toMatchObject({ status, problem: 'simulated-fault' });
    },
  );

  test.each([
    { type: 'text/html', body: '<h1>Плохой шлюз</h1>', sent: '<h1>Плохой шлюз</h1>' },
    { type: 'TEXT/HTML; charset=utf-8', body: '<h1>', sent: '<h1>' },
    { type: 'text/plain', body: '', sent: '' },
    { type: 'nonsense', body: 'text', sent: 'text' },
    { type: 'text/html', body: { a: 1 }, sent: '{"a":1}' },
    { type: 'text/html', body: null, sent: 'null' },
    { type: 'application/json', body: 'text', sent: '"text"' },
    { type: 'application/problem+json; charset=utf-8', body: 'text', sent: '"text"' },
    { type: undefined, body: '<h1>', sent: '"<h1>"' },
  ])('the body $body of the type $type is sent as $sent', async ({ type, body, sent }) => {
    const client = createAccountClient(mock, 'raw body');
    const headers = type === undefined ? {} : { headers: { 'Content-Type': type } };
    await ownFault(client, '*', { status: 502, body, ...headers });
    const authorization = { headers: { authorization: 'raw body' } };
    const got = await fetch(url + melodies, authorization);
    expect(got.headers.get('content-type')).toBe(type ?? 'application/json');
    expect(await got.text()).toBe(sent);
    const head = await fetch(url + melodies, { ...authorization, method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(sent)));
    expect(await head.text()).toBe('');
  });

  test('a status may have headers, which clients can read', async () => {
    const client = createAccountClient(mock, 'limited');
    const headers = { 'Retry-After': '7', 'Content-Type': 'application/vnd.busy+json' };
    await ownFault(client, '*', { status: 429, body: {}, headers });
    const answer = await fetch(`${url}${melodies}`, { headers: { authorization: 'limited' } });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('content-type')).toBe('application/vnd.busy+json');
    await ownFault(client, '*', { status: 503, headers: { 'Retry-After': '1' } });
    const bare = await client.send('GET', melodies);
    expect(bare).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });

  test('a status comes before security and validation', async () => {
    const client = createAccountClient(mock);
    await fault(client, '*', { status: 502 });
    expect((await client.send('POST', melodies, '{')).status).toBe(502);
    const bare = await mock.inject(melodies);
    expect(bare.statusCode).toBe(502);
  });
});

test('a delay ends when the mock closes, so that it keeps no process alive', async () => {
  const logged: LogEntry[] = [];
  const arrived = Promise.withResolvers<void>();
  const random = () => {
    arrived.resolve();
    return 0;
  };
  const own = await createMock({ random, log: (entry) => logged.push(entry) });
  const client = createAccountClient(own, 'closes');
  await ownFault(client, 'listPersonalMelodies', { delay: 600_000 });
  const impatient = await openRaw(await own.listen());
  for (const piece of rawRequest('GET', melodies, ['Authorization: closes'])) {
    impatient.write(piece);
  }
  await arrived.promise;
  impatient.socket.destroy();
  await own.close();
  await expect.poll(() => logged, patiently).toMatchObject([{ status: 200 }]);
});

test('a dropped connection ends without a response, and nothing is stored', async () => {
  const client = createAccountClient(mock, 'dropped');
  await ownFault(client, 'addPersonalMelody', { drop: true });
  const asked = rawRequest(
    'POST',
    melodies,
    ['Authorization: dropped', 'Content-Type: application/json'],
    JSON.stringify(rule),
  );
  expect(await sendRaw(url, asked)).toMatchObject({ status: 0, text: '' });
  const { body } = await client.send('GET', '/_mock/journal?status=0&account=me');
  expect(body).toMatchObject([{ operation: 'addPersonalMelody', response: { status: 0 } }]);
  expect(logged).toMatchObject([{ method: 'POST', path: melodies, status: 0 }]);
  expect(await idsOf(client)).toEqual([77]);
});

describe('a truncated response', () => {
  const asked = (token: string, method = 'GET', body = '') =>
    rawRequest(
      method,
      melodies,
      [`Authorization: ${token}`, 'Content-Type: application/json'],
      body,
    );

  test('the connection ends half-way through the body of a status', async () => {
    await ownFault(createAccountClient(mock, 'cut status'), '*', {
      status: 502,
      headers: { 'Content-Type': 'text/html' },
      body: '<h1>Bad gateway</h1>',
      truncate: true,
    });
    expect(await sendRaw(url, asked('cut status'))).toMatchObject({
      status: 502,
      headers: { 'content-length': '20' },
      body: '<h1>Bad ga',
    });
    const kept = await fetch(url + melodies, { headers: { authorization: 'cut status' } });
    expect(kept.status).toBe(502);
    await expect(kept.text()).rejects.toThrow('terminated');
  });

  test('the operation acts, and its own response is cut', async () => {
    const client = createAccountClient(mock, 'cut operation');
    await ownFault(client, 'addPersonalMelody', { truncate: true, times: 1 });
    const { status, headers, body } = await sendRaw(
      url,
      asked('cut operation', 'POST', JSON.stringify(rule)),
    );
    expect(status).toBe(200);
    expect(body).toMatch(/^\{"number_capacity_ids":/);
    expect(body.length).toBe(Math.floor(Number(headers['content-length']) / 2));
    expect(await idsOf(client)).toEqual([77, 83]);
    const { body: entries } = await client.send('GET', '/_mock/journal?account=me&status=200');
    expect(entries).toMatchObject([
      { operation: 'addPersonalMelody', response: { status: 200, body } },
      { operation: 'listPersonalMelodies' },
    ]);
  });

  test('a large body is cut after all that comes before', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    const given = { status: 200, body: 'x'.repeat(400_000), headers, truncate: true };
    await ownFault(createAccountClient(mock, 'cut large'), '*', given);
    expect((await sendRaw(url, asked('cut large'))).body).toHaveLength(200_000);
  });

  test('a response without a body is sent whole', async () => {
    await ownFault(createAccountClient(mock, 'cut head'), '*', { truncate: true });
    expect(await sendRaw(url, asked('cut head', 'HEAD'))).toMatchObject({ status: 200, body: '' });
  });
});

describe('a number of times', () => {
  const statuses = async (client: AccountClient, count: number) => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push((await client.send('GET', melodies)).status);
    return all;
  };

  test('a fault is gone after the number of requests that it is set for', async () => {
    const client = createAccountClient(mock);
    await ownFault(client, 'listPersonalMelodies', { status: 503, times: 2 });
    const left = async () => (await client.send('GET', '/_mock/accounts/me/faults')).body;
    expect(await statuses(client, 1)).toEqual([503]);
    expect(await left()).toEqual({ listPersonalMelodies: { status: 503, times: 1 } });
    expect(await statuses(client, 2)).toEqual([503, 200]);
    expect(await left()).toEqual({});
  });

  test('a fault of all accounts counts the requests of all', async () => {
    const [mine, other] = [createAccountClient(mock), createAccountClient(mock)];
    await fault(mine, '*', { status: 503, times: 2 });
    expect(await statuses(mine, 1)).toEqual([503]);
    expect(await statuses(other, 2)).toEqual([503, 200]);
    expect(await statuses(mine, 1)).toEqual([200]);
  });

  test('only requests that the probability picks count', async () => {
    const client = createAccountClient(mock);
    await ownFault(client, '*', { status: 503, times: 2, probability: 0.3 });
    drawn = [0.9, 0.1, 0.9, 0.1, 0.1];
    expect(await statuses(client, 5)).toEqual([200, 503, 200, 503, 200]);
  });

  test('simultaneous requests are not struck more often than that', async () => {
    const client = createAccountClient(mock);
    await ownFault(client, '*', { status: 503, delay: 5, times: 3 });
    const all = await Promise.all(Array.from({ length: 8 }, () => client.send('GET', melodies)));
    expect(all.filter(({ status }) => status === 503)).toHaveLength(3);
  });

  test('the fault behind it takes over: of all operations, then of all accounts', async () => {
    const client = createAccountClient(mock);
    await ownFault(client, 'listPersonalMelodies', { status: 501, times: 1 });
    await ownFault(client, '*', { status: 502, times: 1 });
    await fault(client, '*', { status: 503, times: 1 });
    expect(await statuses(client, 4)).toEqual([501, 502, 503, 200]);
  });
});

test('a fault with a probability affects that share of the requests', async () => {
  const client = createAccountClient(mock);
  await ownFault(client, 'listPersonalMelodies', { status: 500, probability: 0.3 });
  drawn = [0, 0.29, 0.3, 0.99];
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await client.send('GET', melodies)).status);
  expect(statuses).toEqual([500, 500, 200, 200]);
});

test.each([
  { probability: 0, draw: 0, status: 200 },
  { probability: 1, draw: 0.999_999, status: 500 },
])('a probability of $probability affects no requests or all', async (one) => {
  const client = createAccountClient(mock);
  await ownFault(client, '*', { status: 500, probability: one.probability });
  drawn = [one.draw];
  expect((await client.send('GET', melodies)).status).toBe(one.status);
});

describe('the choice of the fault', () => {
  test('the fault of an operation takes precedence over that of all, and the account over both', async () => {
    const [mine, other] = [createAccountClient(mock), createAccountClient(mock)];
    const statuses = async (client: AccountClient) => [
      (await client.send('GET', melodies)).status,
      (await client.send('POST', melodies, rule)).status,
    ];
    await fault(mine, '*', { status: 500 });
    expect(await statuses(mine)).toEqual([500, 500]);
    await fault(mine, 'listPersonalMelodies', { status: 501 });
    expect(await statuses(mine)).toEqual([501, 500]);
    await ownFault(mine, '*', { status: 502 });
    expect(await statuses(mine)).toEqual([502, 502]);
    await ownFault(mine, 'addPersonalMelody', { status: 503 });
    expect(await statuses(mine)).toEqual([502, 503]);
    expect(await statuses(other)).toEqual([501, 500]);
  });

  test('an empty delay exempts one operation from the fault of all', async () => {
    const client = createAccountClient(mock);
    await fault(client, '*', { status: 500 });
    await fault(client, 'listPersonalMelodies', { delay: 0 });
    expect((await client.send('GET', melodies)).status).toBe(200);
    expect((await client.send('POST', melodies, rule)).status).toBe(500);
  });

  test('a removed fault has no effect', async () => {
    const client = createAccountClient(mock);
    await fault(client, '*', { status: 500 });
    await fault(client, 'listPersonalMelodies', { status: 501 });
    await ownFault(client, '*', { status: 502 });
    const status = async () => (await client.send('GET', melodies)).status;
    const take = async (url: string) =>
      expect(await client.send('DELETE', url)).toMatchObject({ status: 204, body: '' });
    expect(await status()).toBe(502);
    await take('/_mock/accounts/me/faults');
    expect(await status()).toBe(501);
    await take('/_mock/faults/listPersonalMelodies');
    expect(await status()).toBe(500);
    await take('/_mock/faults/%2A');
    expect(await status()).toBe(200);
    await take('/_mock/faults');
    expect((await client.send('GET', '/_mock/faults')).body).toEqual({});
  });

  test('faults do not affect the control API, nor unknown paths', async () => {
    const client = createAccountClient(mock);
    await fault(client, '*', { status: 500 });
    expect((await client.send('GET', '/_mock/health')).status).toBe(200);
    expect((await client.send('GET', '/nowhere')).status).toBe(404);
  });
});

describe('a contradictory fault is refused', () => {
  const wrong = [
    { given: {}, says: 'at least 1 field' },
    { given: { delay: -1 }, says: 'delay is -1' },
    { given: { delay: '250' }, says: 'delay is the string "250"' },
    { given: { delay: 600_001 }, says: 'delay is 600001' },
    { given: { delay: { min: 1 } }, says: 'delay.max is missing' },
    { given: { delay: { min: 5, max: 1 } }, says: 'delay.min is 5, more than delay.max, 1' },
    { given: { status: 100 }, says: 'status is the number 100, too small' },
    { given: { status: 600 }, says: 'status is the number 600, too large' },
    { given: { status: '500' }, says: 'status is the string "500"' },
    { given: { status: 500.5 }, says: 'status is the number 500.5' },
    { given: { status: 204, body: {} }, says: 'A response with status 204 has no body' },
    { given: { body: {} }, says: 'send the status too' },
    { given: { headers: { a: 'b' } }, says: 'Headers need a status; send the status too' },
    { given: { status: 429, headers: { a: 7 } }, says: 'headers.a is the number 7' },
    { given: { status: 429, headers: { 'a b': '' } }, says: '"a b" is not a header name' },
    { given: { status: 429, headers: { '': '' } }, says: '"" is not a header name' },
    { given: { status: 429, headers: { a: 'x\r\ny: z' } }, says: 'no header can hold' },
    { given: { status: 429, headers: { a: 'Занято' } }, says: 'no header can hold' },
    { given: { status: 429, headers: { a: '', A: '' } }, says: 'The header "A" is there twice' },
    {
      given: { status: 429, headers: { 'Content-Length': '5' } },
      says: 'The server itself writes "Content-Length"',
    },
    { given: { drop: 'yes' }, says: 'drop is the string "yes"' },
    { given: { drop: true, status: 500 }, says: 'send either drop or status' },
    { given: { drop: false }, says: 'This fault does nothing' },
    { given: { probability: 0.5 }, says: 'This fault does nothing' },
    { given: { status: 500, probability: 1.5 }, says: 'probability is the number 1.5' },
    { given: { status: 500, times: 0 }, says: 'times is the number 0, too small' },
    { given: { status: 500, times: 1.5 }, says: 'times is the number 1.5' },
    { given: { times: 3 }, says: 'This fault does nothing' },
    { given: { truncate: false }, says: 'This fault does nothing' },
    { given: { truncate: true, drop: true }, says: 'send either drop or truncate' },
    { given: { truncate: true, status: 302 }, says: 'cannot be truncated; send a body too' },
    { given: { truncate: true, status: 200, body: '' }, says: 'cannot be truncated' },
    {
      given: { truncate: true, status: 502, headers: { 'content-type': 'text/html' } },
      says: 'cannot be truncated; send a body too',
    },
    {
      given: { name: 'nothing' },
      says: 'There is no fault "nothing"; there are replaced-token, ip-not-on-white-list,',
    },
    { given: { name: 'toString' }, says: 'There is no fault "toString"' },
    { given: { name: 'rate-limit', drop: true }, says: 'send either drop or status' },
    { given: { status: 500, time: 3 }, says: 'There is no field "time"' },
    { given: JSON.parse('{"__proto__":{"drop":true}}'), says: 'There is no field "__proto__"' },
  ];

  test.each(wrong)('$given is refused: $says', async ({ given, says }) => {
    const client = createAccountClient(mock);
    for (const set of [fault, ownFault]) {
      expect(await set(client, 'listPersonalMelodies', given)).toMatchObject({
        status: 422,
        body: {
          type: '/_mock/problems/invalid-control-request',
          detail: expect.stringContaining(says),
        },
      });
    }
    expect((await client.send('GET', '/_mock/faults')).body).toEqual({});
    expect((await client.send('GET', melodies)).status).toBe(200);
  });

  test.each(['nothing', '__proto__', 'constructor', 'toString', '%00', 'x'.repeat(5_000)])(
    'a fault of the unknown operation %s is refused with the known ones',
    async (operation) => {
      const client = createAccountClient(mock);
      for (const method of ['PUT', 'DELETE']) {
        const given = method === 'PUT' ? { status: 500 } : undefined;
        expect(await client.send(method, `/_mock/faults/${operation}`, given)).toMatchObject({
          status: 422,
          body: {
            detail: expect.stringMatching(/there are listPersonalMelodies, .*, and \* for all/),
          },
        });
      }
    },
  );
});
