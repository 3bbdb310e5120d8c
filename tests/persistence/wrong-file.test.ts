import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { writeDesks } from './desks-document.ts';
import { openFolder, openSqliteFile } from './test-stores.ts';

const spec = () => writeDesks(openFolder());

async function start(store: string) {
  const mock = await createMock({ spec: spec(), store });
  onTestFinished(() => mock.close());
  const client = createAccountClient(mock, 'the-token');
  const add = (number: number) => client.send('POST', '/desks', { number, name: 'desk' });
  return { mock, client, add };
}

const look = `
  const { DatabaseSync } = require('node:sqlite');
  try {
    console.log(new DatabaseSync(process.argv[1]).prepare('SELECT * FROM mock_items').all());
  } catch ({ message }) {
    console.log(message);
  }`;

test('a file stays locked when the process that has it is refused it once more', async () => {
  const { store } = openSqliteFile();
  const { add } = await start(store);
  await add(1);
  await expect(createMock({ spec: spec(), store })).rejects.toThrow('another mock uses it');
  const { stdout } = spawnSync(process.execPath, ['-e', look, store], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('database is locked');
});

const unavailable = {
  status: 503,
  body: {
    detail: expect.stringContaining('its file was deleted, moved or replaced'),
  },
};

test.each(['', '-wal'])('changes are refused once state.db%s is gone', async (end) => {
  const { store, folder } = openSqliteFile();
  const { mock, client, add } = await start(store);
  await add(1);
  const elsewhere = join(folder, 'elsewhere');
  renameSync(store + end, elsewhere);
  expect(await add(2)).toMatchObject(unavailable);
  expect((await mock.inject('/_mock/ready')).statusCode).toBe(503);
  writeFileSync(store + end, '');
  expect(await add(2)).toMatchObject(unavailable);

  rmSync(store + end);
  renameSync(elsewhere, store + end);
  expect((await mock.inject('/_mock/ready')).statusCode).toBe(200);
  expect((await add(2)).status).toBe(200);
  expect((await client.send('GET', '/desks')).body).toHaveLength(2);
});

test.each([
  '"postgres://user:secret@host/mock"',
  ' postgres://user:secret@host/mock',
  'postgres//user:secret@host/mock',
  'user:secret@host/mock',
  'host=there user=u password=secret',
])('%o, a URL that is mistyped, is refused without its password', async (store) => {
  const refusal = await createMock({ spec: spec(), store }).catch(({ message }: Error) => message);
  expect(refusal).toContain('or a URL such as postgres://user@host/mock; write it without quotes');
  expect(refusal).not.toContain('secret');
});

test('a path may have characters that URLs give a meaning to', async () => {
  const store = join(openFolder(), 'state of 50% #1?mode=memory.db');
  const { mock, add } = await start(store);
  await add(1);
  await mock.close();
  expect(statSync(store).mode & 0o777).toBe(0o600);
  const { client } = await start(store);
  expect((await client.send('GET', '/desks')).body).toHaveLength(1);
});

test('a damaged file is refused at the start in one sentence', async () => {
  const { store } = openSqliteFile();
  const { mock, add } = await start(store);
  await add(1);
  await mock.close();
  const bytes = readFileSync(store);
  writeFileSync(store, bytes.fill(0xff, 4096));
  await expect(createMock({ spec: spec(), store })).rejects.toMatchObject({
    name: 'Misuse',
    message: expect.stringMatching(/^Cannot use .*malformed[^.]*\.$/),
  });
});

test('a journal that cannot be read is refused at the start without what it holds', async () => {
  const { store, rows } = openSqliteFile();
  await (await createMock({ spec: spec(), store })).close();
  await rows(`INSERT INTO mock_journal (account, entry) VALUES ('anonymous', '{"secret')`);
  await expect(createMock({ spec: spec(), store, storeJournal: true })).rejects.toMatchObject({
    name: 'Misuse',
    message:
      'Cannot use the store: what it has cannot be read; correct it, restore a backup, or name another store.',
  });
});
