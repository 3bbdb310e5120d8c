/** The Pact layer: what consumers rely on, replayed against a provider. */
export { type InteractionFinding, type VerifyPactsOptions, verifyPacts } from './verify-pacts.ts';
