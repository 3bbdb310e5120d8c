import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedMock, startMock } from '../../mocks/index.ts';
import { type Block, blocksOf } from '../documentation-page.ts';

const entries = {
  'data-api-contract/mocks': 'mocks/index.ts',
  'data-api-contract/connect': 'mocks/testing/connect.ts',
};
const blocks = blocksOf('mocks/README.md');

describe('the programs that mocks/README.md prints for accounts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  let mock: StartedMock;
  beforeAll(async () => {
    mock = await startMock({ controlToken: 'secret' });
    const preset = blocks.find(({ text }) => text.startsWith('/melodies/personal:'));
    writeFileSync(join(folder, 'two-rules.yaml'), preset?.text ?? '');
  });
  afterAll(async () => {
    await mock.close();
    rmSync(folder, { recursive: true });
  });

  const programs = blocks.filter(({ language, text }) => {
    const imported = [...text.matchAll(/ from '(.+)'/g)].map(([, name = '']) => name);
    const isOfAccounts = /\b(connectMock|presets:|requests)\(?/.test(text);
    return language === 'ts' && isOfAccounts && imported.every((name) => name in entries);
  });

  test.each(programs.map((block, i) => [i, block] as const))(
    'program %i runs',
    async (i, block) => {
      const file = join(folder, `${i}.ts`);
      writeFileSync(file, placed(block));
      await expect(import(pathToFileURL(file).href)).resolves.toBeDefined();
    },
  );

  test('each of them is among these', () => expect(programs.length).toBeGreaterThan(3));

  /** The program with the files of this repository, and the address of a mock that listens. */
  function placed({ text }: Block): string {
    let program = text
      .replace('http://127.0.0.1:4010', mock.url)
      .replace('two-rules.yaml', join(folder, 'two-rules.yaml'));
    for (const [name, file] of Object.entries(entries)) {
      program = program.replace(name, pathToFileURL(file).href);
    }
    return program;
  }
});
