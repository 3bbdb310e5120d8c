import { expect, test } from 'vitest';
import { faults } from '../providers/index.ts';
import { foundBy } from './found-by.ts';

test('the table of checks that find a fault has every fault', () => {
  expect(Object.keys(foundBy).toSorted()).toEqual(faults.map(({ id }) => id).toSorted());
});
