import type { Mock } from '../../mocks/index.ts';

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

/** Sends requests of one account to a mock, past the network. */
export interface AccountClient {
  send(
    method: string,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered>;
}

let tokens = 0;

/** A client with an account of its own. */
export function createAccountClient(mock: Mock, token = `token-${++tokens}`): AccountClient {
  return {
    async send(method, url, body, headers = {}) {
      const answer = await mock.inject({
        method: method as 'GET',
        url,
        headers: {
          authorization: token,
          ...(body === undefined ? {} : { 'content-type': 'application/json; charset=UTF-8' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const json = String(answer.headers['content-type'] ?? '').includes('json');
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: json ? JSON.parse(answer.payload) : answer.payload,
      };
    },
  };
}
