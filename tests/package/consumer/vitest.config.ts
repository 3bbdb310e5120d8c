import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two hundred at once on a busy machine: each waits for the others.
  test: { include: ['recipes/**/*.test.ts'], maxConcurrency: 200, testTimeout: 60_000 },
});
