/** A request of Pact's verifier. */
export interface PactRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; undefined if there is none. */
  readonly body: string | undefined;
}

/** The provider's response, as Pact's verifier gets it. */
export interface PactResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The verdict of Pact's verifier on one interaction. */
export interface PactVerdict {
  /** The description in the replayed pact. */
  readonly description: string;
  readonly isKept: boolean;
  /** What does not match in the response. */
  readonly mismatches: readonly Mismatch[];
  /** Why there was nothing to compare. */
  readonly error: string | undefined;
}

/** Something in a response that does not match the pact. */
export interface Mismatch {
  /** Pact's message, such as: Expected 'eighty' (String) to be an integer. */
  readonly message: string;
  /** Where in the response: 'status', the name of a header, or a path such as $.id. */
  readonly at: string | undefined;
}

/** A message of the verifier child: a request to respond to, or the end. */
export type FromChild =
  | { readonly kind: 'request'; readonly id: number; readonly request: PactRequest }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly PactVerdict[] }
  | { readonly kind: 'failure'; readonly message: string };

/** Where and under which names Pact's verifier publishes its results. */
export interface PublishOptions {
  /** The token for the URLs of the pacts. */
  readonly token: string;
  readonly providerVersion: string;
  readonly providerBranch: string | undefined;
  /** The address of the CI job. */
  readonly buildUrl: string | undefined;
}

/** A message to the verifier child. */
export type ToChild =
  | {
      readonly kind: 'replay';
      readonly pacts: readonly string[];
      readonly publish?: PublishOptions | undefined;
    }
  | { readonly kind: 'response'; readonly id: number; readonly response: PactResponse };

/** The path at which Pact's verifier sets up provider states. */
export const stateCallPath = '/_pactSetup';
