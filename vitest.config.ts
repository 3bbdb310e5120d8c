import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Begun last, one of these would be waited for with nothing else to do.
const longest = /tests\/(proof\/lawful|contracts\/command|mocks\/cli|contracts\/fairness)/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = (file: TestSpecification) => longest.test(file.moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'contracts/consumer/**/*.test.ts'],
    // What needs a tarball takes longer: npm run test:package.
    exclude: ['tests/package/**', 'tests/recipes/**', '**/node_modules/**'],
    // Pact's native part reads the environment of the process, which threads only have a copy of.
    pool: 'forks',
    // One more than two cores: some tests wait, for a browser or a provider that is slow.
    maxWorkers: 3,
    // Files of one worker share what they import; loading Prism for each took a fifth of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Modules are imported as Node.js itself imports them.
    deps: { interopDefault: false },
    // Several tests start the real command, which on two busy cores takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
