import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../contracts/index.ts';
import { startMock } from '../../mocks/testing/start-mock.ts';
import {
  books,
  type PlainCollection,
  plainDocument,
  withDocument,
} from '../fixtures/plain-document.ts';
import { against, type Handler, idsOf, verified } from './verify-handler.ts';

// Documents without cases, examples or test data: what follows from them alone is tried.

type Document = ReturnType<typeof plainDocument>;

function againstMock(document: Document, implemented = document): Promise<Report> {
  return withDocument(implemented, (own) =>
    withDocument(document, async (spec) => {
      await using mock = await startMock({ spec: own });
      return await verified(mock.url, spec);
    }),
  );
}

const left = ({ coverage = [] }: Report) => coverage.filter(({ tried }) => tried === 0);

const crud = plainDocument([books]);
const nested = plainDocument([
  {
    path: '/rooms',
    identity: 'room',
    required: ['title'],
    properties: { title: { type: 'string' } },
  },
  {
    path: '/rooms/{room}/bookings',
    required: ['day'],
    properties: { day: { type: 'string', format: 'date' } },
  },
]);
const rates: PlainCollection = {
  path: '/rates',
  required: ['price'],
  properties: { price: { type: 'number' } },
  readOnly: true,
};

describe('the mock keeps what follows from a document', () => {
  test('of a collection with text identities, whose every operation was tried', async () => {
    const report = await againstMock(crud);
    expect(idsOf(report, 'kept')).toEqual(
      expect.arrayContaining([
        'stored-added-books',
        'stored-edited-books',
        'gone-deleted-books',
        'required-add-books',
        'required-edit-books',
        'types-add-books',
        'types-edit-books',
      ]),
    );
    expect(report).toMatchObject({ exitCode: 0, left: [] });
    expect(report.summary).toMatch(/^All \d+ tested promises are kept\.$/);
    expect(left(report)).toEqual([]);
    expect(report.coverage?.map(({ name }) => name)).toEqual([
      'GET /books',
      'POST /books',
      'GET /books/{id}',
      'PUT /books/{id}',
      'DELETE /books/{id}',
    ]);
  });

  test('of a read-only collection, which is listed', async () => {
    const report = await againstMock(plainDocument([rates]));
    expect(report.exitCode).toBe(0);
    expect(idsOf(report, 'kept')).toContain('readable-rates');
    expect(report.summary).toBe('All 6 tested promises are kept.');
  });

  test('of two collections of which one needs an example, which is told', async () => {
    const unknown = { type: 'string', not: { pattern: '^string' } };
    const forms = { path: '/forms', required: ['kind'], properties: { kind: unknown } };
    const report = await againstMock(plainDocument([books, forms]));
    expect(report.exitCode).toBe(0);
    expect(idsOf(report, 'kept')).toContain('stored-added-books');
    expect(idsOf(report, 'skipped')).toContain('stored-added-forms');
    expect(report.summary).toContain('operations not tried: ');
    const reason = 'No valid body follows from the schema of POST /forms; add an example.';
    expect(left(report)).toContainEqual({
      kind: 'operation',
      name: 'POST /forms',
      tried: 0,
      reason,
    });
  });

  test('of an operation that belongs to no resource, which is told', async () => {
    const answers = { '200': { description: 'Done.' } };
    const report = await againstMock(
      plainDocument([books], { '/ping': { post: { responses: answers } } }),
    );
    expect(report.exitCode).toBe(0);
    expect(report.summary).toContain('with 1 of 6 operations not tried: POST /ping.');
    const reason = 'It belongs to no resource: nothing says what it does.';
    expect(left(report)).toEqual([{ kind: 'operation', name: 'POST /ping', tried: 0, reason }]);
  });

  test('of a field with a slash in its name that no edit may change', async () => {
    const properties = {
      title: { type: 'string' },
      'born/where': { type: 'string', 'x-immutable': true },
    };
    const people = { path: '/people', required: ['title', 'born/where'], properties };
    const report = await againstMock(plainDocument([people]));
    expect(report.exitCode).toBe(0);
    expect(idsOf(report, 'kept')).toContain('stored-edited-people');
  });

  test('of a nested collection, in a new parent that is deleted afterwards', async () => {
    const report = await againstMock(nested);
    expect(report).toMatchObject({ exitCode: 0, left: [] });
    expect(idsOf(report, 'kept')).toContain('stored-edited-rooms-room-bookings');
    expect(left(report)).toEqual([]);
  });
});

test.each([
  { needs: 'may', required: ['title'], sent: 'no identity' },
  { needs: 'must', required: ['id', 'title'], sent: 'an identity that was not listed before' },
])('an addition that $needs name the identity has $sent', async ({ required }) => {
  const properties = { id: { type: 'integer', minimum: 1 }, title: { type: 'string' } };
  const document = plainDocument([{ path: '/notes', required: [], properties }]);
  const listed = Array.from({ length: 30 }, (_, i) => ({ id: i + 1, title: 'of somebody' }));
  const ids: unknown[] = [];
  const report = await against(
    { ...document, components: { schemas: { notes: { type: 'object', required, properties } } } },
    ({ method }, text, response) => {
      if (method === 'POST') ids.push(JSON.parse(text).id);
      const added = { id: 1_000 + ids.length, title: 'x', ...JSON.parse(text || '{}') };
      response.end(JSON.stringify(method === 'GET' ? listed : added));
    },
  );
  expect(report.exitCode).toBe(1);
  expect(ids.length).toBeGreaterThan(1);
  if (required.includes('id')) {
    // Those without are what a check leaves out or mistypes.
    const named = ids.filter((id) => typeof id === 'number');
    expect(named).not.toEqual([]);
    expect(named.filter((id) => id <= listed.length)).toEqual([]);
  } else expect(ids.filter((id) => typeof id === 'number')).toEqual([]);
});

/** A provider that keeps every promise of books, apart from what `instead` answers. */
function library(instead: (method: string, n: number) => number | undefined): Handler {
  const stored = new Map<string, object>();
  let requests = 0;
  let added = 0;
  const { required, properties } = books;
  const types: Record<string, string> = { integer: 'number', array: 'object' };
  const isValid = (body: Record<string, unknown>) =>
    required.every((name) => Object.hasOwn(body, name)) &&
    Object.entries(body).every(([name, value]) => {
      if (!Object.hasOwn(properties, name)) return true;
      const { type } = properties[name] as { type: string | string[] };
      const wanted = [type].flat().map((one) => types[one] ?? one);
      if (type === 'array') return Array.isArray(value);
      return value === null ? wanted.includes('null') : wanted.includes(typeof value);
    });
  return ({ method = '', url = '' }, text, response) => {
    const status = instead(method, ++requests);
    if (status !== undefined) return void response.writeHead(status).end();
    const id = url.split('/')[2];
    const body = text === '' ? {} : JSON.parse(text);
    const show = (value: unknown) => void response.end(JSON.stringify(value));
    if (id === undefined && method === 'GET') return show([...stored.values()]);
    if (id !== undefined && !stored.has(id)) return void response.writeHead(404).end('{}');
    if (method === 'GET') return show(stored.get(String(id)));
    if (method === 'DELETE') {
      stored.delete(String(id));
      response.removeHeader('Content-Type');
      return void response.writeHead(204).end();
    }
    if (!isValid(body)) return void response.writeHead(422).end('{}');
    const item = { ...body, id: id ?? `book-${++added}` };
    stored.set(item.id, item);
    show(item);
  };
}

describe('a provider that keeps everything', () => {
  test('is kept, and so is its empty response to a deletion', async () => {
    const report = await against(
      crud,
      library(() => undefined),
    );
    expect(report.results.filter(({ outcome }) => outcome !== 'kept')).toEqual([]);
    expect(report.exitCode).toBe(0);
  });

  test('but answers 502 once is kept, and the exchange is told', async () => {
    const report = await against(
      crud,
      library((_, n) => (n === 9 ? 502 : undefined)),
    );
    expect(report.exitCode).toBe(0);
    const told = report.results.find(({ id }) => id === 'answers-answered');
    expect(told).toMatchObject({ outcome: 'observed', exchanges: [{ response: { status: 502 } }] });
    expect(report.notes.join()).toMatch(/returned 502, a server error\. It did not show again\./);
  });

  test('but answers all with 502 for a moment is kept, and the exchange is told', async () => {
    const report = await against(
      crud,
      library((_, n) => (n >= 30 && n < 38 ? 502 : undefined)),
    );
    expect(idsOf(report, 'broken')).toEqual([]);
    const told = report.results.find(({ id }) => id === 'answers-answered');
    expect(told).toMatchObject({ outcome: 'observed', exchanges: [{ response: { status: 502 } }] });
    expect(report.notes.join()).toMatch(/It did not show again \(seen \d+ times\)/);
  });

  test('but answers every deletion with 502 is broken', async () => {
    const report = await against(
      crud,
      library((method) => (method === 'DELETE' ? 502 : undefined)),
    );
    expect(report.exitCode).toBe(1);
    expect(idsOf(report, 'broken')).toEqual(
      expect.arrayContaining(['gone-deleted-books', 'answers-answered']),
    );
  });
});

describe('a rule of the document', () => {
  const rule = { name: 'one-book-a-shelf', by: ['/shelf'], message: '{value} is of {owner}.' };
  const shelves: PlainCollection = {
    path: '/shelved',
    required: ['shelf'],
    properties: { shelf: { type: 'integer', minimum: 1 }, note: { type: 'string' } },
  };
  const ruled = plainDocument([{ ...shelves, unique: [rule] }]);

  test('is tried without test data, with a key of its own for each item', async () => {
    const report = await againstMock(ruled);
    expect(report.exitCode).toBe(0);
    expect(report.coverage).toContainEqual({ kind: 'rule', name: rule.name, tried: 2 });
  });

  test('is broken by a provider that does not know it', async () => {
    const report = await againstMock(ruled, plainDocument([shelves]));
    expect(report.exitCode).toBe(1);
    expect(idsOf(report, 'broken')).toEqual([`unique-${rule.name}`, `unique-edit-${rule.name}`]);
  });
});

describe('a provider that forgets is broken', () => {
  let next = 0;

  test('if it answers POST and stores nothing', async () => {
    const report = await against(crud, ({ method }, body, response) => {
      response.statusCode = method === 'POST' ? 201 : 404;
      response.end(
        method === 'POST' ? JSON.stringify({ ...JSON.parse(body), id: `book-${++next}` }) : '{}',
      );
    });
    expect(report.exitCode).toBe(1);
    expect(idsOf(report, 'broken')).toEqual(
      expect.arrayContaining(['stored-added-books', 'stored-edited-books', 'gone-deleted-books']),
    );
  });

  test('if it repeats what is sent and lists nothing', async () => {
    const report = await against(crud, ({ method, url = '' }, body, response) => {
      const id = url.split('/')[2] ?? `book-${++next}`;
      const shown = { id, title: 'Another', pages: 1 };
      if (method === 'DELETE') return void response.writeHead(204).end();
      if (method !== 'GET') return void response.end(JSON.stringify({ ...JSON.parse(body), id }));
      response.end(JSON.stringify(url === '/books' ? [] : shown));
    });
    expect(report.exitCode).toBe(1);
    expect(idsOf(report, 'broken')).toEqual(
      expect.arrayContaining(['stored-added-books', 'required-add-books', 'types-edit-books']),
    );
  });

  test.each([[], ['--dynamic']])('as plain `prism mock` %s', async (...flags) => {
    await withDocument(crud, async (spec) => {
      const bin = fileURLToPath(new URL('../../node_modules/.bin/prism', import.meta.url));
      const prism = spawn(process.execPath, [bin, 'mock', spec, '-p', '0', ...flags]);
      try {
        let origin = '';
        for await (const line of createInterface({ input: prism.stdout })) {
          origin = /Prism is listening on (\S+)/.exec(line)?.[1] ?? '';
          if (origin !== '') break;
        }
        prism.stdout.resume();
        const report = await verified(origin, spec);
        expect(report.exitCode).toBe(1);
        expect(idsOf(report, 'broken')).toContain('stored-added-books');
      } finally {
        prism.kill();
      }
    });
  });
});
