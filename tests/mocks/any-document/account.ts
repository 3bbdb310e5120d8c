import { isDeepStrictEqual } from 'node:util';
import type { Mock } from '../../../mocks/index.ts';
import type { JsonObject, Seed } from '../../../spec/index.ts';
import type { Answer } from './judge-answer.ts';
import type { DrawnRequest } from './random-requests.ts';

let accounts = 0;

/** An account of a mock: what it answers, and what it holds. */
export type Client = ReturnType<typeof createAccount>;

/** The headers of a request, with a token for every kind of security. */
export function headersOf(
  { headers, payload }: DrawnRequest,
  token = 'any',
): Record<string, string> {
  const length = payload === undefined ? undefined : String(Buffer.byteLength(payload));
  const sent = { authorization: `Bearer ${token}`, 'x-api-key': token, ...headers };
  return length === undefined ? sent : { ...sent, 'content-length': length };
}

/** Creates a new account. */
export function createAccount(mock: Mock) {
  const token = `any-${++accounts}`;
  return {
    async send(request: DrawnRequest): Promise<Answer> {
      const { operation, path, query, payload } = request;
      const { statusCode, headers, body } = await mock.inject({
        method: operation.method as 'GET',
        url: path,
        query: { ...query },
        headers: headersOf(request, token),
        payload,
      });
      return { status: statusCode, headers, text: body };
    },
    async state(): Promise<Seed> {
      const headers = { authorization: `Bearer ${token}`, 'x-api-key': token };
      return (await mock.inject({ url: '/_mock/accounts/me/snapshot', headers })).json();
    },
  };
}

/** An item that a request has changed, as it is afterwards. */
export interface Change {
  readonly kind: 'added' | 'edited' | 'removed';
  readonly collection: string;
  readonly item: JsonObject;
}

/** Compares what an account held and holds. */
export function changesOf(before: Seed, after: Seed): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((collection) => {
    const old = before[collection]?.items ?? [];
    const now = after[collection]?.items ?? [];
    const is = (a: JsonObject) => (b: JsonObject) => isDeepStrictEqual(a, b);
    const gone = old.filter((one) => !now.some(is(one)));
    const come = now.filter((one) => !old.some(is(one)));
    const kind = gone.length > 0 ? 'edited' : 'added';
    const removed = come.length > 0 ? [] : gone;
    return [
      ...come.map((item): Change => ({ kind, collection, item })),
      ...removed.map((item): Change => ({ kind: 'removed', collection, item })),
    ];
  });
}
