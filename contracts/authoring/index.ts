/** Typed interactions from the contract, with which a consumer's tests write a pact. */
export { type ConsumerPact, type PactOptions, pact } from './pact.ts';
export type {
  ConsumerTest,
  Given,
  Injectable,
  Interaction,
  OperationId,
  Reply,
  StateValue,
  ValuesOf,
} from './types.ts';
