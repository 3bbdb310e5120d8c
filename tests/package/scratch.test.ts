import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { comparatorPackage } from '../../contracts/pact/installed.ts';
import { pactPackage } from '../../contracts/pact/settings.ts';
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
const programs = ['mocks/README.md', 'contracts/README.md', 'contracts/PACT.md']
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

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

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
    for (const one of [pactPackage, comparatorPackage]) {
      const [, name = '', major] = /^(.+)@(\d+)$/.exec(one) ?? [];
      expect(own.peerDependencies[name]).toMatch(new RegExp(`^\\^${major}\\.`));
    }
  });

  test('without Pact no consumer writes a pact, and a sentence says how to install it', async () => {
    const program = `
      const { pact } = require('data-api-contract/pact');
      pact('page').add({ operation: 'listEmployees' }, async () => {})
        .catch(({ name, message }) => console.log(name, message));`;
    const { stdout } = await run(folder, process.execPath, '--eval', program);
    const remedy = `npm install --save-dev ${pactPackage}`;
    expect(stdout).toContain(`Misuse To write pacts, install Pact: ${remedy} (Cannot find module`);
  });
});

describe('the commands', () => {
  beforeAll(async () => {
    const without = ['--ignore-scripts', '--save-dev'];
    await npm(folder, 'install', ...without, pactPackage, comparatorPackage);
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
    cpSync('tests/recipes/provider/start-provider.ts', join(folder, 'start-provider.ts'));
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
    const { stdout } = await run(folder, bin('vitest'), 'run', '--exclude', '**/provider/**');
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

  test.each([
    { name: 'vitest', command: bin('vitest'), args: ['run', '--root', '.'], pacts: 2 },
    { name: 'jest', command: bin('jest'), args: ['--rootDir', '.'], pacts: 1 },
    { name: 'node', command: process.execPath, args: ['--test'], pacts: 1 },
  ])(
    'the recipe for $name writes a pact of a consumer, which the mock keeps',
    async ({ name, command, args, pacts }) => {
      const at = join(folder, 'recipes/pact', name);
      await run(at, command, ...args);
      await using mock = startBin(folder, bin('data-api-mock'), '--port', '0');
      const options = ['--provider', await mock.url(), '--token', 'any', '--only', 'pact'];
      const own = ['--pact', join(at, 'pacts'), '--no-own-pacts'];
      const { code, stdout } = await attempt(folder, bin('data-api-verify'), [...options, ...own]);
      expect(stdout).toContain(` · ${pacts} kept · 0 skipped`);
      expect(code).toBe(0);
    },
  );

  describe('the recipes for the tests of a provider', () => {
    const at = (name: string) => join(folder, 'recipes/provider', name);
    /** How each runner runs its recipe; in the folder of the recipe. */
    const runners = [
      { name: 'vitest', command: bin('vitest'), args: ['run'], skips: true },
      { name: 'node', command: process.execPath, args: ['--test'], skips: true },
      { name: 'jest', command: bin('jest'), args: ['--config', 'jest.config.mjs'], skips: false },
    ];

    test.each(runners)('the recipe for $name passes', async ({ name, command, args, skips }) => {
      const { code, stdout, stderr } = await attempt(at(name), command, args);
      expect([code, code === 0 || stdout + stderr]).toEqual([0, true]);
      expect(stdout + stderr).toMatch(/\b6\d\d passed|pass 6\d\d/);
      const reason = skips
        ? /\b22 skipped|skipped 22/
        : /Not tried: .* No second token was given\./;
      expect(stdout + stderr).toMatch(reason);
    });

    test.each(runners)(
      'the recipe for $name fails with the words of the report where the provider does',
      async ({ name, command, args }) => {
        const environment = { FAULT: 'editPersonalMelody' };
        const { code, stdout, stderr } = await attempt(at(name), command, args, environment);
        expect(code).toBe(1);
        const text = stdout + stderr;
        expect(text).toContain('PUT /melodies/personal/{id} returned 503, a server error.');
        expect(text).toMatch(/U5, U10 · .* – page edit-personal-melody, row media_id/);
        expect(text).toMatch(/ > PUT http:.*\{.*"media_id":.*\n.* < 503 /);
        expect(text).toMatch(/\$ npx data-api-verify .*--token "\$TOKEN".* --check \S+ --seed \d+/);
      },
    );

    const python = spawnSync('python3', ['--version']).status === 0;
    describe.runIf(python)('a provider in Python (apt-get install python3 curl)', () => {
      const verify = async (environment: NodeJS.ProcessEnv) => {
        const PORT = `${await freePort()}`;
        const args = ['--sip-number', 'none', '--second-token', 'token-two'];
        const settings = { PORT, VERIFY_TOKEN: 'token-one', ...environment };
        const ended = await attempt(at('python'), at('python/verify.sh'), args, settings);
        await expect(fetch(`http://127.0.0.1:${PORT}/`)).rejects.toThrow();
        return ended;
      };

      test('the script starts the provider, finds it kept, and stops it', async () => {
        const { code, stdout } = await verify({});
        expect(stdout).toContain('Kept: ');
        expect(code).toBe(0);
        expect(existsSync(at('python/reports/junit.xml'))).toBe(true);
      });

      test('the script exits with 1 and stops the provider if that breaks a promise', async () => {
        const { code, stdout } = await verify({ FAULT: 'first-number-checked' });
        expect(stdout).toMatch(/✖ Broken: [\s\S]* taken-number-last/);
        expect(code).toBe(1);
      });
    });
  });
});
