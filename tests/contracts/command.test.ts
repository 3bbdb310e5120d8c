import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../contracts/index.ts';
import { createMock, type Mock } from '../../mocks/index.ts';
import { faults, lawful, type Provider, startProvider } from '../providers/index.ts';
import { runNode, runVerify } from './verify-command.ts';

const one = ['--check', 'add-documented'];
const taken = ['--check', 'number-taken-on-add'];
const quick = ['--only', 'checks'];

let folder: string;
let lawfulOne: Provider;
let prefixed: Provider;
let faulty: Provider;
let mock: Mock;
let mockUrl: string;
let nobody: string;

const waysOf = (id: string) => [...lawful, ...faults].find((way) => way.id === id)?.ways;
const path = (name: string) => join(folder, name);

async function file(name: string, text: string): Promise<string> {
  await writeFile(path(name), text);
  return path(name);
}

async function reportIn(dir: string): Promise<Report> {
  return JSON.parse(await readFile(join(dir, 'report.json'), 'utf8'));
}

/** A URL of this machine at which nothing listens. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-command-'));
  lawfulOne = await startProvider();
  prefixed = await startProvider(waysOf('path-prefix'));
  faulty = await startProvider(waysOf('numbers-never-checked'));
  mock = await createMock();
  mockUrl = await mock.listen();
  nobody = await deadUrl();
});

afterAll(async () => {
  await Promise.all([lawfulOne.close(), prefixed.close(), faulty.close(), mock.close()]);
  await rm(folder, { recursive: true });
});

const at = (url: string, ...args: string[]) => ['--provider', url, '--token', 'token-one', ...args];

describe('the exit code', () => {
  test('is 0 for a provider that keeps every promise', async () => {
    const { code, stdout, stderr } = await runVerify(at(lawfulOne.url, ...quick, '--quiet'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      'with 6 of 14 operations not tried; 8 of 20 promises not tried: U13, ',
    );
  });

  test('is 0 if test data leaves a promise untried, which the verdict names', async () => {
    const ids = ['--numbers', '1000-1199', '--groups', '2000-2199'];
    const { code, stdout } = await runVerify(at(lawfulOne.url, ...quick, ...ids));
    expect(code).toBe(0);
    expect(stdout).toContain(
      'with 6 of 14 operations not tried; 9 of 20 promises not tried: U7, U13, ',
    );
    expect(stdout).toContain('U7: It needs 3 identifiers that both --numbers and --groups name.');
    expect(stdout).toContain('U13: No second token was given.');
  });

  test('is 0 for the mock', async () => {
    const { code, stderr } = await runVerify(at(mockUrl, ...quick, ...taken, '--quiet'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('is 1 for a provider that breaks a promise, which the output names with its exchange', async () => {
    const { code, stdout, stderr } = await runVerify(at(faulty.url, ...quick, ...taken, ...one));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/1 of 2 promises (is|are) broken\./);
    expect(stdout).toContain('number-taken-on-add');
    expect(stdout).toMatch(/> POST .*\/melodies\/personal/);
  });

  test('is 3 if nothing listens', async () => {
    const { code, stdout, stderr } = await runVerify(at(nobody, ...quick));
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toContain('could not be reached: no response: the connection was refused.');
  });

  test.each([
    { args: ['--token', 'nobody-issued-this'], says: 'the token is refused' },
    { args: [], says: 'no token was given' },
  ])('is 3 if $says', async ({ args, says }) => {
    const { code, stdout } = await runVerify(['--provider', lawfulOne.url, ...args, ...quick]);
    expect(code).toBe(3);
    expect(stdout).toContain(says);
    expect(stdout).toContain("Give the account's token by --token.");
  });

  test('is 3 if the mock refuses Bearer before the token, and the output says what it says', async () => {
    const args = ['--provider', mockUrl, '--token', 'Bearer any', ...quick];
    const { code, stdout } = await runVerify(args);
    expect(code).toBe(3);
    expect(stdout).toContain('It says: The header Authorization has Bearer before the token; send');
  });

  test('is 3 if a check needs more test data, and the output says how much', async () => {
    const args = ['--numbers', '1000-1001', '--check', 'taken-number-middle'];
    const { code, stdout } = await runVerify(at(lawfulOne.url, ...quick, ...args));
    expect(code).toBe(3);
    expect(stdout).toMatch(/It needs \d+ of --numbers at once; there are 2\. Give more\./);
  });
});

describe('a mistake exits with 2 and prints one sentence that says what to do', () => {
  const mistakes: { args: readonly string[]; says: string }[] = [
    { args: ['--nonsense'], says: 'There is no option --nonsense; --help lists them all.' },
    { args: ['--tokn', 'a'], says: 'There is no option --tokn; perhaps --token is meant.' },
    { args: ['serve'], says: 'The command takes options only, not "serve"; see --help.' },
    { args: ['--rate'], says: 'The option --rate <number> needs a value;' },
    { args: ['--rate', '0'], says: 'it must be a whole number, 1 or more.' },
    { args: ['--token', ''], says: 'it must not be empty.' },
    { args: ['--only', 'all'], says: 'allowed choices are pact, checks, exploration.' },
    { args: ['--numbers', '9-1'], says: 'The value of --numbers is wrong: The range 9-1 ends' },
    { args: ['--sip-number', '1,2'], says: '--sip-number is wrong: "1,2" has more than one.' },
    { args: ['--header', 'nonsense'], says: '"nonsense" is not a header; write it as in' },
    { args: ['--provider', 'nonsense'], says: '"nonsense" is not the URL of a provider;' },
    { args: ['--provider', 'ftp://a'], says: '"ftp://a" is not the URL of a provider;' },
    { args: ['--provider', 'http://a/?b'], says: 'must not have ? or #' },
    { args: ['--provider', 'http://a:b@c'], says: 'must not have a user or password' },
    { args: ['--check', 'no-such-check'], says: 'There is no check "no-such-check";' },
    { args: ['--spec', '{folder}/missing.yaml'], says: 'there is no such file;' },
    { args: ['--config', '{folder}/missing.yaml'], says: 'there is no such file;' },
    {
      args: ['--config', '{folder}/unknown.yaml'],
      says: 'unknown.yaml:1: there is no option "numbrs"; perhaps numbers is meant.',
    },
    { args: ['--config', '{folder}/text.yaml'], says: 'text.yaml:1: this has no options;' },
    {
      args: ['--config', '{folder}/nested.yaml'],
      says: 'nested.yaml:1: "numbers" has no usable value;',
    },
    {
      args: ['--config', '{folder}/spec.yaml'],
      says: 'spec.yaml:2: there is no option "groups"; use ',
    },
    {
      args: ['--config', '{folder}/rate.yaml'],
      says: 'rate.yaml:1: The value "fast" of --rate <number> is wrong: it must be a whole number, 1 or more.',
    },
    { args: ['--report', '{folder}/in-the-way'], says: 'Reports cannot be written to' },
  ];

  beforeAll(async () => {
    await file('unknown.yaml', 'numbrs: 1000-1001\n');
    await file('text.yaml', 'nonsense\n');
    await file('nested.yaml', 'numbers: { from: 1 }\n');
    // Another contract has other test data.
    const spec = resolve('tests/fixtures/booking-desk/openapi.yaml');
    await file('spec.yaml', `spec: ${relative(folder, spec)}\ngroups: 1-2\n`);
    await file('rate.yaml', 'rate: fast\n');
    await file('in-the-way', '');
  });

  // Nothing is sent before, so no provider needs to run.
  test.each(mistakes)('$args: $says', async ({ args, says }) => {
    const given = args.map((text) => text.replace('{folder}', folder));
    const provider = args.includes('--provider') ? [] : ['--provider', nobody];
    const { code, stdout, stderr } = await runVerify([...provider, ...given]);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^\S[^\n]*\.\n$/);
  });

  test('a missing --provider', async () => {
    const { code, stdout, stderr } = await runVerify([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('Give the provider to verify, as in --provider http://127.0.0.1:4010.\n');
  });
});

test('--help lists every option, including those of test data, and the exit codes', async () => {
  const { code, stdout, stderr } = await runVerify(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const listed = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
  expect(listed).toEqual([
    '--provider',
    '--token',
    '--second-token',
    '--numbers',
    '--groups',
    '--media',
    '--sip-number',
    '--phone-numbers',
    '--mobile-number',
    '--city-number',
    '--connectable-numbers',
    '--employees',
    '--main-melodies',
    '--uploads',
    '--header',
    '--pact',
    '--no-own-pacts',
    '--states',
    '--states-url',
    '--pact-broker',
    '--provider-name',
    '--consumer-version-selectors',
    '--webhook-callback-url',
    '--enable-pending',
    '--include-wip-pacts-since',
    '--publish',
    '--provider-version',
    '--provider-branch',
    '--only',
    '--check',
    '--ca',
    '--rate',
    '--timeout',
    '--seed',
    '--runs',
    '--time',
    '--requests',
    '--replay',
    '--report',
    '--against',
    '--observe',
    '--strict',
    '--probe-large-ids',
    '--dry-run',
    '--quiet',
    '--spec',
    '--config',
    '--help',
  ]);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('(default: 1000-1199)');
  expect(stdout).toContain('Exit codes: 0 kept, 1 broken or changed, 2 misuse, 3 ');
});

describe('the options', () => {
  test('--config sets the same options as flags, and flags take precedence', async () => {
    const dir = path('by-config');
    const config = await file(
      'verify.yaml',
      [
        `provider: ${nobody}`,
        'token: token-one',
        'numbers: 1000-1009',
        'sip-number: none',
        'only: checks',
        'check: [add-documented, sip-least]',
        'header: ["X-Key: 1"]',
        'rate: 500',
        'strict: true',
        'seed: 7',
        `report: ${dir}`,
      ].join('\n'),
    );
    const flags = ['--provider', lawfulOne.url, '--seed', '8'];
    const { code, stderr } = await runVerify(['--config', config, ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = await reportIn(dir);
    expect(report).toMatchObject({ provider: `${lawfulOne.url}/`, seed: 8, strict: true });
    expect(report.results.map(({ id, outcome }) => `${id} ${outcome}`).toSorted()).toEqual([
      'add-documented kept',
      'sip-least skipped',
    ]);
  });

  test('--check accepts several ids, commas, and repetition', async () => {
    const dir = path('checks');
    const ids = ['--check', 'list', 'delete', '--check', 'add-media,edit-media'];
    const { code } = await runVerify(at(lawfulOne.url, ...ids, '--report', dir));
    expect(code).toBe(0);
    expect((await reportIn(dir)).results.map(({ id }) => id).toSorted()).toEqual([
      'add-media',
      'delete',
      'edit-media',
      'list',
    ]);
  });

  test('--sip-number none skips the checks of SIP numbers, and the verdict is kept', async () => {
    const dir = path('no-sip');
    const checks = ['--check', 'sip-least', 'sip-all-but-port', 'add-documented'];
    const args = ['--sip-number', 'none', ...checks, '--report', dir];
    expect((await runVerify(at(lawfulOne.url, ...args))).code).toBe(0);
    const { results } = await reportIn(dir);
    expect(results.map(({ id, outcome }) => `${id} ${outcome}`).toSorted()).toEqual([
      'add-documented kept',
      'sip-all-but-port skipped',
      'sip-least skipped',
    ]);
  });

  test('a path in the URL of --provider is kept, with or without a final slash', async () => {
    for (const url of [prefixed.url, `${prefixed.url}/`]) {
      expect(await runVerify(at(url, ...one))).toMatchObject({ code: 0, stderr: '' });
    }
    const without = await runVerify(at(new URL(prefixed.url).origin, ...one));
    expect(without.code).toBe(3);
  });

  test('VERIFY_TOKEN and VERIFY_SECOND_TOKEN set the tokens', async () => {
    const env = { VERIFY_TOKEN: 'token-one', VERIFY_SECOND_TOKEN: 'token-two' };
    const dir = path('by-environment');
    const args = ['--check', 'number-of-other-account', '--report', dir];
    const { code } = await runVerify(['--provider', lawfulOne.url, ...args], env);
    expect(code).toBe(0);
    expect((await reportIn(dir)).results).toMatchObject([{ outcome: 'kept' }]);
  });
});

describe('reports', () => {
  test('--report creates a folder and writes three files', async () => {
    const dir = path(join('deep', 'reports'));
    const { code, stdout } = await runVerify(at(faulty.url, ...taken, '--report', dir));
    expect(code).toBe(1);
    const names = ['junit.xml', 'report.html', 'report.json'];
    expect((await readdir(dir)).toSorted()).toEqual(names);
    for (const name of names) expect(stdout).toContain(join(dir, name));
  });

  test('contain no token, password or secret header, whatever the provider returns', async () => {
    const tokens = { first: 'Bearer zanzibar-first', second: 'zanzibar-second' };
    const header = 'zanzibar-header';
    const dir = path('secrets');
    const talkative = await startProvider({
      authorise: (sent) => (sent?.includes('first') ? 'one' : 'two'),
      showPassword: (password) => password,
      // A refusal repeats everything that was sent.
      refuse: (_b, { message }) => ({
        status: 500,
        headers: { 'X-Token': tokens.first, 'Content-Type': 'text/plain' },
        body: `${message} ${tokens.first} ${tokens.second} ${header}`,
      }),
    });
    const args = ['--provider', talkative.url, ...quick, '--report', dir];
    const flags = ['--token', tokens.first, '--second-token', tokens.second];
    const summary = path('secret-summary.md');
    const { code, stdout } = await runVerify(
      [...args, ...flags, '--header', `X-Api-Key: ${header}`],
      { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true' },
    );
    await talkative.close();
    expect(code).toBe(1);
    const paths = [...(await readdir(dir)).map((name) => join(dir, name)), summary];
    const texts = await Promise.all(paths.map((each) => readFile(each, 'utf8')));
    expect(texts).toHaveLength(5);
    const passwords = (await readFile('spec/cases.yaml', 'utf8')).matchAll(
      /password: "?([^\s",}]{6,})/g,
    );
    // One of them is the name of its field.
    const sent = [...passwords].map(([, password]) => String(password));
    const secrets = ['zanzibar', ...sent.filter((one) => one !== 'password')];
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) {
      for (const text of [stdout, ...texts]) expect(text.includes(secret), secret).toBe(false);
    }
  });

  test('GITHUB_STEP_SUMMARY gets a summary after its other contents', async () => {
    const summary = await file('summary.md', 'Of another command.\n');
    await runVerify(at(faulty.url, ...taken), { GITHUB_STEP_SUMMARY: summary });
    const text = await readFile(summary, 'utf8');
    expect(text).toMatch(/^Of another command\.\n/);
    // Markdown's own signs are escaped.
    expect(text).toMatch(/Broken: 1 of 1 promise/);
    expect(text).toContain('number\\-taken\\-on\\-add');
  });
});

test('the list of checks has the ids of all checks of a run', async () => {
  const dir = path('everything');
  const [listed, ran] = await Promise.all([
    runNode(['contracts/cli/list-checks.ts']),
    runVerify(at(lawfulOne.url, ...quick, '--report', dir)),
  ]);
  expect([listed.code, ran.code]).toEqual([0, 0]);
  const lines = listed.stdout.trimEnd().split('\n');
  const ids = lines.slice(0, -2).map((line) => line.split(' ')[0]);
  expect(lines.at(-1)).toBe(`${ids.length} checks`);
  const { results } = await reportIn(dir);
  expect(results.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});
