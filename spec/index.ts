/** The contract: what the documentation promises, as data that the mock and the verifier share. */
import { fileURLToPath } from 'node:url';

export { type Case, type Catalogue, loadCatalogue, loadLent, type Promised } from './cases.ts';
export {
  type Conflict,
  type ContractPaths,
  createDataApiClient,
  type DataApiClient,
  type DataApiClientOptions,
  type OtherProblem,
  type Problem,
  type RuleName,
  type RuleProblem,
} from './client.ts';
export type {
  AccountKey,
  Action,
  CollectionSeed,
  Content,
  Contract,
  Example,
  Method,
  Operation,
  Parameter,
  Property,
  Resource,
  Response,
  Seed,
  UniqueRule,
} from './contract.ts';
export { ContractDefect, type Place } from './defect.ts';
export type { Doubt, Switch } from './doubts.ts';
export { createExampleAnswers, type ExampleAnswers } from './example-answers.ts';
export type { IdentifierKind } from './identifiers.ts';
export { findSeedFault, resourceOf, type SeedFault } from './initial-state.ts';
export { formatPointer, parsePointer, valueAt } from './json-pointer.ts';
export { type LoadOptions, loadContract } from './load.ts';
export type { components, operations, paths } from './openapi.types.ts';
export { isObject, type JsonObject } from './references.ts';
export {
  type BuiltRequest,
  buildRequest,
  chooseToken,
  secretsOf,
  type TokenChoice,
  type Tokens,
  type Wording,
} from './request.ts';
export { resolveInText, resolveNames } from './resolve-names.ts';
export type { Items, Rules, SwitchValues } from './resources.types.ts';
export { type Check, compileCheck } from './schema.ts';
export { redacted } from './shared/redacted.ts';
export { createRedaction, type Redaction } from './shared/redaction.ts';
export { distance } from './shared/spelling.ts';
export { cutText } from './shared/text.ts';
export type { Fact, Page, Row, SourceReference } from './sources.ts';
export type { ProviderState } from './states.ts';
export {
  type Expectation,
  type NamedIdentifier,
  parseName,
  type Step,
  type StepAccount,
} from './steps.ts';
export { readYamlFile, type YamlFile } from './yaml-file.ts';

/** The path of this project's own contract. */
export const ownContract: string = fileURLToPath(new URL('openapi.yaml', import.meta.url));
