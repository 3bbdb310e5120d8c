import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const workers = 3;
const longest =
  /tests\/(proof\/(lawful|own)|contracts\/(command|fairness|exploration|pact)|mocks\/(cli|watch)|explorer)/;

// A worker that keeps its modules is given its files at once: each gets as many long ones.
class Evenly extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
    const isLong = (file: TestSpecification) => longest.test(file.moduleId);
    const dealt = [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
    return Array.from({ length: workers }, (_, turn) =>
      dealt.filter((_file, at) => at % workers === turn),
    ).flat();
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'contracts/consumer/**/*.test.ts'],
    // They run in a project of their own, with the package installed.
    exclude: ['tests/package/**', 'tests/recipes/**', '**/node_modules/**'],
    // Pact's native part reads the environment of the process, which threads only have a copy of.
    pool: 'forks',
    // One more than two cores: some tests wait, for a browser or a provider that is slow.
    maxWorkers: workers,
    // Files of one worker share what they import; loading Prism for each took a fifth of the time.
    isolate: false,
    sequence: { sequencer: Evenly },
    // Modules are imported as Node.js itself imports them.
    deps: { interopDefault: false },
    // Several tests start the real command, which on two busy cores takes its time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
