import type { DescribeProviderOptions } from '../../../contracts/index.ts';
import { describeProvider } from '../../../contracts/index.ts';

/** How a test of the recorded runner ended. */
export interface Ended {
  /** The names of its suites and its own. */
  readonly path: readonly string[];
  readonly how: 'passed' | 'failed' | 'skipped';
  /** Why it failed, or was skipped. */
  readonly why: string;
}

/** A test that the recorded runner knows. */
export interface DefinedTest {
  readonly path: readonly string[];
  readonly timeout: number;
  run(context?: unknown): Promise<Ended>;
}

/** Has `describeProvider` define its tests in a runner that records them, and runs none. */
export function definedTests(options: DescribeProviderOptions): DefinedTest[] {
  const tests: DefinedTest[] = [];
  const suites: string[] = [];
  describeProvider({
    ...options,
    runner: {
      describe(name, define) {
        suites.push(name);
        define();
        suites.pop();
      },
      test(name, body, timeout) {
        const path = [...suites, name];
        const run = async (context?: unknown): Promise<Ended> => {
          let why: string | undefined;
          const withSkip = context === jestLike ? undefined : { skip: note, ...Object(context) };
          function note(text: string) {
            why = text;
          }
          try {
            await body(withSkip);
          } catch (error) {
            return { path, how: 'failed', why: error instanceof Error ? error.message : '' };
          }
          return { path, how: why === undefined ? 'passed' : 'skipped', why: why ?? '' };
        };
        tests.push({ path, timeout, run });
      },
    },
  });
  return tests;
}

/** The context of a runner that cannot skip a running test. */
export const jestLike = Symbol('Jest has no context');

/** Runs tests one after the other, as a runner does. */
export async function runAll(tests: readonly DefinedTest[], context?: unknown): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const test of tests) ended.push(await test.run(context));
  return ended;
}
