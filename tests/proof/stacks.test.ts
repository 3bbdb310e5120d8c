import { expect, test } from 'vitest';
import { plainVariants, postgresVariants } from '../providers/stacks/index.ts';
import { testStacks } from './stacks-tests.ts';
import { today } from './stacks-today.ts';

testStacks(plainVariants, (variant) => variant.start());

test('every mark of what the verifier does wrong today belongs to a variant', () => {
  const ids = [...plainVariants, ...postgresVariants].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(today)));
});
