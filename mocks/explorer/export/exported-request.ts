import type { HeaderMap } from '../data/recorded-message.ts';

/** A request to be exported and sent by another tool. */
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
  /** The token if it is no secret, as for the mock; undefined for a secret one. */
  readonly token: string | undefined;
  /** A shell expression to send instead of `$TOKEN`. */
  readonly shellToken?: string;
  /** A comment for whoever sends it. */
  readonly note?: string;
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
