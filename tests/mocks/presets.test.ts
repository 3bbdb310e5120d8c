import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnyContract, type StartedMock, startMock } from '../../mocks/index.ts';
import { createDataApiClient } from '../../spec/index.ts';
import { startCommand } from './command.ts';
import { bookingDesk } from './desk-office.ts';

const list = '/melodies/personal';
const rule = (number: number) => ({
  number_capacity_ids: [number],
  source_type: 'system' as const,
  media_id: 50,
});

const folder = mkdtempSync(join(tmpdir(), 'presets-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a preset of our contract; returns its file. */
function write(name: string, ...items: readonly object[]): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ [list]: { items } }, null, 2));
  return file;
}

describe('the states of an account', () => {
  let mock: StartedMock;
  beforeAll(async () => {
    const many = write('many.yaml', ...Array.from({ length: 120 }, (_, i) => rule(i + 1)));
    const initial = write('initial.yaml', { ...rule(1), id: 5 });
    mock = await startMock({ presets: { many }, initial });
  });
  afterAll(() => mock.close());

  test('a cleared account has nothing, and adds as a new one does', async () => {
    await using account = mock.account();
    const api = createDataApiClient(account);
    await account.clear();
    expect(await account.state()).toEqual({});
    expect((await api.GET(list)).data).toEqual([]);
    expect((await api.POST(list, { body: rule(1) })).data?.id).toBe(1);
  });

  test('a snapshot restores what an account held, with the next identity and the claims', async () => {
    await using account = mock.account();
    const api = createDataApiClient(account);
    await account.seed({ [list]: { next: 40, items: [rule(2), rule(3)] } });
    const before = await account.snapshot();
    await account.clear();
    await api.POST(list, { body: rule(2) });
    await account.restore(before);
    expect(await account.snapshot()).toEqual(before);
    expect((await api.POST(list, { body: rule(2) })).error?.rule).toBe('one-rule-per-number');
    expect((await api.POST(list, { body: rule(4) })).data?.id).toBe(40);
  });

  test('a snapshot is restored in another account', async () => {
    const [one, other] = [mock.account(), mock.account()];
    await one.seed({ [list]: { items: [rule(9)] } });
    await other.restore(await one.snapshot());
    expect(await other.state()).toEqual(await one.state());
  });

  test('faults and switches stay when the items are replaced', async () => {
    await using account = mock.account();
    await account.fault('*', { status: 503 });
    await account.clear();
    await account.preset('many');
    expect((await createDataApiClient(account).GET(list)).response.status).toBe(503);
  });

  test('a preset replaces what the account held', async () => {
    await using account = mock.account();
    const ids = async () => (await account.state())[list]?.items.map(({ id }) => id) ?? [];
    expect(await ids()).toEqual([5]);
    await account.preset('many');
    expect(await ids()).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
    await account.preset('documented');
    expect(await ids()).toEqual([77]);
    await account.preset('empty');
    expect(await ids()).toEqual([]);
    await account.reset();
    expect(await ids()).toEqual([5]);
  });

  test('an unknown preset is refused with those that there are', async () => {
    await using account = mock.account();
    const before = await account.state();
    for (const name of ['lots', '__proto__', 'a/b']) {
      await expect(account.preset(name)).rejects.toThrow(
        `There is no preset "${name}"; there are empty, documented, many.`,
      );
    }
    expect(await account.state()).toEqual(before);
  });

  test('the control API lists the presets, and applies one without a body', async () => {
    const presets = await (await fetch(`${mock.url}/_mock/presets`)).json();
    expect(presets).toEqual([
      { name: 'empty', items: {} },
      { name: 'documented', items: expect.objectContaining({ [list]: 1 }) },
      { name: 'many', items: { [list]: 120 } },
    ]);
    const headers = { Authorization: 'curl' };
    const path = '/_mock/accounts/me/presets/empty';
    const response = await fetch(mock.url + path, { method: 'POST', headers });
    expect([response.status, await response.json()]).toEqual([200, {}]);
  });
});

describe('seeds without identities', () => {
  let mock: StartedMock;
  beforeAll(async () => {
    mock = await startMock();
  });
  afterAll(() => mock.close());

  test('an item without an id gets the next one, as in a POST', async () => {
    await using account = mock.account();
    const held = await account.seed({ [list]: { items: [rule(1), rule(2)] } });
    expect(held[list]?.items.map(({ id }) => id)).toEqual([77, 83, 84]);
    const { data } = await createDataApiClient(account).POST(list, { body: rule(3) });
    expect(data?.id).toBe(85);
  });

  test('no item gets an id that another item of the seed brings', async () => {
    await using account = mock.account();
    await account.clear();
    const items = [rule(1), { ...rule(2), id: 1 }, rule(3), { ...rule(4), id: 2 }];
    const held = await account.seed({ [list]: { items } });
    expect(held[list]?.items.map(({ id }) => id)).toEqual([3, 1, 4, 2]);
  });

  test('a refused seed uses up no id', async () => {
    await using account = mock.account();
    const before = await account.state();
    await expect(account.seed({ [list]: { items: [rule(1), rule(1)] } })).rejects.toThrow('1');
    expect(await account.state()).toEqual(before);
  });

  test('an identity that the client gives is still asked for', async () => {
    await using desk = await startMock<AnyContract>({ spec: bookingDesk });
    const seeded = desk.account().seed({ '/passes': { items: [{ kind: 'visitor' }] } });
    await expect(seeded).rejects.toThrow('"pass" is missing in this item; add it.');
  });
});

describe('a wrong preset is refused at the start', () => {
  test.each([
    { title: 'a missing file', file: () => join(folder, 'none.yaml'), says: /none\.yaml/ },
    {
      title: 'an unknown field',
      file: () => write('field.yaml', { ...rule(1), colour: 'red' }),
      says: /field\.yaml:\d+: an item of .* has no "colour"; use /,
    },
    {
      title: 'two items with one number',
      file: () => write('twice.yaml', rule(1), rule(1)),
      says: /twice\.yaml: the preset "wrong" breaks a uniqueness rule \(.*; let no two items/,
    },
  ])('the mock does not start with $title', async ({ file, says }) => {
    await expect(startMock({ presets: { wrong: file() } })).rejects.toThrow(says);
  });

  test('a built-in name is refused', async () => {
    const presets = { empty: write('empty.yaml') };
    await expect(startMock({ presets })).rejects.toThrow(
      'The preset "empty" is built in; give the file another name.',
    );
  });

  test('the command takes presets, and refuses what it cannot read', async () => {
    const command = startCommand('--port', '0', '--preset', `two=${write('two.yaml', rule(1))}`);
    const presets = await (await fetch(`${await command.url()}/_mock/presets`)).json();
    expect(presets).toContainEqual({ name: 'two', items: { [list]: 1 } });
    await command.stop();
    for (const [given, says] of [
      ['two', 'use a name, = and a file, such as many=many.yaml.'],
      [`two=${join(folder, 'none.yaml')}`, 'none.yaml'],
      ['empty=x.yaml', 'is built in'],
    ] as const) {
      const { code, stderr } = await startCommand('--preset', given).ended;
      expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    }
  });
});
