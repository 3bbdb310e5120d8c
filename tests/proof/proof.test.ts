import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faults } from '../providers/index.ts';
import { foundBy } from './found-by.ts';
import { heldBy } from './held-by.ts';

test('the table of checks that find a fault has every fault', () => {
  expect(Object.keys(foundBy).toSorted()).toEqual(faults.map(({ id }) => id).toSorted());
});

test.each(Object.entries(heldBy))('a test holds the mending of: %s', (_, tests) => {
  for (const [file, titles] of Object.entries(tests)) {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    for (const title of [titles].flat()) expect(text, file).toContain(title);
  }
});
