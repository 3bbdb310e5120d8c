import type { VerifyOptions } from '../run/options.ts';

/** The functions of a test runner, such as those of Vitest, Jest or `node:test`. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown;
  /** Defines a test; its time limit is in milliseconds. */
  test(name: string, run: (...args: unknown[]) => Promise<void>, timeout: number): unknown;
}

/**
 * Options of the tests of a provider: those of a verification, and what concerns the test runner.
 * @example
 * const options: DescribeProviderOptions = {
 *   provider: () => server.url,
 *   token: 'token-one',
 *   testData: { numbers: '1000-1099' },
 *   report: 'reports',
 * };
 */
export interface DescribeProviderOptions
  extends Omit<VerifyOptions, 'provider' | 'repeat' | 'signal'> {
  /**
   * The provider's base URL, or a function that returns it. The function is called when the first test
   * runs, so a hook may start the provider.
   */
  readonly provider: URL | string | (() => URL | string | Promise<URL | string>);
  /** The test runner; by default the global `describe` and `test`. */
  readonly runner?: TestRunner;
  /** A folder to write report.json, junit.xml and report.html to. */
  readonly report?: string | undefined;
  /** Milliseconds that a test may wait for the verification; 600,000 by default. */
  readonly testTimeout?: number;
}

/** The options as the process that verifies gets them: as JSON. */
export interface SentOptions extends Omit<DescribeProviderOptions, 'provider' | 'runner'> {
  readonly provider: string;
}
