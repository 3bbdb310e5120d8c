/** The contract: what the documentation promises, as data that the mock and the verifier share. */
import './command/supported-node.ts';
import { join } from 'node:path';

export {
  addStates,
  type Case,
  type Catalogue,
  loadCatalogue,
  loadIdentifierKinds,
  type Promised,
} from './catalogue/cases.ts';
export {
  type IdentifierField,
  type IdentifierKind,
  identifierFields,
} from './catalogue/identifiers.ts';
export {
  fillExpectation,
  fillParams,
  fillPlaceholders,
  fillStep,
} from './catalogue/placeholders.ts';
export type { ProviderState } from './catalogue/provider-states.ts';
export {
  type BuiltRequest,
  buildRequest,
  chooseToken,
  type RequestParts,
  type StepAccount,
  secretsOf,
  type TokenChoice,
  type Tokens,
} from './catalogue/request.ts';
export {
  type NamedIdentifier,
  namesLargeIdentity,
  parseName,
  type Step,
} from './catalogue/steps.ts';
export {
  type Conflict,
  createDataApiClient,
  type DataApiClient,
  type DataApiClientOptions,
  type OtherProblem,
  type Problem,
  type Result,
  type RuleName,
  type RuleProblem,
} from './client/client.ts';
export { createExampleAnswers, type ExampleAnswers } from './client/example-answers.ts';
export type { components, operations, paths } from './client/openapi.types.ts';
export type {
  Items,
  Rules,
  StateValues,
  SwitchValues,
  VariantOperations,
} from './client/resources.types.ts';
export { countsItems, placeholdersOf } from './contract/computed.ts';
export type {
  AccountKey,
  Action,
  ActionBodies,
  CollectionSeed,
  Computed,
  Content,
  Contract,
  Example,
  Method,
  Operation,
  Parameter,
  Property,
  Reference,
  Resource,
  Response,
  Seed,
  Stateless,
  StoredCondition,
  UniqueRule,
} from './contract/contract.ts';
export { findSeedFault, type SeedFault } from './contract/initial-state.ts';
export { jsonContent, successOf } from './contract/item-bodies.ts';
export { type LoadOptions, loadContract } from './contract/load.ts';
export {
  actionOf,
  allOperations,
  findOperation,
  identityIn,
  identityOfAdded,
  isParentField,
  isStoredAs,
  isUsableIdentity,
  itemIn,
  operationById,
  operationName,
  resourceOf,
  sentItem,
} from './contract/lookup.ts';
export { readProperties } from './contract/properties.ts';
export { propertyNames, schemasAt } from './contract/unique-rules.ts';
export { ContractDefect, type FileLocation } from './document/defect.ts';
export {
  followReference,
  isObject,
  type JsonObject,
  withoutReferences,
} from './document/references.ts';
export {
  compileCheck,
  type SchemaCheck,
  withDefinitions,
} from './document/schema.ts';
export { readYamlFile, type YamlFile } from './document/yaml-file.ts';
export {
  allSwitches,
  type Doubt,
  type Observed,
  type Position,
  positionSeen,
  positionsAllowed,
  type Switch,
} from './evidence/doubts.ts';
export type { NamedFault } from './evidence/named-faults.ts';
export {
  loadProfile,
  type Profile,
  type ProfilePosition,
  positionsSeen,
  profileShape,
  renderProfile,
  type SeenPosition,
  seenText,
  type WrittenProfile,
} from './evidence/profile.ts';
export type { Fact, Page, Row, SourceReference } from './evidence/sources.ts';
export { accountState } from './shared/account-state.ts';
export { type Classification, classify, describeFault } from './shared/classify.ts';
export { describeConnectionFailure } from './shared/connection-failure.ts';
export {
  curlCommand,
  derivedTokens,
  inDoubleQuotes,
  shellComment,
  shellQuote,
} from './shared/curl.ts';
export {
  describeExpectation,
  type Expectation,
  shownViolation,
  violationOf,
} from './shared/expectation.ts';
export { type Identifier, parseIdentifiers } from './shared/identifier-list.ts';
export { mayRound, parseJson, parseLossless, writeJson } from './shared/json.ts';
export {
  formatPointer,
  parsePointer,
  pointerInWords,
  pointerOf,
  valueAt,
  withValueAt,
} from './shared/json-pointer.ts';
export { Misuse } from './shared/misuse.ts';
export { type ExpectedResponse, expectedResponse } from './shared/pact-response.ts';
export { fillPath, matchPath, parameterNames } from './shared/path-template.ts';
export { createPattern, createTolerantPattern } from './shared/pattern.ts';
export { prettyJson } from './shared/pretty-json.ts';
export { redacted } from './shared/redacted.ts';
export { createRedaction, type Redaction } from './shared/redaction.ts';
export { retryDelay } from './shared/retry-after.ts';
export { distance } from './shared/spelling.ts';
export { splitBody } from './shared/split-body.ts';
export { cutText, decodePercent, escapeRegExp } from './shared/text.ts';

/** The path of this project's own contract. */
export const ownContract: string = join(import.meta.dirname, 'openapi.yaml');
