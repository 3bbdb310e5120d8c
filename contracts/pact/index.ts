/** The Pact layer: replays what consumers rely on against a provider. */
export { BrokerFailure, type BrokerOptions, openBroker } from './broker.ts';
export { fetchPacts } from './broker-pacts.ts';
export { assertPactInstalled } from './installed.ts';
export { collectPacts, ownPacts, type PactDocument } from './pact-sources.ts';
export { publishResults } from './publish-results.ts';
export { type InteractionFinding, type VerifyPactsOptions, verifyPacts } from './verify-pacts.ts';
