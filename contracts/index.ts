/** The verifier: judges a provider over HTTP by what its documentation promises. */

export { Misuse } from './misuse.ts';
export type { VerifyOptions } from './options.ts';
export type { Listener, VerifierEvents } from './report/events.ts';
export type {
  DoubtAnswer,
  Layer,
  Outcome,
  Report,
  Result,
  ShownExchange,
} from './report/report.ts';
export { verify } from './verify.ts';
