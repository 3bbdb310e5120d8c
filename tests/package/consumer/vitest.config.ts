import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two hundred at once on a busy machine: each waits for the others.
  test: {
    include: ['recipes/**/*.test.ts'],
    // They run in their own folders.
    exclude: ['recipes/{pact,provider}/**'],
    maxConcurrency: 200,
    testTimeout: 60_000,
  },
});
