import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Modules are imported as Node.js itself imports them.
    deps: { interopDefault: false },
    // Several tests start the real command, which on two busy cores takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
