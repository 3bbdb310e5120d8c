import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMock, type Mock, type Problem, problemKinds } from '../../mocks/index.ts';
import { compileCheck, type JsonObject, type SchemaCheck } from '../../spec/index.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

let mock: Mock;
let client: AccountClient;
let isProblem: SchemaCheck;
beforeAll(async () => {
  mock = await createMock();
  const schemas = mock.contract.document.components?.schemas as Record<string, JsonObject>;
  isProblem = compileCheck(schemas.Problem ?? {}, {
    components: mock.contract.document.components,
  });
});
afterAll(() => mock.close());
beforeEach(() => {
  client = createAccountClient(mock);
});

const melodies = '/melodies/personal';
const sip = '/numbers/virtual-number/608';
const melody = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };
const number = { purpose: 'company', id: 608 };

interface Case {
  readonly given: string;
  readonly send: [method: string, url: string, body?: unknown, headers?: Record<string, string>];
  readonly status: number;
  /** The mistakes, one an entry: in, pointer, kind and whatever else the entry must say. */
  readonly errors?: object[];
  readonly problem?: object;
}

const cases: Case[] = [
  {
    given: 'an empty object breaks exactly three promises',
    send: ['POST', melodies, {}],
    status: 422,
    errors: [
      { in: 'body', pointer: '', kind: 'missing-choice' },
      { in: 'body', pointer: '/source_type', kind: 'missing' },
      { in: 'body', pointer: '/media_id', kind: 'missing' },
    ],
  },
  {
    given: 'a squashed name is one mistake, and the name that was meant is told',
    send: ['POST', melodies, { numbercapacityids: [1], source_type: 'system', media_id: 50 }],
    status: 422,
    errors: [{ pointer: '/numbercapacityids', hint: 'number_capacity_ids', doubt: 'D1' }],
    problem: { hint: 'number_capacity_ids', doubt: 'D1' },
  },
  {
    given: 'a misspelt name is one mistake',
    send: ['POST', melodies, { ...melody, media_id: undefined, medai_id: 50 }],
    status: 422,
    errors: [{ pointer: '/medai_id', hint: 'media_id', kind: 'misspelt-name' }],
  },
  {
    given: 'a misspelt name with a wrong value is two',
    send: ['POST', melodies, { ...melody, media_id: undefined, medai_id: 'x' }],
    status: 422,
    errors: [{ hint: 'media_id' }, { pointer: '/medai_id', kind: 'wrong-type' }],
  },
  {
    given: 'the Cyrillic look-alike of company is told from it',
    send: ['PUT', sip, { ...number, purpose: '\u0441ompany' }],
    status: 422,
    errors: [
      {
        pointer: '/purpose',
        kind: 'look-alike',
        hint: 'company',
        doubt: 'D2',
        message: expect.stringContaining('U+0441 CYRILLIC SMALL LETTER ES'),
      },
    ],
  },
  {
    given: 'text in place of an integer names pointer, expected and received',
    send: ['POST', melodies, { ...melody, media_id: '50' }],
    status: 422,
    errors: [
      {
        pointer: '/media_id',
        kind: 'wrong-type',
        expected: 'integer from 1 to 9007199254740991',
        received: '"50"',
        doubt: 'D20',
        source: { page: 'add-personal-melody', row: 'media_id' },
      },
    ],
  },
  {
    given: 'all mistakes of a body are told at once',
    send: [
      'POST',
      melodies,
      { number_capacity_ids: [1, '2', 1, 0], source_type: 'System', media_id: 1.5, extra: true },
    ],
    status: 422,
    errors: [
      { pointer: '/number_capacity_ids/1', kind: 'wrong-type' },
      { pointer: '/number_capacity_ids/2', kind: 'duplicate-item', doubt: 'D12' },
      { pointer: '/number_capacity_ids/3', kind: 'too-small', doubt: 'D22' },
      { pointer: '/source_type', kind: 'not-allowed', hint: 'system' },
      { pointer: '/media_id', kind: 'wrong-type' },
      { pointer: '/extra', kind: 'unknown-field', doubt: 'D14' },
    ],
  },
  {
    given: 'null for a list is refused with what to do instead',
    send: ['POST', melodies, { ...melody, employee_group_ids: null }],
    status: 422,
    errors: [
      {
        pointer: '/employee_group_ids',
        kind: 'null-value',
        doubt: 'D13',
        message: expect.stringContaining('leave the field out'),
      },
    ],
  },
  {
    given: 'two empty lists are one mistake',
    send: ['POST', melodies, { ...melody, number_capacity_ids: [], employee_group_ids: [] }],
    status: 422,
    errors: [{ kind: 'empty-lists', doubt: 'D11' }],
  },
  {
    given: 'an id beyond 2^53−1 is refused',
    send: [
      'POST',
      melodies,
      '{"number_capacity_ids":[9007199254740993],"source_type":"system","media_id":1}',
    ],
    status: 422,
    errors: [{ pointer: '/number_capacity_ids/0', kind: 'too-large', doubt: 'D24' }],
  },
  {
    given: 'a port out of range, or text that is no port, is one mistake each',
    send: ['PUT', sip, { ...number, server_port: '70000' }],
    status: 422,
    errors: [{ pointer: '/server_port', kind: 'wrong-form' }],
  },
  {
    given: 'a host that is none is one mistake',
    send: ['PUT', sip, { ...number, server_host: 'not a host' }],
    status: 422,
    errors: [{ pointer: '/server_host', kind: 'wrong-form', doubt: 'D21' }],
  },
  {
    given: 'an edit without the id in the body',
    send: ['PUT', `${melodies}/77`, melody],
    status: 422,
    errors: [{ pointer: '/id', kind: 'missing-identity', doubt: 'D6' }],
  },
  {
    given: 'a path and a body that differ',
    send: ['PUT', '/numbers/virtual-number/101', number],
    status: 422,
    errors: [{ pointer: '/id', kind: 'identity-mismatch', doubt: 'D5' }],
  },
  {
    given: 'a rule that is not there',
    send: ['PUT', `${melodies}/5`, { ...melody, id: 5 }],
    status: 404,
    problem: { doubt: 'D17', source: { page: 'edit-personal-melody' } },
  },
  {
    given: 'the DELETE that the edit page prints, which deletes',
    send: ['DELETE', '/numbers/virtual-number/101'],
    status: 404,
    problem: { doubt: 'D17' },
  },
  { given: 'a method that the path has not', send: ['PATCH', melodies, {}], status: 405 },
  { given: 'a path that the contract has not', send: ['GET', '/melodies'], status: 404 },
  { given: 'a trailing slash', send: ['PUT', `${melodies}/`, {}], status: 404 },
  {
    given: 'JSON that breaks off',
    send: ['POST', melodies, '{\n  "media_id": 50,\n  "source_type": }'],
    status: 400,
    problem: { detail: expect.stringContaining('line 3, column 18 (position 37)') },
  },
  {
    given: 'a body of another type',
    send: [
      'POST',
      melodies,
      'media_id=50',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    status: 415,
    problem: { source: { page: 'conventions' } },
  },
  {
    given: 'a body larger than 1 MiB',
    send: ['POST', melodies, JSON.stringify({ comment: 'x'.repeat(1024 * 1024) })],
    status: 413,
  },
  {
    given: 'no token',
    send: ['GET', melodies, undefined, { authorization: '' }],
    status: 401,
    problem: { doubt: 'D19', source: { page: 'conventions', fact: 'authorization-header' } },
  },
  {
    given: 'no token, and a body that is not JSON either',
    send: ['POST', melodies, '{', { authorization: '' }],
    status: 401,
  },
  ...['0', '-1', '01', '1e2', '0x10', '1.0', '+5', '%205', 'abc', '9007199254740992'].map((id) => ({
    given: `the path id ${id}`,
    send: ['DELETE', `${melodies}/${id}`] as [string, string],
    status: 422,
    errors: [{ in: 'path', pointer: '/id' }],
  })),
];

cases.push(
  {
    given: 'a value of a filter that only looks like an allowed one',
    send: ['GET', '/numbers/virtual-number?purpose=%D1%81ompany'],
    status: 422,
    errors: [{ in: 'query', kind: 'look-alike', hint: 'company', doubt: 'D2' }],
  },
  {
    given: 'a misspelt value of a filter',
    send: ['GET', '/numbers/virtual-number?type=sip_registraton'],
    status: 422,
    errors: [{ in: 'query', kind: 'not-allowed', hint: 'sip_registration' }],
  },
  {
    given: 'a path that has a slash at its end',
    send: ['GET', '/employee/'],
    status: 404,
    problem: {
      hint: '/employee',
      detail: 'The contract has no path /employee/; did you mean /employee?',
    },
  },
  {
    given: 'a group that there is not, and that no operation adds',
    send: ['GET', '/employee-group/93'],
    status: 404,
    problem: { detail: 'This account has no /employee-group/93; use one that exists.' },
  },
  {
    given: 'a number that there is not, and that an operation adds',
    send: ['GET', '/numbers/virtual-number/93'],
    status: 404,
    problem: {
      detail:
        'This account has no /numbers/virtual-number/93; add it first, or use one that exists.',
    },
  },
);

describe('a refusal explains what is wrong', () => {
  test.each(cases)('a refusal explains: $given', async ({ send, status, errors, problem }) => {
    const answer = await client.send(...send);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(isProblem(answer.body)).toBeUndefined();
    const told = answer.body as Problem;
    expect(told.status).toBe(status);
    if (errors !== undefined)
      expect(told.errors).toEqual(errors.map((e) => expect.objectContaining(partly(e))));
    if (problem !== undefined) expect(told).toMatchObject(problem);
    const code = told.type.split('/').at(-1) ?? '';
    expect(problemKinds).toHaveProperty(
      code,
      expect.objectContaining({ status, title: told.title }),
    );
  });

  test('a name of what does not exist is refused with the row of its field', async () => {
    await client.send('PUT', '/_mock/accounts/me/switches', { D16: 'checked' });
    const { body } = await client.send('POST', melodies, {
      number_capacity_ids: [250, 352],
      source_type: 'system',
      media_id: 5_000,
    });
    const source = { page: 'add-personal-melody' };
    expect((body as Problem).errors).toMatchObject([
      { pointer: '/media_id', doubt: 'D16', source: { ...source, row: 'media_id' } },
      {
        pointer: '/number_capacity_ids/1',
        doubt: 'D16',
        source: { ...source, row: 'number_capacity_ids' },
      },
    ]);
  });

  test('405 lists the methods of the path', async () => {
    const { headers } = await client.send('PATCH', melodies, {});
    expect(headers.allow).toBe('GET, POST, HEAD, OPTIONS');
  });

  test('no body, key or name is cut inside a character', async () => {
    for (const length of [57, 58, 59, 60, 61]) {
      const text = `${'a'.repeat(length)}😀xx`;
      const nested = { [text]: [text] };
      const { body } = await client.send('POST', melodies, {
        ...melody,
        media_id: text,
        [text]: nested,
        source_type: nested,
      });
      const { errors = [] } = body as Problem;
      expect(errors).toHaveLength(3);
      for (const { message } of errors) expect(message).not.toMatch(/\\ud/i);
    }
  });

  test('a value from the path is never cut inside a character', async () => {
    const url = `${melodies}/${encodeURIComponent(`${'a'.repeat(58)}😀xx`)}`;
    const { body } = await client.send('PUT', url, melody);
    const told = (body as Problem).errors?.[0];
    expect(told?.received).toBe(`"${'a'.repeat(58)}…`);
    expect(told?.message.isWellFormed()).toBe(true);
  });

  test('a refusal does not repeat a secret', async () => {
    const { body } = await client.send('PUT', sip, { ...number, password: 12345678 });
    expect(JSON.stringify(body)).not.toContain('12345678');
  });
});

// A source is told with its title too.
function partly(entry: object): object {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      key === 'source' ? expect.objectContaining(value) : value,
    ]),
  );
}

test('every example of a problem in the contract is one of the catalogue', () => {
  const responses = Object.values(mock.contract.document.components?.responses ?? {});
  const shown = mock.contract.operations
    .flatMap((operation) => operation.responses)
    .flatMap((response) => response.contents.map((content) => ({ response, content })))
    .filter(({ content }) => content.mediaType === 'application/problem+json')
    .flatMap(({ response, content }) => content.examples.map(({ value }) => ({ response, value })));
  expect(responses.length).toBeGreaterThan(0);
  for (const { response, value } of shown) {
    const { type, title, status } = value as Problem;
    expect(response.status).toBe(String(status));
    expect(problemKinds).toHaveProperty(
      type.split('/').at(-1) ?? '',
      expect.objectContaining({ status, title }),
    );
  }
});

test('what refuses the bodies of a contract is forgotten when the contract is reloaded', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const own = await createMock();
  const schema = () =>
    own.contract.operations.find(({ id }) => id === 'addPersonalMelody')?.request?.contents[0]
      ?.schema;
  const forgotten = new WeakRef(schema() ?? {});
  expect(forgotten.deref()).toHaveProperty('properties');
  const headers = { authorization: 'a' };
  const refuse = () => own.inject({ method: 'POST', url: melodies, headers, payload: { x: 1 } });
  expect((await refuse()).statusCode).toBe(422);
  await own.reload();
  expect((await refuse()).statusCode).toBe(422);
  const isForgotten = () => {
    collectGarbage();
    return forgotten.deref() === undefined;
  };
  await expect.poll(isForgotten).toBe(true);
  await own.close();
});
