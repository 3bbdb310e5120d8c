import { expect, test } from 'vitest';
import { faults } from '../providers/index.ts';
import { foundBy } from './found-by.ts';

test('each fault has a check that finds it, and nothing else has', () => {
  expect(Object.keys(foundBy).toSorted()).toEqual(faults.map(({ id }) => id).toSorted());
});
