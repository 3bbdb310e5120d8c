import { defineConfig } from 'vitest/config';
import common from '../../vitest.config.ts';
import { thorough } from './thorough.ts';

/**
 * What takes minutes: every example provider with every check (of the lawful, `npm test` runs a fifth, of the
 * stacks a few), and the tests that verify whole providers.
 */
export default defineConfig({
  test: {
    ...common.test,
    include: ['tests/proof/{lawful,stacks}*.test.ts', ...thorough],
    exclude: ['**/node_modules/**'],
    env: { PROOF: 'whole' },
    maxWorkers: 2,
    isolate: true,
    // Providers with jitter keep the verifier waiting.
    maxConcurrency: 24,
  },
});
