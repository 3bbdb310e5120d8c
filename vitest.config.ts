import { defineConfig } from 'vitest/config';
import { thorough } from './tests/proof/thorough.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'contracts/consumer/**/*.test.ts'],
    exclude: [
      // They run in a project of their own, with the package installed.
      'tests/package/**',
      'tests/recipes/**',
      ...thorough,
      '**/node_modules/**',
    ],
    // Pact's native part reads the environment of the process, which threads only have a copy of.
    pool: 'forks',
    // One more than two cores: some tests wait, for a browser or a provider that is slow.
    maxWorkers: 3,
    // Files of one worker share what they import; loading Prism for each took a fifth of the time.
    isolate: false,
    // Modules are imported as Node.js itself imports them.
    deps: { interopDefault: false },
    // Several tests start the real command, which on two busy cores takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    // Otherwise the values in the titles of tests are cut after 40 characters.
    taskTitleValueFormatTruncate: 200,
  },
});
