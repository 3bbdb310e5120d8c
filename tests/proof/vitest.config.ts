import { defineConfig } from 'vitest/config';

/** Every example provider with every check: of the lawful, `npm test` runs a fifth, of the stacks a few. */
export default defineConfig({
  test: {
    include: ['tests/proof/{lawful,stacks}*.test.ts'],
    env: { PROOF: 'whole' },
    pool: 'forks',
    maxWorkers: 2,
    // Providers with jitter keep the verifier waiting.
    maxConcurrency: 24,
    testTimeout: 30_000,
  },
});
