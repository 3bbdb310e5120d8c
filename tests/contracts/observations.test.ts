import { describe, expect, test } from 'vitest';
import { unknownObservations } from '../../contracts/checks/observations.ts';
import { allSwitches, loadCatalogue, loadContract, ownContract } from '../../spec/index.ts';

const contract = await loadContract(ownContract);
const { doubts } = contract;
const cases = loadCatalogue(contract).cases.map(({ id }) => id);

describe('the observations that doubts name', () => {
  test('are known to the verifier', () => {
    expect(doubts.filter(({ verifier }) => verifier.observes !== undefined).length).toBe(13);
    expect(unknownObservations(doubts, cases)).toEqual([]);
  });

  test('are reported if they are misspelt, or if no doubt asks for them', () => {
    const [first] = doubts;
    if (first === undefined) throw new Error('The contract has no doubts.');
    const one = { key: 'D1', effect: 'any', default: 'a' };
    const a = { says: 'A.', seen: { 'empty-list': 'null', 'd1-squashed-numbers': 'refused' } };
    const misspelt = {
      ...first,
      verifier: { does: 'Looks.', observes: ['status-of-ad'] },
      switches: [{ ...one, positions: { a } }],
    };
    expect(unknownObservations([misspelt], cases)).toEqual(['D1: status-of-ad', 'D1: empty-list']);
  });
});

describe('the positions of a switch', () => {
  const switches = allSwitches(contract);

  test('are seen by the verifier, but for those of D45, which sends the token as it is given', () => {
    const unseen = switches.flatMap(({ key, positions }) =>
      Object.entries(positions).flatMap(([name, { seen }]) =>
        Object.keys(seen).length === 0 ? [`${key}=${name}`] : [],
      ),
    );
    expect(unseen).toEqual(['D45=refused', 'D45=token']);
  });

  test.each(switches)('can be told apart at $key', ({ positions }) => {
    const seen = Object.values(positions).map((one) => one.seen);
    const alike = seen.flatMap((one, i) =>
      seen
        .slice(i + 1)
        .filter((other) =>
          Object.keys(one).every((what) => !(what in other) || one[what] === other[what]),
        )
        .filter((other) => Object.keys(one).length > 0 && Object.keys(other).length > 0)
        .map((other) => [one, other]),
    );
    expect(alike).toEqual([]);
  });
});
