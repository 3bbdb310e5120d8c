/** The verifier: judges a provider over HTTP by what its documentation promises. */

// First, since it checks the version of Node.js.
import '../spec/index.ts';

export { Misuse } from '../spec/index.ts';
export type { Listener, VerifierEvents } from './report/events.ts';
export type {
  CoverageRow,
  DoubtAnswer,
  Layer,
  Outcome,
  Report,
  Result,
  ShownExchange,
} from './report/report.ts';
export type { VerifyOptions } from './run/options.ts';
export { verify } from './run/verify.ts';
export {
  type DescribeProviderOptions,
  describeProvider,
  type TestRunner,
} from './runner/describe-provider.ts';
