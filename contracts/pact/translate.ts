import { type AccountKey, classify, findOperation, writeJson } from '../../spec/index.ts';
import type { Request, Response } from '../http/exchange.ts';
import type { Provider } from '../provider/provider.ts';
import { marker, typeMarker } from './pact-file.ts';
import type { PactRequest, PactResponse } from './protocol.ts';

// Headers of the connection with Pact's verifier, or that only Pact's verifier adds.
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
  typeMarker,
]);

/** Translates a request of Pact's verifier for the provider, with the account's own token. */
export function toProviderRequest(
  account: AccountKey,
  token: string | undefined,
  { method, path, headers, body }: PactRequest,
): Request {
  const kept = own(headers);
  // Pact sends one even without a body, which some servers refuse.
  const { [typeMarker]: type = kept['content-type'] } = headers;
  put(kept, 'content-type', body === undefined ? undefined : type);
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

/** Returns the path below the provider's base URL: that of a pact may include the URL's own path. */
export function belowProvider(
  { contract, transport }: Pick<Provider, 'contract' | 'transport'>,
  method: string,
  path: string,
): string {
  const base = transport.url.pathname.replace(/\/+$/, '');
  const below = path.startsWith(`${base}/`) ? path.slice(base.length) : path;
  const isKnown = (one: string) => findOperation(contract, method, one) !== undefined;
  return isKnown(below) && !isKnown(path) ? below : path;
}

/** Whether a request has a token at all. */
export function namesAccount(account: AccountKey, { path, headers }: PactRequest): boolean {
  if (account.in === 'header') return account.name.toLowerCase() in headers;
  if (account.in === 'cookie') return 'cookie' in headers;
  return new URL(path, 'http://provider').searchParams.has(account.name);
}

/** Translates the provider's response for Pact's verifier; undefined is no response. */
export function toPactResponse(response: Response | undefined): PactResponse {
  // Pact needs a response; no provider uses this server error.
  if (response === undefined) return { status: 599, headers: {}, body: '' };
  const { status, headers, json } = response;
  // Pact takes 50.0 for another value than 50, which JSON Schema does not.
  const body = json === undefined ? response.body : writeJson(json);
  // Pact knows a refusal by its status, but a JSON-RPC error with status 200 is one too (D8).
  const refused = classify(response) === 'refused' && status < 400;
  const kept = own(headers);
  // Media types ignore case, which the pattern of a pact may not.
  const type = kept['content-type'];
  if (type !== undefined) kept['content-type'] = type.toLowerCase();
  return { status: refused ? 400 : status, headers: kept, body };
}

function own(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
}

function put(headers: Record<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) delete headers[name];
  else headers[name] = value;
}
