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

test('pacts of other consumers in older versions are replayed beside each other', async () => {
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
  await using server = await serve((told) =>
    told.path === '/health?deep=yes' ? { status: 204 } : fake.reply(told),
  );
  const { findings } = await verifyAt(server.url, { pacts: [old, other] });
  expect(findings.map(({ id, says, finding }) => [id, says, finding.outcome])).toEqual([
    ['a-look-at-all-rules', 'fax can rely on the answer to a look at all rules.', 'kept'],
    ['a-look-at-all-rules-2', 'fax can rely on the answer to a look at all rules.', 'inconclusive'],
    [
      'something-that-nobody-documents',
      'desk can rely on the answer to something that nobody documents.',
      'kept',
    ],
  ]);
  expect(findings[1]?.finding.message).toBe(
    'It could not be set up: nothing says what "rain" means. Add it to spec/provider-states.yaml, or let the provider set it up by --states-url.',
  );
  // Where the consumer names no account none is put in.
  for (const { headers } of server.told) expect(headers).not.toHaveProperty('authorization');
});

const unreadable = [
  {
    says: 'no JSON',
    text: '{',
    want: /x\.json: this pact cannot be read \(.+\); write it again\.$/,
  },
  { says: 'no pact', text: '[]', want: /x\.json: this is no pact with interactions; name one/ },
];

test.each(unreadable)('a file that is $says is named', async ({ text, want }) => {
  const file = join(folder, 'x.json');
  writeFileSync(file, text);
  await expect(verifyAt('http://127.0.0.1:1', { pacts: [file] })).rejects.toThrow(want);
});
