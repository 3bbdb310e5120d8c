import { defineConfig } from 'vitest/config';

/** Tests of the tarball: it is built once, and installed by npm into a folder of its own. */
export default defineConfig({
  test: {
    include: ['tests/package/**/*.test.ts'],
    globalSetup: ['tests/package/tarball.ts'],
    pool: 'forks',
    // Each of them keeps both cores busy.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
