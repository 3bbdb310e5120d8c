import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { startCommand } from '../mocks/command.ts';
import { writeDesks } from './desks-document.ts';
import { openSqliteFile } from './test-stores.ts';

test('the command ends with 2 and one sentence where it cannot use the store', async () => {
  const { store, folder } = openSqliteFile();
  writeFileSync(store, 'a letter to my aunt\n'.repeat(100));
  const command = startCommand('--port', '0', '--spec', writeDesks(folder), '--store', store);
  const { code, stdout, stderr } = await command.ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    `Cannot use ${store} as a store: it is no database of SQLite; name another file.\n`,
  );
});

test('the command says at its start where accounts are kept', async () => {
  const { store } = openSqliteFile();
  const command = startCommand('--port', '0', '--store', store);
  onTestFinished(async () => void (await command.stop('SIGKILL')));
  await command.line(/^Accounts are kept in /);
  expect(await command.stop()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`\nAccounts are kept in ${store}.\n`),
  });
});

test.each([['--store-journal'], ['--no-store-sync']])(
  'the command ends with 2 where %s has no store to work on',
  async (option) => {
    const { code, stdout, stderr } = await startCommand('--port', '0', option).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `Nothing is kept without a store, so ${option} has no effect; name one with --store, or leave out ${option}.\n`,
    );
  },
);

test.each(['DATA_API_MOCK_STORE', 'DATA_API_MOCK_STORE_KEY'])(
  'the command ends with 2 where the variable %s is empty, and names it',
  async (variable) => {
    vi.stubEnv(variable, '');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, stderr } = await startCommand('--port', '0').ended;
    expect(code).toBe(2);
    expect(stderr).toBe(`The value "" of ${variable} is wrong: it must not be empty.\n`);
  },
);

test('the command warns at its start of what breaks a rule of the document that is new', async () => {
  const { store, folder } = openSqliteFile();
  const mock = await createMock({ spec: writeDesks(folder, { 'one-desk-a-name': 'name' }), store });
  const client = createAccountClient(mock);
  for (const name of ['left', 'right']) await client.send('POST', '/desks', { number: 7, name });
  await mock.close();
  const command = startCommand('--port', '0', '--spec', writeDesks(folder), '--store', store);
  onTestFinished(async () => void (await command.stop('SIGKILL')));
  await command.url();
  const { code, stderr } = await command.stop();
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^Warning: Account [\da-f]{16} breaks a rule that came later: 7 already belongs to 1\. \(\/desks, item 2\)\n$/,
  );
});
