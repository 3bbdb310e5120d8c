import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type JournalEntry, type LogEntry, type Mock } from '../../mocks/index.ts';
import { Journal, type RawJournalEntry } from '../../mocks/journal/journal.ts';
import { createRedaction } from '../../spec/shared/redaction.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';
import { openRaw, rawRequest, sendRaw } from './raw-client.ts';

const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

let mock: Mock;
let url: string;
beforeAll(async () => {
  mock = await createMock();
  url = await mock.listen();
});
afterAll(() => mock.close());

async function read(client: AccountClient, filter = ''): Promise<JournalEntry[]> {
  const { status, body } = await client.send('GET', `/_mock/journal?account=me${filter}`);
  expect(status).toBe(200);
  return body as JournalEntry[];
}

/** An account with five exchanges behind it: 200, 409, 422, 200, 404. */
async function createBusyAccount(): Promise<AccountClient> {
  const client = createAccountClient(mock);
  await client.send('POST', melodies, rule);
  await client.send('POST', melodies, rule);
  await client.send('POST', melodies, {});
  await client.send('GET', `${melodies}?page=1`);
  await client.send('GET', '/nowhere');
  return client;
}

describe('an entry of the journal', () => {
  test('an entry has the request, the response and the reason of a refusal', async () => {
    const client = await createBusyAccount();
    const [added, refused] = await read(client);
    const id = added?.account;
    expect(added).toMatchObject({
      seq: expect.any(Number),
      account: expect.stringMatching(/^[0-9a-f]{12}$/),
      operation: 'addPersonalMelody',
      request: { method: 'POST', url: melodies, body: rule },
      response: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { ...rule, employee_group_ids: null, id: 83 },
      },
    });
    expect(Number.isNaN(Date.parse(added?.time ?? ''))).toBe(false);
    expect(added?.ms).toBeGreaterThan(0);
    expect(refused).toMatchObject({
      account: id,
      problem: 'uniqueness',
      rule: 'one-rule-per-number',
      response: { status: 409, body: { status: 409 } },
    });
  });

  test('an entry has no operation if the contract has none', async () => {
    const client = await createBusyAccount();
    expect((await read(client)).at(-1)).toMatchObject({
      operation: null,
      request: { url: '/nowhere' },
      problem: 'unknown-path',
    });
  });

  test('the control API makes no entries', async () => {
    const client = createAccountClient(mock);
    await client.send('GET', '/_mock/health');
    await client.send('PUT', '/_mock/switches', {});
    expect(await read(client)).toEqual([]);
  });
});

describe('the filters of the journal', () => {
  const filters = [
    { filter: '', want: [200, 409, 422, 200, 404] },
    { filter: '&operation=addPersonalMelody', want: [200, 409, 422] },
    { filter: '&status=409', want: [409] },
    { filter: '&status=4XX', want: [409, 422, 404] },
    { filter: '&status=2xx', want: [200, 200] },
    { filter: '&status=5XX', want: [] },
    { filter: '&status=4XX&operation=addPersonalMelody', want: [409, 422] },
    { filter: '&limit=2', want: [200, 404] },
    { filter: '&limit=0', want: [] },
    { filter: '&limit=999999999', want: [200, 409, 422, 200, 404] },
    { filter: '&limit=1&status=4XX', want: [404] },
  ];

  test.each(filters)('the journal is filtered by account and $filter', async ({ filter, want }) => {
    await createBusyAccount();
    const found = await read(await createBusyAccount(), filter);
    expect(found.map((one) => one.response.status)).toEqual(want);
  });

  test('the journal is filtered by sequence number', async () => {
    const client = await createBusyAccount();
    const all = await read(client);
    expect(await read(client, `&after=${all[2]?.seq}`)).toEqual(all.slice(3));
    expect(await read(client, `&after=${all[4]?.seq}`)).toEqual([]);
  });

  test('the journal is filtered by the id of another account', async () => {
    const [mine, other] = [await createBusyAccount(), createAccountClient(mock)];
    const [first] = await read(mine);
    const { body } = await other.send('GET', `/_mock/journal?account=${first?.account}`);
    expect(body).toEqual(await read(mine));
  });

  test.each([
    'status=abc',
    'status=',
    'status=40',
    'status=4X',
    'status=409&status=422',
    'after=x',
    'after=-1',
    'after=1e3',
    'after=1&after=2',
    'limit=-1',
    'limit=1.5',
    'limit=9999999999999999',
    'limit=%zz',
    // What is misspelt would otherwise show, or forget, far more than was meant.
    'acount=me',
    '__proto__=1',
    'operation=nothing',
    'operation=__proto__',
    'operation=addPersonalMelody&operation=listPersonalMelodies',
    'account[]=me',
  ])('the filter ?%s is refused', async (query) => {
    const client = createAccountClient(mock);
    for (const path of ['/_mock/journal', '/_mock/journal/stream']) {
      expect(await client.send('GET', `${path}?${query}`)).toMatchObject({
        status: 422,
        body: { type: '/_mock/problems/invalid-control-request' },
      });
    }
  });
});

describe('what the journal forgets', () => {
  test('clearing the journal of an account keeps the entries of others', async () => {
    const [mine, other] = [await createBusyAccount(), await createBusyAccount()];
    expect(await mine.send('DELETE', '/_mock/journal?account=me')).toMatchObject({ status: 204 });
    expect(await read(mine)).toEqual([]);
    expect(await read(other)).toHaveLength(5);
  });

  test.each(['status=409', 'acount=me', 'after=5'])(
    'clearing the journal with ?%s clears nothing',
    async (query) => {
      const client = await createBusyAccount();
      expect((await client.send('DELETE', `/_mock/journal?${query}`)).status).toBe(422);
      expect(await read(client)).toHaveLength(5);
    },
  );

  test('clearing the whole journal does not restart its numbers', async () => {
    const own = await createMock();
    const client = createAccountClient(own);
    await client.send('GET', melodies);
    await client.send('DELETE', '/_mock/journal');
    await client.send('GET', melodies);
    const { body } = await client.send('GET', '/_mock/journal');
    expect(body).toMatchObject([{ seq: 2 }]);
    await own.close();
  });

  test('the journal keeps the last 1,000 entries', async () => {
    const own = await createMock();
    const client = createAccountClient(own);
    const sequence = async () => {
      const { body } = await client.send('GET', '/_mock/journal');
      return (body as JournalEntry[]).map((one) => one.seq);
    };
    const thousandFrom = (first: number) => Array.from({ length: 1_000 }, (_, i) => first + i);
    for (let i = 0; i < 1_003; i++) await own.inject('/nowhere');
    expect(await sequence()).toEqual(thousandFrom(4));
    for (let i = 0; i < 1_000; i++) await own.inject('/nowhere');
    expect(await sequence()).toEqual(thousandFrom(1_004));
    await own.close();
  });

  test('the requests of one account erase none of another', async () => {
    const own = await createMock();
    const [quiet, busy] = [createAccountClient(own), createAccountClient(own)];
    await quiet.send('POST', melodies, rule);
    for (let i = 0; i < 2_500; i++) await busy.send('GET', '/nowhere');
    const ofQuiet = (await quiet.send('GET', '/_mock/journal?account=me')).body as JournalEntry[];
    expect(ofQuiet.map(({ seq }) => seq)).toEqual([1]);
    const { body } = await busy.send('GET', '/_mock/journal');
    const all = (body as JournalEntry[]).map(({ seq }) => seq);
    expect(all).toEqual([1, ...Array.from({ length: 1_000 }, (_, i) => 1_502 + i)]);
    await own.close();
  });

  const redaction = createRedaction({});
  const seqOf = (journal: Journal, account?: string) =>
    journal.read({ account }).map(({ seq }) => seq);

  test('beyond the bound of all accounts, those with most entries lose their oldest', () => {
    const journal = new Journal(redaction, { all: 12 });
    journal.record(exchange({ account: 'quiet' }));
    for (let i = 0; i < 6; i++) journal.record(exchange({ account: 'busy' }));
    for (let i = 0; i < 6; i++) journal.record(exchange({ account: 'also busy' }));
    expect(seqOf(journal)).toEqual([1, 4, 5, 6, 7, 10, 11, 12, 13]);
    expect(seqOf(journal, 'quiet')).toEqual([1]);
  });

  test('of more accounts than the journal keeps entries, the latest are kept', () => {
    const journal = new Journal(redaction, { all: 8 });
    for (let i = 0; i < 9; i++) journal.record(exchange({ account: `account-${i}` }));
    expect(seqOf(journal)).toEqual([4, 5, 6, 7, 8, 9]);
    journal.clear('account-8');
    expect(seqOf(journal)).toEqual([4, 5, 6, 7, 8]);
    journal.clear();
    expect(seqOf(journal)).toEqual([]);
  });

  test('the large bodies of one account erase no body of another', () => {
    const journal = new Journal(redaction, { characters: 40 });
    journal.record(exchange({ account: 'small', requestBody: '"123"' }));
    for (let i = 0; i < 4; i++) {
      journal.record(exchange({ account: 'large', requestBody: '"12345678"' }));
    }
    const dropped = journal.read().map((one) => [one.account, one.bodiesDropped ?? false]);
    expect(dropped).toEqual([
      ['small', false],
      ['large', true],
      ['large', true],
      ['large', false],
      ['large', false],
    ]);
  });

  test('the journal drops the oldest bodies when they grow too large, and marks them', () => {
    const journal = new Journal(createRedaction(mock.contract.document), { characters: 25 });
    for (const requestBody of ['"1234567"', '"2345678"', '"3456789"']) {
      journal.record(exchange({ requestBody }));
    }
    const bodies = journal.read().map((one) => [one.request.body, one.bodiesDropped]);
    expect(bodies).toEqual([
      [undefined, true],
      ['2345678', undefined],
      ['3456789', undefined],
    ]);
  });
});

function exchange(given: Partial<RawJournalEntry>): RawJournalEntry {
  return {
    time: 0,
    account: 'somebody',
    operation: undefined,
    method: 'POST',
    url: '/',
    requestHeaders: {},
    requestBody: undefined,
    status: 200,
    responseHeaders: {},
    responseBody: undefined,
    ms: 1,
    problem: undefined,
    rule: undefined,
    doubt: undefined,
    state: 0,
    ...given,
  };
}

describe('a contract whose token is in the query', () => {
  const document = `
openapi: 3.1.0
info: { title: Things, version: 1.0.0 }
servers: [{ url: "https://things.example" }]
security: [{ key: [] }]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200":
          description: All things.
          content:
            application/json:
              schema:
                type: array
                items: { type: object, properties: { id: { type: integer }, pin: { type: string, format: password } } }
    post:
      operationId: addThing
      requestBody:
        content: { application/json: { schema: { type: object, properties: { pin: { type: string, format: password } } } } }
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema: { type: object, properties: { id: { type: integer }, pin: { type: string, format: password } } }
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    delete:
      operationId: deleteThing
      responses: { "204": { description: Gone. } }
components:
  securitySchemes:
    key: { type: apiKey, in: query, name: api_key }
`;
  let folder: string;
  let keyed: Mock;
  const logged: LogEntry[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    await writeFile(join(folder, 'openapi.yaml'), document);
    keyed = await createMock({
      spec: join(folder, 'openapi.yaml'),
      log: (entry) => logged.push(entry),
    });
  });
  afterAll(async () => {
    await keyed.close();
    await rm(folder, { recursive: true });
  });

  test('the token names the account, and neither the journal nor the log shows it', async () => {
    const key = 'k3y?&'.replace('&', '%26');
    const add = (pin: string) =>
      keyed.inject({ method: 'POST', url: `/things?a=b&api_key=${key}`, payload: { pin } });
    expect((await add('1234')).json()).toEqual({ id: 1, pin: '1234' });
    expect((await add('1234')).json()).toMatchObject({ id: 2 });
    expect((await keyed.inject('/things?api_key=other')).json()).toEqual([]);
    await keyed.inject(`/nowhere?api_key=${key}`);
    await keyed.inject(`/%zz?api_key=${key}`);
    const journal = (await keyed.inject(`/_mock/journal?account=me&api_key=${key}`)).payload;
    expect(JSON.parse(journal)).toMatchObject([
      {
        request: { url: '/things?a=b&api_key=***', body: { pin: '***' } },
        response: { body: { id: 1, pin: '***' } },
      },
      { response: { body: { id: 2 } } },
      { request: { url: '/nowhere?api_key=***' } },
      { request: { url: '/%zz?api_key=***' } },
    ]);
    expect(journal).not.toContain('k3y');
    expect(JSON.stringify(logged)).not.toContain('k3y');
    expect(logged[0]?.path).toBe('/things?a=b&api_key=***');
  });
});

describe('the live journal', () => {
  interface Event {
    readonly id: number;
    readonly exchange: JournalEntry;
  }

  /** The events in what came over a chunked connection. */
  function eventsIn(text: string): Event[] {
    return [...text.matchAll(/id: (\d+)\nevent: exchange\ndata: (.*)\n\n/g)].map(
      ([, id, data = '']) => ({ id: Number(id), exchange: JSON.parse(data) as JournalEntry }),
    );
  }

  /** Opens the stream of an account; `until` resolves once so many events came. */
  async function follow(token: string, query = '', headers: string[] = [], at = url) {
    const connection = await openRaw(at);
    const path = `/_mock/journal/stream?account=me${query}`;
    for (const piece of rawRequest('GET', path, [`Authorization: ${token}`, ...headers])) {
      connection.write(piece);
    }
    await connection.until(/: the journal, live/);
    return {
      ...connection,
      async events(count: number) {
        const many = new RegExp(`(event: exchange\\ndata: .*\\n\\n[^]*){${count}}`);
        return eventsIn(await connection.until(many));
      },
    };
  }

  test('the stream sends each entry as it happens, secrets masked', async () => {
    const client = createAccountClient(mock, 'live');
    await client.send('GET', melodies);
    const stream = await follow('live');
    await client.send('POST', melodies, { ...rule, password: 'hunter2' });
    await client.send('DELETE', `${melodies}/77`);
    const events = await stream.events(2);
    expect(events.map((one) => one.exchange)).toEqual((await read(client)).slice(1));
    expect(events.map((one) => one.id)).toEqual(events.map((one) => one.exchange.seq));
    expect(JSON.stringify(events)).not.toContain('hunter2');
    const { headers } = await endedBy(stream);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
  });

  async function endedBy({ socket, ended }: Awaited<ReturnType<typeof openRaw>>) {
    socket.destroy();
    return ended;
  }

  test('the stream has the filters of the journal', async () => {
    const client = createAccountClient(mock, 'filtered');
    const stream = await follow('filtered', '&status=4XX&operation=deletePersonalMelody');
    await client.send('GET', melodies);
    await client.send('POST', melodies, {});
    await client.send('DELETE', `${melodies}/77`);
    await client.send('DELETE', `${melodies}/78`);
    expect(await stream.events(1)).toMatchObject([
      { exchange: { operation: 'deletePersonalMelody', response: { status: 404 } } },
    ]);
    await endedBy(stream);
  });

  test.each(['Last-Event-ID', 'after'])('the stream starts after %s without a gap', async (way) => {
    const token = `since ${way}`;
    const client = createAccountClient(mock, token);
    for (let i = 0; i < 3; i++) await client.send('GET', melodies);
    const [first] = await read(client);
    const stream =
      way === 'after'
        ? await follow(token, `&after=${first?.seq}`)
        : await follow(token, '', [`Last-Event-ID: ${first?.seq}`]);
    await client.send('DELETE', `${melodies}/77`);
    const events = await stream.events(3);
    expect(events.map((one) => one.exchange)).toEqual((await read(client)).slice(1));
    await endedBy(stream);
  });

  test('the stream serves several readers, and goes on when one of them leaves', async () => {
    const client = createAccountClient(mock, 'several');
    const [one, other] = [await follow('several'), await follow('several')];
    await client.send('GET', melodies);
    expect(await one.events(1)).toEqual(await other.events(1));
    await endedBy(one);
    await client.send('GET', melodies);
    expect(await other.events(2)).toHaveLength(2);
    await endedBy(other);
  });

  test('the stream drops a reader that falls behind', async () => {
    const client = createAccountClient(mock, 'slow');
    const stream = await follow('slow');
    stream.socket.pause();
    const large = JSON.stringify('x'.repeat(1_000_000));
    for (let i = 0; i < 80; i++) await client.send('POST', melodies, large);
    stream.socket.resume();
    const { text } = await stream.ended;
    expect(text.length).toBeLessThan(80 * large.length);
    expect((await client.send('GET', melodies)).status).toBe(200);
  });

  test('the stream ends when the mock closes', async () => {
    const own = await createMock();
    const at = await own.listen();
    const stream = await follow('closed', '', [], at);
    const closed = own.close();
    expect((await stream.ended).text).toMatch(/\r\n0\r\n\r\n$/);
    await closed;
  });

  test('whoever subscribes while the mock closes is told that it has ended', () => {
    const journal = new Journal(createRedaction(undefined));
    journal.end();
    let hasEnded = false;
    journal.subscribe(
      {},
      () => {},
      () => {
        hasEnded = true;
      },
    );
    expect(hasEnded).toBe(true);
  });

  test('the stream is refused to a page of another origin', async () => {
    const asked = rawRequest('GET', '/_mock/journal/stream', ['Origin: https://evil.example']);
    expect((await sendRaw(url, asked)).status).toBe(403);
  });
});

test('closing does not wait for idle connections', async () => {
  const own = await createMock();
  const at = await own.listen();
  const [silent, idle] = [await openRaw(at), await openRaw(at)];
  idle.write(`GET ${melodies} HTTP/1.1\r\nHost: a\r\nAuthorization: t\r\n\r\n`);
  await idle.until(/\}\]$/);
  await own.close();
  expect((await silent.ended).status).toBe(0);
  expect((await idle.ended).status).toBe(200);
});
