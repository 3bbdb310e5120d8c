import { describe, expect, test } from 'vitest';
import {
  type Between,
  everythingLent,
  type PagesRun,
  type Reply,
  verifyPages,
} from './pages-run.ts';

const options = { only: 'checks', testData: everythingLent } as const;
const sipEdit = /^PUT \/numbers\/virtual-number\/[^/]+$/;
const isCore = (request: string) =>
  request.includes(' /melodies/personal') || sipEdit.test(request);
const html = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><h1>${status}</h1></html>`,
});
const json = { 'content-type': 'application/json' };

/** Answers without what the neighbouring pages document. */
const lacking =
  (reply: Reply): Between =>
  ({ method, path }, next) =>
    isCore(`${method} ${path}`) ? next() : reply;

/** Answers accepted requests of some methods otherwise. */
const accepted =
  (methods: string, changed: (reply: Exclude<Reply, string>, path: string) => Reply): Between =>
  async ({ method, path }, next) => {
    const reply = await next();
    const isIt = methods.includes(method) && typeof reply !== 'string' && reply.status === 200;
    return isIt ? changed(reply, path) : reply;
  };

const faulty = ({ report }: PagesRun) =>
  report.results.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');

describe('a provider without what only neighbouring pages document', () => {
  test.each<[string, Reply]>([
    ['404 of a proxy', html(404)],
    ['405', { status: 405, headers: json, body: '{}' }],
    ['501', { status: 501, headers: json, body: '{}' }],
    [
      'the JSON-RPC error -32601',
      {
        status: 200,
        headers: json,
        body: '{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":null}',
      },
    ],
  ])('is neither accused nor inconclusive if it answers with the %s', async (_, reply) => {
    const run = await verifyPages(lacking(reply), options);
    expect(faulty(run)).toEqual([]);
    expect(run.report).toMatchObject({ verdict: 'kept', exitCode: 0 });
    expect(run.report.left.filter((one) => !one.startsWith('/numbers/virtual-number/'))).toEqual(
      [],
    );
    const { results, coverage = [] } = run.report;
    const skipped = results.filter(({ outcome }) => outcome === 'skipped');
    const reasons = skipped.map(({ message }) => message);
    expect(reasons).toContainEqual(
      expect.stringMatching(/^The provider has no POST .melodies.client/),
    );
    expect(coverage).toContainEqual({
      kind: 'operation',
      name: 'PUT /melodies/main/{id}',
      tried: 0,
      reason: 'The provider does not have it, and it is optional.',
    });
  });

  test('is not accused if it lacks only the additions, the lists or the deletions', async () => {
    for (const lacks of ['POST', 'GET']) {
      const run = await verifyPages(
        ({ method, path }, next) =>
          method === lacks && !path.startsWith('/melodies/personal') ? html(404) : next(),
        options,
      );
      expect(faulty(run)).toEqual([]);
      expect(run.report.exitCode).toBe(0);
    }
  });
});

test('a token in another form, and ids that are given again, are nothing to accuse', async () => {
  const run = await verifyPages(
    ({ authorization = '' }, next) =>
      next({ authorization: authorization.replace(/^Bearer /, '') }),
    { ...options, token: 'Bearer token-one', secondToken: 'Bearer token-two' },
    {
      removeNumber(kept, id) {
        kept.numbers = kept.numbers.filter((number) => number.id !== id);
        kept.lastNumber = 50;
      },
      removeFile(kept, id) {
        kept.files = kept.files.filter((file) => file.id !== id);
        kept.lastFile = 100;
      },
    },
  );
  expect(faulty(run)).toEqual([]);
  expect(run.after).toEqual(run.before);
});

test.each<[string, Between]>([
  ['edits without a body', accepted('PUT', () => ({ status: 204, headers: {}, body: '' }))],
  ['deletions without a body', accepted('DELETE', () => ({ status: 204, headers: {}, body: '' }))],
  [
    'additions with a Location alone',
    accepted('POST', ({ body }, path) => {
      const at = path === '/numbers/unconfirmed' ? '/numbers/virtual-number' : path;
      const id = /"id":(\d+)/.exec(String(body))?.[1];
      return { status: 201, headers: { location: `${at}/${id}` }, body: '' };
    }),
  ],
  [
    'ids as text',
    accepted('GET POST PUT', (reply) => ({
      ...reply,
      body: String(reply.body).replaceAll(/"id":(\d+)/g, '"id":"$1"'),
    })),
  ],
  [
    'the first 50 of a list alone',
    accepted('GET', (reply) => {
      const all: unknown = JSON.parse(String(reply.body));
      return { ...reply, body: JSON.stringify(Array.isArray(all) ? all.slice(0, 50) : all) };
    }),
  ],
])('with %s, nothing of others is changed, and what was added is gone', async (_, between) => {
  const run = await verifyPages(between, options);
  const text = ({ before, after }: PagesRun) => [before, after].map((one) => JSON.stringify(one));
  const [before, after] = text(run).map((one) => one.replaceAll(/[^\w]/g, '').length);
  expect(after).toBe(before);
  expect(run.report.left).toEqual([
    '/numbers/virtual-number/608 keeps the settings of the last edit.',
  ]);
  // An answer without a body tells nothing of what is held.
  const messages = faulty(run).map(({ message }) => message);
  expect(messages.filter((one) => one?.startsWith('No accepted request claims'))).toEqual([]);
});
