import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFake } from './fake.ts';
import { serve, verifyAt } from './under-test.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'other-pacts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, consumer: string, version: string, interactions: unknown): string {
  const file = join(folder, name);
  const metadata = { pactSpecification: { version } };
  const pact = { consumer: { name: consumer }, provider: { name: 'api' }, interactions, metadata };
  writeFileSync(file, JSON.stringify(pact));
  return file;
}

test('pacts of several consumers and older versions are replayed together', async () => {
  const description = 'a look at all rules';
  const request = { method: 'GET', path: '/melodies/personal' };
  const old = write('old.json', 'fax', '2.0.0', [
    { description, request, response: { status: 200, body: [] } },
    { description, providerState: 'rain', request, response: { status: 200 } },
  ]);
  const other = write('other.json', 'desk', '3.0.0', [
    {
      description: 'something that nobody documents',
      request: { method: 'GET', path: '/health', query: { deep: ['yes'] } },
      response: { status: 204 },
    },
  ]);
  const fake = createFake();
  await using server = await serve((request) =>
    request.path === '/health?deep=yes' ? { status: 204 } : fake.reply(request),
  );
  const { findings } = await verifyAt(server.url, { pacts: [old, other] });
  expect(findings.map(({ id, says, finding }) => [id, says, finding.outcome])).toEqual([
    ['fax-a-look-at-all-rules', 'fax can rely on the response to a look at all rules.', 'kept'],
    [
      'fax-a-look-at-all-rules-2',
      'fax can rely on the response to a look at all rules.',
      'inconclusive',
    ],
    [
      'desk-something-that-nobody-documents',
      'desk can rely on the response to something that nobody documents.',
      'kept',
    ],
  ]);
  expect(findings[1]?.finding.message).toBe(
    'The interaction could not be set up: nothing says what "rain" means (known: "a number and a group that no rule holds", "a rule that holds a number and a group", "a second rule that holds a number and a group", "a number registered over SIP"). Add it to a file of --states, or let the provider set it up by --states-url.',
  );
  // Without a token in the pact none is sent.
  for (const { headers } of server.requests) expect(headers).not.toHaveProperty('authorization');
});

const unreadable = [
  {
    says: 'not JSON',
    text: '{',
    want: /x\.json: this pact is not JSON \(.+\); correct it, or name a pact\.$/,
  },
  {
    says: 'not a pact',
    text: '[]',
    want: /x\.json: this pact has no "interactions"; name a pact of/,
  },
];

test.each(unreadable)('a file that is $says is named in the error', async ({ text, want }) => {
  const file = join(folder, 'x.json');
  writeFileSync(file, text);
  await expect(verifyAt('http://127.0.0.1:1', { pacts: [file] })).rejects.toThrow(want);
});
