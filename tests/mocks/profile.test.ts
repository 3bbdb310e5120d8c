import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type MockOptions, startMock } from '../../mocks/index.ts';
import { ContractDefect } from '../../spec/index.ts';
import { createAccountClient } from './account-client.ts';
import { type RunningCommand, startCommand } from './command.ts';

const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [9], source_type: 'system', media_id: 50 };
const text = `profile: 1
provider: https://pbx.example
date: 2026-11-28
positions:
  D9: { is: empty-array, seen: [empty-list] }
  D7.add: "201"
  D10: replace
`;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-profile-'));
  file = join(folder, 'profile.yaml');
  await writeFile(file, text);
});
afterAll(() => rm(folder, { recursive: true }));

async function withMock(options: MockOptions) {
  const mock = await createMock(options);
  const { send } = createAccountClient(mock);
  const position = async (doubt: string, path = '/_mock/switches') => {
    const { body } = await send('GET', path);
    return (body as { doubt: string }[]).find((one) => one.doubt === doubt);
  };
  return { send, position, [Symbol.asyncDispose]: () => mock.close() };
}

describe('a mock with a profile', () => {
  test('behaves as the profile says, and strictly where it says nothing', async () => {
    await using mock = await withMock({ profile: file });
    expect(await mock.send('POST', melodies, rule)).toMatchObject({
      status: 201,
      body: { employee_group_ids: [] },
    });
    expect((await mock.send('PUT', `${melodies}/83`, { ...rule, id: 83 })).status).toBe(200);
  });

  test('takes the profile as an object, and beside startMock', async () => {
    await using mock = await startMock({ profile: { positions: { 'D7.add': '201' } } });
    const { status } = await fetch(mock.url + melodies, {
      method: 'POST',
      headers: { authorization: 'a', 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    });
    expect(status).toBe(201);
  });

  test('lets switches take precedence, and tells what the profile has and what showed it', async () => {
    await using mock = await withMock({ profile: file, switches: { D9: 'null', D18: 'mask' } });
    const profile = { is: 'empty-array', seen: ['empty-list'] };
    for (const path of ['/_mock/switches', '/_mock/accounts/me/switches']) {
      expect(await mock.position('D9', path)).toMatchObject({ value: 'null', profile });
      expect(await mock.position('D7.add', path)).toMatchObject({
        value: '201',
        turned: false,
        profile: { is: '201', seen: [] },
      });
      expect(await mock.position('D18', path)).toMatchObject({ value: 'mask', profile: null });
    }
    expect((await mock.send('GET', '/_mock/behaviour')).body).toMatchObject({
      turned: ['D7.add', 'D18'],
      profile: { provider: 'https://pbx.example', date: '2026-11-28' },
    });
  });

  test('returns to the profile when a switch is reset, and is strict where that is chosen', async () => {
    await using mock = await withMock({ profile: file });
    const status = async () => (await mock.send('POST', melodies, rule)).status;
    await mock.send('PUT', '/_mock/switches', { 'D7.add': 'documented' });
    expect(await status()).toBe(200);
    await mock.send('DELETE', `${melodies}/83`);
    await mock.send('DELETE', '/_mock/switches/D7.add');
    expect(await status()).toBe(201);
    await mock.send('PUT', '/_mock/accounts/me/switches', { D9: 'null' });
    expect(await mock.position('D9', '/_mock/accounts/me/switches')).toMatchObject({
      value: 'null',
    });
    await mock.send('POST', '/_mock/reset');
    expect(await mock.position('D9', '/_mock/accounts/me/switches')).toMatchObject({
      value: 'empty-array',
    });
  });

  test('says in the journal which doubts its profile turned', async () => {
    await using mock = await withMock({ profile: file });
    await mock.send('GET', melodies);
    expect((await mock.send('GET', '/_mock/journal?account=me')).body).toMatchObject([
      { turned: ['D7.add', 'D9'] },
    ]);
  });

  test('says in the journal in which positions a request is accepted, whatever form its refusal has', async () => {
    await using mock = await withMock({ profile: { positions: { D8: 'bare', D11: 'never' } } });
    const refused = await mock.send('POST', melodies, { ...rule, employee_group_ids: [] });
    expect(refused.body).toBe('');
    const acceptedIn = ['refused', 'accepted'];
    expect((await mock.send('GET', '/_mock/journal?account=me')).body).toMatchObject([
      { doubt: 'D11', switch: { key: 'D11', position: 'never', default: 'refused', acceptedIn } },
    ]);
  });

  const wrong: { positions: Record<string, string>; says: string }[] = [
    { positions: { D4: 'x' }, says: 'profile: the contract has no switch D4; use D1, D2,' },
    {
      positions: { D9: 'never' },
      says: 'profile: D9 has no position "never"; use "null", empty-array.',
    },
    { positions: { D9: 'toString' }, says: 'D9 has no position "toString"' },
    { positions: { 'D9/x': 'null' }, says: 'the contract has no switch D9/x' },
  ];

  test.each(wrong)(
    'is not created with a profile that the contract does not know: $says',
    async ({ positions, says }) => {
      const created = createMock({ profile: { positions } });
      await expect(created).rejects.toThrow(ContractDefect);
      await expect(created).rejects.toThrow(says);
    },
  );
});

describe('--profile', () => {
  const running = new Set<RunningCommand>();
  afterEach(async () => {
    for (const one of running) await one.stop('SIGKILL');
    running.clear();
  });

  function start(...args: string[]): RunningCommand {
    const command = startCommand('--port', '0', ...args);
    running.add(command);
    return command;
  }

  test('says at the start whom the mock behaves as, and where unlike the strict mock', async () => {
    const command = start('--profile', file);
    expect(await command.line(/^Behaves as/)).toBe(
      'Behaves as https://pbx.example was seen to on 2026-11-28: 2 positions unlike the strict mock (D7.add 201, D9 empty-array). What the profile leaves out stays strict.',
    );
  });

  test('is an option of a config file, whose folder a path in it is relative to', async () => {
    const config = join(folder, 'data-api-mock.yaml');
    await writeFile(config, 'profile: profile.yaml\n');
    expect(await start('--config', config).line(/^Behaves as/)).toContain('2 positions');
  });

  test.each([
    { change: { 'D9:': 'D4:' }, says: '5: the contract has no switch D4; use D1, D2' },
    {
      change: { 'empty-array': 'never' },
      says: '5: D9 has no position "never"; use "null", empty-array.',
    },
    {
      change: { 'D9:': 'D7:' },
      says: '5: the contract has no switch D7; use D7.add, D7.edit, D7.delete, D7.location.',
    },
    {
      change: { '"201"': '201' },
      says: '6: D7.add is 201, which YAML does not read as text; write "201", in quotes.',
    },
    {
      change: { 'is: empty-array': 'is: null' },
      says: '5: D9 is null, which YAML does not read as text; write "null", in quotes.',
    },
    {
      change: { 'is:': 'was:' },
      says: '5: /positions/D9 must be string; correct it as profile.schema.json describes.',
    },
    { change: { 'date: 2026-11-28': 'date: today' }, says: '3: ' },
    { change: { [text]: 'profile: 1\n' }, says: '1: ' },
  ])(
    'a wrong profile is one sentence with file and line, and ends the command: $says',
    async (one) => {
      const wrong = join(folder, 'wrong.yaml');
      const [[from, to]] = Object.entries(one.change) as [[string, string]];
      await writeFile(wrong, text.replace(from, to));
      const { code, stderr } = await start('--profile', wrong).ended;
      expect(code).toBe(2);
      expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`${wrong}:${one.says}`)]);
    },
  );

  test('--watch takes up a changed profile, and keeps the last one while it is wrong', async () => {
    const watched = join(folder, 'watched.yaml');
    await writeFile(watched, text);
    const command = start('--profile', watched, '--watch');
    const url = await command.url();
    await command.line(/^Behaves as/);
    const D9 = async () => {
      const views = (await (await fetch(`${url}/_mock/switches`)).json()) as Record<
        string,
        string
      >[];
      return views.find(({ doubt }) => doubt === 'D9')?.value;
    };
    await writeFile(watched, text.replace('empty-array', 'never'));
    expect(await command.line(/^Still serving/)).toContain('D9 has no position "never"');
    expect(await D9()).toBe('empty-array');
    await writeFile(watched, text.replace('empty-array', '"null"'));
    await command.line(/^Reloaded/);
    expect(await command.line(/^Behaves as/)).toContain('1 position unlike');
    expect(await D9()).toBe('null');
  });
});
