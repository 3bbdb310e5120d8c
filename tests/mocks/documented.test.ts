import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import {
  isObject,
  type JsonObject,
  loadContract,
  ownContract,
  readYamlFile,
} from '../../spec/index.ts';
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
        detail:
          'Number 352 already belongs to rule 83. There are 4 more conflicts; the request also breaks the rule one-rule-per-group.',
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

const { pages } = await loadContract(ownContract);
const run = promisify(execFile);

/** A printed example of a page, with its names as D1 decides. */
function printed(page: string, which: string): unknown {
  const found = pages.find(({ id }) => id === page)?.examples[which];
  if (found === undefined) throw new Error(`${page} prints no ${which}`);
  return JSON.parse(
    JSON.stringify(found)
      .replaceAll('numbercapacityids', 'number_capacity_ids')
      .replaceAll('employeegroupids', 'employee_group_ids')
      .replaceAll(/"(dialing|hold)sourcetype"/g, '"$1_source_type"')
      .replaceAll(/"(dialing|hold)mediaid"/g, '"$1_media_id"'),
  );
}

// Every number has these fields, and `null` where there is no value (D30).
const asNumber = (item: unknown, otherwise: JsonObject = {}) => ({
  dgn_number: null,
  redirect_number: null,
  ...(isObject(item) ? item : {}),
  ...otherwise,
});
// Which values of number 250 are right is open (D30): these are the mock's.
const number250 = {
  comment: 'ffff',
  number: '79001000000',
  purpose: 'employee',
  employee_id: 125,
  scenario_id: 779,
  is_scenario_active: true,
  dgn_number: '74994088157',
  redirect_number: null,
  from_redirect_numbers: [
    { id: 678, number: '79001000003' },
    { id: 249, number: '74994088157' },
  ],
  nc_type: 'custom+fmc',
  region_name: 'Брянская область',
};
const numbers = (page: string, which: string, unlike: JsonObject = {}) =>
  [printed(page, which)].flat().map((item) => {
    const is250 = isObject(item) && item.id === 250;
    return asNumber(item, is250 ? number250 : unlike);
  });

interface WrittenPage {
  readonly id: string;
  readonly printed?: { readonly heading?: string; readonly 'request-line'?: string | string[] };
}

interface Documented {
  readonly page: string;
  readonly line: string;
  readonly body?: unknown;
  /** The request lines of other pages that come first. */
  readonly after?: readonly string[];
  readonly answer?: unknown;
  /** Items that the list of the answer has among others, as the printed lists are cut off. */
  readonly lists?: readonly unknown[];
  readonly status?: number;
}

const addition = printed('add-mobile-number', 'request') as JsonObject;

// In the order of the documentation, each with what the page prints or a doubt decides.
const requests: Documented[] = [
  // Rule 77, which another page edits, holds the numbers of the printed rule 37.
  {
    page: 'list-personal-melodies',
    line: 'GET /melodies/personal',
    lists: [{ ...(printed('list-personal-melodies', 'answer') as JsonObject[])[0], id: 77 }],
  },
  {
    page: 'add-personal-melody',
    line: 'POST /melodies/personal',
    body: printed('add-personal-melody', 'request'),
    answer: printed('add-personal-melody', 'answer'),
  },
  {
    page: 'edit-personal-melody',
    line: 'PUT /melodies/personal/77',
    body: printed('edit-personal-melody', 'request'),
    answer: printed('edit-personal-melody', 'answer'),
  },
  // No page says how rule 123 came about; a new account does not have it (D17).
  { page: 'delete-personal-melody', line: 'DELETE /melodies/personal/123', status: 404 },
  {
    page: 'list-numbers',
    line: 'GET /numbers/virtual-number',
    lists: numbers('list-numbers', 'answer'),
  },
  {
    page: 'read-number',
    line: 'GET /numbers/virtual-number/250',
    answer: numbers('read-number', 'answer')[0],
  },
  {
    page: 'search-numbers',
    line: 'GET numbers/virtual-number?number=79001000002',
    answer: numbers('search-numbers', 'answer-1'),
  },
  {
    page: 'search-numbers',
    line: 'GET numbers/virtual-number?type=def',
    lists: numbers('search-numbers', 'answer-2'),
  },
  {
    page: 'search-numbers',
    line: 'GET numbers/virtual-number?purpose=employee',
    lists: [...numbers('search-numbers', 'answer-3'), ...numbers('search-numbers', 'answer-2')],
  },
  {
    page: 'add-sip-number',
    line: 'POST /numbers/virtual-number',
    body: printed('add-sip-number', 'request'),
    answer: printed('add-sip-number', 'answer'),
  },
  {
    page: 'edit-mobile-number',
    line: 'PUT /numbers/virtual-number/542',
    body: printed('edit-mobile-number', 'request'),
    answer: printed('edit-mobile-number', 'answer'),
  },
  {
    page: 'edit-city-number',
    line: 'PUT /numbers/virtual-number/569',
    body: printed('edit-city-number', 'request'),
    answer: printed('edit-city-number', 'answer'),
  },
  {
    page: 'edit-sip-number',
    line: 'PUT /numbers/virtual-number/608',
    body: printed('edit-sip-number', 'request'),
    answer: printed('edit-sip-number', 'answer'),
  },
  // The line that two pages print; a new account has no number 101 (D17).
  { page: 'delete-virtual-number', line: 'DELETE /numbers/virtual-number/101', status: 404 },
  {
    page: 'list-mobile-numbers',
    line: 'GET /numbers/virtual-number?type=def',
    lists: numbers('list-mobile-numbers', 'answer'),
  },
  // What is number 250 elsewhere has the id 123 here (D30).
  { page: 'read-mobile-number', line: 'GET /numbers/virtual-number/123', status: 404 },
  {
    page: 'list-connectable-numbers',
    line: 'GET numbers/def-virtual-number-capacity',
    answer: printed('list-connectable-numbers', 'answer'),
  },
  {
    page: 'add-mobile-number',
    line: 'POST numbers/unconfirmed',
    body: addition,
    // The number of the request (D41), with the id that comes next.
    answer: {
      ...(printed('add-mobile-number', 'answer') as JsonObject),
      number: addition.number,
      dgn_number: addition.dgn_number,
      id: 51,
    },
  },
  {
    page: 'list-employee-groups',
    line: 'GET /employee-group/',
    answer: printed('list-employee-groups', 'answer'),
  },
  // Group 123 of this page is in no list of groups (D17).
  { page: 'read-employee-group', line: 'GET /employee-group/123', status: 404 },
  {
    page: 'list-employees',
    line: 'GET /employee',
    lists: [printed('list-employees', 'answer')].flat(),
  },
  {
    page: 'list-system-melodies',
    line: 'GET /melodies/system',
    lists: [printed('list-system-melodies', 'answer')].flat(),
  },
  { page: 'read-beeps', line: 'GET /melodies/beeps', answer: printed('read-beeps', 'answer') },
  {
    page: 'list-client-melodies',
    line: 'GET /melodies/client',
    lists: [printed('list-client-melodies', 'answer')].flat(),
  },
  {
    page: 'add-client-melody',
    line: 'POST /melodies/client',
    body: printed('add-client-melody', 'request'),
    answer: printed('add-client-melody', 'answer'),
  },
  {
    page: 'delete-client-melody',
    line: 'DELETE /melodies/client/123',
    after: ['POST /melodies/client'],
    answer: printed('delete-client-melody', 'answer'),
  },
  {
    page: 'read-main-melodies',
    line: 'GET /melodies/main',
    answer: printed('read-main-melodies', 'answer'),
  },
  {
    page: 'edit-main-melodies',
    line: 'PUT /melodies/main/1',
    // The page shows no request; the mock answers what is sent.
    body: printed('edit-main-melodies', 'answer'),
    answer: printed('edit-main-melodies', 'answer'),
  },
];

describe('curl gets the documented response to every request line of the documentation', () => {
  let url: string;
  beforeAll(async () => {
    url = await mock.listen();
  });

  /** Sends a request with curl. Paths without a slash are served as on the other pages (D40). */
  async function curl(token: string, { line, body }: Pick<Documented, 'line' | 'body'>) {
    const [method = '', path = ''] = line.split(' ');
    const { stdout } = await run('curl', [
      ...['-sS', '-X', method, '-w', '\n%{http_code}', '-H', `Authorization: ${token}`],
      ...(body === undefined ? [] : ['-H', 'Content-Type: application/json; charset=UTF-8']),
      ...(body === undefined ? [] : ['--data-binary', JSON.stringify(body)]),
      `${url}/${path.replace(/^\//, '')}`,
    ]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), json: JSON.parse(stdout.slice(0, end)) };
  }

  test.each(requests)('$page: a fresh account responds to $line', async (one) => {
    const token = `curl ${one.page} ${one.line}`;
    for (const first of one.after ?? []) {
      const request = requests.find(({ line }) => line === first);
      if (request === undefined) throw new Error(`no such line: ${first}`);
      expect(await curl(token, request)).toMatchObject({ status: 200 });
    }
    const { status, json } = await curl(token, one);
    expect(status).toBe(one.status ?? 200);
    if (one.answer !== undefined) expect(json).toEqual(one.answer);
    if (one.lists !== undefined) {
      expect(json).toEqual(expect.arrayContaining([...one.lists]));
    }
  });

  test('the table has every printed request line', () => {
    const { value } = readYamlFile(join(dirname(ownContract), 'sources.yaml'));
    const { pages: core, neighbours } = value as Record<string, WrittenPage[]>;
    const lines = [...(core ?? []), ...(neighbours ?? [])].flatMap(({ id, printed: print }) =>
      [print?.['request-line'] ?? print?.heading ?? []].flat().map((line) => `${id}: ${line}`),
    );
    // The line of the page on deleting: D4 and D5 decide that the heading and the body are right.
    const misprinted = 'edit-sip-number: DELETE /numbers/virtual-number/101';
    const tried = new Set(requests.map(({ page, line }) => `${page}: ${line}`));
    expect(lines.filter((line) => !tried.has(line))).toEqual([misprinted]);
    const pagesTried = new Set(requests.map(({ page }) => page));
    const paths = pages.filter(({ operation }) => operation !== undefined).map(({ id }) => id);
    expect(paths.filter((id) => !pagesTried.has(id))).toEqual([]);
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
