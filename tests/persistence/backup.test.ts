import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { blocksOf, commandsOf, wordsOf } from '../documentation-page.ts';
import { hasPostgres, installPostgres, startPostgres } from '../providers/stacks/index.ts';

// It starts several mocks and commands.
const timeout = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'backup-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The commands of the page that begin with a word, run with what stands for the printed URL or database. */
function runPrinted(
  word: string,
  given: { readonly url?: string; readonly env?: NodeJS.ProcessEnv } = {},
): void {
  const printed = blocksOf('mocks/STORE.md')
    .flatMap(commandsOf)
    .filter((command) => command.startsWith(`${word} `));
  expect(printed.length, word).toBeGreaterThan(0);
  for (const command of printed) {
    const text = command.replaceAll('postgres://user@host/mock', given.url ?? '');
    // A shell expands the * of cp.
    const { status, stderr } = spawnSync('sh', ['-c', quoted(text)], {
      cwd: folder,
      env: { ...process.env, ...given.env },
      encoding: 'utf8',
    });
    expect([status, stderr], command).toEqual([0, '']);
  }
}

const quoted = (command: string) =>
  wordsOf(command)
    .map((word) => (/[?&]/.test(word) ? `'${word}'` : word))
    .join(' ');

async function add(mock: Mock, number: number): Promise<void> {
  const { statusCode } = await mock.inject({
    method: 'POST',
    url: '/melodies/personal',
    headers: { authorization: 'my-token', 'content-type': 'application/json' },
    payload: { number_capacity_ids: [number], source_type: 'system', media_id: 50 },
  });
  expect(statusCode).toBe(200);
}

async function numbersIn(store: string): Promise<unknown[]> {
  await using mock = await started(store);
  const headers = { authorization: 'my-token' };
  const { body } = await mock.inject({ url: '/melodies/personal', headers });
  return [...body.matchAll(/"number_capacity_ids":\[(9\d+)/g)].map(([, number]) => Number(number));
}

async function started(store: string) {
  const mock = await createMock({ store });
  return Object.assign(mock, { [Symbol.asyncDispose]: () => mock.close() });
}

test('a copy of the file of a mock that was stopped is a backup', { timeout }, async () => {
  mkdirSync(join(folder, 'backup'));
  const store = join(folder, 'state.db');
  {
    await using mock = await started(store);
    await add(mock, 901);
  }
  runPrinted('cp');
  expect(await numbersIn(join(folder, 'backup', 'state.db'))).toEqual([901]);
});

describe.skipIf(!hasPostgres && !process.env.CI)(`with PostgreSQL (${installPostgres})`, () => {
  test('the printed commands create a database, dump it under a mock, and restore it', {
    timeout,
  }, async () => {
    const postgres = await startPostgres();
    const { host, user } = postgres;
    const url = `postgres://${user}@localhost/mock?host=${host}`;
    const env = { PGHOST: host, PGUSER: user };
    try {
      runPrinted('createdb', { env });
      {
        await using mock = await started(url);
        await add(mock, 901);
        runPrinted('pg_dump', { url, env });
        await add(mock, 902);
      }
      runPrinted('pg_restore', { url, env });
      expect(await numbersIn(url)).toEqual([901]);
    } finally {
      await postgres.close();
    }
  });
});
