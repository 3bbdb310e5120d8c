import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'contracts/consumer/**/*.test.ts'],
    // What needs a tarball takes longer: npm run test:package.
    exclude: ['tests/package/**', 'tests/recipes/**', '**/node_modules/**'],
    // Pact's native part reads the environment of the process, which threads only have a copy of.
    pool: 'forks',
    // One for each of two cores; the servers under test run inside.
    maxWorkers: 2,
    // Modules are imported as Node.js itself imports them.
    deps: { interopDefault: false },
    // Several tests start the real command, which on two busy cores takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
