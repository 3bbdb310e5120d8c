import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startBin } from './bin.ts';
import { attempt, npm, run } from './command.ts';

const own = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'another-project-'));
const bin = (name: string) => join(folder, 'node_modules', '.bin', name);
/** The commands that the page of the contract prints for another project. */
const printed = (readFileSync('spec/README.md', 'utf8').split('\n## In another project\n')[1] ?? '')
  .split('\n## ')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('npx data-api-'))
  .map((line) => line.split(' ').slice(1));
/** The programs that the pages print for another project. */
const programs = ['mocks/README.md', 'contracts/README.md']
  .flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)])
  .map((match) => match[1] ?? '')
  .filter((text) => text.includes('data-api-contract/') || text.includes("'msw"));
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].some(existsSync);

/** What the recipes need beside the package, and the workshop does not. */
const others = ['jest@30.5.2', 'cypress@15.3.0'];
/** What the recipes need beside the package. */
const tools = ['typescript', '@types/node', 'vitest', 'vite', 'msw', '@playwright/test'];

beforeAll(async () => {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', scarfSettings: { enabled: false } }),
  );
  await npm(folder, 'install', '--save-dev', inject('tarball'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm install of the tarball', () => {
  test('an installation of the tarball contains no dev dependency', () => {
    const needed = (name: string) => lock.packages[`node_modules/${name}`]?.dev === undefined;
    const dev = Object.keys(own.devDependencies).filter((name) => !needed(name));
    expect(dev.length).toBeGreaterThan(20);
    expect(dev.filter((name) => existsSync(join(folder, 'node_modules', name)))).toEqual([]);
  });

  test('an installation runs no script besides the one that scarfSettings and allowScripts switch off', () => {
    const installed = JSON.parse(
      readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'),
    );
    const scripted = Object.entries<{ hasInstallScript?: boolean }>(installed.packages)
      .filter(([, { hasInstallScript = false }]) => hasInstallScript)
      .map(([name]) => name);
    expect(scripted).toEqual(['node_modules/@scarf/scarf']);
  });
});

describe('the commands', () => {
  test('the installed commands work as printed: the mock serves, the verifier finds it kept, SIGTERM ends it', async () => {
    const [[serve = '', ...how] = [], [judge = '', ...options] = []] = printed ?? [];
    await using mock = startBin(
      folder,
      bin(serve),
      ...how.map((word) => word.replace('4010', '0')),
    );
    const url = await mock.url();
    const args = options.map((word) => word.replace('http://127.0.0.1:4010', url));
    const { code, stdout } = await attempt(folder, bin(judge), args, { CI: '1' });
    expect(stdout).toMatch(/Kept: \d+ promises are kept, with 1 of 20 promises not tried: U13\./);
    expect(code).toBe(0);
    for (const name of ['report.json', 'junit.xml', 'report.html'])
      expect(existsSync(join(folder, 'reports', name)), name).toBe(true);
    expect(await mock.stop()).toEqual({ code: 0, signal: null });
  });

  test.each(Object.keys(own.bin))(
    'the command %s says in a sentence that Node.js is too old',
    async (name) => {
      // Debian's own, which this project's dev dependency stands before.
      const old = '/usr/bin/node';
      const version = existsSync(old)
        ? (await run(folder, old, '--version')).stdout.trim()
        : 'none';
      if (!/^v(1\d|2[0-3])\./.test(version)) return;
      const { code, stdout, stderr } = await attempt(folder, old, [bin(name), '--help']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `${name} needs Node.js 24 or newer, and this is ${version.slice(1)}; install a newer one.\n`,
      );
    },
  );
});

describe('with the tools of the recipes', () => {
  beforeAll(async () => {
    const versions = tools.map((name) => `${name}@${own.devDependencies[name]}`);
    await npm(folder, 'install', '--save-dev', '--ignore-scripts', ...versions, ...others);
    cpSync('tests/package/consumer', folder, { recursive: true });
    cpSync('tests/recipes', join(folder, 'recipes'), { recursive: true });
    cpSync('tests/spec/client-types', join(folder, 'client-types'), { recursive: true });
    mkdirSync(join(folder, 'recipes/msw/public'), { recursive: true });
    await run(folder, bin('msw'), 'init', 'recipes/msw/public', '--no-save');
    mkdirSync(join(folder, 'pages'));
    for (const file of ['handlers.ts', 'stateful.ts']) {
      cpSync(`tests/recipes/msw/${file}`, join(folder, 'pages', file));
    }
    for (const [i, text] of programs.entries()) writeFileSync(join(folder, `pages/${i}.ts`), text);
  });

  test('the consumer, the recipes and the declarations of the package compile', async () => {
    await run(folder, bin('tsc'));
  });

  test('the programs that the pages print run in another project', async () => {
    await using served = startBin(folder, bin('data-api-mock'), '--port', '0', '--log', 'silent');
    const url = await served.url();
    const starts = programs.findIndex((text) => text.includes('await account.seed('));
    const { stdout } = await run(folder, process.execPath, `pages/${starts}.ts`);
    expect(stdout).toContain('next: 83, items: [ [Object], [Object] ]');
    const asks = programs.findIndex((text) => text.includes("baseUrl: 'http://127.0.0.1:4010'"));
    const text = programs[asks]?.replace('http://127.0.0.1:4010', url) ?? '';
    writeFileSync(join(folder, 'asks.ts'), text);
    expect((await run(folder, process.execPath, 'asks.ts')).stdout).toBe('83\n');
    expect((await run(folder, process.execPath, 'asks.ts')).stdout).toMatch(/ 83\n$/);
  });

  test('the consumer in another project uses every export', async () => {
    await run(folder, process.execPath, 'consumer.ts');
  });

  test('the recipes for Vitest, Vite, MSW and Cypress run two hundred tests at once, each with its own account', async () => {
    const { stdout } = await run(folder, bin('vitest'), 'run');
    expect(stdout).toContain('206 passed');
  });

  test('the recipe for Jest runs', async () => {
    const environment = { NODE_OPTIONS: '--experimental-vm-modules' };
    const args = ['--config', 'recipes/jest/jest.config.mjs'];
    const { code, stderr } = await attempt(folder, bin('jest'), args, environment);
    expect(stderr).toContain('1 passed');
    expect(code).toBe(0);
  });

  test.runIf(browser || process.env.CI)('the recipes for browsers work', async () => {
    const { stdout } = await run(
      folder,
      bin('playwright'),
      'test',
      '--config',
      'recipes/playwright.config.ts',
    );
    expect(stdout).toContain('10 passed');
  });
});
