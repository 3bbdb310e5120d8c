import { describe, expect, test } from 'vitest';
import { unknownObservations } from '../../contracts/checks/observations.ts';
import { loadContract, ownContract } from '../../spec/index.ts';

const { doubts } = await loadContract(ownContract);

describe('the observations that doubts name', () => {
  test('are known to the verifier', () => {
    expect(doubts.filter(({ verifier }) => verifier.observes !== undefined).length).toBe(9);
    expect(unknownObservations(doubts)).toEqual([]);
  });

  test('are reported if they are misspelt', () => {
    const [first] = doubts;
    if (first === undefined) throw new Error('The contract has no doubts.');
    const misspelt = { ...first, verifier: { ...first.verifier, observes: 'succes-status' } };
    expect(unknownObservations([misspelt])).toEqual([misspelt]);
  });
});
