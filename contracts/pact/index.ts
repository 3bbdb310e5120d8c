/** The Pact layer: what consumers rely on, replayed against a provider. */
export { ownPacts } from './own-pacts.ts';
export { type InteractionFinding, type VerifyPactsOptions, verifyPacts } from './verify-pacts.ts';
