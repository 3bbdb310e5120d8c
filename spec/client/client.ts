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

/** Where the API is, and as whom to ask it. */
export interface DataApiClientOptions {
  /** The URL that the paths of the contract are added to, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string;
  /** The account's token; it is sent as it is. */
  readonly token: string;
  /** Headers of every request beside the token and the media type. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** A client with a method for each HTTP method, which takes the contract's paths and bodies. */
export type DataApiClient = Client<ContractPaths>;

/**
 * Makes a client of the API, for Node.js and browsers. Each call answers `data` or, for a status from
 * 400 on, `error`, which is a {@link Problem} where the contract documents the status.
 * @throws TypeError for an empty token; a call rejects as `fetch` does when there is no answer.
 */
export function createDataApiClient(options: DataApiClientOptions): DataApiClient {
  const { baseUrl, token, headers, fetch } = options;
  if (token.trim() === '') {
    throw new TypeError(
      'createDataApiClient was given an empty token; give the one that names the account.',
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
