import { expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/mock.ts';
import { withDocument } from '../fixtures/plain-document.ts';

/** Notes whose responses allow less than their requests: three letters, and two notes in a list. */
const note = {
  type: 'object',
  required: ['id', 'text'],
  properties: { id: { type: 'integer' }, text: { type: 'string', maxLength: 3, example: 'own' } },
};
const sent = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } };
const body = (schema: object) => ({ content: { 'application/json': { schema } } });
const success = (schema: object) => ({ responses: { 200: { description: 'x', ...body(schema) } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const document = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  paths: {
    '/notes': {
      get: success({ type: 'array', items: note, maxItems: 2 }),
      post: { requestBody: { required: true, ...body(sent) }, ...success(note) },
    },
    '/notes/{id}': {
      parameters: [id],
      put: { requestBody: { required: true, ...body(sent) }, ...success(note) },
      get: success(note),
    },
  },
};

async function withNotes(use: (send: (...call: Call) => Promise<unknown>, mock: Mock) => unknown) {
  await withDocument(document, async (spec) => {
    const mock = await createMock({ spec });
    try {
      await use(async (method, url, payload) => {
        const headers = { authorization: 'a' };
        const response = await mock.inject({ method, url, headers, ...(payload && { payload }) });
        expect(response.headers['sl-violations']).toBeUndefined();
        return response.json();
      }, mock);
    } finally {
      await mock.close();
    }
  });
}

type Call = [method: 'GET' | 'POST' | 'PUT', url: string, payload?: object];

test('an item whose response would break the document is not added, and Prism answers', async () => {
  await withNotes(async (send) => {
    expect(await send('POST', '/notes', { text: 'much too long' })).toEqual({ id: 0, text: 'own' });
    expect(await send('GET', '/notes')).toEqual([]);
    expect(await send('POST', '/notes', { text: 'abc' })).toEqual({ id: 1, text: 'abc' });
  });
});

test('an edit whose response would break the document changes nothing, and Prism answers', async () => {
  await withNotes(async (send) => {
    await send('POST', '/notes', { text: 'abc' });
    expect(await send('PUT', '/notes/1', { text: 'much too long' })).toEqual({
      id: 0,
      text: 'own',
    });
    expect(await send('GET', '/notes/1')).toEqual({ id: 1, text: 'abc' });
  });
});

test('a list that has become longer than the document allows is answered by Prism', async () => {
  await withNotes(async (send) => {
    for (const text of ['a', 'b', 'c']) await send('POST', '/notes', { text });
    expect(await send('GET', '/notes')).toEqual([{ id: 0, text: 'own' }]);
    expect(await send('GET', '/notes/3')).toEqual({ id: 3, text: 'c' });
  });
});

test('a change that was undone leaves no state to go back to', async () => {
  await withNotes(async (send, mock) => {
    await send('POST', '/notes', { text: 'much too long' });
    await send('POST', '/notes', { text: 'abc' });
    const [account] = (await mock.inject({ url: '/_mock/accounts' })).json();
    const changes = await mock.inject({ url: `/_mock/accounts/${account.id}/changes` });
    expect(changes.json().changes).toMatchObject([{ state: 1, what: 'POST /notes' }]);
  });
});

test('an item that no list could show is not added, though its own response is empty', async () => {
  const { paths } = document;
  const silent = {
    ...document,
    paths: {
      ...paths,
      '/notes': {
        get: success({ type: 'array', items: note }),
        post: {
          requestBody: { required: true, ...body(sent) },
          responses: { 204: { description: 'x' } },
        },
      },
    },
  };
  await withDocument(silent, async (spec) => {
    const mock = await createMock({ spec });
    const headers = { authorization: 'a' };
    for (const text of ['much too long', 'abc']) {
      const added = await mock.inject({
        method: 'POST',
        url: '/notes',
        headers,
        payload: { text },
      });
      expect(added.statusCode).toBe(204);
    }
    const list = await mock.inject({ url: '/notes', headers });
    expect(list.json()).toEqual([{ id: 1, text: 'abc' }]);
    await mock.close();
  });
});

test('an envelope whose example breaks its schema shows what is stored all the same', async () => {
  const envelope = {
    type: 'object',
    required: ['items', 'rights'],
    properties: {
      items: { type: 'array', items: note },
      rights: { type: 'array', items: { enum: ['a'] }, minItems: 1 },
    },
  };
  const list = success(envelope);
  const content = {
    'application/json': { schema: envelope, example: { items: [], rights: ['b'] } },
  };
  const shown = { responses: { 200: { ...list.responses[200], content } } };
  const paths = { ...document.paths, '/notes': { ...document.paths['/notes'], get: shown } };
  await withDocument({ ...document, paths }, async (spec) => {
    const mock = await createMock({ spec });
    const headers = { authorization: 'a' };
    await mock.inject({ method: 'POST', url: '/notes', headers, payload: { text: 'abc' } });
    const answer = await mock.inject({ url: '/notes', headers });
    expect(answer.json()).toEqual({ items: [{ id: 1, text: 'abc' }], rights: ['a'] });
    await mock.close();
  });
});

test('an identity that no path can name leaves a resource to Prism, and says so', async () => {
  const odd = { ...note, properties: { ...note.properties, id: { type: 'boolean' } } };
  const post = { requestBody: { required: true, ...body(sent) }, ...success(odd) };
  const paths = {
    '/notes': { post },
    '/notes/{id}': { get: { parameters: [id], ...success(odd) } },
  };
  await withDocument({ ...document, paths }, async (spec) => {
    const mock = await createMock({ spec });
    expect(mock.describeState()).toContain('POST /notes: Prism alone, no valid "id" can be made.');
    await mock.close();
  });
});

test('an item is found by the last word of its parameter, such as gid', async () => {
  const gid = { type: 'object', required: ['gid'], properties: { gid: { type: 'string' } } };
  const name = { name: 'note_gid', in: 'path', required: true, schema: { type: 'string' } };
  const paths = {
    '/notes': { post: success(gid) },
    '/notes/{note_gid}': { get: { parameters: [name], ...success(gid) } },
  };
  await withDocument({ ...document, paths }, async (spec) => {
    const mock = await createMock({ spec });
    expect(mock.describeState()).toEqual(['/notes: stateful (add, read).']);
    await mock.close();
  });
});
