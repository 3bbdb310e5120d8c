/** A request as Pact's verifier sends it. */
export interface PactRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; undefined where there is none. */
  readonly body: string | undefined;
}

/** What Pact's verifier is given as the provider's answer. */
export interface PactResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What Pact's verifier made of one interaction. */
export interface PactVerdict {
  /** The description in the pact that was replayed. */
  readonly description: string;
  readonly kept: boolean;
  /** What did not match, where the answer is not as the pact has it. */
  readonly mismatches: readonly Mismatch[];
  /** Why there was nothing to compare. */
  readonly error: string | undefined;
}

/** One thing in an answer that is not as the pact has it. */
export interface Mismatch {
  /** What Pact says, such as: Expected 'eighty' (String) to be an integer. */
  readonly says: string;
  /** Where in the answer: 'status', the name of a header, or a path such as $.id. */
  readonly at: string | undefined;
}

/** What the child process tells: a request to answer, or how it all ended. */
export type FromChild =
  | { readonly kind: 'request'; readonly id: number; readonly request: PactRequest }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly PactVerdict[] }
  | { readonly kind: 'failure'; readonly message: string };

/** What the child process is told. */
export type ToChild =
  | { readonly kind: 'replay'; readonly pacts: readonly string[] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: PactResponse };

/** The path at which Pact's verifier asks for provider states. */
export const stateCallPath = '/_pactSetup';
