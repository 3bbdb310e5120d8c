import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCommand as createVerifierCommand } from '../contracts/cli/command-line.ts';
import { comparatorPackage } from '../contracts/pact/installed.ts';
import { pactPackage } from '../contracts/pact/settings.ts';
import { allChecks } from '../contracts/run/selection.ts';
import { createCommand } from '../mocks/cli/command-line.ts';
import { loadCatalogue, loadContract, ownContract } from '../spec/index.ts';
import { parseCurl } from './curl-command.ts';
import {
  blocksOf,
  commandsOf,
  inlineCommandsOf,
  pages,
  read,
  wordsOf,
} from './documentation-page.ts';
import { install as installChromium } from './explorer/browser.ts';
import { installNginx } from './nginx.ts';
import { holdPactCommand, pactCommand } from './pact-command.ts';
import { faults, lawful } from './providers/index.ts';
import { installPostgres, plainVariants } from './providers/stacks/index.ts';

const contract = await loadContract(ownContract);
const catalogue = loadCatalogue(contract);
const manifest = JSON.parse(read('package.json'));

/** A kind of command, told by its beginning, and what the tests hold it to. */
interface Kind {
  readonly form: RegExp;
  /** Who runs such a command as it is printed, or why nobody does. */
  readonly ran: string;
  hold(words: readonly string[]): unknown;
}

/** What an option's line writes for a value. */
const placeholders: Readonly<Record<string, string>> = {
  N: '1',
  MS: '1',
  LAYER: 'pact',
  URL: 'http://127.0.0.1:4020',
};
const optionsOf = (words: readonly string[]) =>
  words.filter((word) => word !== '--help').map((word) => placeholders[word] ?? word);

const isKnown = (ids: readonly { readonly id: string }[], id = 'ID') => {
  if (id !== 'ID') expect(ids.map((one) => one.id)).toContain(id);
};

function holdVerifier(words: readonly string[]): void {
  const command = createVerifierCommand(catalogue.identifiers).exitOverride();
  const { check = [] } = command
    .parse(optionsOf(words), { from: 'user' })
    .opts<{ check?: string[] }>();
  for (const id of check) isKnown(allChecks(contract, catalogue), id);
}

function holdMock(words: readonly string[]): Promise<unknown> {
  // Its own action would read the files that FILE stands for.
  return createCommand(async () => {})
    .action(() => {})
    .exitOverride()
    .parseAsync(optionsOf(words), { from: 'user' });
}

function holdOptions(usage: string, words: readonly string[]): void {
  const options = words.filter((word) => word.startsWith('--'));
  for (const option of options) expect(usage).toContain(option);
}

const kinds: readonly Kind[] = [
  {
    form: /^curl /,
    ran: 'documentation-runs.test.ts',
    hold: (words) => parseCurl(`curl ${words.join(' ')}`),
  },
  {
    form: /^npm start( --)?/,
    ran: 'documentation-runs.test.ts, without its options',
    hold: holdMock,
  },
  {
    form: /^npm run verify( --)?/,
    ran: 'documentation-runs.test.ts, on a provider of this machine',
    hold: holdVerifier,
  },
  {
    form: /^npx node tests\/providers\/serve\.ts/,
    ran: 'documentation-runs.test.ts',
    hold: ([option, id]) => isKnown(option === '--lawful' ? lawful : faults, id),
  },
  {
    form: /^npm run compare( --)?/,
    ran: 'here',
    hold: (words) => words.length === 0 || compare(words),
  },
  {
    form: /^npm run bench:harness( --)?/,
    ran: 'by nobody: it needs a checkout of Prism',
    hold: (words) => holdOptions(read('tests/bench/prism-harness.ts'), words),
  },
  {
    form: /^npm run bench( --)?/,
    ran: 'by nobody: it takes minutes',
    hold: (words) => holdOptions(helpOfBench(), words),
  },
  {
    form: /^npm run proof( --)?/,
    ran: 'by nobody: it takes minutes',
    hold: (words) => {
      holdOptions(read('tests/proof/run.ts'), words);
      for (const id of words.filter((word) => /^[a-z].*-/.test(word)))
        isKnown([...lawful, ...faults], id);
    },
  },
  {
    form: /^npm run test:proof -- -t/,
    ran: '.ci/run, without its option',
    hold: ([id]) => isKnown(plainVariants, id),
  },
  {
    form: /^npm run explorer -- --watch$/,
    ran: 'by nobody: it does not end',
    hold: () => expect(manifest.scripts.explorer).toContain('vite build'),
  },
  {
    form: /^npm run /,
    ran: '.ci/run, or by hand',
    hold: ([script = '', ...more]) => {
      expect(manifest.scripts).toHaveProperty(script);
      expect(more).toEqual([]);
    },
  },
  { form: /^npm (ci|test)$/, ran: '.ci/run', hold: (more) => expect(more).toEqual([]) },
  { form: /^npm pack$/, ran: 'tests/package', hold: (more) => expect(more).toEqual([]) },
  {
    form: /^npm install --save-dev(?= @pact)/,
    ran: 'tests/package',
    hold: (words) => expect([pactPackage, comparatorPackage]).toContain(words.join(' ')),
  },
  {
    form: /^npm install --save-dev/,
    ran: 'tests/package',
    hold: (words) => expect(words).toEqual([`./${manifest.name}-${manifest.version}.tgz`]),
  },
  { form: pactCommand, ran: 'here, up to its first request', hold: holdPactCommand },
  { form: /^npx data-api-mock/, ran: 'tests/package', hold: holdMock },
  { form: /^npx data-api-verify/, ran: 'tests/package', hold: holdVerifier },
  {
    form: /^npx msw init public --no-save$/,
    ran: 'tests/package',
    hold: () => expect(read('tests/package/scratch.test.ts')).toContain("'init', "),
  },
  {
    form: /^npx vitest run/,
    ran: '.ci/run',
    hold: ([file = '']) => expect(existsSync(file), file).toBe(true),
  },
  {
    form: /^podman /,
    ran: 'tests/package, step by step: no image can be fetched',
    hold: (words) => expect(read('Containerfile')).toContain(`#   podman ${words.join(' ')}\n`),
  },
  {
    form: /^docker compose /,
    ran: 'by nobody: no image can be fetched',
    hold: (words) =>
      expect(read('compose.yaml')).toContain(`#   docker compose ${words.join(' ')}\n`),
  },
  {
    form: /^kubectl /,
    ran: 'by nobody: there is no cluster',
    hold: (words) =>
      expect(read('.deploy/kubernetes.yaml')).toContain(`#   kubectl ${words.join(' ')}\n`),
  },
  {
    form: /^(createdb|cp|pg_dump|pg_restore) /,
    ran: 'tests/persistence/backup.test.ts, each command of the page',
    hold: (words) => expect(words).not.toEqual([]),
  },
  {
    form: /^sudo apt-get install/,
    ran: '.ci/run',
    hold: (words) =>
      expect([installChromium, installPostgres, installNginx]).toContain(
        `sudo apt-get install ${words.join(' ')}`,
      ),
  },
  {
    form: /^PROVIDER=\S+ VERIFY_TOKEN=\S+ \.ci\/verify-provider/,
    ran: 'tests/package',
    hold: (words) => {
      expect(existsSync('.ci/verify-provider')).toBe(true);
      holdVerifier(words);
    },
  },
];

function compare(words: readonly string[]): void {
  const args = ['spec/compare/cli.ts', ...words];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  // 0 where the contract is as it was committed, 1 where somebody is changing it.
  expect([0, 1]).toContain(status);
  expect(stdout).toMatch(/^Clients[\s\S]*^Providers/m);
}

function helpOfBench(): string {
  const args = ['tests/bench/run.ts', '--help'];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
}

const printed = pages.flatMap((page) =>
  [...blocksOf(page).flatMap(commandsOf), ...inlineCommandsOf(page)].map((command) => ({
    page,
    command,
  })),
);

test.each(printed)(
  '$page prints $command, which is of a known kind and valid',
  async ({ command }) => {
    const kind = kinds.find(({ form }) => form.test(command));
    if (kind === undefined) throw new Error(`The tests know no command such as: ${command}`);
    const rest = command.replace(kind.form, '').trim();
    await kind.hold(wordsOf(rest));
  },
);

test('a command of an unknown kind or with a wrong option is found', async () => {
  expect(kinds.some(({ form }) => form.test('rm -rf /'))).toBe(false);
  expect(() => holdVerifier(['--provdier', 'http://127.0.0.1:4020'])).toThrow();
  expect(() => holdVerifier(['--check', 'no-such-check'])).toThrow();
  await expect(holdMock(['--prot', '4010'])).rejects.toThrow();
});

test('the pages print every kind of command', () => {
  const unused = kinds.filter(
    (kind) => !printed.some(({ command }) => kinds.find(({ form }) => form.test(command)) === kind),
  );
  expect(unused.map(({ form }) => String(form))).toEqual([]);
});
