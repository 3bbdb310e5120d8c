import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MatchersV2, MatchersV3, Pact, PactV2, PactV3 } from '@pact-foundation/pact';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMock } from '../../../mocks/testing/start-mock.ts';
import { runVerify } from '../verify-command.ts';
import { serve } from './under-test.ts';

// Pact's own library writes these pacts, each in the version that it is named after.
const spec = fileURLToPath(new URL('../../fixtures/public/petstore.yaml', import.meta.url));
const headers = { 'Content-Type': 'application/json' };

let folder: string;
let pacts: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'public-pacts-'));
  pacts = join(folder, 'pacts');
  const file = `states:
  - says: a pet
    given: [{ operation: addPet, body: { name: Bello, tags: [dog] }, as: pet.1 }]
    values: { pet: "{pet.1}" }
`;
  writeFileSync(join(folder, 'states.yaml'), file);
  await writeV2();
  await writeV3();
  await writeV4();
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = (consumer: string) => ({
  consumer,
  provider: 'pets',
  dir: pacts,
  logLevel: 'error' as const,
});

async function writeV2() {
  const pact = new PactV2({ ...names('kennel'), spec: 2 });
  const { mockService } = await pact.setup().then(() => pact);
  await pact.addInteraction({
    state: 'a pet',
    uponReceiving: 'a look at all pets',
    withRequest: { method: 'GET', path: '/pets', query: { status: 'available' } },
    willRespondWith: {
      status: 200,
      headers,
      body: MatchersV2.eachLike({ id: MatchersV2.like(1), name: MatchersV2.like('Rex') }),
    },
  });
  await fetch(`${mockService.baseUrl}/pets?status=available`);
  await pact.verify();
  await pact.finalize();
}

async function writeV3() {
  const pact = new PactV3(names('groomer'));
  pact
    .given('a pet', { pet: 'dog' })
    .uponReceiving('a look at one pet')
    .withRequest({ method: 'GET', path: MatchersV3.fromProviderState(`/pets/\${dog}`, '/pets/7') })
    .willRespondWith({
      status: 200,
      headers,
      body: { id: MatchersV3.integer(7), name: 'Bello', tags: MatchersV3.eachLike('dog') },
    });
  await pact.executeTest(async ({ url }) => void (await fetch(`${url}/pets/7`)));
}

async function writeV4() {
  const pact = new Pact(names('shop'));
  await pact
    .addInteraction()
    .uponReceiving('a pet to add')
    .withRequest('POST', '/pets', (request) => request.headers(headers).jsonBody({ name: 'Bello' }))
    .willRespondWith(201, (response) =>
      response.jsonBody({ id: MatchersV3.integer(7), name: 'Bello' }),
    )
    .executeTest(async ({ url }) => {
      await fetch(`${url}/pets`, { method: 'POST', headers, body: '{"name":"Bello"}' });
    });
  await pact
    .addInteraction()
    .given('a pet')
    .uponReceiving('a pet to delete')
    .withRequest('DELETE', MatchersV3.fromProviderState(`/pets/\${pet}`, '/pets/7'))
    .willRespondWith(204)
    .executeTest(async ({ url }) => void (await fetch(`${url}/pets/7`, { method: 'DELETE' })));
}

test("pacts of versions 2, 3 and 4 are replayed against a provider of another document, by one's own states", async () => {
  const versions = readdirSync(pacts).map((name) => {
    const { metadata } = JSON.parse(readFileSync(join(pacts, name), 'utf8'));
    return [name, metadata.pactSpecification.version];
  });
  expect(versions).toEqual([
    ['groomer-pets.json', '3.0.0'],
    ['kennel-pets.json', '2.0.0'],
    ['shop-pets.json', '4.0'],
  ]);
  await using mock = await startMock({ spec });
  const report = join(folder, 'reports');
  const given = ['--spec', spec, '--pact', pacts, '--states', join(folder, 'states.yaml')];
  const result = await runVerify([
    '--provider',
    mock.url,
    ...given,
    '--only',
    'pact',
    '--report',
    report,
  ]);
  const { results } = JSON.parse(readFileSync(join(report, 'report.json'), 'utf8'));
  const told = results.map(({ id, outcome, message }: Record<string, string>) => [
    id,
    outcome,
    message,
  ]);
  expect(told).toEqual([
    ['groomer-a-look-at-one-pet', 'kept', undefined],
    ['kennel-a-look-at-all-pets', 'kept', undefined],
    ['shop-a-pet-to-add', 'kept', undefined],
    ['shop-a-pet-to-delete', 'kept', undefined],
  ]);
  expect(result.code).toBe(0);
});

test('a provider that does otherwise breaks them, and each is named by its consumer', async () => {
  await using server = await serve(({ method }) =>
    method === 'GET'
      ? { status: 200, json: [{ id: 'x', name: 'Rex' }] }
      : { status: 201, json: { id: 9, name: 'Rex' } },
  );
  const given = ['--spec', spec, '--pact', pacts, '--states', join(folder, 'states.yaml')];
  const { code, stdout } = await runVerify(['--provider', server.url, ...given, '--only', 'pact']);
  expect(stdout).toContain(
    '✖ kennel-a-look-at-all-pets kennel can rely on the response to a look at all pets.',
  );
  expect(stdout).toContain("at $[0].id, expected 'x' (String) to be the same type as 1 (Integer).");
  expect(code).toBe(1);
});
