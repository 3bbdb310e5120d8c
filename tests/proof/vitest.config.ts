import { defineConfig } from 'vitest/config';
import common from '../../vitest.config.ts';
import { thorough } from './thorough.ts';

/**
 * What takes minutes: every lawful example provider and every stack (`npm test` runs a few stacks) with every
 * check, the tests that verify whole providers, and those of stores (`npm test` runs most with SQLite alone).
 */
export default defineConfig({
  test: {
    ...common.test,
    include: [
      'tests/proof/stacks*.test.ts',
      'tests/persistence/{changed-document,lasting,wrong-store}.test.ts',
      ...thorough,
    ],
    exclude: ['**/node_modules/**'],
    env: { PROOF: 'whole' },
    isolate: true,
    // Providers with jitter keep the verifier waiting.
    maxConcurrency: 24,
  },
});
