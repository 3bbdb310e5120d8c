/** The Pact layer: replays what consumers rely on against a provider. */
export { assertPactInstalled } from './installed.ts';
export { ownPacts } from './pact-file.ts';
export { type InteractionFinding, type VerifyPactsOptions, verifyPacts } from './verify-pacts.ts';
