import createFetch, {
  type Client,
  type ClientPathsWithMethod,
  type MaybeOptionalInit,
  type MethodResponse,
} from 'openapi-fetch';
import type { paths } from './openapi.types.ts';
import { type Result, resultOf } from './result.ts';

export type { components, operations, paths } from './openapi.types.ts';
export type { Conflict, OtherProblem, Problem, RuleName, RuleProblem } from './problem.ts';
export type { Result } from './result.ts';

/** Where the API is, and whose account to use. */
export interface DataApiClientOptions {
  /** The URL before the contract's paths, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string;
  /** The account's token, sent as is. */
  readonly token: string;
  /** Headers of every request, besides the token and the media type. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Init<Path extends keyof paths, M extends Method> = Omit<
  NonNullable<MaybeOptionalInit<paths[Path], M>>,
  'parseAs'
>;

/** Sends a request to a path that has the method, with the parameters and the body that it documents. */
type Send<M extends Method> = <Path extends ClientPathsWithMethod<Client<paths>, M>>(
  path: Path,
  ...init: undefined extends MaybeOptionalInit<paths[Path], M>
    ? [init?: Init<Path, M>]
    : [init: Init<Path, M>]
) => Promise<Result<MethodResponse<Client<paths>, M, Path>>>;

/** A client with a function for each HTTP method, typed by the contract's paths and bodies. */
export type DataApiClient = Pick<Client<paths>, 'use' | 'eject'> & {
  readonly [M in Method as Uppercase<M>]: Send<M>;
};

// What is left of the types when a request is sent.
type AnyPaths = Record<string, Record<Method, { responses: object }>>;

/**
 * Creates a client of the API, for Node.js and browsers. Each call resolves with either `data`, the
 * documented body, or `error`, a {@link Problem}: also for a response without a body or without JSON.
 * @throws TypeError for an empty token; a call rejects as `fetch` does if there is no response
 * @example
 * const api = createDataApiClient({ baseUrl: 'http://127.0.0.1:4010', token: 'any' });
 * const { data, error } = await api.GET('/things');
 * if (error) throw new Error(error.detail);
 */
export function createDataApiClient(options: DataApiClientOptions): DataApiClient {
  const { baseUrl, token, headers, fetch } = options;
  if (token.trim() === '') {
    throw new TypeError(
      "createDataApiClient needs a token that is not empty; pass the account's token.",
    );
  }
  const client = createFetch<AnyPaths>({
    baseUrl,
    headers: {
      ...headers,
      Authorization: token,
      'Content-Type': 'application/json; charset=UTF-8',
    },
    ...(fetch === undefined ? {} : { fetch }),
  });
  const send =
    (method: Method) =>
    async (path: string, init: object = {}) =>
      resultOf(await client.request(method, path, { ...init, parseAs: 'text' }));
  return {
    GET: send('get'),
    POST: send('post'),
    PUT: send('put'),
    PATCH: send('patch'),
    DELETE: send('delete'),
    use: client.use,
    eject: client.eject,
  };
}
