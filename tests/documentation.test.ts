import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createCommand as createVerifierCommand } from '../contracts/cli/command-line.ts';
import { allChecks } from '../contracts/run/verify.ts';
import { createCommand } from '../mocks/cli/command-line.ts';
import { createMock, type Mock } from '../mocks/index.ts';
import { loadCatalogue, loadContract, ownContract } from '../spec/index.ts';
import { type CurlRequest, parseCurl } from './curl-command.ts';
import { faults, lawful } from './providers/index.ts';

const root = new URL('..', import.meta.url);
const read = (file: string) => readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
const pages = [
  'README.md',
  'mocks/README.md',
  'mocks/QA.md',
  'contracts/README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];
const contract = await loadContract(ownContract);
const catalogue = loadCatalogue(contract);

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** The curl commands of a block that ask the mock, comments left out. */
function curlsOf(block: Block): CurlRequest[] {
  if (block.language !== 'sh') return [];
  const text = block.text.replaceAll(/^#.*\n/gm, '').replaceAll('\\\n', ' ');
  return text
    .split('\n')
    .filter((line) => line.startsWith('curl ') && line.includes('http://127.0.0.1:4010'))
    .map(parseCurl);
}

describe.each(pages.filter((page) => blocksOf(read(page)).flatMap(curlsOf).length > 0))(
  'the commands of %s',
  (page) => {
    let mock: Mock;
    let origin: string;
    beforeAll(async () => {
      mock = await createMock();
      origin = await mock.listen();
    });
    afterAll(() => mock.close());

    test('do what is printed, one after the other', async () => {
      const blocks = blocksOf(read(page));
      let compared = 0;
      let snapshot = '';
      for (const [i, block] of blocks.entries()) {
        const next = blocks[i + 1];
        const printed = next?.language === 'json' ? jsonValues(next.text) : [];
        for (const [k, curl] of curlsOf(block).entries()) {
          const body = curl.body === '@snapshot.json' ? snapshot : curl.body;
          const { method, headers } = curl;
          const stop = new AbortController();
          const answer = await fetch(curl.url.replace('http://127.0.0.1:4010', origin), {
            method,
            headers,
            signal: stop.signal,
            ...(body === undefined ? {} : { body }),
          });
          if (answer.headers.get('content-type') === 'text/event-stream') {
            stop.abort();
            continue;
          }
          const text = await answer.text();
          if (curl.url.endsWith('/snapshot')) snapshot = text;
          const wanted = printed[k];
          if (wanted === undefined) expect(answer.status, curl.url).toBeLessThan(300);
          else {
            expect(JSON.parse(text)).toEqual(wanted);
            compared++;
          }
        }
      }
      if (page.endsWith('README.md')) expect(compared).toBeGreaterThan(0);
    });
  },
);

// Several answers stand in one block, one after the other.
function jsonValues(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

test('every npm script that a page names is there', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run (\w+)/g)].map((m) => m[1]),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(scripts).toHaveProperty(name ?? '');
});

test('every option of the mock stands on the page for frontend developers, and no other', () => {
  const options = createCommand(async () => {}).options.map((option) => option.long ?? '');
  const block = blocksOf(read('mocks/README.md')).find(({ text }) => text.includes('--port 4010'));
  const printed = [...(block?.text ?? '').matchAll(/--[a-z][a-z-]*/g)].map((match) => match[0]);
  expect(new Set(printed)).toEqual(new Set(options));
});

describe('the page for CI', () => {
  const blocks = blocksOf(read('contracts/README.md'));
  const options = createVerifierCommand(catalogue.identifiers).options.map(
    (option) => option.long ?? '',
  );

  test('has every option of the verifier, and no other', () => {
    const block = blocks.find(({ text }) => text.includes('--provider URL'));
    const printed = [...(block?.text ?? '').matchAll(/--[a-z][a-z-]*/g)].map((match) => match[0]);
    expect(new Set(printed)).toEqual(new Set([...options, '--help']));
  });

  test('says what is lent by which flag, and what its default is', () => {
    const rows = [
      ...read('contracts/README.md').matchAll(/^\| `--(.*?)` \| (.*?) \| `(.*?)` \|$/gm),
    ];
    expect(rows.map(([, flag, says, usual]) => ({ flag, says, default: usual }))).toEqual(
      catalogue.identifiers.map(({ flag, says, default: usual }) => ({
        flag,
        says,
        default: usual,
      })),
    );
  });

  test('has a file of options that are options', () => {
    const block = blocks.find(({ text }) => text.startsWith('provider: '));
    const names = Object.keys(parse(block?.text ?? '{}'));
    expect(names).toContain('provider');
    for (const name of names) expect(options).toContain(`--${name}`);
  });

  test('shows a case as the catalogue has it', () => {
    const block = blocks.find(({ text }) => text.startsWith('  - id: '));
    expect(block?.text).toBeDefined();
    expect(read('spec/cases.yaml')).toContain(block?.text);
  });

  test('has jobs in YAML, which name files that are there, and options that are options', () => {
    const jobs = blocks.filter(({ text }) => /^# \.\S+\.ya?ml/.test(text));
    expect(jobs.map(({ language }) => language)).toEqual(['yaml', 'yaml']);
    for (const { text } of jobs) {
      expect(() => parse(text)).not.toThrow();
      const [file = ''] = /\.git(hub|lab)\/(actions\/verify|verify-provider\.yml)/.exec(text) ?? [];
      expect(existsSync(fileURLToPath(new URL(file, root))), file).toBe(true);
      for (const [option] of text.matchAll(/--[a-z][a-z-]*/g)) expect(options).toContain(option);
    }
  });
});

test('the recipes that are printed are the files that are tested', () => {
  const printed = blocksOf(read('mocks/README.md')).filter(({ language }) => language === 'ts');
  const recipes = ['vitest/account.ts', 'playwright/account.ts', 'msw/handlers.ts'];
  for (const recipe of recipes) {
    const text = read(`tests/recipes/${recipe}`).replaceAll(/^ *\/\/ biome-ignore.*\n/gm, '');
    expect(printed.map((block) => block.text)).toContain(text);
  }
});

test('the container that is printed is the one of the Containerfile', () => {
  const commands = read('README.md').match(/^podman .*$/gm) ?? [];
  expect(commands).toHaveLength(2);
  for (const command of commands) expect(read('Containerfile')).toContain(`#   ${command}\n`);
});

test('the comparison that is printed can be asked for', () => {
  const [, args = ''] = /^npm run compare -- (.*)$/m.exec(read('CONTRIBUTING.md')) ?? [];
  const compare = ['spec/compare/cli.ts', ...args.split(' ')];
  const { status, stdout } = spawnSync(process.execPath, compare, { encoding: 'utf8' });
  // 0 where the contract is as it was committed, 1 where somebody is changing it.
  expect([0, 1]).toContain(status);
  expect(stdout).toMatch(/^Clients[\s\S]*^Providers/m);
});

test('every check, lawful way and fault that a command names is there', () => {
  const text = pages.map(read).join('\n');
  const named = (option: string) =>
    [...text.matchAll(new RegExp(`--${option} ([a-z][a-z0-9-]*)`, 'g'))].map((match) => match[1]);
  const known = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);
  expect(named('check')).not.toEqual([]);
  expect(known(allChecks(contract, catalogue))).toEqual(expect.arrayContaining(named('check')));
  expect(named('fault')).not.toEqual([]);
  expect(known(faults)).toEqual(expect.arrayContaining(named('fault')));
  expect(known(lawful)).toEqual(expect.arrayContaining(named('lawful')));
});

test('every dependency has its line in the README, and no other has one', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const tables = read('README.md').split('## Dependencies')[1] ?? '';
  const named = [...tables.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) =>
    [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]),
  );
  expect(new Set(named)).toEqual(
    new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]),
  );
});

test('every link between the pages leads to a file or folder', () => {
  for (const page of pages) {
    for (const [, target] of read(page).matchAll(/\]\(([^)#]+)\)/g)) {
      if (target === undefined || /^https?:/.test(target)) continue;
      const url = new URL(target, new URL(page, root));
      expect(existsSync(fileURLToPath(url)), `${page}: ${target}`).toBe(true);
    }
  }
});
