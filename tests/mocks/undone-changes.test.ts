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
    expect(changes.json().changes).toEqual([{ state: 2, what: 'POST /notes' }]);
  });
});
