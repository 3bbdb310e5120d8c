/** The Pact layer: replays what consumers rely on against a provider. */
export { assertPactInstalled } from './installed.ts';
export { collectPacts, ownPacts, type PactDocument } from './pact-sources.ts';
export { type InteractionFinding, type VerifyPactsOptions, verifyPacts } from './verify-pacts.ts';
