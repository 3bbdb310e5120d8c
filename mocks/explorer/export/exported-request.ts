import type { Seed } from '../../../spec/index.ts';
import type { OperationView } from '../../control/contract-view.ts';
import type { HeaderMap } from '../data/recorded-message.ts';

/** A request to be exported and sent by another tool. Secrets in it may be masked. */
export interface ExportedRequest {
  readonly method: string;
  /** The base URL of the server. */
  readonly base: string;
  /** Path and query. */
  readonly path: string;
  /** The headers except the one that carries the token. */
  readonly headers: HeaderMap;
  readonly body: string | undefined;
  /** The header that carries the token; undefined where none does. */
  readonly tokenHeader: string | undefined;
  /** The parameter or cookie whose masked value is the token. */
  readonly tokenParameter?: string | undefined;
  /** The token if it is no secret, as for the mock; undefined for a secret one. */
  readonly token: string | undefined;
  /** Whether a script uses a new token, and so a new account, at each run. */
  readonly isFresh?: boolean;
  /** The account that the token is of: requests of one account share a token. */
  readonly account?: string;
  /** What people call the account. */
  readonly accountName?: string;
  /** A shell expression to send instead of `$TOKEN`. */
  readonly shellToken?: string;
  /** Whether it lacks a part that nobody knows any more, so that it must not be sent. */
  readonly isIncomplete?: boolean;
  /** A comment for whoever sends it. */
  readonly note?: string;
}

/** The response to an exported request. */
export interface ExportedResponse {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: string;
}

/** A request as it was sent, with its response. */
export interface SentExchange {
  readonly request: ExportedRequest;
  readonly response: ExportedResponse;
  /** What the contract says of it; undefined if it has no such operation. */
  readonly operation: Pick<OperationView, 'summary' | 'answers'> | undefined;
  /** What the account held before it; undefined if nobody knows, or there was no account. */
  readonly state?: Seed | undefined;
  /** What else whoever reads the export should know. */
  readonly note?: string | undefined;
}

/** The request with a token, to be sent by the mock. */
export function withToken(
  { method, path, headers, body, tokenHeader }: ExportedRequest,
  token: string,
) {
  return {
    method,
    path,
    headers: { ...(tokenHeader === undefined ? {} : { [tokenHeader]: token }), ...headers },
    ...(body === undefined ? {} : { body }),
  };
}
