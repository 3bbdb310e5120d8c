/** A request that is taken away from the page, to be sent elsewhere. */
export interface Exported {
  readonly method: string;
  /** The server's URL without a path of the contract. */
  readonly base: string;
  /** Path and query. */
  readonly path: string;
  /** Headers but for the one that names the account. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The header that carries the token; undefined where none is sent. */
  readonly account: string | undefined;
  /** What a shell makes of `$TOKEN` where another token is sent. */
  readonly tokenIs?: string;
  /** The token, where it is no secret: a mock takes any. */
  readonly token: string | undefined;
  /** What whoever sends it should know, as one line. */
  readonly note?: string;
}
