import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectPacts } from '../../../contracts/pact/index.ts';
import { describeRun } from '../../../contracts/run/verify.ts';
import { verifyAt } from './under-test.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pactOf = (consumer: string) => ({
  consumer: { name: consumer },
  provider: { name: 'api' },
  interactions: [
    {
      description: 'a look at all rules',
      request: { method: 'GET', path: '/melodies/personal' },
      response: { status: 200 },
    },
  ],
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const collect = (source: string) => collectPacts([source], { timeout: 2_000 });

/** Serves one response to every request, and hears of their tokens. */
async function served(status: number, body: string) {
  const tokens: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    tokens.push(headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

test('a folder gives its .json files in the order of their names', async () => {
  write('b.json', pactOf('fax'));
  write('a.json', pactOf('desk'));
  write('notes.txt', 'no pact');
  const found = await collect(folder);
  expect(found.map(({ origin }) => origin)).toEqual([
    join(folder, 'a.json'),
    join(folder, 'b.json'),
  ]);
});

test('a URL is fetched with the user in it, who is masked wherever the pact is named', async () => {
  await using server = await served(200, JSON.stringify(pactOf('fax')));
  const [found] = await collect(`http://me:top-secret@${server.host}/fax.json`);
  expect(found?.origin).toBe(`http://***@${server.host}/fax.json`);
  expect(found?.pact).toEqual(pactOf('fax'));
  expect(server.tokens).toEqual([`Basic ${Buffer.from('me:top-secret').toString('base64')}`]);
});

test.each([
  {
    says: 'returns 404',
    status: 404,
    body: '{}',
    want: 'this pact returned 404; name the URL of a pact.',
  },
  { says: 'is no JSON', status: 200, body: '<html>', want: 'this pact is not JSON (' },
  {
    says: 'is no pact',
    status: 200,
    body: '{"_links":{}}',
    want: 'this pact has no "interactions"; ',
  },
])('a URL that $says is told in a sentence, without its token', async ({ status, body, want }) => {
  await using server = await served(status, body);
  const place = `http://***@${server.host}/x.json: `;
  const failed = collect(`http://top-secret@${server.host}/x.json`);
  await expect(failed).rejects.toThrow(place + want);
  await expect(failed).rejects.not.toThrow('top-secret');
});

test('a URL that does not respond is told in a sentence', async () => {
  await expect(collect('http://127.0.0.1:1/x.json')).rejects.toThrow(
    /^http:\/\/127\.0\.0\.1:1\/x\.json: this pact has no response: .+; name the URL of a pact\.$/,
  );
});

test.each<{ says: string; name: string; text?: string; want: string }>([
  {
    says: 'a file that is not there',
    name: 'none.json',
    want: 'this pact does not exist; name a pact file or a folder.',
  },
  { says: 'a file that is not JSON', name: 'x.json', text: '{', want: 'this pact is not JSON (' },
  {
    says: 'a file that is no pact',
    name: 'x.json',
    text: '{"a":1}',
    want: 'this pact has no "interactions"; name a pact of version 2, 3 or 4.',
  },
  ...[
    { written: {}, want: 'has no "request"' },
    { written: { request: {} }, want: 'has no "response"' },
    { written: { request: { path: 7 }, response: {} }, want: 'has a "path" that is no text' },
    {
      written: { request: { method: 'GET /x' }, response: {} },
      want: 'has a "method" that is none',
    },
    {
      written: { request: {}, response: { status: 999 } },
      want: 'has a "status" that is not one of',
    },
    {
      written: { request: { headers: [] }, response: {} },
      want: 'has "headers" that are no object',
    },
    {
      written: { request: { headers: { a: 'b\r\nc: d' } }, response: {} },
      want: 'has a line break in the header "a"; correct it.',
    },
  ].map(({ written, want }) => ({
    says: `an interaction that ${want}`,
    name: 'x.json',
    text: JSON.stringify({ interactions: [written] }),
    want: `this pact is malformed: interaction 1 ${want}`,
  })),
  {
    says: 'a folder without pacts',
    name: 'empty',
    want: 'this pact has no .json file; name a folder with pacts.',
  },
])('$says is named in a sentence', async ({ name, text, want }) => {
  mkdirSync(join(folder, 'empty'));
  if (text !== undefined) write(name, text);
  const place = join(folder, name);
  await expect(collect(place)).rejects.toThrow(`${place}: ${want}`);
  const dry = describeRun({ provider: 'http://127.0.0.1:1', pacts: [place] });
  await expect(dry).rejects.toThrow(`${place}: ${want}`);
});

test('a run of pacts alone that has none is misuse', async () => {
  const empty = write('empty.json', '{"interactions":[]}');
  for (const pacts of [[], [empty]]) {
    const run = describeRun({
      provider: 'http://127.0.0.1:1',
      pacts,
      ownPacts: false,
      only: 'pact',
    });
    await expect(run).rejects.toThrow(
      'There is no interaction to replay; name pacts by --pact or --pact-broker, or leave out',
    );
  }
});

test('the plan lists the interactions of given pacts beside the built-in ones, or alone', async () => {
  const pacts = [write('fax.json', pactOf('fax'))];
  const provider = 'http://127.0.0.1:1';
  const listed = async (ownPacts: boolean) =>
    (await describeRun({ provider, pacts, ownPacts, only: 'pact' })).match(/^\S+(?= \(about)/gm);
  expect(await listed(false)).toEqual(['fax-a-look-at-all-rules']);
  const all = (await listed(true)) ?? [];
  expect(all).toHaveLength(17);
  expect(all).toEqual(
    expect.arrayContaining(['fax-a-look-at-all-rules', 'pbx-console-a-rule-to-delete']),
  );
});

test('messages in a pact are left out, and the report says so', async () => {
  const messages = write('m.json', {
    ...pactOf('fax'),
    interactions: [],
    messages: [{ description: 'a call' }],
  });
  const { findings } = await verifyAt('http://127.0.0.1:1', { pacts: [messages] });
  expect(findings).toMatchObject([
    {
      id: 'fax-messages',
      says: 'fax can rely on 1 message.',
      finding: {
        outcome: 'skipped',
        message: "Only HTTP interactions are replayed; verify messages with Pact's own verifier.",
      },
    },
  ]);
});

test('a dry run shows no secrets of the pacts', async () => {
  const request = { path: '/things?token=top-secret' };
  const interactions = [{ description: 'a', request, response: {} }];
  const pacts = [write('secret.json', JSON.stringify({ interactions }))];
  const text = await describeRun({ provider: 'http://127.0.0.1:1', pacts, only: 'pact' });
  expect(text).not.toContain('top-secret');
});
