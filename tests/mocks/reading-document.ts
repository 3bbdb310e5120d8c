import { createMock, type Mock, type Problem } from '../../mocks/index.ts';
import { books, plainDocument, withDocument } from '../fixtures/plain-document.ts';

type Json = Record<string, unknown>;

const whole = { type: 'array', items: { type: 'integer' } };
const done = { responses: { 200: { description: 'Done.' } } };
const query = (name: string, schema: Json, more: Json = {}) => ({
  name,
  in: 'query',
  schema,
  ...more,
});
const inPath = (style: string, explode: boolean) => ({
  get: {
    security: [],
    parameters: [{ name: 'Ids', in: 'path', required: true, style, explode, schema: whole }],
    ...done,
  },
});
const takes = (content: Json) => ({
  security: [],
  requestBody: { required: true, content },
  ...done,
});

const filter = {
  type: 'object',
  required: ['author'],
  additionalProperties: false,
  properties: {
    author: { type: 'string' },
    minPages: { type: 'integer', minimum: 3 },
    tags: whole,
    inside: { type: 'object', properties: { sold: { type: 'boolean' } } },
  },
};

const form = {
  type: 'object',
  required: ['n'],
  additionalProperties: false,
  properties: {
    n: { type: 'integer', minimum: 1 },
    name: { type: 'string', maxLength: 5 },
    tags: whole,
    sold: { type: 'boolean' },
    address: { type: 'object', properties: { zip: { type: 'integer' } } },
    lines: { type: 'array', items: { type: 'object', properties: { k: { type: 'integer' } } } },
    file: { type: 'string', format: 'binary', maxLength: 4 },
    constructor: { type: 'string' },
  },
};
const encoding = {
  tags: { style: 'form', explode: false },
  address: { style: 'deepObject', explode: true },
};

const numbers = {
  type: 'object',
  properties: {
    whole: { type: 'integer' },
    list: whole,
    number: { type: 'number' },
    either: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    any: {},
  },
};
const json = { 'application/json': { schema: numbers } };
const answer = (more: Json = {}) => ({
  security: [],
  responses: {
    200: {
      description: 'One.',
      content: {
        'application/json': { example: { a: '<1>', list: [1, 2] } },
        'application/xml': { example: { a: '<1>', list: [1, 2] } },
        'text/plain': { example: 'as it is' },
      },
      ...more,
    },
  },
});
const documented = (name: string) => ({
  [name]: { required: true, schema: { type: 'string', enum: ['gzip'] } },
});

const film = {
  type: 'object',
  required: ['id', 'title'],
  properties: {
    id: { type: 'string', readOnly: true },
    title: { type: 'string' },
    length: { type: 'integer' },
    cast: { type: 'array', items: { type: 'string' } },
    constructor: { type: 'string' },
  },
};
const every = (schema: Json, types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema }]));
const films = {
  '/films': {
    post: {
      security: [],
      requestBody: {
        required: true,
        content: every(film, [
          'application/json',
          'application/x-www-form-urlencoded',
          'application/xml',
        ]),
      },
      responses: { 201: { description: 'One.', content: every(film, ['application/json']) } },
    },
    get: {
      security: [],
      responses: {
        200: {
          description: 'All.',
          content: every({ type: 'array', items: film }, ['application/json', 'application/xml']),
        },
      },
    },
  },
  '/films/{id}': {
    get: {
      security: [],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: { 200: { description: 'One.', content: every(film, ['application/json']) } },
    },
  },
};

const paths = {
  ...films,
  '/searches': {
    get: {
      security: [{ inQuery: [] }],
      parameters: [
        query('limit', { type: 'integer', minimum: 1 }),
        query('ratio', { type: 'number' }),
        query('name', { type: 'string', minLength: 2 }),
        query('ids', whole),
        query('commas', whole, { explode: false }),
        query('spaces', whole, { style: 'spaceDelimited', explode: false }),
        query('pipes', whole, { style: 'pipeDelimited', explode: false }),
        query('filter', filter, { style: 'deepObject', explode: true }),
        query('area', { type: 'object', properties: { width: { type: 'integer' } } }),
        { name: 'X-Ids', in: 'header', schema: whole },
        { name: 'sent', in: 'query', content: json },
      ],
      ...done,
    },
  },
  '/free': {
    get: {
      security: [],
      parameters: [
        query('page', { type: 'integer' }),
        query('others', { type: 'object', additionalProperties: { type: 'integer' } }),
      ],
      ...done,
    },
  },
  '/simple/{Ids}': inPath('simple', false),
  '/label/{Ids}': inPath('label', true),
  '/matrix/{Ids}': inPath('matrix', true),
  '/matrices/{Ids}': inPath('matrix', false),
  '/forms': {
    post: takes({
      'application/json': { schema: { type: 'object', properties: { other: {} } } },
      'application/x-www-form-urlencoded': { schema: form },
      'multipart/form-data': { schema: form },
      'application/xml': { schema: form },
    }),
  },
  '/styled': { post: takes({ 'application/x-www-form-urlencoded': { schema: form, encoding } }) },
  '/numbers': { post: takes(json), patch: takes(json) },
  '/answers': {
    get: answer({
      headers: Object.assign(
        {},
        ...['Content-Encoding', 'Transfer-Encoding', 'Content-Length', 'Connection'].map(
          documented,
        ),
        { 'X-Kept': { schema: { type: 'string', enum: ['yes'] } } },
      ),
    }),
  },
};

/** Starts a mock of a document with parameters and bodies of every style, while something uses it. */
export async function startReadingMock(): Promise<Mock> {
  const document = plainDocument([books], paths);
  Object.assign(document.components as Json, {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      inQuery: { type: 'apiKey', in: 'query', name: 'api_key' },
    },
  });
  return withDocument(document, (spec) => createMock({ spec, auth: false }));
}

/** A response, with what its problem says of each mistake. */
export interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly errors: NonNullable<Problem['errors']>;
  /** The sentences of all mistakes. */
  readonly messages: readonly string[];
}

/** Sends a request to the mock. */
export async function read(
  mock: Mock,
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  headers: Readonly<Record<string, string>> = {},
  payload?: string | Buffer,
): Promise<Read> {
  const own = { method, url, headers, ...(payload !== undefined && { payload }) };
  const response = await mock.inject(own);
  const isProblem = response.headers['content-type'] === 'application/problem+json';
  const problem: Problem | undefined = isProblem ? response.json() : undefined;
  const { errors = [] } = problem ?? {};
  const messages = errors.length > 0 ? errors.map(({ message }) => message) : [problem?.detail];
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body,
    errors,
    messages: messages.filter((one) => one !== undefined),
  };
}
