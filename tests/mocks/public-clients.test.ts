import dataProvider from '@refinedev/simple-rest';
import { OpenAPIClientAxios } from 'openapi-client-axios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedMock, startMock } from '../../mocks/index.ts';
import { loadContract, ownContract } from '../../spec/index.ts';

const { document } = await loadContract(ownContract);
let mock: StartedMock;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

/** The headers of every request, for an account of its own. */
function headersOf(token: string) {
  return { Authorization: token, 'Content-Type': 'application/json; charset=UTF-8' };
}

describe('openapi-client-axios, which reads its methods from the document', () => {
  const clientOf = async (token: string) => {
    const api = new OpenAPIClientAxios({
      definition: document as ConstructorParameters<typeof OpenAPIClientAxios>[0]['definition'],
      axiosConfigDefaults: { headers: headersOf(token) },
      withServer: { url: mock.url },
    });
    return api.init();
  };

  test('lists, filters, reads, adds, edits and deletes numbers', async () => {
    const client = await clientOf('axios-numbers');
    const all = await client.listNumbers?.();
    const mobile = await client.listNumbers?.({ type: 'def' });
    expect(mobile?.data.length).toBeLessThan(all?.data.length);
    const one = mobile?.data[0];
    expect((await client.readNumber?.(one.id))?.data).toEqual(one);

    const comment = 'For the front desk';
    const body = { purpose: 'company', comment, id: one.id };
    expect((await client.editVirtualNumber?.(one.id, body))?.data).toMatchObject(body);
    expect((await client.readNumber?.(one.id))?.data).toMatchObject({ ...body, type: 'def' });

    const added = await client.addSipNumber?.(
      {},
      {
        number: '74950000001',
        login: 'front-desk',
        password: 'a password',
        server_host: 'sip.example',
        server_port: 5060,
        purpose: 'company',
        type: 'sip_registration',
      },
    );
    expect((await client.deleteVirtualNumber?.(added?.data.id))?.data).toEqual({
      id: added?.data.id,
    });
    expect((await client.listNumbers?.())?.data).toHaveLength(all?.data.length);
  });

  test('picks numbers, groups and media for a rule from the lists', async () => {
    const client = await clientOf('axios-rule');
    const held = (await client.listPersonalMelodies?.())?.data[0].number_capacity_ids;
    const numbers = (await client.listNumbers?.())?.data.map(({ id }: { id: number }) => id);
    const free = numbers.find((id: number) => !held.includes(id));
    const group = (await client.listEmployeeGroups?.())?.data[0].id;
    const media = (await client.listSystemMelodies?.())?.data[0].id;
    const rule = {
      number_capacity_ids: [free],
      employee_group_ids: [group],
      source_type: 'system',
      media_id: media,
    };
    expect((await client.addPersonalMelody?.({}, rule))?.data).toMatchObject(rule);
    await expect(client.addPersonalMelody?.({}, rule)).rejects.toMatchObject({
      response: { status: 409, data: { rule: 'one-rule-per-number' } },
    });
  });

  test('uploads a melody and deletes it again', async () => {
    const client = await clientOf('axios-melody');
    const file = Buffer.alloc(3 * 1024 * 1024, 'ID3').toString('base64');
    const added = await client.addClientMelody?.({}, { file, name: 'long.mp3' });
    expect(added?.data).toMatchObject({ name: 'long.mp3', url: expect.stringContaining('http') });
    expect((await client.listClientMelodies?.())?.data).toContainEqual(added?.data);
    await client.deleteClientMelody?.(added?.data.id);
    expect((await client.listClientMelodies?.())?.data).not.toContainEqual(added?.data);
  });
});

describe('the simple REST provider of refine', () => {
  test('lists, reads, creates, updates and deletes', async () => {
    const provider = dataProvider(mock.url);
    const meta = { headers: headersOf('refine') };
    const resource = 'numbers/virtual-number';
    const { data } = await provider.getList({
      resource,
      meta,
      filters: [{ field: 'type', operator: 'eq', value: 'def' }],
    });
    expect(data.map(({ type }) => type)).toEqual(data.map(() => 'def'));
    const [one] = data;
    const id = one?.id ?? 0;
    expect((await provider.getOne({ resource, id, meta })).data).toEqual(one);
    const variables = { purpose: 'not_specified', id };
    const put = { ...meta, method: 'put' };
    const edited = await provider.update({ resource, id, variables, meta: put });
    expect(edited.data).toMatchObject(variables);

    const melodies = 'melodies/personal';
    const created = await provider.create({
      resource: melodies,
      meta,
      variables: {
        number_capacity_ids: [Number(id) + 100_000],
        source_type: 'system',
        media_id: 50,
      },
    });
    const deleted = await provider.deleteOne({
      resource: melodies,
      id: created.data.id ?? 0,
      meta,
    });
    expect(deleted.data).toEqual({ id: created.data.id });
  });
});
