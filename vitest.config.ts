import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// About how many seconds the long files take with all workers busy; any other takes about one.
const seconds: Readonly<Record<string, number>> = {
  'contracts/command': 54,
  'mocks/cli': 31,
  'explorer/cases': 26,
  'explorer/documentation': 23,
  'contracts/fairness': 22,
  'proof/lawful-2': 22,
  'explorer/state': 20,
  'contracts/pact/verify-pacts': 20,
  'proof/own-mock': 19,
  'mocks/watch': 18,
  'contracts/exploration/booking-desk': 17,
  'proof/lawful-1': 17,
  'explorer/journal': 16,
  'explorer/try': 15,
  'explorer/faults': 10,
  'explorer/doubts': 10,
  'explorer/connection': 8,
  'contracts/exploration/explore': 7,
  'mocks/agreement': 7,
  'proof/faults-2': 6,
};

// A worker takes the next file when it is done with one: the longest go first.
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted(
      (a, b) => secondsOf(b) - secondsOf(a) || a.moduleId.localeCompare(b.moduleId),
    );
  }
}

function secondsOf({ moduleId }: TestSpecification): number {
  return seconds[/\/tests\/(.*)\.test\.ts$/.exec(moduleId)?.[1] ?? ''] ?? 1;
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'contracts/consumer/**/*.test.ts'],
    exclude: [
      // They run in a project of their own, with the package installed.
      'tests/package/**',
      'tests/recipes/**',
      // It takes minutes, and runs in `npm run test:proof`.
      'tests/proof/lawful-jitter.test.ts',
      '**/node_modules/**',
    ],
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
    // Otherwise the values in the titles of tests are cut after 40 characters.
    taskTitleValueFormatTruncate: 200,
  },
});
