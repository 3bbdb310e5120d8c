import { describe, expect, test } from 'vitest';
import { describeProvider } from '../../../contracts/index.ts';
import { lastTest } from '../../../contracts/runner/protocol.ts';
import { definedTests } from './test-runner.ts';

const nowhere = 'http://127.0.0.1:9';

describe('the tests of a provider, before anything is sent', { timeout: 120_000 }, () => {
  test('each layer is a suite, and each result a test with id and sentence', () => {
    const tests = definedTests({ provider: nowhere });
    const suites = Map.groupBy(tests, ({ path: [, suite] }) => suite);
    expect([...suites.keys()]).toEqual(['pact', 'checks', 'exploration', lastTest]);
    expect(suites.get('pact')?.length).toBeGreaterThan(10);
    expect(tests.map(({ path }) => path.at(-1))).toEqual(
      expect.arrayContaining([
        'taken-number-last: A taken number is refused as the last of a list, and the others stay free.',
        'answers-answered: Every request gets a response, and none a server error.',
      ]),
    );
    expect(tests.every(({ timeout }) => timeout === 600_000)).toBe(true);
  });
});

describe('misuse', () => {
  test('without a test runner it says which functions to pass', () => {
    expect(() => describeProvider({ provider: nowhere })).toThrow(
      'There are no global describe and test; pass those of your test runner, as in `runner: { describe, test }`.',
    );
  });

  test('options that make no sense are told in a sentence where the tests are defined', () => {
    expect(() => definedTests({ provider: nowhere, checks: ['nonsense'] })).toThrow(
      /^There is no check "nonsense"; /,
    );
  });

  // In JavaScript nothing else finds it, and a run of nothing would pass.
  test.each([
    [{ pact: ['pacts'] }, /^There is no option "pact"; there are provider, spec, /],
    [
      { only: ['pact'] },
      'The option "only" is ["pact"]; it must be one of pact, checks, exploration.',
    ],
    [{ pacts: 'pacts/desk.json' }, 'The option "pacts" must be a list of texts.'],
  ])('options that verify nothing are refused, such as %j', (options, want) => {
    const all = { provider: nowhere, ...options } as object as { provider: string };
    expect(() => definedTests(all)).toThrow(want);
  });
});
