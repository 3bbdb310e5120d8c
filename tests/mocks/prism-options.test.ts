import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCommand } from '../../mocks/cli/command-line.ts';
import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';

// What `prism mock` takes as options, and what its requests prefer.

const json = (schema: object, more = {}) => ({
  content: { 'application/json': { schema, ...more } },
});
const number = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
const words = { type: 'array', items: { type: 'string', default: 'word' } };
const weather = {
  openapi: '3.1.0',
  info: { title: 'Weather', version: '1' },
  'x-json-schema-faker': { 'min-items': 3, maxItems: 3, locale: 'de' },
  paths: {
    '/degrees': {
      get: {
        responses: { 200: { description: 'Now.', ...json(number, { example: { n: 7 } }) } },
      },
      post: {
        requestBody: { required: true, ...json(number) },
        responses: {
          204: { description: 'Set.' },
          422: { description: 'No.', ...json(number, { examples: { no: { value: { n: 0 } } } }) },
        },
      },
    },
    '/broken': {
      get: { responses: { 200: { description: 'No.', ...json(number, { example: { n: 'x' } }) } } },
    },
    '/example': {
      get: {
        responses: {
          200: { description: 'As is.', content: { 'application/json': { example: 1 } } },
        },
      },
    },
    '/words': { get: { responses: { 200: { description: 'Some.', ...json(words) } } } },
    '/open': {
      get: {
        responses: {
          200: {
            description: 'Any.',
            ...json({ ...number, additionalProperties: true, minProperties: 4 }),
          },
        },
      },
    },
    '/rooms': {
      get: {
        responses: {
          200: {
            description: 'All.',
            ...json({ type: 'array', items: { $ref: '#/components/schemas/Room' } }),
          },
        },
      },
      post: {
        requestBody: { required: true, ...json({ $ref: '#/components/schemas/Room' }) },
        responses: {
          201: { description: 'Added.', ...json({ $ref: '#/components/schemas/Room' }) },
        },
      },
    },
    '/rooms/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: {
        responses: { 200: { description: 'One.', ...json({ $ref: '#/components/schemas/Room' }) } },
      },
    },
  },
  components: {
    schemas: {
      Room: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } },
    },
  },
};

let folder: string;
let spec: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prism-options-'));
  spec = join(folder, 'weather.json');
  writeFileSync(spec, JSON.stringify(weather));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A mock with some options, that ends with the test. */
async function serve(options: MockOptions = {}): Promise<Mock> {
  const mock = await createMock({ spec, ...options });
  onTestFinished(() => mock.close());
  return mock;
}

async function get(mock: Mock, url: string, prefer?: string) {
  const answer = await mock.inject({ url, headers: prefer === undefined ? {} : { prefer } });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

const wrong = {
  location: ['response', 'body', 'n'],
  severity: 'Error',
  code: 'type',
  message: 'Response body property n must be integer',
};

describe('errors', () => {
  test('an example that breaks the document is an error with it, and named in a header without it', async () => {
    const { status, headers, body } = await get(await serve(), '/broken');
    expect([status, body]).toEqual([200, { n: 'x' }]);
    expect(JSON.parse(String(headers['sl-violations']))).toEqual([wrong]);

    const refused = await get(await serve({ errors: true }), '/broken');
    expect(refused).toMatchObject({
      status: 500,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: 'https://stoplight.io/prism/errors#VIOLATIONS', validation: [wrong] },
    });
    expect(JSON.parse(String(refused.headers['sl-violations']))).toEqual([wrong]);
  });

  test('a valid response and a refusal stay as they are', async () => {
    const mock = await serve({ errors: true });
    expect((await get(mock, '/degrees')).body).toEqual({ n: 7 });
    const refused = await mock.inject({ method: 'POST', url: '/degrees', payload: {} });
    expect([refused.statusCode, refused.json()]).toEqual([422, { n: 0 }]);
    expect(String(refused.headers['sl-violations'])).toContain("must have required property 'n'");
  });
});

describe('dynamic', () => {
  test('responses are generated, unless a request prefers the example', async () => {
    const mock = await serve({ dynamic: true });
    const one = await get(mock, '/degrees');
    const other = await get(mock, '/degrees');
    expect(one.body).not.toEqual(other.body);
    expect((await get(mock, '/degrees', 'dynamic=false')).body).toEqual({ n: 7 });
    expect((await get(mock, '/degrees?__dynamic=false')).body).toEqual({ n: 7 });
  });

  test('a response without a schema is its example, unless the request insists', async () => {
    const mock = await serve({ dynamic: true });
    expect(await get(mock, '/example')).toMatchObject({ status: 200, body: 1 });
    expect((await get(mock, '/example', 'dynamic=true')).status).toBe(404);
  });

  test('what has state answers from state, and a refusal stays one', async () => {
    const mock = await serve({ dynamic: true });
    const added = await mock.inject({ method: 'POST', url: '/rooms', payload: { name: 'blue' } });
    expect(added.json()).toMatchObject({ name: 'blue' });
    expect((await get(mock, `/rooms/${added.json().id}`)).body).toEqual(added.json());
    const refused = await mock.inject({ method: 'POST', url: '/degrees', payload: {} });
    expect([refused.statusCode, refused.json()]).toEqual([422, { n: 0 }]);
  });
});

describe('seed', () => {
  test('generated responses are the same at each request, and others for another seed', async () => {
    const mock = await serve({ dynamic: true, seed: 'a' });
    const own = (await get(mock, '/degrees')).body;
    expect((await get(mock, '/degrees')).body).toEqual(own);
    const other = (await get(mock, '/degrees?__seed=b')).body;
    expect(other).not.toEqual(own);
    expect((await get(mock, '/degrees', 'seed=b')).body).toEqual(other);
    expect((await get(mock, '/degrees')).body).toEqual(own);
  });

  test('a seed is gone with its request, for all mocks of the process', async () => {
    const [seeded, plain] = [await serve({ dynamic: true, seed: 'a' }), await serve()];
    const generated = async () => {
      await get(seeded, '/degrees');
      return (await get(plain, '/degrees', 'dynamic=true')).body;
    };
    expect(await generated()).not.toEqual(await generated());
  });
});

test('with ignoreExamples a response is made from its schema', async () => {
  const mock = await serve({ ignoreExamples: true });
  expect((await get(mock, '/degrees')).body).toEqual({ n: 0 });
});

describe('the settings of the generator', () => {
  test('x-json-schema-faker of the document holds for its own mock alone', async () => {
    const other = join(folder, 'other.json');
    writeFileSync(
      other,
      JSON.stringify({ ...weather, 'x-json-schema-faker': { minItems: 5, maxItems: 5 } }),
    );
    const [own, others] = [
      await serve({ dynamic: true }),
      await serve({ spec: other, dynamic: true }),
    ];
    expect((await get(own, '/words')).body).toHaveLength(3);
    expect((await get(others, '/words')).body).toHaveLength(5);
    expect((await get(own, '/words')).body).toHaveLength(3);
    // Without generation it says nothing.
    expect((await get(await serve(), '/words')).body).toEqual(['word']);
  });

  test('fillProperties says whether an object gets properties that its schema does not name', async () => {
    const fields = async (fillProperties: boolean) => {
      const mock = await serve({ dynamic: true, fillProperties });
      return Object.keys((await get(mock, '/open')).body).length;
    };
    expect(await fields(false)).toBe(1);
    expect(await fields(true)).toBeGreaterThanOrEqual(4);
  });
});

describe('the command', () => {
  async function optionsOf(...words: string[]): Promise<MockOptions> {
    let given: MockOptions = {};
    await createCommand(async ({ mock }) => {
      given = mock;
    })
      .exitOverride()
      .parseAsync(words, { from: 'user' });
    return given;
  }

  test.each([
    [['-d', '--errors'], { dynamic: true, errors: true }],
    [['--dynamic', '--seed', 'a'], { dynamic: true, seed: 'a' }],
    [['--ignore-examples'], { ignoreExamples: true }],
    [['--ignoreExamples'], { ignoreExamples: true }],
    [['--fill-properties'], { fillProperties: true }],
    [['--fill-properties=false'], { fillProperties: false }],
    [['--json-schema-faker-fillProperties'], { fillProperties: true }],
    [['--json-schema-faker-fillProperties=false'], { fillProperties: false }],
  ])('takes %j, as Prism does', async (words, options) => {
    expect(await optionsOf(...words)).toMatchObject(options);
  });

  test('leaves alone what is not asked for', async () => {
    const { errors, dynamic, seed, ignoreExamples, fillProperties } = await optionsOf();
    expect([errors, dynamic, seed, ignoreExamples, fillProperties]).toEqual(
      Array.from({ length: 5 }),
    );
  });
});
