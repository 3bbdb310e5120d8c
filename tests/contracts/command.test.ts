import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** A URL of this machine at which nothing listens any more. */
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
    expect(stdout).toMatch(/All \d+ promises that were tried are kept\./);
  });

  test('is 0 for the mock', async () => {
    const { code, stderr } = await runVerify(at(mockUrl, ...quick, ...taken, '--quiet'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('is 1 for a provider that breaks one, which is named with its exchange', async () => {
    const { code, stdout, stderr } = await runVerify(at(faulty.url, ...quick, ...taken, ...one));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/1 of 2 promises (is|are) broken\./);
    expect(stdout).toContain('number-taken-on-add');
    expect(stdout).toMatch(/> POST .*\/melodies\/personal/);
  });

  test('is 3 when nobody listens', async () => {
    const { code, stdout, stderr } = await runVerify(at(nobody, ...quick));
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toContain('could not be reached: no answer: the connection is refused.');
  });

  test.each([
    { args: ['--token', 'nobody-issued-this'], says: 'the token is refused' },
    { args: [], says: 'no token was given' },
  ])('is 3 when $says', async ({ args, says }) => {
    const { code, stdout } = await runVerify(['--provider', lawfulOne.url, ...args, ...quick]);
    expect(code).toBe(3);
    expect(stdout).toContain(says);
    expect(stdout).toContain("Give the account's own by --token.");
  });

  test('is 3 when a check needs more than was lent, and it says how many', async () => {
    const args = ['--numbers', '1000-1001', '--check', 'taken-number-middle'];
    const { code, stdout } = await runVerify(at(lawfulOne.url, ...quick, ...args));
    expect(code).toBe(3);
    expect(stdout).toMatch(/It needs \d+ of --numbers at once; 2 were lent\. Lend more\./);
  });
});

describe('a mistake ends with exit code 2 and one sentence that says what to do', () => {
  const mistakes: { args: readonly string[]; says: string }[] = [
    { args: ['--nonsense'], says: 'There is no option --nonsense; --help lists them all.' },
    { args: ['--tokn', 'a'], says: 'There is no option --tokn; perhaps --token is meant.' },
    { args: ['serve'], says: 'The command takes options only, not "serve"; see --help.' },
    { args: ['--rate'], says: 'The option --rate <number> needs a value;' },
    { args: ['--rate', '0'], says: 'it must be a whole number, 1 or more.' },
    { args: ['--token', ''], says: 'it must not be empty.' },
    { args: ['--only', 'all'], says: 'allowed choices are pact, checks, exploration.' },
    { args: ['--numbers', '9-1'], says: 'The value of --numbers is wrong: The range 9-1 ends' },
    { args: ['--sip-number', '1,2'], says: '--sip-number is wrong: "1,2" names more than one.' },
    { args: ['--header', 'nonsense'], says: '"nonsense" is no header; write it as in' },
    { args: ['--provider', 'nonsense'], says: '"nonsense" is no provider\'s URL;' },
    { args: ['--provider', 'ftp://a'], says: '"ftp://a" is no provider\'s URL;' },
    { args: ['--provider', 'http://a/?b'], says: 'must end before ? and #' },
    { args: ['--provider', 'http://a:b@c'], says: 'must not carry a user or password' },
    { args: ['--check', 'no-such-check'], says: 'There is no check "no-such-check";' },
    { args: ['--spec', '{folder}/missing.yaml'], says: 'there is no such file;' },
    { args: ['--config', '{folder}/missing.yaml'], says: 'there is no such file;' },
    { args: ['--config', '{folder}/unknown.yaml'], says: 'has "numbrs", which is no option;' },
    { args: ['--config', '{folder}/text.yaml'], says: 'does not hold options;' },
    { args: ['--config', '{folder}/nested.yaml'], says: 'has no value for "numbers"' },
    { args: ['--config', '{folder}/spec.yaml'], says: 'has "groups", which is no option;' },
    { args: ['--config', '{folder}/rate.yaml'], says: 'it must be a whole number, 1 or more.' },
    { args: ['--report', '{folder}/in-the-way'], says: 'No reports can be written into' },
  ];

  beforeAll(async () => {
    await file('unknown.yaml', 'numbrs: 1000-1001\n');
    await file('text.yaml', 'nonsense\n');
    await file('nested.yaml', 'numbers: { from: 1 }\n');
    // Of another contract, which lends something else.
    await file('spec.yaml', 'spec: tests/fixtures/booking-desk/openapi.yaml\ngroups: 1-2\n');
    await file('rate.yaml', 'rate: fast\n');
    await file('in-the-way', '');
  });

  // Whatever is wrong is told before anything is sent, so that the provider need not be there.
  test.each(mistakes)('$args: $says', async ({ args, says }) => {
    const given = args.map((text) => text.replace('{folder}', folder));
    const provider = args.includes('--provider') ? [] : ['--provider', nobody];
    const { code, stdout, stderr } = await runVerify([...provider, ...given]);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^\S[^\n]*\.\n$/);
  });

  test('no provider at all', async () => {
    const { code, stdout, stderr } = await runVerify([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('Say which provider to verify, as in --provider http://127.0.0.1:4010.\n');
  });
});

test('--help tells every option, what is lent among them, and the exit codes', async () => {
  const { code, stdout, stderr } = await runVerify(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const told = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
  expect(told).toEqual([
    '--provider',
    '--token',
    '--second-token',
    '--numbers',
    '--groups',
    '--media',
    '--sip-number',
    '--header',
    '--states-url',
    '--only',
    '--check',
    '--rate',
    '--timeout',
    '--seed',
    '--runs',
    '--time',
    '--requests',
    '--replay',
    '--report',
    '--strict',
    '--quiet',
    '--spec',
    '--config',
    '--help',
  ]);
  expect(stdout).toContain('(default: 1000-1199)');
  expect(stdout).toContain('Exit codes: 0 kept, 1 broken, 2 misuse, 3 ');
});

describe('the options', () => {
  test('--config gives what the flags would give, and a flag goes before it', async () => {
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

  test('--check is taken several times, with several ids, and with commas', async () => {
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

  test('--sip-number none skips what is about a SIP number, and the verdict is kept', async () => {
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

  test('a path in the URL is kept, with or without a slash at its end', async () => {
    for (const url of [prefixed.url, `${prefixed.url}/`]) {
      expect(await runVerify(at(url, ...one))).toMatchObject({ code: 0, stderr: '' });
    }
    const without = await runVerify(at(new URL(prefixed.url).origin, ...one));
    expect(without.code).toBe(3);
  });

  test('the tokens may come by VERIFY_TOKEN and VERIFY_SECOND_TOKEN', async () => {
    const env = { VERIFY_TOKEN: 'token-one', VERIFY_SECOND_TOKEN: 'token-two' };
    const dir = path('by-environment');
    const args = ['--check', 'number-of-other-account', '--report', dir];
    const { code } = await runVerify(['--provider', lawfulOne.url, ...args], env);
    expect(code).toBe(0);
    expect((await reportIn(dir)).results).toMatchObject([{ outcome: 'kept' }]);
  });
});

describe('the reports', () => {
  test('--report writes three files into a folder that it makes', async () => {
    const dir = path(join('deep', 'reports'));
    const { code, stdout } = await runVerify(at(faulty.url, ...taken, '--report', dir));
    expect(code).toBe(1);
    const names = ['junit.xml', 'report.html', 'report.json'];
    expect((await readdir(dir)).toSorted()).toEqual(names);
    for (const name of names) expect(stdout).toContain(join(dir, name));
  });

  test('hold no token, no password and no secret header, whatever the provider says', async () => {
    const tokens = { first: 'Bearer zanzibar-first', second: 'zanzibar-second' };
    const header = 'zanzibar-header';
    const dir = path('secrets');
    const talkative = await startProvider({
      authorise: (sent) => (sent?.includes('first') ? 'one' : 'two'),
      showPassword: (password) => password,
      // It repeats all that it was sent, in a refusal too.
      refuse: (_b, { message }) => ({
        status: 500,
        headers: { 'X-Token': tokens.first, 'Content-Type': 'text/plain' },
        body: `${message} ${tokens.first} ${tokens.second} ${header}`,
      }),
    });
    const args = ['--provider', talkative.url, ...quick, '--report', dir];
    const lent = ['--token', tokens.first, '--second-token', tokens.second];
    const summary = path('secret-summary.md');
    const { code, stdout } = await runVerify(
      [...args, ...lent, '--header', `X-Api-Key: ${header}`],
      { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true' },
    );
    await talkative.close();
    expect(code).toBe(1);
    const paths = [...(await readdir(dir)).map((name) => join(dir, name)), summary];
    const texts = await Promise.all(paths.map((each) => readFile(each, 'utf8')));
    expect(texts).toHaveLength(4);
    const passwords = (await readFile('spec/cases.yaml', 'utf8')).matchAll(
      /password: "?([^\s",}]{6,})/g,
    );
    const secrets = ['zanzibar', ...[...passwords].map(([, password]) => String(password))];
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) {
      for (const text of [stdout, ...texts]) expect(text.includes(secret), secret).toBe(false);
    }
  });

  test('GITHUB_STEP_SUMMARY gets the verdict', async () => {
    const summary = await file('summary.md', 'Of another command.\n');
    await runVerify(at(faulty.url, ...taken), { GITHUB_STEP_SUMMARY: summary });
    const text = await readFile(summary, 'utf8');
    expect(text).toMatch(/^Of another command\.\n/);
    // Markdown's own signs are escaped.
    expect(text).toMatch(/Broken: 1 of 1 promise/);
    expect(text).toContain('number\\-taken\\-on\\-add');
  });
});

test('the list of checks is that of all checks that a run tries, by their ids', async () => {
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
