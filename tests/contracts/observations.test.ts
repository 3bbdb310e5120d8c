import { describe, expect, test } from 'vitest';
import { unknownWords } from '../../contracts/checks/observations.ts';
import { loadContract, ownContract } from '../../spec/index.ts';

const { doubts } = await loadContract(ownContract);

describe('what a doubt names to be observed', () => {
  test('is known to the verifier', () => {
    expect(doubts.filter(({ verifier }) => verifier.observes !== undefined).length).toBe(8);
    expect(unknownWords(doubts)).toEqual([]);
  });

  test('is told where it is misspelt', () => {
    const [first] = doubts;
    if (first === undefined) throw new Error('there are no doubts');
    const misspelt = { ...first, verifier: { ...first.verifier, observes: 'succes-status' } };
    expect(unknownWords([misspelt])).toEqual([misspelt]);
  });
});
