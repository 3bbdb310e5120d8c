import createFetch, { type Client } from 'openapi-fetch';
import type { paths } from './openapi.types.ts';
import type { Problem } from './problem.ts';

export type { components, operations, paths } from './openapi.types.ts';
export type { Conflict, OtherProblem, Problem, RuleName, RuleProblem } from './problem.ts';

/** The paths of the contract, with refusals that narrow by `rule`. */
export type ContractPaths = {
  [path in keyof paths]: { [part in keyof paths[path]]: Refusing<paths[path][part]> };
};

type Refusing<Operation> = Operation extends { responses: infer Responses }
  ? Omit<Operation, 'responses'> & {
      responses: { [status in keyof Responses]: Refused<Responses[status]> };
    }
  : Operation;

type Refused<Response> = Response extends { content: { 'application/problem+json': unknown } }
  ? Omit<Response, 'content'> & { content: { 'application/problem+json': Problem } }
  : Response;

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

/** A client with a function for each HTTP method, typed by the contract's paths and bodies. */
export type DataApiClient = Client<ContractPaths>;

/**
 * Creates a client of the API, for Node.js and browsers. Each call returns `data` or, for a status of
 * 400 or more, `error`, which is a {@link Problem} if the contract documents the status.
 * @throws TypeError for an empty token; a call rejects as `fetch` does if there is no response
 * @example
 * const api = createDataApiClient({ baseUrl: 'http://127.0.0.1:4010', token: 'any' });
 * const { data, error } = await api.GET('/things');
 */
export function createDataApiClient(options: DataApiClientOptions): DataApiClient {
  const { baseUrl, token, headers, fetch } = options;
  if (token.trim() === '') {
    throw new TypeError(
      "createDataApiClient needs a token that is not empty; pass the account's token.",
    );
  }
  return createFetch<ContractPaths>({
    baseUrl,
    headers: {
      ...headers,
      Authorization: token,
      'Content-Type': 'application/json; charset=UTF-8',
    },
    ...(fetch === undefined ? {} : { fetch }),
  });
}
