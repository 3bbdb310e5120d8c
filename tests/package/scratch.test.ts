import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { pactPackage } from '../../contracts/pact/installed.ts';
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
const others = [
  'jest@30.5.2',
  'jest-environment-jsdom@30.5.2',
  'jest-fixed-jsdom@0.0.11',
  'cypress@15.3.0',
];
/** What the recipes need beside the package. */
const tools = ['typescript', '@types/node', 'vitest', 'vite', 'msw', '@playwright/test'];

/** The oldest Node.js that the package runs on, but for fixes. */
const oldest = join(folder, 'oldest');

/** Megabytes that a folder takes on a disk. */
function megabytes(path: string): number {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile());
  return (
    files.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).blocks * 512, 0) /
    2 ** 20
  );
}

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

  test('an installation is under 60 MB and 200 packages, and runs no script', () => {
    const modules = join(folder, 'node_modules');
    const installed = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
    const packages = Object.entries<{ hasInstallScript?: boolean }>(installed.packages);
    expect(packages.length).toBeLessThan(200);
    expect(megabytes(modules)).toBeLessThan(60);
    expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  });

  test('without Pact the verifier says how to install it, sends nothing, and still runs the checks', async () => {
    const command = ['--token', 'any', '--check', 'taken-number-last'];
    await using mock = startBin(folder, bin('data-api-mock'), '--port', '0');
    const provider = ['--provider', await mock.url()];
    const checks = await attempt(folder, bin('data-api-verify'), [...provider, ...command]);
    expect([checks.code, checks.stderr]).toEqual([0, '']);
    const nowhere = ['--provider', 'http://127.0.0.1:9', '--token', 'any'];
    const { code, stderr } = await attempt(folder, bin('data-api-verify'), nowhere);
    expect([code, stderr]).toEqual([
      2,
      `To replay pacts, the verifier needs Pact, which is not installed; run \`npm install --save-dev ${pactPackage}\`, or leave them out with \`--only checks\` and \`--only exploration\`.\n`,
    ]);
    const range = own.peerDependencies['@pact-foundation/pact'];
    expect(range).toMatch(new RegExp(`^\\^${pactPackage.split('@').at(-1)}\\.`));
  });
});

describe('the commands', () => {
  beforeAll(async () => {
    const without = ['--ignore-scripts', '--save-dev'];
    await npm(folder, 'install', ...without, pactPackage);
  });

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

  // Debian's own, which this project's dev dependency stands before.
  const old = '/usr/bin/node';
  const version = spawnSync(old, ['--version']).stdout?.toString().trim().slice(1) ?? '';
  describe.runIf(/^(1\d|2[01])\./.test(version))('an older Node.js', () => {
    const sentence = `needs Node.js 22.19 or newer, and this is ${version}; install a newer one.`;

    test.each(Object.keys(own.bin))('%s says in a sentence that it is too old', async (name) => {
      const ended = await attempt(folder, old, [bin(name), '--help']);
      expect(ended).toEqual({ code: 2, stdout: '', stderr: `${name} ${sentence}\n` });
    });

    test.each(['mocks', 'contracts', 'spec'])('so does an import of %s', async (name) => {
      const program = `import('data-api-contract/${name}').catch(({ message }) => console.log(message))`;
      const { stdout } = await attempt(folder, old, ['--eval', program]);
      expect(stdout).toBe(`data-api-contract ${sentence}\n`);
    });
  });

  describe('on Node.js 22', () => {
    beforeAll(async () => {
      mkdirSync(oldest);
      writeFileSync(join(oldest, 'package.json'), '{"private":true}');
      await npm(oldest, 'install', 'node@22');
    });
    const node = join(oldest, 'node_modules/node/bin/node');

    test('the mock serves, the verifier finds it kept, and a program requires both', async () => {
      expect((await run(folder, node, '--version')).stdout).toMatch(/^v22\./);
      await using mock = startBin(folder, node, bin('data-api-mock'), '--port', '0');
      const options = ['--provider', await mock.url(), '--token', 'any'];
      const { code, stdout } = await attempt(folder, node, [bin('data-api-verify'), ...options]);
      expect(stdout).toContain('Kept: ');
      expect(code).toBe(0);
      const program = `
        const { startMock } = require('data-api-contract/mocks');
        startMock().then(async (mock) => {
          const { baseUrl, token: authorization } = mock.account();
          const headers = { authorization, prefer: 'dynamic=true' };
          const { status } = await fetch(baseUrl + '/melodies/personal', { headers });
          const refused = await fetch(baseUrl + '/melodies/personal', { method: 'POST', headers });
          console.log(status, refused.status);
          await mock.close();
        });`;
      const { stdout: printed } = await run(folder, node, '--eval', program);
      expect(printed).toBe('200 422\n');
    });
  });
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
    expect(stdout).toContain('209 passed');
  });

  test.each(['node', 'jest-fixed-jsdom'])('the recipe for Jest runs in %s', async (environment) => {
    const args = ['--config', 'recipes/jest/jest.config.mjs', '--env', environment];
    const { code, stderr } = await attempt(folder, bin('jest'), args);
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
