import { existsSync, globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createCommand as createVerifierCommand } from '../contracts/cli/command-line.ts';
import { createCommand } from '../mocks/cli/command-line.ts';
import { allSwitches, loadCatalogue, loadContract, ownContract } from '../spec/index.ts';
import { blocksOf, proseOf, read } from './documentation-page.ts';

const contract = await loadContract(ownContract);
const catalogue = loadCatalogue(contract);
const { exports, scripts, dependencies, devDependencies } = JSON.parse(read('package.json'));

/** What stands below a heading of a page, up to the next one of its level. */
function sectionOf(page: string, heading: string): string {
  const [, text = ''] = read(page).split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** The names in code in the first cell of each row of the tables. */
function firstCells(markdown: string): string[] {
  return [...markdown.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

const optionsIn = (text = '') => [...text.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option);

describe('CONTRIBUTING.md', () => {
  test('CONTRIBUTING.md has a line for every npm script that people run, and for no other', () => {
    const named = firstCells(sectionOf('CONTRIBUTING.md', 'Commands'));
    const own = Object.keys(scripts).filter((name) => !/^(dependencies|prepack)$/.test(name));
    const written = (name: string) => (/^(start|test)$/.test(name) ? name : `run ${name}`);
    expect(new Set(named)).toEqual(new Set(own.map((name) => `npm ${written(name)}`)));
  });

  test('CONTRIBUTING.md has a line for every dependency, and for no other', () => {
    const named = firstCells(sectionOf('CONTRIBUTING.md', 'Dependencies'));
    expect(new Set(named)).toEqual(
      new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]),
    );
  });
});

describe('the page for frontend developers', () => {
  const blocks = blocksOf('mocks/README.md');

  test('mocks/README.md has every option of the mock, and no other', () => {
    const shown = createCommand(async () => {}).options.filter(({ hidden }) => !hidden);
    const options = shown.map((option) => option.long ?? '');
    const block = blocks.find(({ text }) => text.includes('--port 4010 --host'));
    expect(new Set(optionsIn(block?.text))).toEqual(new Set(options));
  });

  test('mocks/README.md has every switch with its values, the default first', () => {
    const page = read('mocks/README.md');
    const rows = [...page.matchAll(/^\| (D\d+(?:\.[a-z-]+)?) .* \| (`.*`) \|$/gm)];
    const [, others = ''] = /^`…` is any other of the statuses (.*?);/ms.exec(page) ?? [];
    const printed = rows.map(([, id, values = '']) => [
      id,
      [...new Set(values.replace('`…`', others).replaceAll(/[`,]/g, '').split(/\s/))],
    ]);
    const switches = allSwitches(contract).map(({ key, default: usual, positions }) => [
      key,
      [...new Set([usual, ...Object.keys(positions)])],
    ]);
    expect(printed).toEqual(switches);
  });

  test('mocks/README.md prints the tested recipes', () => {
    const printed = blocks.map(({ text }) => text);
    for (const recipe of [
      'vite/vite.config.ts',
      'vitest/account.ts',
      'vitest/manners.test.ts',
      'vitest/profile.yaml',
      'playwright/account.ts',
      'playwright/web-server.config.ts',
      'playwright/app.ts',
      'jest/jest.config.mjs',
      'jest/global-setup.mjs',
      'jest/global-teardown.mjs',
      'jest/account.test.cjs',
      'cypress/cypress.config.mjs',
      'cypress/account.cy.js',
      'msw/handlers.ts',
      'msw/stateful.ts',
    ]) {
      const text = read(`tests/recipes/${recipe}`).replaceAll(/^ *\/\/ biome-ignore.*\n/gm, '');
      expect(printed).toContain(text);
    }
  });
});

test('contracts/PACT.md prints the tested recipes', () => {
  const printed = blocksOf('contracts/PACT.md').map(({ text }) => text);
  const recipes = globSync(
    'tests/recipes/provider/{vitest,node,jest,python}/*.{ts,mjs,cjs,sh,y*ml}',
  );
  expect(recipes.length).toBeGreaterThan(6);
  const pacts = globSync('tests/recipes/pact/{states.yaml,*/page.test.*}');
  expect(pacts).toHaveLength(4);
  for (const recipe of [...recipes, ...pacts]) {
    expect(printed, recipe).toContain(read(recipe));
  }
});

describe('the page for CI', () => {
  const page = 'contracts/README.md';
  const blocks = blocksOf(page);
  const options = createVerifierCommand(catalogue.identifiers).options.map(
    (option) => option.long ?? '',
  );

  test('contracts/README.md has every option of the verifier, and no other', () => {
    const block = blocks.find(({ text }) => text.includes('--provider URL'));
    expect(new Set(optionsIn(block?.text))).toEqual(new Set([...options, '--help']));
  });

  test('contracts/README.md names option and default of each kind of identifier', () => {
    const rows = [...read(page).matchAll(/^\| `--(.*?)` \| (.*?) \| `(.*?)` \|$/gm)];
    expect(rows.map(([, flag, says, usual]) => ({ flag, says, default: usual }))).toEqual(
      catalogue.identifiers.map(({ flag, says, default: usual }) => ({
        flag,
        says,
        default: usual,
      })),
    );
  });

  test('the printed configuration file has valid options', () => {
    const block = blocks.find(({ text }) => text.startsWith('provider: '));
    const names = Object.keys(parse(block?.text ?? '{}'));
    expect(names).toContain('provider');
    for (const name of names) expect(options).toContain(`--${name}`);
  });

  test('contracts/README.md shows a case as the catalogue has it', () => {
    const block = blocks.find(({ text }) => text.startsWith('  - id: '));
    expect(block?.text).toBeDefined();
    expect(read('spec/cases.yaml')).toContain(block?.text);
  });

  test('the printed CI jobs name existing files and valid options', () => {
    const jobs = blocks.filter(({ text }) => /^# \.\S+\.ya?ml/.test(text));
    expect(jobs.map(({ language }) => language)).toEqual(['yaml', 'yaml', 'yaml']);
    for (const { text } of jobs) {
      expect(() => parse(text)).not.toThrow();
      const [file = ''] = /\.git(hub|lab)\/(actions\/verify|verify-provider\.yml)/.exec(text) ?? [];
      expect(existsSync(file), file).toBe(true);
      for (const option of optionsIn(text)) expect(options).toContain(option);
    }
  });
});

test('spec/README.md has a line for every export of the package, and for no other', () => {
  const named = firstCells(sectionOf('spec/README.md', 'In another project'));
  const importable = Object.keys(exports).filter((name) => name !== './package.json');
  expect(new Set(named)).toEqual(
    new Set(importable.map((name) => name.replace('.', 'data-api-contract'))),
  );
});

test('spec/README.md names every file of the contract', () => {
  const named = [...proseOf('spec/README.md').matchAll(/^\| \[(.*?)\]/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(globSync('*.yaml', { cwd: 'spec' }).toSorted());
});
