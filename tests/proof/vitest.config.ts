import { defineConfig } from 'vitest/config';

/** Every lawful provider with every check, of which `npm test` runs a fifth. */
export default defineConfig({
  test: {
    include: ['tests/proof/lawful-*.test.ts'],
    env: { PROOF: 'whole' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
