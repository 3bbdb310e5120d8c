import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { controlDocument } from '../../mocks/control/body-check.ts';
import {
  type AnyContract,
  ControlRefusal,
  createMock,
  type StartedMock,
  startMock,
} from '../../mocks/index.ts';
import { loadContract, ownContract, readYamlFile } from '../../spec/index.ts';

const { namedFaults } = await loadContract(ownContract);

describe('the faults that the contract names', () => {
  let mock: StartedMock;
  beforeAll(async () => {
    mock = await startMock();
  });
  afterAll(() => mock.close());

  const ask = (token: string) =>
    fetch(`${mock.url}/melodies/personal`, { headers: { authorization: token } });

  test.each(namedFaults)('$name can be set by its name: $says', async ({ name, fault }) => {
    await using account = mock.account();
    await account.fault('*', name);
    const response = await ask(account.token);
    expect(response.status).toBe(fault.status);
    const isText = typeof fault.body === 'string';
    expect(isText ? await response.text() : await response.json()).toEqual(fault.body);
    const set = await fetch(`${mock.url}/_mock/accounts/me/faults`, {
      headers: { authorization: account.token },
    });
    expect(await set.json()).toEqual({ '*': { name, ...fault } });
  });

  test('a gateway answers HTML, a rate limit says when to come back', async () => {
    await using account = mock.account();
    await account.fault('*', 'bad-gateway');
    const gateway = await ask(account.token);
    expect(gateway.headers.get('content-type')).toBe('text/html');
    expect(await gateway.text()).toContain('<h1>502 Bad Gateway</h1>');
    await account.fault('*', 'rate-limit');
    expect((await ask(account.token)).headers.get('retry-after')).toBe('2');
  });

  test('fields beside the name replace those of the named fault', async () => {
    await using account = mock.account();
    await account.fault('*', {
      name: 'rate-limit',
      times: 1,
      headers: { 'Retry-After': '0', 'X-Limit': '5' },
    });
    const limited = await ask(account.token);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '0']);
    expect((await ask(account.token)).status).toBe(200);
  });

  test('headers beside the name replace those of the same name only', async () => {
    await using account = mock.account();
    await account.fault('*', { name: 'bad-gateway', headers: { 'Retry-After': '0' } });
    const gateway = await ask(account.token);
    expect(gateway.headers.get('retry-after')).toBe('0');
    expect(gateway.headers.get('content-type')).toBe('text/html');
    expect(await gateway.text()).toMatch(/^<html>/);
    const headers = { 'content-type': 'text/plain' };
    await account.fault('*', { name: 'bad-gateway', headers });
    expect((await ask(account.token)).headers.get('content-type')).toBe('text/plain');
  });

  test('an unknown name is refused with those that there are', async () => {
    await using account = mock.account();
    const refused = account.fault('*', 'replaced-tokens');
    await expect(refused).rejects.toThrow(ControlRefusal);
    await expect(refused).rejects.toThrow(
      'There is no fault "replaced-tokens"; there are replaced-token, ip-not-on-white-list, json-rpc-error, bad-gateway, rate-limit.',
    );
  });

  test('the control API lists them, with their evidence and what is invented', async () => {
    const response = await fetch(`${mock.url}/_mock/named-faults`);
    expect(await response.json()).toEqual(namedFaults);
    for (const { evidence, invented } of namedFaults) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(invented).toMatch(/\.$/);
    }
  });
});

describe('another document', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'faults-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const document = {
    openapi: '3.1.0',
    info: { title: 'Cups', version: '1' },
    paths: {
      '/cups': { get: { operationId: 'listCups', responses: { 204: { description: '' } } } },
    },
  };
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), stringify(value));
    return join(folder, name);
  };

  test('a document without named faults says so', async () => {
    const mock = await createMock({ spec: write('plain.yaml', document) });
    const put = { method: 'PUT', url: '/_mock/faults/*', payload: { name: 'x' } } as const;
    const { statusCode, body } = await mock.inject(put);
    expect(statusCode).toBe(422);
    expect(body).toContain('There is no fault \\"x\\": the contract names none.');
    await mock.close();
  });

  test('a document may name faults of its own, without evidence', async () => {
    const fault = { delay: { min: 1, max: 2 }, status: 418, body: 'no coffee' };
    write('cup-faults.yaml', { faults: [{ name: 'teapot', says: 'It is a teapot.', fault }] });
    const spec = write('own.yaml', { ...document, 'x-contract': { faults: 'cup-faults.yaml' } });
    await using mock = await startMock<AnyContract>({ spec });
    await mock.account().fault('listCups', 'teapot');
    await using account = mock.account();
    await account.fault('listCups', 'teapot');
    const response = await fetch(`${mock.url}/cups`, { headers: { authorization: account.token } });
    expect([response.status, await response.json()]).toEqual([418, 'no coffee']);
  });

  test('a named fault may have every field that the control API takes', async () => {
    const fields = {
      delay: 5,
      status: 503,
      body: 'busy',
      headers: { 'Retry-After': '1' },
      drop: true,
      truncate: true,
      probability: 0.5,
      times: 2,
    };
    const { components } = readYamlFile(controlDocument).value as {
      components: { schemas: { Fault: { properties: object } } };
    };
    const taken = Object.keys(components.schemas.Fault.properties).filter((one) => one !== 'name');
    expect(Object.keys(fields).sort()).toEqual(taken.sort());

    const faults = Object.entries(fields).map(([field, value]) => {
      return { name: field, says: 'It happens.', fault: { [field]: value } };
    });
    write('every-fault.yaml', { faults });
    const spec = write('every.yaml', { ...document, 'x-contract': { faults: 'every-fault.yaml' } });
    expect((await loadContract(spec)).namedFaults).toHaveLength(taken.length);
  });
});
