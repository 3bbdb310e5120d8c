import { describe, expect, test } from 'vitest';
import { unknownObservations } from '../../contracts/checks/observations.ts';
import {
  allSwitches,
  loadCatalogue,
  loadContract,
  ownContract,
  positionSeen,
  positionsAllowed,
} from '../../spec/index.ts';

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

  const partly: { key: string; seen: Record<string, string[]>; allowed: string[] }[] = [
    { key: 'D12', seen: { 'd12-number-twice': ['accepted'] }, allowed: ['once', 'twice'] },
    { key: 'D14', seen: { 'd14-unknown-field': ['accepted'] }, allowed: ['dropped', 'kept'] },
    { key: 'D11', seen: { 'd11-empty-beside': ['accepted'] }, allowed: ['refused', 'accepted'] },
    { key: 'D11', seen: { 'empty-lists': ['refused'] }, allowed: ['refused', 'never'] },
    { key: 'D11', seen: { 'empty-lists': ['accepted'] }, allowed: ['accepted'] },
    { key: 'D3', seen: { 'number-sent': ['number'] }, allowed: ['as-sent', 'integer'] },
    { key: 'D1', seen: { 'd1-squashed-groups': ['accepted'] }, allowed: ['understood'] },
    { key: 'D9', seen: { 'empty-list': ['[]', 'null'] }, allowed: [] },
    { key: 'D45', seen: {}, allowed: [] },
    { key: 'D45', seen: { 'bearer-token': ['accepted'] }, allowed: ['ignored'] },
  ];

  test.each(partly)(
    'of $key are $allowed when $seen was seen, and only one alone is certain',
    ({ key, seen, allowed }) => {
      const one = switches.find((found) => found.key === key);
      if (one === undefined) throw new Error(`There is no ${key}.`);
      const observed = new Map(Object.entries(seen).map(([what, all]) => [what, new Set(all)]));
      expect(positionsAllowed(one, observed)).toEqual(allowed);
      expect(positionSeen(one, observed)).toBe(allowed.length === 1 ? allowed[0] : undefined);
    },
  );
});
