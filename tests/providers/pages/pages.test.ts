import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Client, field, sipBody } from '../client.ts';
import { type Provider, startProvider } from '../provider.ts';
import { addFile, addMobile, addSip, editMain, editMobile, listed, numbers } from './requests.ts';
import { withPages } from './serving-pages.ts';

const document = new URL('../../../spec/openapi.yaml', import.meta.url);
const { examples } = parse(readFileSync(document, 'utf8')).components;

let provider: Provider;
let api: Client;

beforeEach(async () => {
  provider = await startProvider(withPages());
  api = new Client(provider.url, provider.tokens.first);
});

afterEach(() => provider.close());

describe('the lawful provider with all pages', () => {
  test.each([
    ['POST', numbers, 'NewSipNumber', 'AddedSipNumber'],
    ['PUT', `${numbers}/608`, 'EditedSipNumber', 'SipNumber'],
    ['PUT', `${numbers}/542`, 'EditedMobileNumber', 'MobileNumber'],
    ['PUT', `${numbers}/569`, 'EditedCityNumber', 'CityNumber'],
    ['POST', '/melodies/client', 'NewClientMelody', 'ClientMelody'],
    ['PUT', '/melodies/main/1', 'EditedMainMelodies', 'MainMelodiesAsEdited'],
  ])('answers %s %s as printed', async (method, path, request, answer) => {
    const { json } = await api.send(method, path, examples[request].value);
    expect(json).toEqual(examples[answer].value);
  });

  test.each([
    ['/numbers/def-virtual-number-capacity', 'ConnectableNumbers'],
    ['/employee-group', 'EmployeeGroups'],
    ['/employee-group/', 'EmployeeGroups'],
    ['/melodies/beeps', 'Beeps'],
    ['/melodies/main', 'MainMelodies'],
  ])('answers GET %s as printed', async (path, example) => {
    expect((await api.send('GET', path)).json).toEqual(examples[example].value);
  });

  test.each([
    ['/employee', 'Employees'],
    ['/melodies/system', 'SystemMelodies'],
    ['/melodies/client', 'ClientMelodies'],
  ])('has what is printed, and more, at GET %s', async (path, example) => {
    const { json } = await api.send('GET', path);
    expect(json).toEqual(expect.arrayContaining(examples[example].value));
  });

  test('adds a mobile number to the list of numbers, with the printed fields', async () => {
    const { value: printed } = examples.AddedMobileNumber;
    const { comment } = printed;
    const { json } = await addMobile(api, { comment, dgn_number: printed.dgn_number });
    const id = field(json, 'id');
    expect(json).toEqual({ ...printed, id, number: '79001000008' });
    expect(await listed(api, numbers)).toContain(id);
  });

  test.each([
    ['number=79001000002', [256]],
    ['type=abc', [569]],
    ['purpose=employee', [250, 542]],
    ['type=def&purpose=company', [256, 258, 819]],
    ['word=word', [250, 256, 258, 542, 569, 608, 678, 819]],
  ])('filters the numbers by %s', async (query, ids) => {
    expect(await listed(api, `${numbers}?${query}`)).toEqual(ids);
  });

  test('refuses what the type of a number does not allow', async () => {
    const city = { comment: 'x', purpose: 'company', id: 569 };
    expect((await editMobile(api, 250, { login: 'x' })).status).toBe(422);
    expect((await editMobile(api, 250, { purpose: 'employee' })).status).toBe(422);
    expect((await editMobile(api, 678)).status).toBe(409);
    expect((await api.send('PUT', `${numbers}/569`, { ...city, employee_id: 1 })).status).toBe(422);
    expect((await api.send('DELETE', `${numbers}/569`)).status).toBe(409);
    expect((await api.send('PUT', `${numbers}/5`, { ...sipBody, id: 5 })).status).toBe(404);
  });

  test('deletes a number, and gives its id to no other', async () => {
    const id = field((await addSip(api)).json, 'id');
    expect((await api.send('DELETE', `${numbers}/${id}`)).json).toEqual({ id });
    expect((await api.send('GET', `${numbers}/${id}`)).status).toBe(404);
    expect(field((await addSip(api)).json, 'id')).toBe(Number(id) + 1);
  });

  test('deletes a file when nothing names it any more', async () => {
    const id = field((await addFile(api)).json, 'id');
    const rule = await api.addForId({ numbers: [1000], source: 'client', media: id });
    await editMain(api, { hold_source_type: 'client', hold_media_id: id });
    const remove = () => api.send('DELETE', `/melodies/client/${id}`);
    expect((await remove()).status).toBe(409);
    await api.remove(rule);
    expect((await remove()).status).toBe(409);
    await editMain(api);
    expect((await remove()).json).toEqual({ id });
    expect(await listed(api, '/melodies/client')).not.toContain(id);
  });

  test('separates accounts, and refuses unknown tokens', async () => {
    const id = field((await addSip(api)).json, 'id');
    const second = api.as(provider.tokens.second);
    expect((await second.send('GET', `${numbers}/${id}`)).status).toBe(404);
    expect((await api.as('token-three').send('GET', numbers)).status).toBe(401);
  });
});
