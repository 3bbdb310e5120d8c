import { expect, test } from 'vitest';
import { readCommandLine } from '../../../contracts/cli/command-line.ts';
import { optionsAsFlags } from '../../../contracts/runner/options-as-flags.ts';
import { loadContract, loadIdentifierKinds, ownContract } from '../../../spec/index.ts';

test('the options of a program are those of the command that repeats it', async () => {
  const kinds = loadIdentifierKinds(await loadContract(ownContract));
  const options = {
    provider: 'http://127.0.0.1:4020/api',
    token: 'one',
    secondToken: 'two',
    spec: ownContract,
    headers: { 'x-key': '1' },
    testData: { numbers: '1000-1099', 'phone-numbers': 'none' },
    statesUrl: 'http://127.0.0.1:4020/states',
    pacts: ['one.json', 'pacts'],
    ownPacts: false,
    states: 'states.yaml',
    broker: {
      url: 'https://broker.example/',
      provider: 'data-api',
      selectors: [{ mainBranch: true }, { deployedOrReleased: true }],
      pending: true,
      wipSince: '2026-01-31',
    },
    rate: 20,
    timeout: 500,
    strict: true,
    probeLargeIds: true,
  };
  const read = readCommandLine(optionsAsFlags({ ...options, testTimeout: 1 }), kinds);
  expect(read.options).toMatchObject(options);
});
