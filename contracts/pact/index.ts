/** The Pact layer: replays what consumers rely on against a provider. */
export { ownPacts } from './own-pacts.ts';
export { type InteractionFinding, type VerifyPactsOptions, verifyPacts } from './verify-pacts.ts';
