import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { plainDocument, withDocument } from '../fixtures/plain-document.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { type TestStore, useStores } from './test-stores.ts';

const me = '/_mock/accounts/me';

/** Notes with texts that are there once; a response shows no text of more than three letters. */
const text = { type: 'string', maxLength: 3, example: 'own' };
const note = {
  type: 'object',
  required: ['id', 'text'],
  properties: { id: { type: 'integer' }, text },
};
const unique = [{ name: 'text', by: ['/text'] }];
const sent = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const shows = (schema: object) => ({ responses: { 200: { description: 'x', ...json(schema) } } });
const requestBody = { required: true, ...json(sent) };
// Prism itself warns of it, and only asynchronously.
const old = { name: 'old', in: 'query', deprecated: true, schema: { type: 'string' } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const stored = { $ref: '#/components/schemas/Note' };
const document = {
  ...plainDocument([]),
  paths: {
    '/notes': {
      parameters: [old],
      get: shows({ type: 'array', items: stored }),
      post: { requestBody, ...shows(stored) },
    },
    '/notes/{id}': {
      parameters: [id, old],
      put: { requestBody, ...shows(stored) },
      get: shows(stored),
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Authorization' } },
    schemas: { Note: { ...note, 'x-unique': unique } },
  },
};

async function startNotes({ store }: Partial<TestStore>, options: MockOptions = {}) {
  const mock = await withDocument(document, (spec) =>
    createMock({ spec, ...(store && { store, storeSync: false }), ...options }),
  );
  onTestFinished(() => mock.close());
  return mock;
}

const requests: readonly [method: string, url: string, text?: string][] = [
  ['POST', '/notes', 'a'],
  ['POST', '/notes', 'much too long'],
  ['POST', '/notes?old=1', 'b'],
  ['POST', '/notes?old=1', 'too long as well'],
  ['PUT', '/notes/1', 'far too long'],
  ['PUT', '/notes/1?old=1', 'c'],
  ['POST', '/notes?old=1', 'c'],
  ['POST', '/notes', 'a'],
  ['PUT', '/notes/2?old=1', 'a'],
  ['PUT', '/notes/2?old=1', 'too long'],
  ['POST', '/notes', 'much too long'],
  ['GET', '/notes?old=1'],
  ['GET', '/notes'],
  ['GET', `${me}/snapshot`],
  ['GET', `${me}/changes`],
];

describe.each(useStores())('with $name', ({ canRun, openStore }) => {
  test.skipIf(!canRun)(
    'what would break the document is not stored, whether Prism answers at once or not',
    async () => {
      // Each change has its time.
      vi.useFakeTimers({ toFake: ['Date'] });
      onTestFinished(() => void vi.useRealTimers());
      const given = await openStore();
      const memory = createAccountClient(await startNotes({}), 'one');
      const first = await startNotes(given);
      const kept = createAccountClient(first, 'one');
      for (const [method, url, text] of requests) {
        const body = text === undefined ? undefined : { text };
        const want = await memory.send(method, url, body);
        const got = await kept.send(method, url, body);
        expect([method, url, text, got.status, got.body]).toEqual([
          method,
          url,
          text,
          want.status,
          want.body,
        ]);
      }
      await first.close();
      const again = createAccountClient(await startNotes(given), 'one');
      for (const [method, url] of requests.slice(-4)) {
        expect((await again.send(method, url)).body).toEqual((await memory.send(method, url)).body);
      }
    },
  );

  test.skipIf(!canRun)('simultaneous requests of both kinds have one order', async () => {
    const given = await openStore();
    const mock = await startNotes(given);
    const { send } = createAccountClient(mock, 'one');
    const texts = Array.from({ length: 80 }, (_, i) =>
      i % 3 === 0 ? 'much too long' : String(i % 40),
    );
    const answers = await Promise.all(
      texts.map((text, i) => send('POST', i % 2 === 0 ? '/notes' : '/notes?old=1', { text })),
    );
    const added = answers.filter(
      ({ status, body }) => status === 200 && (body as { text: string }).text !== 'own',
    );
    const expected = new Set(texts.filter((text) => text.length < 4));
    expect(new Set(added.map(({ body }) => (body as { text: string }).text))).toEqual(expected);
    expect(added.length).toBe(expected.size);
    const { body } = await send('GET', '/notes');
    expect(body).toHaveLength(expected.size);
    await mock.close();
    expect(await given.rows('SELECT key FROM mock_claims')).toHaveLength(expected.size);
    const later = createAccountClient(await startNotes(given), 'one');
    expect((await later.send('GET', '/notes')).body).toEqual(body);
  });

  test.skipIf(!canRun)('a client that goes away in the middle ends its turn', async () => {
    const given = await openStore();
    const mock = await startNotes(given);
    const url = new URL(await mock.listen());
    const { send } = createAccountClient(mock, 'one');
    for (let i = 0; i < 30; i++) {
      const path = i % 2 === 0 ? '/notes' : '/notes?old=1';
      const body = JSON.stringify({ text: String(i) });
      const socket = connect(Number(url.port), url.hostname);
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: one\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      await new Promise<void>((resolve) =>
        socket.write(head + body.slice(0, i % 3 === 0 ? 4 : undefined), () => resolve()),
      );
      if (i % 4 === 0) await sleep(i / 4);
      socket.destroy();
    }
    expect((await send('POST', '/notes', { text: 'end' })).status).toBe(200);
    const { body } = await send('GET', '/notes');
    expect((body as unknown[]).length).toBeLessThanOrEqual(21);
    await mock.close();
    const later = createAccountClient(await startNotes(given), 'one');
    expect((await later.send('GET', '/notes')).body).toEqual(body);
  });
});
