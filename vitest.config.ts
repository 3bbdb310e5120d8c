import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'contracts/consumer/**/*.test.ts'],
    // Pact's native part reads the environment of the process, which threads only have a copy of.
    pool: 'forks',
    // One more than two cores: some tests wait, for a browser or a provider that is slow.
    maxWorkers: 3,
    // Modules are imported as Node.js itself imports them.
    deps: { interopDefault: false },
    // Several tests start the real command, which on two busy cores takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
