import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { books, plainDocument } from '../fixtures/plain-document.ts';
import { startCommand } from './command.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** A mock of a document, that ends with the test. */
async function serve(name: string, text: string, initial?: string): Promise<Mock> {
  const mock = await createMock({ spec: write(name, text), initial });
  onTestFinished(() => mock.close());
  return mock;
}

const room = `{ $ref: '#/components/schemas/Room' }`;
const rooms = `openapi: 3.1.0
info: { title: Rooms, version: '1' }
paths:
  /rooms:
    post:
      requestBody: { required: true, content: { application/json: { schema: ${room} } } }
      responses: { '201': { description: added, content: { application/json: { schema: ${room} } } } }
    get:
      responses: { '200': { description: all, content: { application/json: { schema: { type: array, items: ${room} } } } } }
  /rooms/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    head: { responses: { '204': { description: there } } }
    get: { responses: { '200': { description: one, content: { application/json: { schema: ${room} } } } } }
components:
  schemas:
    Room:
      required: [name]
      properties: { id: { type: integer }, name: { type: string, maxLength: 9 }, parent: ${room} }
`;

describe('a recursive schema', () => {
  test('every mistake is told, however deep', async () => {
    const mock = await serve('rooms.yaml', rooms);
    const payload = { name: 'a', parent: { name: 'b', parent: { name: 3, parent: {} } } };
    const answer = await mock.inject({ method: 'POST', url: '/rooms', payload });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toMatchObject([
      { pointer: '/parent/parent/name', expected: 'string of at most 9 characters' },
      { pointer: '/parent/parent/parent/name', kind: 'missing' },
    ]);
    expect((await mock.inject({ method: 'POST', url: '/rooms', payload: {} })).statusCode).toBe(
      422,
    );
  });

  test('it is stored and returned', async () => {
    const mock = await serve('rooms.yaml', rooms);
    const payload = { name: 'a', parent: { name: 'b' } };
    expect((await mock.inject({ method: 'POST', url: '/rooms', payload })).statusCode).toBe(201);
    expect((await mock.inject('/rooms/1')).json()).toEqual({ id: 1, ...payload });
  });

  test('an initial state and a seed follow it, and are refused where they break it', async () => {
    const items = '{ id: 7, name: a, parent: { name: b } }';
    const mock = await serve(
      'rooms.yaml',
      rooms,
      write('initial.yaml', `/rooms: { items: [${items}] }\n`),
    );
    expect((await mock.inject('/rooms/7')).json()).toMatchObject({ parent: { name: 'b' } });
    const seed = (name: unknown) =>
      mock.inject({
        method: 'POST',
        url: '/_mock/accounts/me/seed',
        payload: { '/rooms': { items: [{ id: 1, name: 'a', parent: { name } }] } },
      });
    expect((await seed('b')).statusCode).toBe(200);
    const refused = await seed(3);
    expect(refused.statusCode).toBe(422);
    expect(refused.json().detail).toContain('/~1rooms/items/0/parent/name must be string');
  });

  test('neither a request nor a seed can add an item that no path names', async () => {
    const book = plainDocument([books]);
    const client = JSON.stringify(book).replace(',"readOnly":true', '');
    const mock = await serve('books.json', client);
    const item = (id: string) => ({ id, title: 'a', pages: 1 });
    const send = (method: 'POST' | 'PUT', url: string, payload: object) =>
      mock.inject({ method, url, headers: { 'x-key': 'a' }, payload });
    for (const id of ['\ud800', '', '..']) {
      const seed = { '/books': { items: [item(id)] } };
      const refused = [
        await send('POST', '/books', item(id)),
        await send('POST', '/_mock/accounts/me/seed', seed),
        await send('PUT', '/_mock/accounts/me/snapshot', seed),
      ];
      expect(refused.map(({ statusCode }) => statusCode)).toEqual([422, 422, 422]);
      for (const one of refused) expect(one.json().detail).toMatch(/no path can end with/);
    }
  });

  test('HEAD that the document declares beside GET is answered as declared', async () => {
    const mock = await serve('rooms.yaml', rooms);
    expect((await mock.inject({ method: 'HEAD', url: '/rooms/1' })).statusCode).toBe(204);
    expect((await mock.inject({ method: 'HEAD', url: '/rooms' })).statusCode).toBe(200);
  });
});

const broken = `openapi: 3.0.3
info: { title: Broken, version: '1' }
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [code, size]
              properties: { code: { type: string, pattern: '(' }, size: { type: integer } }
            example: { code: x }
      responses: { '200': { description: done, content: { application/json: { schema: { type: strange } } } } }
`;

describe('a document with defects that plain Prism serves', () => {
  test('it is served, and what can be checked is checked', async () => {
    const mock = await serve('broken.yaml', broken);
    const post = (payload: object) => mock.inject({ method: 'POST', url: '/a', payload });
    expect((await post({ code: '(', size: 1 })).statusCode).toBe(200);
    const refused = await post({ code: '(', size: 'x' });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().errors).toMatchObject([{ in: 'body' }]);
  });

  test('the command warns of each on standard error, and serves', async () => {
    const command = startCommand('--port', '0', '--spec', write('broken.yaml', broken));
    onTestFinished(async () => void (await command.stop()));
    await command.url();
    const { stderr } = await command.stop();
    expect(stderr).toMatch(/^Warning: \S*broken\.yaml:12: this schema does not compile \(.*\n/);
    expect(stderr).toMatch(
      /\nWarning: \S*broken\.yaml:13: the example "default" breaks its schema/,
    );
  });

  test('--strict-document refuses it, and names all defects at once', async () => {
    const spec = write('broken.yaml', broken);
    const { code, stdout, stderr } = await startCommand(
      ...['--port', '0', '--strict-document', '--spec', spec],
    ).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /broken\.yaml:12: .*\n.*broken\.yaml:13: .*\n.*broken\.yaml:14: this schema does not compile /,
    );
  });
});

describe('a document with a part that is no such part', () => {
  const post = (operation: object) => ({ paths: { '/a': { post: operation } } });
  const named = { $id: 'https://example.com/x', type: 'object' };
  const content = { 'application/json': { schema: named, example: {} } };

  test.each<[string, object]>([
    ['no path item', { paths: { '/a': null } }],
    ['no parameter', post({ parameters: [null] })],
    ['no response', post({ responses: { 200: null } })],
    ['no request body', post({ requestBody: null })],
    ['no schema', post({ requestBody: { content: { 'application/json': { schema: 'x' } } } })],
    [
      'no security scheme',
      { ...post({ security: [{ key: [] }] }), components: { securitySchemes: { key: null } } },
    ],
    ['an $id twice', { ...post({ requestBody: { content } }), components: { schemas: { named } } }],
  ])('it is served with a warning: %s', async (_what, parts) => {
    const document = { openapi: '3.1.0', info: { title: 'Odd', version: '1' }, ...parts };
    const mock = await serve('odd.json', JSON.stringify(document));
    expect(mock.contract.warnings.length).toBeGreaterThan(0);
    const answer = await mock.inject({ method: 'POST', url: '/a', payload: {} });
    expect(answer.statusCode).toBeLessThan(500);
    expect((await mock.inject('/_mock/contract')).statusCode).toBe(200);
  });
});

test.each(['?action=copy', '#copy'])(
  'a path that ends with %s is left out, with a warning',
  async (end) => {
    const get = { responses: { 204: { description: 'done' } } };
    const paths = { '/a': { get }, [`/a${end}`]: { get }, [`/a${end}-again`]: { get } };
    const document = { openapi: '3.1.0', info: { title: 'Odd', version: '1' }, paths };
    const mock = await serve('odd.json', JSON.stringify(document));
    expect(mock.contract.warnings[0]?.message).toContain(`no request has the path /a${end}`);
    expect((await mock.inject('/a')).statusCode).toBe(204);
  },
);

test('OpenAPI 2.0 is served: a form is read, and a body checked', async () => {
  const mock = await serve(
    'pets.yaml',
    `swagger: '2.0'
info: { title: Pets, version: '1' }
paths:
  /pets:
    post:
      consumes: [application/json]
      produces: [application/json]
      parameters: [{ in: body, name: pet, required: true, schema: { $ref: '#/definitions/Pet' } }]
      responses:
        200: { description: added, schema: { $ref: '#/definitions/Pet' } }
  /photos:
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{ in: formData, name: width, type: integer, required: true }]
      responses: { 204: { description: added } }
definitions:
  Pet: { type: object, required: [name], properties: { name: { type: string, example: Rex } } }
`,
  );
  const post = (url: string, payload: object | string, headers = {}) =>
    mock.inject({ method: 'POST', url, payload, headers });
  expect((await post('/pets', { name: 'a' })).json()).toEqual({ name: 'Rex' });
  expect((await post('/pets', {})).json().detail).toBe('name is missing; send a string.');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await post('/photos', 'width=3', form)).statusCode).toBe(204);
  expect((await post('/photos', 'width=x', form)).statusCode).toBe(422);
});
