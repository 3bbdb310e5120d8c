import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import type { JsonObject } from '../../spec/index.ts';
import { withDocument } from '../fixtures/plain-document.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';
import { createPlainPrism } from './reference-prism.ts';

// What the state answers where a document has it, and what Prism alone answers where it cannot.

const content = (schema: JsonObject, type = 'application/json', extra = {}) => ({
  content: { [type]: { schema, ...extra } },
});
const answer = (schema: JsonObject, extra = {}) => ({
  description: 'x',
  ...content(schema, 'application/json', extra),
});
const body = (schema: JsonObject, type?: string) => ({
  requestBody: { required: true, ...content(schema, type) },
});
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });
const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: 'object',
  required,
  properties,
});
const pathKey = (name: string, schema: JsonObject = { type: 'integer' }) => ({
  parameters: [{ name, in: 'path', required: true, schema }],
});
const none = { description: 'x' };
const text = { type: 'string' };
const integer = { type: 'integer' };
const kinds = { enum: ['def', 'abc'] };
const thing = object({ id: integer, name: text, kind: kinds }, 'id', 'name');
const newThing = object({ name: text, kind: kinds }, 'name');
const failure = object(
  { code: { ...integer, minimum: 400 }, message: { ...text, minLength: 1 } },
  'code',
  'message',
);

/** Things that can be listed, added, read, edited and deleted; a test replaces operations of an item. */
function things(item: JsonObject = {}, collection: JsonObject = {}): JsonObject {
  return {
    '/things': {
      get: { responses: { 200: answer(listOf(thing)) } },
      post: { ...body(newThing), responses: { 201: answer(thing) } },
      ...collection,
    },
    '/things/{id}': {
      ...pathKey('id'),
      get: { responses: { 200: answer(thing) } },
      put: { ...body(newThing), responses: { 200: answer(thing) } },
      delete: { responses: { 204: none } },
      ...item,
    },
  };
}

interface Served extends AccountClient {
  /** What the account holds. */
  state(): Promise<unknown>;
  /** What plain Prism answers. */
  plain(method: string, path: string, sent?: unknown): Promise<{ status: number; body: unknown }>;
}

async function serve(
  paths: JsonObject,
  { initial, schemas = {} }: { initial?: string; schemas?: JsonObject } = {},
): Promise<Served> {
  const info = { title: 'Answers', version: '1' };
  const document = { openapi: '3.1.0', info, paths, components: { schemas } };
  return withDocument(document, async (spec) => {
    const file = join(dirname(spec), 'initial.yaml');
    if (initial !== undefined) await writeFile(file, initial);
    const mock = await createMock({ spec, ...(initial !== undefined && { initial: file }) });
    onTestFinished(() => mock.close());
    const client = createAccountClient(mock);
    const prism = await createPlainPrism(document);
    return {
      ...client,
      state: async () => (await client.send('GET', '/_mock/accounts/me/snapshot')).body,
      async plain(method, path, sent) {
        const headers: Record<string, string> =
          sent === undefined ? {} : { 'content-type': 'application/json' };
        const call = {
          method: method.toLowerCase(),
          path,
          query: {},
          headers,
          checkSecurity: false,
        };
        const result = await prism({ ...call, body: sent });
        return { status: result.status, body: result.body };
      },
    };
  });
}

describe('fields that the server makes', () => {
  const identity = { type: 'string', pattern: '^T-[0-9]{4}$', readOnly: true };
  const made = object(
    {
      id: identity,
      created_at: { type: 'string', format: 'date-time', readOnly: true },
      status: { enum: ['new', 'done'] },
      parts: { type: 'integer', minimum: 3, readOnly: true },
      name: text,
    },
    ...['id', 'created_at', 'status', 'parts', 'name'],
  );
  const named = object({ name: text }, 'name');
  const paths = {
    '/things': {
      get: { responses: { 200: answer(listOf(made)) } },
      post: { ...body(named), responses: { 201: answer(made) } },
    },
    '/things/{id}': {
      ...pathKey('id', text),
      get: { responses: { 200: answer(made) } },
      put: { ...body(named), responses: { 200: answer(made) } },
    },
  };

  test('are valid, and stay as they are over reads and edits', async () => {
    const { send } = await serve(paths);
    const added = await send('POST', '/things', { name: 'a' });
    expect(added).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(identity.pattern),
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/),
        status: expect.stringMatching(/^(new|done)$/),
        name: 'a',
      },
    });
    const item = added.body as { id: string; parts: number };
    expect(item.parts).toBeGreaterThanOrEqual(3);
    expect((await send('GET', `/things/${item.id}`)).body).toEqual(item);
    const edited = await send('PUT', `/things/${item.id}`, { name: 'b' });
    expect(edited.body).toEqual({ ...item, name: 'b' });
    expect((await send('GET', '/things')).body).toEqual([{ ...item, name: 'b' }]);
  });

  test('identities of a pattern differ from item to item', async () => {
    const { send } = await serve(paths);
    const ids = new Set<unknown>();
    for (let i = 0; i < 20; i += 1) {
      const { body: item } = await send('POST', '/things', { name: 'a' });
      ids.add((item as JsonObject).id);
    }
    expect(ids.size).toBe(20);
  });

  test('an edit keeps the fields that its body cannot carry', async () => {
    const whole = object({ id: integer, number: text, type: text, purpose: text }, 'id', 'number');
    const edits = object({ id: integer, purpose: text }, 'purpose');
    const { send } = await serve({
      '/numbers': { post: { ...body(whole), responses: { 201: answer(whole) } } },
      '/numbers/{id}': {
        ...pathKey('id'),
        get: { responses: { 200: answer(whole) } },
        put: { ...body(edits), responses: { 200: answer(whole) } },
      },
    });
    await send('POST', '/numbers', { id: 608, number: '+49', type: 'fixed', purpose: 'home' });
    const edited = { id: 608, number: '+49', type: 'fixed', purpose: 'company' };
    const answered = await send('PUT', '/numbers/608', { purpose: 'company', id: 608 });
    expect(answered.body).toEqual(edited);
    expect((await send('GET', '/numbers/608')).body).toEqual(edited);
  });

  test('an edit removes the fields that its body could carry and does not', async () => {
    const { send } = await serve(things());
    await send('POST', '/things', { name: 'a', kind: 'abc' });
    expect((await send('PUT', '/things/1', { name: 'b' })).body).toEqual({ id: 1, name: 'b' });
  });
});

describe('there is state', () => {
  test.each([
    ['petId', { id: integer, name: text }, 'id'],
    ['pet_id', { id: { type: 'string', format: 'uuid' }, name: text }, 'id'],
    ['petId', { petId: integer, name: text }, 'petId'],
    ['pet', { tag: text, name: text }, 'tag'],
  ])('of items at {%s} with the fields %j', async (parameter, fields, identity) => {
    const pet = {
      ...object(fields, identity, 'name'),
      ...(identity === 'tag' && { 'x-identity': 'tag' }),
    };
    const { send } = await serve({
      '/pets': {
        get: { responses: { 200: answer(listOf(pet)) } },
        post: { ...body(object({ name: text }, 'name')), responses: { 201: answer(pet) } },
      },
      [`/pets/{${parameter}}`]: {
        ...pathKey(parameter, fields[identity as 'name']),
        get: { responses: { 200: answer(pet) } },
        delete: { responses: { 204: none } },
      },
    });
    const { body: added } = await send('POST', '/pets', { name: 'Rex' });
    expect(added).toMatchObject({ name: 'Rex' });
    const path = `/pets/${(added as JsonObject)[identity]}`;
    expect((await send('GET', path)).body).toEqual(added);
    expect((await send('GET', '/pets')).body).toEqual([added]);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
    expect((await send('GET', '/pets')).body).toEqual([]);
  });

  test.each(['application/json', 'application/vnd.things.v1+json'])(
    'of items in an envelope of %s',
    async (type) => {
      const wrap = (schema: JsonObject) => object({ data: schema }, 'data');
      const enveloped = { description: 'x', ...content(wrap(thing), type) };
      const all = object({ items: listOf(thing), total: integer }, 'items', 'total');
      const { send } = await serve(
        things(
          {
            get: { responses: { 200: enveloped } },
            put: { ...body(wrap(thing), type), responses: { 200: enveloped } },
          },
          {
            get: { responses: { 200: { description: 'x', ...content(all, type) } } },
            post: { ...body(wrap(newThing), type), responses: { 201: enveloped } },
          },
        ),
      );
      const as = { 'content-type': type };
      const added = await send('POST', '/things', { data: { name: 'a' } }, as);
      expect(added).toMatchObject({ status: 201, body: { data: { id: 1, name: 'a' } } });
      expect(added.headers['content-type']).toBe(type);
      expect((await send('GET', '/things/1')).body).toEqual({ data: { id: 1, name: 'a' } });
      const edited = await send('PUT', '/things/1', { data: { id: 1, name: 'b' } }, as);
      expect(edited.body).toEqual({ data: { id: 1, name: 'b' } });
      const other = await send('PUT', '/things/1', { data: { id: 2, name: 'b' } }, as);
      expect(other.status).toBe(422);
      expect(other.body).toMatchObject({ errors: [{ pointer: '/data/id' }] });
      const list = await send('GET', '/things');
      expect(list.body).toEqual({ items: [{ id: 1, name: 'b' }], total: 1 });
    },
  );

  test('of items where any media type will do, which are JSON', async () => {
    const any = { description: 'x', ...content(thing, '*/*') };
    const { send } = await serve(
      things(
        { get: { responses: { 200: any } } },
        { post: { ...body(newThing, '*/*'), responses: { 201: any } } },
      ),
    );
    const added = await send('POST', '/things', { name: 'a' });
    expect(added).toMatchObject({ status: 201, body: { id: 1, name: 'a' } });
    const { headers, body: read } = await send('GET', '/things/1', undefined, { accept: '*/*' });
    expect(headers['content-type']).toBe('application/json');
    expect(read).toEqual({ id: 1, name: 'a' });
  });

  test('of items with an id below a parent whose path names it {id}', async () => {
    const one = { get: { responses: { 200: answer(thing) } } };
    const keys = ['id', 'partId'].flatMap((name) => pathKey(name).parameters);
    const { send } = await serve({
      ...things(),
      '/things/{id}/parts': {
        ...pathKey('id'),
        post: { ...body(thing), responses: { 201: answer(thing) } },
      },
      '/things/{id}/parts/{partId}': { parameters: keys, ...one },
    });
    await send('POST', '/things', { name: 'a' });
    const part = { id: 7, name: 'b' };
    expect(await send('POST', '/things/1/parts', part)).toMatchObject({ status: 201, body: part });
    expect((await send('GET', '/things/1/parts/7')).body).toEqual(part);
  });

  test.each(['oneOf', 'anyOf'])('of items that are alternatives (%s)', async (keyword) => {
    const cat = object({ id: integer, kind: { enum: ['cat'] }, lives: integer }, 'kind');
    const dog = object({ id: integer, kind: { enum: ['dog'] }, tricks: listOf(text) }, 'kind');
    const pet = { [keyword]: [cat, dog] };
    const { send } = await serve(
      things(
        { get: { responses: { 200: answer(pet) } } },
        {
          get: { responses: { 200: answer(listOf(pet)) } },
          post: { ...body(pet), responses: { 201: answer(pet) } },
        },
      ),
    );
    const tom = { id: 1, kind: 'cat', lives: 7 };
    const rex = { id: 2, kind: 'dog', tricks: ['sit'] };
    for (const { id, ...sent } of [tom, rex]) {
      expect((await send('POST', '/things', sent)).body).toEqual({ id, ...sent });
    }
    expect((await send('GET', '/things/2')).body).toEqual(rex);
    expect((await send('GET', '/things')).body).toEqual([tom, rex]);
  });

  test('of a field that two parts of a schema describe, where it is as both say', async () => {
    const kind = { type: 'string' };
    const note = { type: ['string', 'null'] };
    const base = object({ id: integer, kind, note });
    const part = object({ kind: { enum: ['room', 'desk'] }, note: text });
    const whole = { allOf: [base, part, { required: ['id', 'kind'] }] };
    const { send } = await serve(
      things(
        { get: { responses: { 200: answer(whole) } } },
        {
          get: { responses: { 200: answer(listOf(whole)) } },
          post: { ...body(object({ name: text })), responses: { 201: answer(whole) } },
        },
      ),
    );
    const made = { id: 1, kind: 'room' };
    expect((await send('POST', '/things', {})).body).toEqual(made);
    expect((await send('GET', '/things/1')).body).toEqual(made);
  });

  test('of a null that an enum without a type allows', async () => {
    const fields = { name: text, kind: { enum: ['def', 'abc', null] } };
    const one = object({ id: integer, ...fields }, 'id');
    const { send } = await serve(
      things(
        { get: { responses: { 200: answer(one) } } },
        { post: { ...body(object(fields)), responses: { 201: answer(one) } } },
      ),
    );
    for (const kind of [null, undefined]) {
      const added = { id: expect.any(Number), name: 'a', kind: null };
      expect((await send('POST', '/things', { name: 'a', kind })).body).toEqual(added);
    }
    expect((await send('GET', '/things/1')).body).toMatchObject({ kind: null });
  });
});

describe('an answer is as the document declares it', () => {
  test('a read that is declared as a list is Prism’s alone', async () => {
    const { send, plain } = await serve(
      things({ get: { responses: { 200: answer(listOf(thing)) } } }),
    );
    await send('POST', '/things', { name: 'a' });
    for (const path of ['/things/1', '/things/9']) {
      expect(await send('GET', path)).toMatchObject(await plain('GET', path));
    }
  });

  test('an edit that is declared by anyOf answers a valid item', async () => {
    const edited = answer({ anyOf: [thing] });
    const { send } = await serve(
      things({ put: { ...body(newThing), responses: { 200: edited } } }),
    );
    await send('POST', '/things', { name: 'a' });
    const { status, body: item } = await send('PUT', '/things/1', { name: 'b' });
    expect(status).toBe(200);
    expect(item).toMatchObject({ id: expect.any(Number), name: expect.any(String) });
    expect((await send('GET', '/things/1')).body).toEqual({ id: 1, name: 'b' });
  });

  test('an addition in an envelope beside a bare item is stored', async () => {
    const enveloped = answer(object({ data: thing }, 'data'));
    const { send } = await serve(
      things({}, { post: { ...body(newThing), responses: { 201: enveloped } } }),
    );
    expect((await send('POST', '/things', { name: 'a' })).body).toEqual({
      data: { id: 1, name: 'a' },
    });
    expect((await send('GET', '/things/1')).body).toEqual({ id: 1, name: 'a' });
  });

  test('a 201 without content has no body, and its Location is the path of the item', async () => {
    const headers = { Location: { required: true, schema: { type: 'string' } } };
    const { send } = await serve(
      things({}, { post: { ...body(newThing), responses: { 201: { ...none, headers } } } }),
    );
    const added = await send('POST', '/things', { name: 'a' });
    expect(added).toMatchObject({ status: 201, body: '', headers: { location: '/things/1' } });
    expect(added.headers).not.toHaveProperty('content-type');
    expect((await send('GET', '/things/1')).body).toEqual({ id: 1, name: 'a' });
  });

  test('of a schema that names itself, every operation is answered', async () => {
    const tree = object(
      { name: text, below: listOf({ $ref: '#/components/schemas/Tree' }) },
      'name',
    );
    const one = { get: { responses: { 200: answer({ $ref: '#/components/schemas/Tree' }) } } };
    const { send } = await serve({ '/oak': one, '/elm': one }, { schemas: { Tree: tree } });
    for (const path of ['/oak', '/elm']) {
      const grown = { name: 'string', below: expect.any(Array) };
      expect(await send('GET', path)).toMatchObject({ status: 200, body: grown });
    }
  });

  test('a body that is no item is Prism’s, and the state acts', async () => {
    const done = answer(object({ done: { type: 'boolean' } }, 'done'));
    const { send, plain } = await serve(things({ delete: { responses: { 200: done } } }));
    await send('POST', '/things', { name: 'a' });
    expect(await send('DELETE', '/things/1')).toMatchObject(await plain('DELETE', '/things/1'));
    expect((await send('GET', '/things/1')).status).toBe(404);
  });

  test('JSON is never labelled as XML', async () => {
    const both = answer(thing);
    Object.assign(both.content, content(thing, 'application/xml').content);
    const { send } = await serve(things({ get: { responses: { 200: both } } }));
    await send('POST', '/things', { name: 'a' });
    const { headers, body: sent } = await send('GET', '/things/1', undefined, {
      accept: 'application/xml',
    });
    if (String(headers['content-type']).includes('xml')) expect(sent).toMatch(/^<[\s\S]*>$/);
    else expect(headers['content-type']).toContain('json');
  });

  test('what accepts nothing is not answered without a media type', async () => {
    const { send } = await serve(things());
    await send('POST', '/things', { name: 'a' });
    const { status, headers } = await send('GET', '/things/1', undefined, { accept: '*/*;q=0' });
    expect(headers['content-type']).toMatch(status === 406 ? /problem\+json/ : /json/);
    expect(headers).not.toHaveProperty('sl-violations');
  });

  test('a field that is writeOnly is stored, and not shown', async () => {
    const whole = object(
      { id: integer, name: text, pin: { ...text, writeOnly: true } },
      'id',
      'pin',
    );
    const { send, state } = await serve(
      things(
        { get: { responses: { 200: answer(whole) } } },
        { post: { ...body(whole), responses: { 201: answer(whole) } } },
      ),
    );
    const shown = { id: 1, name: 'a' };
    expect((await send('POST', '/things', { ...shown, pin: '1234' })).body).toEqual(shown);
    expect((await send('GET', '/things/1')).body).toEqual(shown);
    expect(await state()).toMatchObject({ '/things': { items: [{ pin: '1234' }] } });
  });

  test('a plain body is not labelled as compressed', async () => {
    const headers = { 'Content-Encoding': { schema: { enum: ['gzip'] } } };
    const { send } = await serve(
      things({ get: { responses: { 200: { ...answer(thing), headers } } } }),
    );
    await send('POST', '/things', { name: 'a' });
    expect((await send('GET', '/things/1')).headers).not.toHaveProperty('content-encoding');
  });
});

describe('PATCH', () => {
  const types = { 'application/merge-patch+json': {}, 'application/json': {} };
  const schema = object({
    name: text,
    kind: { enum: ['def', 'abc', null] },
    size: { type: ['integer', 'null'] },
  });
  const whole = object(
    { id: integer, name: text, kind: { enum: ['def', 'abc'] }, size: integer },
    'id',
    'name',
  );
  const patch = {
    requestBody: {
      required: true,
      content: Object.fromEntries(Object.keys(types).map((type) => [type, { schema }])),
    },
    responses: { 200: answer(whole) },
  };
  const paths = {
    '/things': {
      post: {
        ...body(object({ name: text, kind: { enum: ['def', 'abc'] } }, 'name')),
        responses: { 201: answer(whole) },
      },
    },
    '/things/{id}': { ...pathKey('id'), get: { responses: { 200: answer(whole) } }, patch },
  };
  const merge = { 'content-type': 'application/merge-patch+json' };

  test('merges what it carries, and null removes', async () => {
    const { send } = await serve(paths);
    await send('POST', '/things', { name: 'a', kind: 'abc' });
    const patched = { id: 1, name: 'a', kind: 'abc', size: 3 };
    expect((await send('PATCH', '/things/1', { size: 3 }, merge)).body).toEqual(patched);
    expect((await send('PATCH', '/things/1', { kind: 'def' })).body).toEqual({
      ...patched,
      kind: 'def',
    });
    const { kind: _, ...without } = patched;
    expect((await send('PATCH', '/things/1', { kind: null }, merge)).body).toEqual(without);
    expect((await send('GET', '/things/1')).body).toEqual(without);
  });

  test('of an unknown item is 404', async () => {
    const { send, state } = await serve(paths);
    const before = await state();
    expect((await send('PATCH', '/things/7', { size: 3 }, merge)).status).toBe(404);
    expect(await state()).toEqual(before);
  });

  test('that would break the item is not applied', async () => {
    const loose = { ...patch, ...body(object({ name: { type: ['string', 'null'] } })) };
    const { send, state } = await serve({
      ...paths,
      '/things/{id}': { ...paths['/things/{id}'], patch: loose },
    });
    await send('POST', '/things', { name: 'a' });
    const before = await state();
    await send('PATCH', '/things/1', { name: null });
    expect(await state()).toEqual(before);
  });
});

describe('PUT and DELETE', () => {
  const edit = body(newThing);

  test('PUT that documents 201 adds an unknown item, and then edits it with 200', async () => {
    const responses = { 200: answer(thing), 201: answer(thing) };
    const { send } = await serve(things({ put: { ...edit, responses } }));
    const added = await send('PUT', '/things/7', { name: 'a' });
    expect(added).toMatchObject({ status: 201, body: { id: 7, name: 'a' } });
    const edited = await send('PUT', '/things/7', { name: 'b' });
    expect(edited).toMatchObject({ status: 200, body: { id: 7, name: 'b' } });
    expect((await send('GET', '/things')).body).toEqual([{ id: 7, name: 'b' }]);
    expect((await send('POST', '/things', { name: 'c' })).body).not.toMatchObject({ id: 7 });
  });

  test('PUT of an unknown item without a documented 201 is 404', async () => {
    const { send } = await serve(things());
    expect((await send('PUT', '/things/7', { name: 'a' })).status).toBe(404);
  });

  test('those that document no success change nothing, and answer as Prism does', async () => {
    const responses = { 400: answer(failure), 404: none };
    const { send, state, plain } = await serve(
      things({ put: { ...edit, responses }, delete: { responses } }),
    );
    await send('POST', '/things', { name: 'a' });
    const before = await state();
    const put = await send('PUT', '/things/1', { name: 'b' });
    expect(put).toMatchObject(await plain('PUT', '/things/1', { name: 'b' }));
    expect(await send('DELETE', '/things/1')).toMatchObject(await plain('DELETE', '/things/1'));
    expect(await state()).toEqual(before);
    expect((await send('GET', '/things/1')).body).toEqual({ id: 1, name: 'a' });
  });
});

describe('a refusal', () => {
  test('has the form of its documented status', async () => {
    const responses = { 200: answer(thing), 404: answer(failure), 409: answer(failure) };
    const { send } = await serve(
      things({ get: { responses }, put: { ...body(newThing), responses } }),
    );
    for (const [method, sent] of [['GET'], ['PUT', { name: 'a' }]] as const) {
      const refused = await send(method, '/things/9', sent);
      const message = expect.stringContaining('/things/9');
      expect(refused).toMatchObject({ status: 404, body: { code: 404, message } });
      expect(refused.headers['content-type']).toBe('application/json');
    }
  });

  test('of an identity that is taken has the form of the documented 409', async () => {
    const responses = { 201: answer(thing), 409: answer(failure) };
    const { send } = await serve(things({}, { post: { ...body(thing), responses } }));
    await send('POST', '/things', { id: 3, name: 'a' });
    expect(await send('POST', '/things', { id: 3, name: 'b' })).toMatchObject({
      status: 409,
      body: { code: 409, message: expect.stringContaining('id is 3') },
    });
    expect((await send('GET', '/things/3')).body).toEqual({ id: 3, name: 'a' });
  });

  test('of an invalid request says why in the form of the documented 422', async () => {
    const responses = { 201: answer(thing), 422: answer(failure) };
    const { send } = await serve(things({}, { post: { ...body(newThing), responses } }));
    expect(await send('POST', '/things', { name: 5 })).toMatchObject({
      status: 422,
      body: { code: 422, message: 'name is the number 5; send a string.' },
    });
  });

  test('is problem details where the one default response is that of a success', async () => {
    const { send } = await serve(things({ get: { responses: { default: answer(thing) } } }));
    await send('POST', '/things', { name: 'a' });
    expect(await send('GET', '/things/1')).toMatchObject({
      status: 200,
      body: { id: 1, name: 'a' },
    });
    const { status, headers } = await send('GET', '/things/9');
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
  });

  test('of an identity that no path can name says so', async () => {
    const named = object({ id: text, name: text }, 'id');
    const { send, state } = await serve({
      '/things': { post: { ...body(named), responses: { 201: answer(named) } } },
      '/things/{id}': { ...pathKey('id', text), get: { responses: { 200: answer(named) } } },
    });
    const before = await state();
    const refused = await send('POST', '/things', { id: '', name: 'a' });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/id' }] } });
    expect(await state()).toEqual(before);
  });

  test('is problem details where its status is not documented', async () => {
    const { send } = await serve(things());
    const refused = await send('GET', '/things/9');
    expect(refused).toMatchObject({
      status: 404,
      body: { status: 404, detail: expect.stringContaining('/things/9') },
    });
    expect(refused.headers['content-type']).toBe('application/problem+json');
  });
});

describe('resources that can only be read', () => {
  const user = object({ username: text, age: integer }, 'username');
  const ann = { username: 'ann', age: 30 };
  const all = { get: { responses: { 200: answer(listOf(user), { example: [ann] }) } } };
  const one = { get: { responses: { 200: answer(user, { example: ann }) } } };

  test('are answered as Prism does, with the example', async () => {
    const { send } = await serve({
      '/users': all,
      '/users/{username}': { ...pathKey('username', text), ...one },
    });
    expect((await send('GET', '/users')).body).toEqual([ann]);
    expect(await send('GET', '/users/ann')).toMatchObject({ status: 200, body: ann });
    expect(await send('GET', '/users/bob')).toMatchObject({ status: 200, body: ann });
  });

  test('are those of the initial state where there is one', async () => {
    const { send } = await serve(
      { '/users': all, '/users/{username}': { ...pathKey('username', text), ...one } },
      { initial: '/users: { items: [{ username: bob }] }\n' },
    );
    expect((await send('GET', '/users')).body).toEqual([{ username: 'bob' }]);
    expect((await send('GET', '/users/bob')).body).toEqual({ username: 'bob' });
    expect((await send('GET', '/users/ann')).status).toBe(404);
  });
});

describe('a list', () => {
  const shown = [
    { id: 4, name: 'kettle', kind: 'abc' },
    { id: 9, name: 'pot' },
  ];
  const listed = {
    get: { responses: { 200: answer(listOf(thing), { examples: { two: { value: shown } } }) } },
  };

  test('begins with the examples of the document, which can be read, edited and deleted', async () => {
    const { send } = await serve(things({}, listed));
    expect((await send('GET', '/things')).body).toEqual(shown);
    expect((await send('GET', '/things/9')).body).toEqual(shown[1]);
    const added = await send('POST', '/things', { name: 'lid' });
    expect(added).toMatchObject({ status: 201, body: { name: 'lid' } });
    expect((await send('GET', '/things')).body).toEqual([...shown, added.body]);
    expect((await send('DELETE', '/things/4')).status).toBe(204);
    expect((await send('GET', '/things')).body).toEqual([shown[1], added.body]);
  });

  test('begins with the initial state where there is one', async () => {
    const { send } = await serve(things({}, listed), {
      initial: '/things: { items: [{ id: 1, name: cup }] }\n',
    });
    expect((await send('GET', '/things')).body).toEqual([{ id: 1, name: 'cup' }]);
  });

  test('is filtered by query parameters that are named as a scalar field', async () => {
    const part = object(
      { id: integer, name: text, size: integer, open: { type: 'boolean' }, tags: listOf(text) },
      'id',
    );
    const query = ['name', 'size', 'open'].map((name) => ({
      ...{ name, in: 'query', schema: (part.properties as JsonObject)[name] },
    }));
    const limit = { name: 'limit', in: 'query', schema: integer };
    const { send } = await serve({
      '/parts': {
        get: { parameters: [...query, limit], responses: { 200: answer(listOf(part)) } },
        post: { ...body(part), responses: { 201: answer(part) } },
      },
      '/parts/{id}': { ...pathKey('id'), get: { responses: { 200: answer(part) } } },
    });
    const parts = [
      { id: 1, name: 'a', size: 3, open: true },
      { id: 2, name: 'b', size: 3, open: false },
      { id: 3, name: 'a', size: 30 },
    ];
    for (const one of parts) expect((await send('POST', '/parts', one)).status).toBe(201);
    const idsOf = async (asked: string) => {
      const { body: found } = await send('GET', `/parts${asked}`);
      return (found as { id: number }[]).map(({ id }) => id);
    };
    expect(await idsOf('')).toEqual([1, 2, 3]);
    expect(await idsOf('?name=a')).toEqual([1, 3]);
    expect(await idsOf('?size=3')).toEqual([1, 2]);
    expect(await idsOf('?open=false')).toEqual([2]);
    expect(await idsOf('?name=a&size=3')).toEqual([1]);
    expect(await idsOf('?name=none')).toEqual([]);
    expect(await idsOf('?limit=100')).toEqual([1, 2, 3]);
  });
});
