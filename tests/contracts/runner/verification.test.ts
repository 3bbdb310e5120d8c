import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastTest } from '../../../contracts/runner/protocol.ts';
import { faults, type Provider, startProvider } from '../../providers/index.ts';
import { definedTests, jestLike, runAll } from './test-runner.ts';

const check = 'taken-number-last';
const nowhere = 'http://127.0.0.1:9';
/** The failure that the page prints. */
const printed = /^Error: ([\s\S]*?)\n```$/m.exec(readFileSync('contracts/PACT.md', 'utf8'));
const withoutDigits = (text = '') => text.replaceAll(/\d+/g, '#');
let faulty: Provider;
let asked = 0;
/** Two checks, one of which this provider breaks, and a third that needs a second token. */
const options = () => ({
  provider: () => {
    asked += 1;
    return faulty.url;
  },
  token: 'token-one',
  checks: [check, 'taken-number-first', 'number-of-other-account'],
});

beforeAll(async () => {
  faulty = await startProvider(faults.find(({ id }) => id === 'first-number-checked')?.ways);
});
afterAll(() => faulty.close());

// Each starts two processes from sources.
describe('the tests of a provider', { timeout: 120_000 }, () => {
  test('what is broken fails with the words of the report, what is kept passes, and what was not tried is skipped', async () => {
    const [kept, broken, skipped, last] = await runAll(definedTests(options()));
    expect(kept?.path.at(-1)).toMatch(/^taken-number-first/);
    expect([broken?.how, kept?.how, skipped?.how, last?.how]).toEqual([
      ...['failed', 'passed', 'skipped', 'passed'],
    ]);
    expect(skipped?.why).toBe('No second token was given.');
    expect(withoutDigits(broken?.why)).toBe(withoutDigits(printed?.[1]));
  });

  test('one verification runs for all tests, when the first one asks for the URL', async () => {
    asked = 0;
    const tests = definedTests(options());
    expect(asked).toBe(0);
    await Promise.all(tests.map((one) => one.run()));
    expect(asked).toBe(1);
  });

  test('where a test cannot be skipped it passes, and the last one prints why', async () => {
    const printed: string[] = [];
    const { info } = console;
    console.info = (text: string) => printed.push(text);
    try {
      const ended = await runAll(definedTests(options()), jestLike);
      expect(ended.map(({ how }) => how)).toEqual(['passed', 'failed', 'passed', 'passed']);
    } finally {
      console.info = info;
    }
    expect(printed).toEqual([
      'Not tried: number-of-other-account: A number that a rule of another account holds is free in this one. No second token was given.',
    ]);
  });

  test('what could not be set up fails and says why', async () => {
    const testData = { numbers: '1000', groups: '2000' };
    const tests = definedTests({ ...options(), checks: ['taken-number-last'], testData });
    const [ended] = await runAll(tests);
    expect(ended?.how).toBe('failed');
    expect(ended?.why).toMatch(/^It needs \d of --numbers at once; there are 1\./);
  });
});

describe('a run that does not get to its end', { timeout: 120_000 }, () => {
  const why =
    'Not judged: The provider could not be reached: no response: the connection was refused. Is the URL right, and does it run?';

  test('its cause fails one test, and the others are skipped', async () => {
    const ended = await runAll(definedTests({ ...options(), provider: nowhere }));
    expect(ended.map(({ how }) => how)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
    expect(new Set(ended.map((one) => one.why))).toEqual(new Set([why]));
  });

  test('its cause fails any single test that somebody chose', async () => {
    for (const one of definedTests({ ...options(), provider: nowhere })) {
      if (!one.path.includes(lastTest)) continue;
      expect(await one.run()).toMatchObject({ how: 'failed', why });
    }
  });

  test('where tests cannot be skipped all fail', async () => {
    const ended = await runAll(definedTests({ ...options(), provider: nowhere }), jestLike);
    expect(ended.map(({ how }) => how)).toEqual(['failed', 'failed', 'failed', 'failed']);
  });

  test('a test that its runner ends, such as for lack of time, ends the verification', async () => {
    const controller = new AbortController();
    const [first, second] = definedTests({ ...options(), checks: [], rate: 1 });
    const ended = first?.run({ signal: controller.signal });
    controller.abort();
    expect((await ended)?.why).toBe('Interrupted: The run was interrupted.');
    expect(await second?.run()).toMatchObject({ how: 'skipped' });
  });

  test('a URL that is none fails the tests with a sentence', async () => {
    const [first] = definedTests({ ...options(), provider: () => 'nowhere' });
    expect((await first?.run())?.why).toBe(
      '"nowhere" is not the URL of a provider; use one like http://127.0.0.1:4010.',
    );
  });
});
