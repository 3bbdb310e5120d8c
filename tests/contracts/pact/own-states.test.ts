import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../../../contracts/index.ts';
import { describeRun } from '../../../contracts/run/verify.ts';
import { startMock } from '../../../mocks/testing/start-mock.ts';
import { type FakeRequest, serve } from './under-test.ts';

const spec = fileURLToPath(new URL('../../fixtures/public/petstore.yaml', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-states-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const states = `states:
  - says: a pet
    given:
      - { operation: addPet, body: { name: "{params.name}", tags: [dog] }, as: pet.1 }
    values: { pet: "{pet.1}" }
  - says: no pets
`;

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

interface Written {
  readonly description: string;
  readonly providerStates?: readonly object[];
  readonly request: object;
  readonly response: object;
}

function writePact(...interactions: Written[]): string {
  return write('shop.json', {
    consumer: { name: 'shop' },
    provider: { name: 'pets' },
    interactions,
    metadata: { pactSpecification: { version: '3.0.0' } },
  });
}

const rex = (params: object) => [{ name: 'a pet', params }];
const fromState = (expression: string) => ({ path: { type: 'ProviderState', expression } });

/** Verifies the pact alone, and returns the outcome and the message of each interaction by its id. */
async function outcomes(provider: string, pact: string, options: object = {}) {
  const file = write('states.yaml', states);
  const report = await verify({
    provider,
    spec,
    pacts: [pact],
    states: file,
    only: 'pact',
    ...options,
  });
  return Object.fromEntries(
    report.results.map(({ id, outcome, message }) => [id, { outcome, message }]),
  );
}

test('a state takes the parameters of a pact, and gives its values under their own names and others', async () => {
  await using mock = await startMock({ spec });
  const read = (description: string, params: object, name: string): Written => ({
    description,
    providerStates: rex(params),
    request: { method: 'GET', path: '/pets/7', generators: fromState(`/pets/\${${name}}`) },
    response: { status: 200, body: { name: 'Bello', tags: ['dog'] } },
  });
  const pact = writePact(
    read('a look at Bello', { name: 'Bello' }, 'pet'),
    read(
      'a look at Bello by another name',
      { name: 'Bello', pet: 'chosen', mood: 'good' },
      'chosen',
    ),
  );
  const found = await outcomes(mock.url, pact);
  expect(found).toEqual({
    'shop-a-look-at-bello': { outcome: 'kept', message: undefined },
    'shop-a-look-at-bello-by-another-name': { outcome: 'kept', message: undefined },
  });
  const left = await (await fetch(`${mock.url}/pets`)).json();
  expect(left).not.toContainEqual(expect.objectContaining({ name: 'Bello' }));
});

test('a state that is unknown names the known ones and the nearest, and one without its parameter says which', async () => {
  await using mock = await startMock({ spec });
  const look = (description: string, name: string): Written => ({
    description,
    providerStates: [{ name }],
    request: { method: 'GET', path: '/pets' },
    response: { status: 200 },
  });
  const found = await outcomes(mock.url, writePact(look('one', 'a pets'), look('two', 'a pet')));
  expect(found['shop-one']).toEqual({
    outcome: 'inconclusive',
    message:
      'The interaction could not be set up: nothing says what "a pets" means (perhaps "a pet"; known: "a pet", "no pets"). Add it to a file of --states, or let the provider set it up by --states-url.',
  });
  expect(found['shop-two']?.message).toBe(
    'The interaction could not be set up: the pact gives the state "a pet" no parameter "name".',
  );
});

describe('a literal id in a pact', () => {
  const look = (method: string, path: string, status: number, more: object = {}): Written => ({
    description: `${method} ${path}`,
    request: { method, path, ...more },
    response: { status },
  });

  /** A provider that takes everything. */
  const reply = ({ method, path }: FakeRequest) => {
    if (method === 'POST') return { status: 201, json: { id: 9, name: 'Rex' } };
    return {
      status: method === 'DELETE' ? 204 : 200,
      json: path === '/pets' ? [] : { id: 7, name: 'Tom' },
    };
  };

  test('is read, but never written to', async () => {
    await using server = await serve(reply);
    const pact = writePact(
      look('GET', '/pets/7', 200),
      look('DELETE', '/pets/7', 204),
      look('POST', '/pets/7', 200),
      look('DELETE', '/pets', 204),
    );
    const found = await outcomes(server.url, pact);
    expect(found['shop-get-pets-7']?.outcome).toBe('kept');
    const end =
      ', so the request was not sent. Let a provider state make what it changes, and take the id from it (fromProviderState), or let the provider set it up by --states-url.';
    const messages = Object.values(found).map(({ outcome, message }) => [outcome, message]);
    expect(messages.slice(1)).toEqual([
      [
        'inconclusive',
        `DELETE /pets/{petId} (the interaction) would name "7" in id, which is neither lent nor made in this run${end}`,
      ],
      ['inconclusive', `POST /pets/{petId} would change 7${end}`],
      ['inconclusive', `DELETE /pets is not documented${end}`],
    ]);
    expect(
      server.requests.filter(({ path }) => path === '/pets/7').map(({ method }) => method),
    ).toEqual(['GET']);
  });

  test('is written to if the provider itself set up the state', async () => {
    await using server = await serve(reply);
    await using endpoint = await serve(() => ({ status: 200 }));
    const pact = writePact(
      { ...look('DELETE', '/pets/7', 204), providerStates: [{ name: 'pet 7' }] },
      look('DELETE', '/pets/8', 204),
    );
    const found = await outcomes(server.url, pact, { statesUrl: endpoint.url });
    expect(Object.values(found).map(({ outcome }) => outcome)).toEqual(['kept', 'inconclusive']);
    expect(
      server.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path),
    ).toContain('/pets/7');
    expect(server.requests.map(({ path }) => path)).not.toContain('/pets/8');
  });
});

describe('a file of states is refused with its place and a remedy if it has', () => {
  test.each([
    {
      says: 'an unknown operation',
      old: 'addPet',
      now: 'addDog',
      want: /states\.yaml:4: there is no "addDog"; name one of listPets, addPet, /,
    },
    {
      says: 'an unknown field',
      old: '    values',
      now: '    value',
      want: /states\.yaml:\d+: \/states\/0 has an unknown "value"; correct it/,
    },
    {
      says: 'a value of nothing',
      old: '"{pet.1}"',
      now: '"{dog.1}"',
      want: /states\.yaml:5: \{dog\.1\} stands for nothing here; use pet\.1, or create it in an earlier step\./,
    },
    {
      says: 'a state twice',
      old: 'no pets',
      now: 'a pet',
      want: /states\.yaml:6: there are two states "a pet"; keep one of them\./,
    },
    {
      says: 'no YAML',
      old: 'states:',
      now: 'states: [',
      want: /states\.yaml:\d+: not readable as YAML/,
    },
  ])('$says', async ({ old, now, want }) => {
    const file = write('states.yaml', states.replace(old, now));
    const run = describeRun({ provider: 'http://127.0.0.1:1', spec, states: file, only: 'pact' });
    await expect(run).rejects.toThrow(want);
  });

  test('a state of the contract, whose place is told, too', async () => {
    const name = 'a number registered over SIP';
    const file = write('states.yaml', `states:\n  - says: ${name}\n`);
    const run = describeRun({ provider: 'http://127.0.0.1:1', states: file, only: 'pact' });
    await expect(run).rejects.toThrow(
      /states\.yaml:2: the state "a number registered over SIP" is already in \S*provider-states\.yaml:\d+; give this one another name, or leave it out\.$/,
    );
  });
});
