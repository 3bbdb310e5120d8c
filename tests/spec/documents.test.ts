import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Contract, loadContract } from '../../spec/index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'document-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes files, and returns the path of the first. */
function write(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0] ?? '');
}

function load(text: string, name = 'api.yaml'): Promise<Contract> {
  return loadContract(write({ [name]: text }), { strict: false });
}

/** What a document is warned of, without the folder. */
async function warnings(text: string): Promise<string[]> {
  const contract = await load(text);
  return contract.warnings.map(({ message }) => message.replaceAll(`${folder}/`, ''));
}

const petstore = `swagger: '2.0'
info: { title: Pets, version: '1' }
consumes: [application/json]
produces: [application/json]
paths:
  /pets:
    post:
      parameters:
        - { in: body, name: pet, schema: { $ref: '#/definitions/Pet' } }
      responses:
        200: { description: added, schema: { $ref: '#/definitions/Pet' } }
    get:
      parameters: [{ in: query, name: limit, type: integer }]
      responses:
        200:
          description: all
          schema: { type: array, items: { $ref: '#/definitions/Pet' } }
  /pets/{id}:
    get:
      parameters: [{ in: path, name: id, required: true, type: integer }]
      responses:
        200: { description: one, schema: { $ref: '#/definitions/Pet' } }
definitions:
  Pet:
    type: object
    required: [name]
    properties:
      id: { type: integer }
      name: { type: string, pattern: '(' }
`;

const shop = `openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /orders:
    post:
      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } }
      responses:
        '201':
          description: added
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Order' }
              example: { note: null, amount: 0 }
components:
  schemas:
    Order:
      type: object
      properties:
        note: { type: string, nullable: true }
        amount: { type: number, minimum: 0, exclusiveMinimum: true }
`;

const plain = (paths: string, more = '') => `openapi: 3.1.0
info: { title: Plain, version: '1' }
paths:
${paths}${more}`;

describe('a document of any version', () => {
  test('OpenAPI 2.0 is loaded, and a warning names the line of the file as written', async () => {
    const contract = await load(petstore);
    expect(contract.document.openapi).toMatch(/^3\.1/);
    expect(contract.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'post /pets',
      'get /pets',
      'get /pets/{id}',
    ]);
    expect(contract.resources.map(({ collection }) => collection)).toEqual(['/pets']);
    expect(contract.warnings.map(({ line }) => line)).toEqual([29]);
  });

  test('OpenAPI 3.0 is loaded: nullable and exclusive limits mean what they meant', async () => {
    const [first, ...others] = await warnings(shop);
    expect(others).toEqual([]);
    expect(first).toMatch(/^api\.yaml:14: the example .* breaks its schema, \/amount must be > 0;/);
  });

  test('a conversion loses no example, no format of a text, and no ban on empty values', async () => {
    const content = `application/json: { schema: { type: integer }, example: 1, examples: { two: { value: 2 } } }`;
    const both = await load(`openapi: 3.0.3
info: { title: Both, version: '1' }
paths: { /a: { get: { responses: { '200': { description: x, content: { ${content} } } } } } }`);
    const [{ responses } = { responses: [] }] = both.operations;
    expect(responses[0]?.contents[0]?.examples.map(({ name, value }) => [name, value])).toEqual([
      ['default', 1],
      ['two', 2],
    ]);
    const form = await load(`swagger: '2.0'
info: { title: Form, version: '1' }
paths:
  /a:
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - { in: formData, name: full, type: string, allowEmptyValue: false }
        - { in: formData, name: bytes, type: string, format: byte }
      responses: { 200: { description: x } }`);
    expect(form.operations[0]?.request?.contents[0]?.schema).toMatchObject({
      properties: { full: { minLength: 1 }, bytes: { type: 'string', format: 'byte' } },
    });
  });

  test('JSON is loaded as YAML is', async () => {
    const text = JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'J', version: '1' },
      paths: { '/a': { get: { responses: { 200: { description: 'x' } } } } },
    });
    const { operations, warnings } = await load(text, 'api.json');
    expect(operations.map(({ id }) => id)).toEqual(['GET /a']);
    expect(warnings).toEqual([]);
  });

  test('YAML merge keys are followed', async () => {
    const contract = await load(
      plain(`  /a:
    get: &read
      summary: Reads.
      responses: { '200': { description: x } }
  /b:
    get: { <<: *read, operationId: readB }
`),
    );
    expect(contract.operations.map(({ id, summary }) => [id, summary])).toEqual([
      ['GET /a', 'Reads.'],
      ['readB', 'Reads.'],
    ]);
  });
});

describe('a document in many files', () => {
  test('its parts are brought together, and all its files are named', async () => {
    const path = write({
      'api.yaml': `openapi: 3.1.0
info: { title: Many, version: '1', description: { $ref: intro.md } }
paths:
  /rooms: { $ref: paths/rooms.yaml }
  /rooms/{id}: { $ref: 'paths/rooms.yaml#/x-item' }
`,
      'intro.md': 'Welcome.\n',
      'paths/rooms.yaml': `post:
  requestBody: { content: { application/json: { schema: { $ref: '../schemas.yaml#/Room' } } } }
  responses: &made
    '201': { description: x, content: { application/json: { schema: { $ref: '../schemas.yaml#/Room' } } } }
x-item:
  get: { parameters: [{ name: id, in: path, required: true, schema: { type: integer } }], responses: *made }
`,
      'schemas.yaml': `Room:
  type: object
  required: [id]
  properties: { id: { type: integer }, parent: { $ref: '#/Room' } }
`,
    });
    const contract = await loadContract(path);
    expect(contract.document.info.description).toBe('Welcome.\n');
    expect(contract.resources.map(({ item }) => item)).toEqual(['/rooms/{id}']);
    expect(contract.files.map((file) => file.split('/').at(-1)).sort()).toEqual([
      'api.yaml',
      'intro.md',
      'rooms.yaml',
      'schemas.yaml',
    ]);
  });

  test('parts of Swagger 2.0 that several places refer to are found after the conversion', async () => {
    const shared = "{ $ref: 'Pet.yaml' }";
    const path = write({
      'api.yaml': `swagger: '2.0'
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      parameters: [{ $ref: 'parts.yaml#/limit' }]
      responses: { '200': { description: x, schema: { type: array, items: ${shared} } } }
    post:
      parameters: [{ name: pet, in: body, schema: ${shared} }]
      responses: { '200': { description: x, schema: ${shared} }, default: { $ref: 'parts.yaml#/bad' } }
  /pets/{id}:
    get:
      parameters: [{ $ref: 'parts.yaml#/limit' }, { name: id, in: path, required: true, type: integer }]
      responses: { '200': { description: x, schema: ${shared} }, default: { $ref: 'parts.yaml#/bad' } }
`,
      'Pet.yaml': 'type: object\nproperties: { id: { type: integer }, name: { type: string } }\n',
      'parts.yaml': `limit: { name: limit, in: query, type: integer }
bad: { description: Bad., schema: { type: object, properties: { message: { type: string } } } }
`,
    });
    const { operations, resources, warnings } = await loadContract(path);
    expect(warnings).toEqual([]);
    expect(resources.map(({ properties }) => properties.map(({ name }) => name))).toEqual([
      ['id', 'name'],
    ]);
    const found = operations.map(({ parameters, responses }) => [
      parameters.map(({ name, schema }) => `${name} ${schema.type}`),
      responses.map(({ contents }) => contents[0]?.schema?.type),
    ]);
    expect(found).toEqual([
      [['limit integer'], ['array']],
      [[], ['object', 'object']],
      [
        ['limit integer', 'id integer'],
        ['object', 'object'],
      ],
    ]);
  });

  test('a reference that cannot be decoded is refused in a sentence', async () => {
    const path = write({ 'api.yaml': plain("  /a: { $ref: './%zz.yaml' }\n") });
    await expect(loadContract(path)).rejects.toThrow(
      /the reference \.\/%zz\.yaml leads nowhere, there is no such file; correct the reference/,
    );
  });

  test('a file that is not YAML is refused in a sentence', async () => {
    const path = write({
      'api.yaml': plain('  /a: { $ref: a.yaml }\n'),
      'a.yaml': 'get: {',
    });
    await expect(loadContract(path)).rejects.toThrow(
      /api\.yaml:1: a reference to another file cannot be followed \(.*a\.yaml.*\); correct it\.$/,
    );
  });
});

describe('what is lawful', () => {
  const lawful: [what: string, text: string][] = [
    ['an operation without responses', plain('  /a: { get: { summary: Reads. } }\n')],
    [
      'webhooks without paths',
      `openapi: 3.1.0\ninfo: { title: W, version: '1' }\nwebhooks: { a: { post: {} } }\n`,
    ],
    ...[
      ['nullable without a type', 'nullable: true'],
      ['a pattern that is none under the flag u', "type: string, pattern: '^[\\w-.]+$'"],
      ['a field called pattern', 'properties: { pattern: { type: string }, nullable: true }'],
    ].map(([what = '', schema]): [string, string] => [
      what,
      plain(
        `  /a: { post: { requestBody: { content: { application/json: { schema: { ${schema} } } } } } }\n`,
      ),
    ]),
    [
      'an example of XML that is a text',
      plain(`  /a:
    get:
      responses:
        '200':
          description: x
          content: { application/xml: { schema: { type: object }, example: '<a/>' } }
`),
    ],
  ];

  test.each(lawful)('%s is loaded strictly', async (_what, text) => {
    const contract = await loadContract(write({ 'api.yaml': text }));
    expect(contract.warnings).toEqual([]);
  });
});

const defective = plain(
  `  /a:
    get:
      operationId: read
      parameters: [{ name: q, in: query, schema: { type: string, pattern: '^(a+)+$' } }]
      responses:
        '200':
          content: { application/json: { schema: { type: integer }, example: text } }
  /b/{x}: { get: { operationId: read, responses: { '20': { description: x } } } }
  /b/{y}: { get: { operationId: other } }
`,
  `components: { schemas: { Odd: { type: nothing } } }
`,
);

describe('a document with several defects', () => {
  const all = [
    'api.yaml:7: the pattern ^(a+)+$ repeats a repetition, and a hostile text can keep the mock busy for hours; rewrite it with one repetition.',
    "api.yaml:9: /paths/~1a/get/responses/200 must have required property 'description' by OpenAPI 3.1; correct it.",
    'api.yaml:10: the example "example" breaks its schema, it must be integer; correct the example or the schema.',
    'api.yaml:11: /paths/~1b~1{x}/get/responses has an unknown "20" by OpenAPI 3.1; correct it.',
    'api.yaml:11: there are two operations "read"; give each an operationId of its own.',
    'api.yaml:12: another path before /b/{y} has its form; write them as one path.',
    expect.stringMatching(
      /^api\.yaml:13: \/components\/schemas\/Odd\/type must be .* by JSON Schema/,
    ),
  ];

  test('each is a warning with line and remedy, and the rest is loaded', async () => {
    expect(await warnings(defective)).toEqual(all);
    const { operations } = await load(defective);
    expect(operations.map(({ id }) => id)).toEqual(['read', 'GET /b/{x}']);
  });

  test('all are named at once where it is held strictly', async () => {
    const path = write({ 'api.yaml': defective });
    const error: unknown = await loadContract(path).catch((thrown) => thrown);
    const lines = String(error instanceof Error && error.message).replaceAll(`${folder}/`, '');
    // Only a schema that is used is compiled.
    expect(lines.split('\n')).toEqual(all.slice(0, -1));
  });

  test('every reference that leads nowhere is named', async () => {
    const text = plain(`  /a: { get: { responses: { '200': { $ref: '#/nothing' } } } }
  /b: { get: { responses: { '200': { $ref: '#/none' } } } }
`);
    await expect(load(text)).rejects.toThrow(
      /api\.yaml:4: the reference #\/nothing leads nowhere; .*\n.*api\.yaml:5: the reference #\/none leads nowhere;/,
    );
  });
});

test('thirty schemas that all refer to each other are loaded, each copied once', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `S${i}`);
  const refs = names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]);
  const schemas = names.map((name) => [
    name,
    { type: 'object', properties: Object.fromEntries(refs) },
  ]);
  const contract = await loadContract(
    write({
      'api.json': JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'M', version: '1' },
        paths: {
          '/a': {
            post: { requestBody: { content: { 'application/json': { schema: refs[0]?.[1] } } } },
          },
        },
        components: { schemas: Object.fromEntries(schemas) },
      }),
    }),
  );
  const schema = contract.operations[0]?.request?.contents[0]?.schema;
  expect(schema).toEqual({ type: 'object', properties: Object.fromEntries(refs) });
});
