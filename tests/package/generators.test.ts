import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type StartedMock, startMock } from '../../mocks/index.ts';
import { npm, run } from './command.ts';
import type { Connect } from './generators/clients/calls.ts';

const folder = mkdtempSync(join(tmpdir(), 'generators-'));
const document = join(inject('folder'), 'package/dist/spec/openapi.json');
const bin = (name: string) => join(folder, 'node_modules/.bin', name);
const module = (name: string) => import(/* @vite-ignore */ join(folder, 'clients', name));
let mock: StartedMock;

// The generators are no dev dependencies, so that an installation of this project stays small.
beforeAll(async () => {
  cpSync('tests/package/generators', folder, { recursive: true });
  cpSync(document, join(folder, 'openapi.json'));
  mkdirSync(join(folder, 'generated'));
  await npm(folder, 'install', '--ignore-scripts');
  mock = await startMock();
});
afterAll(async () => {
  await mock?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('openapi-typescript, hey-api, orval and kubb generate code that compiles strictly', async () => {
  const types = 'generated/openapi-typescript.ts';
  await run(folder, bin('openapi-typescript'), 'openapi.json', '--output', types);
  const fetchClient = ['--client', '@hey-api/client-fetch'];
  const input = ['--input', 'openapi.json', '--output', 'generated/hey-api'];
  await run(folder, bin('openapi-ts'), ...input, ...fetchClient);
  await run(folder, bin('orval'), '--config', 'orval.config.ts');
  await run(folder, bin('kubb'), 'generate', '--config', 'kubb.config.ts');
  await run(folder, bin('tsc'));
});

describe.each(['openapi-typescript', 'hey-api', 'orval', 'kubb'])('a client of %s', (name) => {
  test('lists rules, adds one, and reads why another is refused', async () => {
    await using account = mock.account();
    const { connect }: { connect: Connect } = await module(`${name}.ts`);
    const api = connect(account.baseUrl, account.token);
    const before = await api.list();
    const added = await api.add(1143);
    expect(added).toMatchObject({ id: expect.any(Number) });
    expect(await api.list()).toEqual([...before, Reflect.get(added, 'id')]);
    const refused = await api.add(1143);
    expect(refused).toEqual({ status: 409, owners: [Reflect.get(added, 'id')] });
  });
});

test('a client that is told no address calls the mock, not production', () => {
  const [first, ...others] = JSON.parse(readFileSync(document, 'utf8')).servers;
  expect(first.url).toBe('http://127.0.0.1:4010');
  expect(others).toHaveLength(1);
  const client = readFileSync(join(folder, 'generated/hey-api/client.gen.ts'), 'utf8');
  expect(client).toContain("baseUrl: 'http://127.0.0.1:4010'");
});

describe.each(['orval', 'kubb'] as const)('the zod schemas of %s', (name) => {
  interface Schema {
    safeParse(body: unknown): { success: boolean };
  }
  let rule: Schema;
  let number: Schema;
  const accepts = (schema: Schema, body: object) => schema.safeParse(body).success;
  const melody = { source_type: 'system', media_id: 50 };

  beforeAll(async () => {
    ({ rule, number } = (await module('schemas.ts')).schemas[name]);
  });

  test('accept the documented bodies', () => {
    const { paths, components } = JSON.parse(readFileSync(document, 'utf8'));
    const { requestBody } = paths['/melodies/personal'].post;
    const documented = requestBody.content['application/json'].examples.documented.value;
    expect(accepts(rule, documented)).toBe(true);
    expect(accepts(rule, { ...melody, employee_group_ids: [93] })).toBe(true);
    const sip = components.examples.NewSipNumber.value;
    for (const server_host of ['195.211.120.35', 'sip.pbx.example', 'sip:pbx.example', '::1']) {
      expect(accepts(number, { ...sip, server_host }), server_host).toBe(true);
    }
  });

  test('refuse a rule without a list, with an empty list, and with a text as list', () => {
    expect(accepts(rule, melody)).toBe(false);
    expect(accepts(rule, { ...melody, number_capacity_ids: [] })).toBe(false);
    expect(accepts(rule, { ...melody, number_capacity_ids: 'nonsense' })).toBe(false);
  });

  test('refuse a host that is missing or no text', () => {
    const { components } = JSON.parse(readFileSync(document, 'utf8'));
    const sip = components.examples.NewSipNumber.value;
    for (const server_host of [42, null, undefined, ['sip.pbx.example']]) {
      expect(accepts(number, { ...sip, server_host }), `${server_host}`).toBe(false);
    }
  });
});
