import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AnyContract,
  ControlRefusal,
  type StartedMock,
  startMock,
} from '../../mocks/index.ts';
import { createDataApiClient } from '../../spec/index.ts';

const rule = { number_capacity_ids: [352], source_type: 'system' as const, media_id: 50 };
const list = '/melodies/personal';

describe('startMock', () => {
  let mock: StartedMock;
  beforeAll(async () => {
    mock = await startMock();
  });
  afterAll(() => mock.close());

  test.each([
    ['switch', { switch: { D9: 'empty-array' } }],
    ['prot', { prot: 4010 }],
  ])('an option "%s" that does not exist is refused', async (name, options: object) => {
    await expect(startMock(options)).rejects.toThrow(
      new RegExp(`^There is no option "${name}"; there are spec, .*switches, .*port, host\\.$`),
    );
  });

  test('a mock starts in under half a second', async () => {
    // Of several the fastest, by the processor's time: the machine may be busy with other tests.
    const spent: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = process.cpuUsage();
      await using another = await startMock();
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1_000);
      expect(another.url).not.toBe(mock.url);
    }
    expect(Math.min(...spent)).toBeLessThan(500);
  });

  test('two hundred accounts with simultaneous requests stay apart', async () => {
    const states = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        await using account = mock.account();
        const api = createDataApiClient(account);
        const { data } = await api.POST(list, { body: { ...rule, media_id: i + 1 } });
        const { error } = await api.POST(list, { body: rule });
        expect([data?.id, error?.rule]).toEqual([83, 'one-rule-per-number']);
        return (await account.state())[list]?.items.map(({ media_id }) => media_id);
      }),
    );
    expect(states).toEqual(Array.from({ length: 200 }, (_, i) => [50, i + 1]));
  });

  test('a disposed account is in its initial state', async () => {
    const token = 'used-twice';
    const before = await mock.account(token).state();
    {
      await using account = mock.account(token);
      await account.seed({ [list]: { next: 9, items: [{ ...rule, id: 5 }] } });
      await account.switch({ D9: 'empty-array' });
      await account.fault('*', { status: 503 });
      expect((await createDataApiClient(account).GET(list)).response.status).toBe(503);
      expect(await account.journal({ status: '503' })).toHaveLength(1);
    }
    const after = mock.account(token);
    expect(await after.state()).toEqual(before);
    expect(await after.journal()).toEqual([]);
    const { data } = await createDataApiClient(after).GET(list);
    expect(data?.[0]?.employee_group_ids).toBeNull();
  });

  test('null removes a fault', async () => {
    await using account = mock.account();
    const api = createDataApiClient(account);
    await account.fault('listPersonalMelodies', { status: 500, body: { oops: true } });
    expect((await api.GET(list)).response.status).toBe(500);
    await account.fault('listPersonalMelodies', null);
    expect((await api.GET(list)).response.status).toBe(200);
  });

  test('an unknown part of the contract is refused in a sentence', async () => {
    await using account = mock.account();
    const { items } = { items: [{ ...rule, id: 5 }] };
    await expect(account.seed({ [list]: { items: [...items, ...items] } })).rejects.toThrow(
      ControlRefusal,
    );
    // @ts-expect-error -- there is no such operation
    await expect(account.fault('nothing', { status: 500 })).rejects.toThrow(
      'There is no operation "nothing"',
    );
    // @ts-expect-error -- there is no such position
    await expect(account.switch({ D9: 'sometimes' })).rejects.toThrow('has no value "sometimes"');
  });
});

test('a reset returns to how the mock was started', async () => {
  await using mock = await startMock({ switches: { D9: 'empty-array' } });
  const account = mock.account('me');
  const api = createDataApiClient(account);
  await account.switch({ D9: 'null' });
  await api.POST(list, { body: rule });
  await mock.reset();
  expect(await account.journal()).toEqual([]);
  const { data } = await api.GET(list);
  expect(data).toHaveLength(1);
  expect(data?.[0]?.employee_group_ids).toEqual([]);
});

describe('a mock of another contract with a control token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const desk = 'tests/fixtures/booking-desk';

  test.each(['header', 'query', 'cookie'])(
    'an account is used with its key in a %s',
    async (place) => {
      cpSync(desk, folder, { recursive: true });
      const spec = join(folder, 'openapi.yaml');
      const text = readFileSync(spec, 'utf8').replace(
        'in: header, name: X-Desk-Key',
        `in: ${place}, name: desk-key`,
      );
      writeFileSync(spec, text);
      await using mock = await startMock<AnyContract>({ spec, controlToken: 'secret' });
      await using account = mock.account('one');
      const before = await account.state();
      const [collection = ''] = Object.keys(before);
      await account.seed({ [collection]: { next: 4711, items: [] } });
      expect((await account.state())[collection]?.next).toBe(4711);
      expect(await mock.account('another').state()).toEqual(before);
    },
  );
});

test('a taken port is reported, and nothing stays open', async () => {
  await using mock = await startMock();
  const port = Number(new URL(mock.url).port);
  await expect(startMock({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
