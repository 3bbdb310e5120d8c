import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../mocks/prism/create-engine.ts';
import {
  type Engine,
  type EngineCall,
  type EngineResult,
  refused,
} from '../../mocks/prism/engine.ts';
import { createPlainPrism } from './reference-prism.ts';

const problem = (status: number) => ({
  description: 'Refused.',
  content: {
    'application/problem+json': {
      schema: { type: 'object', properties: { status: { type: 'integer' } } },
      examples: { plain: { value: { status } }, other: { value: { status, other: true } } },
    },
  },
});
const book = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    title: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'title'],
  additionalProperties: false,
};
const newBook = {
  type: 'object',
  properties: { title: { type: 'string' }, tags: book.properties.tags },
  required: ['title'],
  additionalProperties: false,
};
const json = (schema: object, more: object = {}) => ({ 'application/json': { schema, ...more } });
const done = { 204: { description: 'Done.' } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

const library = {
  openapi: '3.1.0',
  info: { title: 'Library', version: '1' },
  security: [{ key: [] }],
  paths: {
    '/books': {
      get: {
        responses: {
          200: {
            description: 'All books.',
            headers: { 'X-Total': { schema: { type: 'integer' }, example: 5 } },
            content: json(
              { type: 'array', items: book },
              { examples: { shelf: { value: [{ id: 1, title: 'Emma' }] } } },
            ),
          },
        },
      },
      post: {
        requestBody: { required: true, content: json(newBook) },
        responses: {
          201: {
            description: 'Added.',
            content: json(book, { examples: { emma: { value: { id: 1, title: 'Emma' } } } }),
          },
          409: problem(409),
          422: problem(422),
        },
      },
    },
    '/books/{id}': {
      parameters: [id],
      get: { deprecated: true, responses: { 200: { description: 'One.', content: json(book) } } },
      delete: { security: [], responses: done },
    },
    '/searches': {
      get: {
        security: [],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } },
          { name: 'X-Old', in: 'header', deprecated: true, schema: { type: 'string' } },
          { name: 'X-Trace', in: 'header', schema: { type: 'string', pattern: '^[a-z]+$' } },
          {
            name: 'pair',
            in: 'query',
            explode: false,
            schema: { type: 'array', prefixItems: [{ type: 'integer' }, { enum: ['asc'] }] },
          },
        ],
        responses: done,
      },
    },
    '/imports': {
      post: {
        security: [],
        requestBody: {
          content: {
            'image/*': {},
            'text/csv': {},
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
            },
          },
        },
        responses: done,
      },
    },
    '/trees': {
      post: {
        security: [],
        requestBody: { content: json({ $ref: '#/components/schemas/Tree' }) },
        responses: { ...done, 422: { description: 'Bare.' } },
      },
    },
    '/oddities': {
      post: {
        security: [],
        requestBody: {
          content: json({
            type: 'object',
            properties: {
              pair: {
                type: 'array',
                prefixItems: [{ type: 'string' }],
                items: { type: 'integer' },
              },
              few: { type: 'array', contains: { const: 1 }, minContains: 2 },
            },
            dependentRequired: { pair: ['few'] },
            allOf: [{ type: 'object', properties: { note: { type: 'string' } } }],
            unevaluatedProperties: false,
          }),
        },
        responses: {
          200: { description: 'Odd.' },
          400: { description: 'Bad.', content: json({}) },
        },
      },
      get: {
        security: [{ visitor: [] }],
        responses: {
          200: {
            description: 'Dynamic.',
            content: json({
              type: 'object',
              properties: { n: { type: 'integer', minimum: 0, maximum: 1e9 } },
              required: ['n'],
            }),
          },
          404: { description: 'No schema.', content: { 'text/plain': {} } },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      visitor: { type: 'http', scheme: 'basic' },
    },
    schemas: {
      Tree: {
        type: 'object',
        properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
      },
    },
  },
};

const asWritten = structuredClone(library);
const added = { id: 7, title: 'Emma' };
const postBook: EngineCall = {
  method: 'post',
  template: '/books',
  path: '/books',
  query: {},
  headers: { 'x-key': 'k', 'content-type': 'application/json' },
  body: { title: 'Emma' },
  checkSecurity: true,
};
const getBooks = { method: 'get', headers: { 'x-key': 'k' }, body: undefined };
const searches = { ...getBooks, template: '/searches', path: '/searches' };
const at = (text: string) => ({ ...getBooks, template: '/books/{id}', path: `/books/${text}` });
const posted = (template: string, body: unknown, type = 'application/json') => ({
  template,
  path: template,
  headers: { 'content-type': type },
  body,
});

let engine: Engine;
let calls: number;

beforeAll(async () => {
  engine = await createEngine(library);
});

/** Asks with a state that answers `added` and counts its calls. */
async function ask(change: Partial<EngineCall> & { more?: Record<string, string> } = {}) {
  calls = 0;
  const { more, ...rest } = change;
  const state = () => {
    calls++;
    return added;
  };
  const call = { ...postBook, state, ...rest };
  return engine.request({ ...call, headers: { ...call.headers, ...more } });
}

/** Asks an operation that Prism answers by itself. */
const askPrism = (change: Parameters<typeof ask>[0]) => ask({ ...change, state: undefined });

function only<Kind extends EngineResult['kind']>(result: EngineResult, kind: Kind) {
  expect(result.kind, JSON.stringify(result)).toBe(kind);
  return result as Extract<EngineResult, { kind: Kind }>;
}

const codes = (result: EngineResult) =>
  only(result, 'invalid').diagnostics.map(({ path, code }) => [path.join('/'), code]);

describe('an answer', () => {
  test('has the body of the state, and status and media type as Prism negotiates', async () => {
    expect(await ask()).toEqual({
      kind: 'answer',
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: added,
      chosen: false,
      violations: [],
    });
    expect(calls).toBe(1);
  });

  test('comes from the document where there is no state', async () => {
    const { status, body } = only(await askPrism(getBooks), 'answer');
    expect([status, body]).toEqual([200, [{ id: 1, title: 'Emma' }]]);
  });

  test('has the declared headers as text, and tells that an operation is deprecated', async () => {
    expect(only(await ask(getBooks), 'answer').headers).toEqual({
      'content-type': 'application/json',
      'x-total': '5',
    });
    expect(only(await ask(at('1')), 'answer').headers).toMatchObject({ deprecation: 'true' });
  });

  test('has no body when the state has none', async () => {
    const result = await ask({ ...at('1'), method: 'delete', state: () => undefined });
    expect(only(result, 'answer')).toMatchObject({ status: 204, body: undefined, violations: [] });
  });

  test('is given even when it breaks the document, with what is broken', async () => {
    const result = await ask({ state: () => ({ id: 'seven', title: 'Emma', extra: 1 }) });
    expect(only(result, 'answer').violations).toEqual([
      {
        location: ['response', 'body'],
        severity: 'Error',
        code: 'additionalProperties',
        message: "Response body must NOT have additional properties; found 'extra'",
      },
      {
        location: ['response', 'body', 'id'],
        severity: 'Error',
        code: 'type',
        message: 'Response body property id must be integer',
      },
    ]);
  });

  test('may be changed by the caller: the next is none the worse', async () => {
    const first = only(await askPrism(getBooks), 'answer');
    Object.assign(Object(first.body)[0], { title: 'Changed' });
    first.headers['x-total'] = '0';
    const chosen = { more: { prefer: 'code=409' } };
    const second = only(await ask(chosen), 'answer');
    Object.assign(Object(second.body), { status: 0 });
    const third = only(await ask(getBooks), 'answer');
    third.headers['x-total'] = '0';

    expect(only(await askPrism(getBooks), 'answer').body).toEqual([{ id: 1, title: 'Emma' }]);
    expect(only(await ask(chosen), 'answer').body).toEqual({ status: 409 });
    expect(only(await ask(getBooks), 'answer').headers['x-total']).toBe('5');
  });
});

describe('the state', () => {
  test('may throw: that comes out as it is, and the next request is answered', async () => {
    const refusal = new Error('taken');
    const state = () => {
      throw refusal;
    };
    await expect(ask({ state })).rejects.toBe(refusal);
    expect((await ask()).kind).toBe('answer');
  });

  test.each([
    ['an invalid body', { body: {} }],
    ['no key', { headers: { 'content-type': 'application/json' } }],
    ['an unacceptable Accept', { more: { accept: 'image/png' } }],
    ['an unreadable Accept', { more: { accept: 'nonsense' } }],
    ['a chosen status', { more: { prefer: 'code=201' } }],
    ['a chosen example', { more: { prefer: 'example=emma' } }],
    ['a generated answer', { query: { __dynamic: 'true' } }],
    ['an unreadable Prefer', { more: { prefer: 'code=teapot' } }],
  ])('is left alone by a request with %s', async (_, change) => {
    await ask(change);
    expect(calls).toBe(0);
  });

  test.each(['respond-async', 'dynamic=false', 'seed=1'])(
    'is asked when the client prefers %s, which chooses no response',
    async (prefer) => {
      expect(only(await ask({ more: { prefer } }), 'answer')).toMatchObject({ chosen: false });
      expect(calls).toBe(1);
    },
  );
});

describe('an invalid request', () => {
  test('gets the status that Prism negotiates, and all its mistakes at once', async () => {
    const result = only(await ask({ body: { titel: 1, tags: ['a', 2] } }), 'invalid');
    expect(result).toMatchObject({ status: 422, declared: 'problem', headers: {} });
    expect(result.diagnostics).toEqual([
      {
        path: ['body'],
        code: 'required',
        message: "Request body must have required property 'title'",
      },
      {
        path: ['body'],
        code: 'additionalProperties',
        message: "Request body must NOT have additional properties; found 'titel'",
      },
      {
        path: ['body', 'tags', '1'],
        code: 'type',
        message: 'Request body property tags.1 must be string',
      },
    ]);
    expect(result).not.toHaveProperty('answer');
  });

  test('is told how the document declares the refusal', async () => {
    const undeclared = await ask({ headers: { 'content-type': 'application/json' } });
    expect(only(undeclared, 'invalid')).toMatchObject({ status: 401, declared: 'none' });
    const withoutType = await ask(posted('/trees', { kids: 1 }));
    expect(only(withoutType, 'invalid')).toMatchObject({ status: 422, declared: 'none' });
    const ofOtherType = await ask(posted('/oddities', { extra: 1 }));
    expect(only(ofOtherType, 'invalid')).toMatchObject({
      status: 400,
      declared: 'other',
      answer: { headers: { 'content-type': 'application/json' } },
    });
  });

  test('gets the example of the refusal that the client names, or 404 when there is none', async () => {
    const prefer = (text: string) => ask({ body: {}, more: { prefer: text } });
    expect(only(await prefer('code=422, example=other'), 'invalid')).toMatchObject({
      status: 422,
      answer: { body: { status: 422, other: true } },
    });
    expect(only(await prefer('code=422, example=none'), 'failed').status).toBe(404);
    expect(only(await prefer('code=409'), 'invalid').status).toBe(422);
  });

  test('lacks a key only when security is checked', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(codes(await ask({ headers }))).toEqual([['', 401]]);
    expect((await ask({ headers, checkSecurity: false })).kind).toBe('answer');
  });

  test('is told how to authenticate when Prism knows', async () => {
    const result = await ask({ ...getBooks, template: '/oddities', path: '/oddities' });
    expect(only(result, 'invalid').headers).toEqual({ 'www-authenticate': 'Basic realm="*"' });
  });

  test('lacks its body', async () => {
    expect(codes(await ask({ body: undefined }))).toEqual([['', 'required']]);
  });

  test.each([
    ['limit=11', { query: { limit: '11' } }, [['query/limit', 'maximum']]],
    ['X-Trace: A1', { more: { 'x-trace': 'A1' } }, [['header/x-trace', 'pattern']]],
    ['limit=10', { query: { limit: '10' } }, undefined],
  ])('may be so by a parameter: %s', async (_, change, want) => {
    const result = await ask({ ...searches, ...change });
    if (want) expect(codes(result)).toEqual(want);
    else expect(result.kind).toBe('answer');
  });

  test('is not one that uses what is deprecated, which its answer tells', async () => {
    const more = { 'x-old': 'yes' };
    expect(only(await ask({ ...searches, more }), 'answer').violations).toEqual([
      {
        location: ['request', 'header', 'X-Old'],
        severity: 'Warning',
        code: 'deprecated',
        message: 'Header param X-Old is deprecated',
      },
    ]);
    expect(codes(await ask({ ...searches, more, query: { limit: 'x' } }))).toEqual([
      ['query/limit', 'type'],
    ]);
  });
});

describe('the media type of a body', () => {
  test.each([
    ['application/json', true],
    ['Application/JSON; charset=UTF-8', true],
    ['application/json; charset="utf-8"', true],
    ['application/json; charset=utf-16', false],
    ['application/merge-patch+json', false],
    ['text/json', false],
    ['application/json/x', false],
    ['application', false],
    ['nonsense', false],
    ['', false],
  ])('%j is taken for application/json: %s', async (type, taken) => {
    const headers = { 'x-key': 'k', ...(type && { 'content-type': type }) };
    const result = await ask({ headers });
    if (taken) expect(result.kind).toBe('answer');
    else expect(codes(result)).toEqual([['', 415]]);
  });

  test('is looked at with a Content-Length and without, and the declared ones are told', async () => {
    const framings: Record<string, string>[] = [
      {},
      { 'content-length': '16' },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const more of framings) {
      const result = await ask({ more: { ...more, 'content-type': 'text/plain' } });
      expect(only(result, 'invalid').diagnostics).toEqual([
        { path: [], code: 415, message: 'Supported content types: application/json' },
      ]);
    }
  });

  test('may be within a declared range', async () => {
    expect((await ask(posted('/imports', 'text', 'image/png'))).kind).toBe('answer');
    expect((await ask(posted('/imports', 'text', 'text/csv'))).kind).toBe('answer');
    expect(codes(await ask(posted('/imports', 'text', 'text/plain')))).toEqual([['', 415]]);
  });

  test('may be a form, whose fields are read', async () => {
    const form = (text: string) => posted('/imports', text, 'application/x-www-form-urlencoded');
    expect((await ask(form('n=5&m=%C3%A9'))).kind).toBe('answer');
    expect(codes(await ask(form('n=five')))).toEqual([['body/n', 'type']]);
    expect(codes(await ask(form('%zz=5')))).toEqual([['body', 'style']]);
  });

  test('is none that an operation without a body takes', async () => {
    expect(codes(await ask({ ...getBooks, body: {} }))).toEqual([['', 415]]);
    const unread = { ...getBooks, headers: { 'x-key': 'k', 'content-length': '2' } };
    expect(codes(await ask(unread))).toEqual([['', 415]]);
  });
});

describe('a valid request', () => {
  const state = () => added;

  test('is answered at once when state makes the body', () => {
    expect(engine.request({ ...postBook, state })).toMatchObject({ kind: 'answer', body: added });
  });

  test.each([
    ['has no key', { headers: { ...postBook.headers, 'x-key': '' } }],
    ['chose a response', { headers: { ...postBook.headers, prefer: 'code=409' } }],
    ['is mistaken', { body: {} }],
    ['has no state', { state: undefined }],
  ])('goes all the way through Prism when it %s', (_title, more) => {
    expect(engine.request({ ...postBook, state, ...more })).toBeInstanceOf(Promise);
  });
});

describe('an integer in the path', () => {
  test.each(['1', '77', '9007199254740991'])('may be %s', async (text) => {
    expect((await ask(at(text))).kind).toBe('answer');
  });

  test.each(['01', '1e2', '0x10', '1.0', '%205', '+5', '-', '', 'x', '1,2'])(
    'may not be written %j',
    async (text) => {
      const [[path]] = codes(await ask(at(text))) as [[string]];
      expect(path).toMatch(/^path/);
      expect(calls).toBe(0);
    },
  );

  test('is found wrong once', async () => {
    expect(codes(await ask(at('01')))).toEqual([['path/id', 'type']]);
    expect(codes(await ask(at('x')))).toEqual([['path/id', 'type']]);
    expect(codes(await ask(at('0')))).toEqual([['path/id', 'minimum']]);
  });

  test.each([
    ['/books/%37', '/books/{id}'],
    ['/b%6Foks/77', '/books/{id}'],
  ])('may stand in a path that is escaped, %s', async (path, template) => {
    expect((await ask({ ...getBooks, template, path })).kind).toBe('answer');
  });

  test('that is escaped wrongly is invalid', async () => {
    expect(codes(await ask(at('%zz')))).toEqual([['path/id', 'style']]);
  });
});

describe('a response that the client chooses', () => {
  const choose = (prefer: string, accept?: string) =>
    ask({ more: { prefer, ...(accept && { accept }) } });

  test('is answered by header and by query parameter', async () => {
    const want = { status: 409, chosen: true, body: { status: 409 } };
    expect(only(await choose('code=409'), 'answer')).toMatchObject(want);
    expect(only(await ask({ query: { __code: '409' } }), 'answer')).toMatchObject(want);
    expect(only(await choose('code=409, example=other'), 'answer')).toMatchObject({
      body: { status: 409, other: true },
    });
  });

  test.each(['application/json', 'image/png', 'nonsense'])(
    'is a refusal in its own media type though the client accepts only %s',
    async (accept) => {
      expect(only(await choose('code=409', accept), 'answer')).toMatchObject({
        status: 409,
        headers: { 'content-type': 'application/problem+json' },
      });
    },
  );

  test('is no success in a media type that the client does not accept', async () => {
    expect(only(await choose('code=201', 'image/png'), 'failed').status).toBe(406);
  });

  test.each([
    ['code=418', 'Requested status code 418 is not defined in the document.'],
    [
      'example=none',
      'Response for contentType: application/json and exampleKey: none does not exist.',
    ],
    ['code=409, example=emma', 'Response 409 has no example emma.'],
    ['code=101', 'Requested status code 101 is not one to end a request with.'],
  ])('must be in the document: %s', async (prefer, detail) => {
    expect(await choose(prefer)).toMatchObject({ kind: 'failed', status: 404, detail });
  });

  test('must be readable', async () => {
    for (const result of [
      await choose('code=teapot'),
      await ask({ query: { __dynamic: 'maybe' } }),
    ]) {
      expect(only(result, 'failed')).toMatchObject({ status: 422, title: 'Invalid request' });
    }
  });

  test('cannot be generated without a schema', async () => {
    const headers = { authorization: 'Basic YTpi', prefer: 'code=404, dynamic=true' };
    const result = await ask({ ...getBooks, template: '/oddities', path: '/oddities', headers });
    expect(only(result, 'failed')).toMatchObject({ status: 404 });
  });

  test('is the same for the same seed, and the seed is gone with the request', async () => {
    const generate = async (prefer: string) => {
      const headers = { authorization: 'Basic YTpi', prefer };
      const result = await ask({ ...getBooks, template: '/oddities', path: '/oddities', headers });
      return only(result, 'answer').body;
    };
    const seeded = await generate('dynamic=true, seed=1');
    const next = [await generate('dynamic=true'), await generate('dynamic=true')];
    expect(await generate('dynamic=true, seed=1')).toEqual(seeded);
    expect([await generate('dynamic=true'), await generate('dynamic=true')]).not.toEqual(next);
  });
});

describe('an Accept', () => {
  test.each(['image/png', 'nonsense', 'text/html;q=;', ','])('%j is not served', async (accept) => {
    const result = await ask({ more: { accept } });
    expect(only(result, 'failed')).toMatchObject({
      status: 406,
      detail: `Unable to find content for ${accept}`,
    });
  });

  test('counts for one request only', async () => {
    for (const accept of ['image/png', '*/*', 'image/png', 'application/*']) {
      const result = await ask({ more: { accept } });
      expect(result.kind).toBe(accept === 'image/png' ? 'failed' : 'answer');
    }
    expect((await ask()).kind).toBe('answer');
  });

  test('may be another at each of many requests', async () => {
    for (let n = 0; n < 300; n++) {
      const accept = n % 2 === 0 ? `image/x-${n}` : `application/json, image/x-${n}`;
      expect((await ask({ more: { accept } })).kind).toBe(n % 2 === 0 ? 'failed' : 'answer');
    }
  });
});

describe('the dialect of JSON Schema', () => {
  test.each([
    ['prefixItems', { pair: [1], few: [1, 1] }, [['body/pair/0', 'type']]],
    ['items after prefixItems', { pair: ['a', 'b'], few: [1, 1] }, [['body/pair/1', 'type']]],
    ['dependentRequired', { pair: ['a', 1] }, [['body', 'dependentRequired']]],
    [
      'minContains',
      { few: [1, 2] },
      [
        ['body/few/1', 'const'],
        ['body/few', 'contains'],
      ],
    ],
    ['unevaluatedProperties', { extra: 1 }, [['body', 'unevaluatedProperties']]],
    ['all of them', { pair: ['a', 1], few: [1, 1], note: 'x' }, undefined],
  ])('is that of OpenAPI 3.1 in a body: %s', async (_, body, want) => {
    const result = await ask(posted('/oddities', body));
    if (want) expect(codes(result)).toEqual(want);
    else expect(result.kind).toBe('answer');
  });

  test('is that of OpenAPI 3.1 in an answer', async () => {
    const document = {
      ...library,
      paths: {
        '/things': {
          get: {
            security: [],
            responses: {
              200: {
                description: 'One.',
                content: json({ type: 'object', unevaluatedProperties: false }),
              },
            },
          },
        },
      },
    };
    const things = { ...getBooks, template: '/things', path: '/things', state: () => ({ a: 1 }) };
    const result = await (await createEngine(document)).request({ ...postBook, ...things });
    expect(only(result, 'answer').violations).toMatchObject([{ code: 'unevaluatedProperties' }]);
  });

  test('is that of OpenAPI 3.1 in parameters', async () => {
    const pair = (text: string) => ask({ ...searches, query: { pair: text } });
    expect(codes(await pair('1,desc'))).toEqual([['query/pair/1', 'enum']]);
    expect((await pair('1,asc')).kind).toBe('answer');
  });

  test('stays draft-07 for OpenAPI 3.0', async () => {
    const old = await createEngine({ ...library, openapi: '3.0.3' });
    const call = { ...postBook, ...posted('/oddities', { pair: [1, 2] }) };
    expect((await old.request({ ...call, state: () => 1 })).kind).toBe('answer');
  });
});

describe('a document', () => {
  const broken = { type: 'string', pattern: '(' };
  const withPost = (operation: object) => ({
    ...library,
    paths: { '/broken': { post: { responses: done, ...operation } } },
  });

  test.each([
    ['request body', { requestBody: { content: json(broken) } }],
    ['response 200', { responses: { 200: { description: 'x', content: json(broken) } } }],
    ['query parameters', { parameters: [{ name: 'q', in: 'query', schema: broken }] }],
    [
      'response 201',
      { responses: { 201: { description: 'x', headers: { A: { schema: broken } } } } },
    ],
    ['request body', { requestBody: { content: json({ type: 'nothing' }) } }],
    ['request body', { requestBody: { content: { 'multipart/form-data': { schema: broken } } } }],
  ])(
    'whose schema does not compile is refused, with operation and reason: %s',
    async (where, operation) => {
      await expect(createEngine(withPost(operation))).rejects.toThrow(
        new RegExp(
          `^POST /broken, ${where}.*: the schema does not compile: .*(regular|type|allowed)`,
        ),
      );
    },
  );

  test('is left as it is', async () => {
    const own = await createEngine(library);
    await own.request({ ...postBook, state: () => added });
    await own.request({ ...postBook, headers: { ...postBook.headers, prefer: 'code=409' } });
    expect(library).toEqual(asWritten);
  });

  test('may name its schemas by $id, and be taken up again', async () => {
    const named = { ...newBook, $id: 'https://library.example/new-book' };
    const document = withPost({
      requestBody: { content: json(named) },
      responses: { 200: { description: 'x', content: json(named) } },
    });
    for (let times = 0; times < 2; times++) {
      const own = await createEngine(document);
      const call = { ...postBook, ...posted('/broken', {}), checkSecurity: false };
      expect(codes(await own.request({ ...call, state: () => ({}) }))).toEqual([
        ['body', 'required'],
      ]);
    }
  });

  test('that declares no response makes no error of the server', async () => {
    const own = await createEngine(withPost({ responses: {} }));
    const call = { ...postBook, ...posted('/broken', undefined), checkSecurity: false };
    expect(only(await own.request({ ...call, state: () => added }), 'failed')).toMatchObject({
      status: 422,
      title: 'No response defined for the selected operation',
    });
  });

  test('whose refusal is too large to make leaves it to the caller', async () => {
    const names = Array.from({ length: 3_000 }, (_, n) => [`p${n}`, { type: 'string' }]);
    const schema = { type: 'object', properties: Object.fromEntries(names) };
    const own = await createEngine(
      withPost({
        requestBody: { content: json({ type: 'object' }) },
        responses: { ...done, 422: { description: 'Large.', content: json(schema) } },
      }),
    );
    const call = { ...postBook, ...posted('/broken', 1), checkSecurity: false };
    expect(only(await own.request(call), 'invalid')).toMatchObject({
      status: 422,
      declared: 'none',
    });
    const chosen = { ...call, body: {}, query: { __code: '422' } };
    expect(only(await own.request(chosen), 'failed')).toMatchObject({
      status: 404,
      title: 'Schema too complex',
    });
  });

  test('has its callbacks sent, and a callback that fails harms nothing', async () => {
    const server = createServer();
    const received = new Promise<string | undefined>((resolve) => {
      server.on('request', (request, response) => {
        // What Prism chokes on.
        response.setHeader('content-type', 'nonsense').end();
        resolve(request.url);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const callback = (url: string) => ({
      [url]: { post: { responses: { 200: { description: 'x', content: json({}) } } } },
    });
    const own = await createEngine(
      withPost({
        requestBody: { content: json({ type: 'object' }) },
        callbacks: { bad: callback('nowhere'), good: callback('{$request.body#/url}/called') },
      }),
    );
    const body = { url: `http://127.0.0.1:${port}` };
    const call = { ...postBook, ...posted('/broken', body), checkSecurity: false };
    // What is refused calls nobody.
    const other = { ...call, body: { url: `${body.url}/refused` } };
    await own.request({ ...other, state: () => refused });
    expect((await own.request({ ...call, state: () => undefined })).kind).toBe('answer');
    expect(await received).toBe('/called');
    server.close();
  });

  test('has no operation but its own', async () => {
    await expect(ask({ template: '/nowhere' })).rejects.toThrow('no operation post /nowhere');
  });
});

describe('a body that is nested deeply', () => {
  const tree = (depth: number) => {
    let node: object = {};
    for (let n = 0; n < depth; n++) node = { kids: [node] };
    return node;
  };

  test('is taken as far as it can be checked, and is invalid beyond', async () => {
    expect((await ask(posted('/trees', tree(100)))).kind).toBe('answer');
    expect(codes(await ask(posted('/trees', { kids: [{ kids: 1 }] })))).toEqual([
      ['body/kids/0/kids', 'type'],
    ]);
    expect(codes(await ask(posted('/trees', tree(100_000))))).toEqual([['body', 'depth']]);
  });

  test('is invalid too where only the uniqueness of items looks so deep', async () => {
    const schema = { type: 'array', uniqueItems: true };
    const own = await createEngine({
      ...library,
      paths: { '/sets': { post: { requestBody: { content: json(schema) }, responses: done } } },
    });
    const put = (body: unknown) =>
      own.request({ ...postBook, ...posted('/sets', body), checkSecurity: false, state: () => 1 });
    expect((await put([[1], [2]])).kind).toBe('answer');
    expect(codes(await put([[1], [1]]))).toEqual([['body', 'uniqueItems']]);
    expect(codes(await put([tree(100_000), tree(100_000)]))).toEqual([['body', 'depth']]);
  });
});

describe('items that must differ', () => {
  const different = (items: object) => ({ type: 'array', uniqueItems: true, items });
  const schema = {
    type: 'object',
    properties: {
      numbers: different({ type: 'number' }),
      words: different({ type: 'string' }),
      either: different({ type: ['integer', 'string'] }),
      parts: different({ type: 'object' }),
      lists: { type: 'array', items: different({ type: 'integer' }) },
      free: { type: 'array' },
    },
  };
  const document = {
    ...library,
    paths: { '/sets': { post: { requestBody: { content: json(schema) }, responses: done } } },
  };
  const many = Array.from({ length: 40 }, (_, n) => n);

  test.each([
    { numbers: [1, 2, 3] },
    { numbers: [1, 2, 1] },
    { numbers: [0, -0] },
    { numbers: [1, 1, 'x'] },
    { numbers: [null, null] },
    { numbers: many },
    { numbers: [...many, 0] },
    { numbers: [...many, 'x', 'x'] },
    { words: ['a', 'A', ''] },
    { words: ['a', 'b', 'a'] },
    { words: many.map(String) },
    { words: [...many.map(String), '39'] },
    { either: [1, '1'] },
    { either: ['1', 1, '1'] },
    { parts: [{ a: 1 }, { a: 2 }] },
    { parts: [{ a: 1 }, { a: 1 }] },
    { parts: [{ a: [1, 1] }, { a: [2, 2] }] },
    { lists: [[1], [1]] },
    {
      lists: [
        [1, 2],
        [3, 3],
      ],
    },
    { free: [1, 1], words: ['a', 'b'] },
    { free: [1, 1], words: ['a', 'a'] },
    { unknown: { deep: [true, true] }, numbers: [7] },
  ])('%j', async (body) => {
    const own = await createEngine(document);
    const plain = await createPlainPrism(document);
    const call = { ...postBook, ...posted('/sets', body), checkSecurity: false };
    const result = await own.request(call);
    const found = result.kind === 'invalid' ? result.diagnostics : [];
    expect(found).toEqual((await plain(call)).diagnostics);
  });
});

describe('plain Prism', () => {
  test('tells the same of the same requests', async () => {
    const plain = await createPlainPrism(library);
    const calls: Partial<EngineCall>[] = [
      {},
      { body: { titel: 1, tags: [2] } },
      { headers: { 'content-type': 'application/json', 'content-length': '9' } },
      { headers: { ...postBook.headers, prefer: 'code=409' } },
      { headers: { ...postBook.headers, accept: 'image/png' } },
      { ...searches, query: { limit: '11' } },
    ];
    for (const change of calls) {
      const call = { ...postBook, ...change };
      const [ours, theirs] = [await engine.request(call), await plain(call)];
      expect(ours.status).toBe(theirs.status);
      if (ours.kind === 'invalid' && theirs.diagnostics.length > 0) {
        expect(ours.diagnostics).toEqual(theirs.diagnostics);
      }
    }
  });
});
