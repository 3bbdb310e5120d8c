import type { AccountKey, Contract, Operation } from '../../spec/index.ts';
import { readExchange } from '../http/classify.ts';
import type { Request, Response } from '../http/exchange.ts';
import { marker } from './pact-file.ts';
import type { PactRequest, PactResponse } from './protocol.ts';

// What belongs to the connection with Pact's verifier, or is only added by it.
const ofTheConnection = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'accept-encoding',
  'user-agent',
  'content-encoding',
  'date',
  marker,
]);

/** A request of Pact's verifier as it goes to the provider, the lent token in place of the pact's. */
export function toProviderRequest(
  account: AccountKey,
  token: string | undefined,
  { method, path, headers, body }: PactRequest,
): Request {
  const kept = own(headers);
  const cookie = `${account.name}=${encodeURIComponent(token ?? '')}`;
  const name = account.name.toLowerCase();
  if (account.in === 'header' && name in kept) put(kept, name, token);
  if (account.in === 'cookie' && 'cookie' in kept) put(kept, 'cookie', token && cookie);
  const url = new URL(path, 'http://provider');
  if (account.in === 'query' && url.searchParams.has(account.name)) {
    if (token === undefined) url.searchParams.delete(account.name);
    else url.searchParams.set(account.name, token);
    return { method, path: url.pathname + url.search, headers: kept, body };
  }
  return { method, path, headers: kept, body };
}

/** Whether a request names an account at all. */
export function namesAccount(account: AccountKey, { path, headers }: PactRequest): boolean {
  if (account.in === 'header') return account.name.toLowerCase() in headers;
  if (account.in === 'cookie') return 'cookie' in headers;
  return new URL(path, 'http://provider').searchParams.has(account.name);
}

/** The provider's answer as Pact's verifier gets it; undefined is no answer. */
export function toPactResponse(request: Request, answer: Response | undefined): PactResponse {
  // A server error that nobody else uses, since something has to be answered.
  if (answer === undefined) return { status: 599, headers: {}, body: '' };
  const exchange = { request, response: answer, failure: undefined, ms: 0, note: '' };
  const { status, headers, body } = answer;
  // Pact knows no refusal but by the status; a JSON-RPC error with status 200 is one as well (D8).
  const refused = readExchange(exchange).kind === 'refused' && status < 400;
  const kept = own(headers);
  // The names of a media type and its parameters may be in capitals, which a pact's pattern need not know.
  const type = kept['content-type'];
  if (type !== undefined) kept['content-type'] = type.toLowerCase();
  return { status: refused ? 400 : status, headers: kept, body };
}

/** The operation that a method and a path belong to, with the values of its path's parameters. */
export function operationOf(
  contract: Contract,
  method: string,
  path: string,
): { readonly operation: Operation; readonly path: Record<string, string> } | undefined {
  const asked = (path.split('?')[0] ?? '').split('/');
  const found = contract.operations.flatMap((operation) => {
    if (operation.method !== method.toLowerCase()) return [];
    const segments = operation.path.split('/');
    if (segments.length !== asked.length) return [];
    const values: Record<string, string> = {};
    for (const [i, segment] of segments.entries()) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      if (name === undefined && segment !== asked[i]) return [];
      if (name !== undefined) values[name] = decoded(asked[i] ?? '');
    }
    return [{ operation, path: values }];
  });
  // Where several fit, the one that says most of the path itself.
  return found.sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length)[0];
}

function own(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
}

function put(headers: Record<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) delete headers[name];
  else headers[name] = value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
