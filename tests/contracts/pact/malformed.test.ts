import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPacts } from '../../../contracts/pact/pact-file.ts';
import { documentOf } from '../../../contracts/pact/pact-sources.ts';
import { demandsOf } from './demands.ts';
import { createFake } from './fake.ts';
import { pactOf, path, rule } from './one-interaction.ts';
import { serve, verifyAt } from './under-test.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'malformed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const [whole] = pactOf({}, {}).interactions;

test.each([
  ['is not an object', null],
  ['("one") has no "request"', { description: 'one' }],
  ['("one") has no "response"', { ...whole, response: undefined }],
  ['("one") has a "status" that is not one of HTTP', { ...whole, response: { status: '200' } }],
  ['("one") has a provider state without a "name"', { ...whole, providerStates: ['rain'] }],
])('a pact is refused with an interaction that %s', (what, one) => {
  const pact = { ...pactOf({}, {}), interactions: [whole, one] };
  expect(() => documentOf('fax.json', pact)).toThrow(
    `fax.json: this pact is malformed: interaction 2 ${what}; correct it.`,
  );
});

test('messages need neither a request nor a response', () => {
  const message = { type: 'Asynchronous/Messages', description: 'news' };
  const pact = { ...pactOf({}, {}), interactions: [message] };
  expect(documentOf('fax.json', pact).pact).toBe(pact);
});

test('states are read in each form that Pact reads', () => {
  const namesIn = (more: object) => {
    const pact = { interactions: [{ ...whole, ...more }] };
    return readPacts([documentOf('fax.json', pact)]).map(({ states }) => states);
  };
  expect(namesIn({ provider_state: 'rain' })).toEqual([[{ name: 'rain', params: {} }]]);
  expect(namesIn({ providerState: '' })).toEqual([[]]);
  const named = { providerState: 'rain', providerStates: [{ name: 'rain', params: { mm: 3 } }] };
  expect(namesIn(named)).toEqual([[{ name: 'rain', params: { mm: 3 } }]]);
});

test.each([
  ['no method', { method: undefined }],
  ['a header that is a number', { headers: { Authorization: 'any', 'X-Retries': 3 } }],
  ['a header that is null', { headers: { Authorization: 'any', 'X-Retries': null } }],
])('an interaction with %s is compared with the document', async (_, request) => {
  expect(await demandsOf(JSON.stringify(pactOf(request, {})))).toEqual([]);
});

test('what the comparator cannot read is told, not fatal', async () => {
  const request = { headers: { Authorization: 'any', 'X Bad': 'y' } };
  expect(await demandsOf(JSON.stringify(pactOf(request, {})))).toEqual([
    expect.stringContaining('one: in the request, it cannot be compared with the document ('),
  ]);
});

test('an interaction that Pact cannot read or apply is not the provider’s fault, and hides no other', async () => {
  const request = { method: 'GET', path, headers: { Authorization: 'any' } };
  const odd = (description: string, at: string, matcher: object) => ({
    description,
    request,
    response: {
      status: 200,
      body: [rule],
      matchingRules: {
        body: { $: { matchers: [{ match: 'type', min: 0 }] }, [at]: { matchers: [matcher] } },
      },
    },
  });
  const file = join(folder, 'desk.json');
  const interactions = [
    odd('a path', '$[[[', { match: 'type' }),
    odd('a pattern', '$[*].source_type', { match: 'regex', regex: '([' }),
    odd('a matcher', '$[*].source_type', { match: 'nonsense' }),
    { description: 'a list', request, response: { status: 200 } },
  ];
  writeFileSync(
    file,
    JSON.stringify({
      consumer: { name: 'desk' },
      provider: { name: 'api' },
      interactions,
      metadata: { pactSpecification: { version: '3.0.0' } },
    }),
  );
  const fake = createFake();
  await using server = await serve((asked) =>
    asked.path === path && asked.method === 'GET'
      ? { status: 200, json: [rule] }
      : fake.reply(asked),
  );
  const { findings } = await verifyAt(server.url, { pacts: [file] });
  expect(
    findings.map(({ id, finding: { outcome, message } }) => [id, outcome, message ?? '']),
  ).toEqual([
    [
      'desk-a-path',
      'inconclusive',
      expect.stringMatching(/^Pact's verifier did not send the request: Indexes can only/),
    ],
    ['desk-a-pattern', 'inconclusive', expect.stringMatching(/matching rule .* Mend the pact\.$/)],
    ['desk-a-matcher', 'inconclusive', expect.stringMatching(/'nonsense'.* Mend the pact\.$/)],
    ['desk-a-list', 'kept', ''],
  ]);
});
