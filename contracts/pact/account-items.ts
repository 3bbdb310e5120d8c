import { isObject, writeJson } from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Provider } from '../provider/provider.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import { toProviderRequest } from './translate.ts';

const path = '/_mock/accounts/me/snapshot';

/**
 * Gives the account items in place of what it holds, which only this project's mock can do. Returns what gives the
 * account back what it held.
 * @throws SetUpFailure if the provider is no such mock, or refuses the items
 */
export async function giveItems(provider: Provider, items: unknown): Promise<() => Promise<void>> {
  const held = await send(provider, 'GET');
  const before = held.response?.json;
  if (held.response?.status !== 200 || !isObject(before)) {
    throw failure(held, 'Only the mock can be given items; let the provider do it by --states-url');
  }
  const given = await send(provider, 'PUT', items);
  if (given.response?.status !== 200) throw failure(given, 'The items of the pact do not fit');
  return async () => void (await send(provider, 'PUT', before));
}

async function send(provider: Provider, method: string, items?: unknown): Promise<Exchange> {
  const { contract, tokens, transport } = provider;
  const { account } = contract;
  const place = { header: account.name.toLowerCase(), cookie: 'cookie', query: '' }[account.in];
  const request = toProviderRequest(account, tokens.first, {
    method,
    path: account.in === 'query' ? `${path}?${new URLSearchParams({ [account.name]: '' })}` : path,
    headers: {
      ...(place === '' ? {} : { [place]: '' }),
      ...(items === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: items === undefined ? undefined : writeJson(items),
  });
  const note = 'what the account holds';
  const exchange = await transport.send(request, note);
  // Below the prefix of the contract there is nothing of the mock's own.
  if (exchange.response?.status !== 404 || transport.url.pathname === '/') return exchange;
  return transport.send({ ...request, fromOrigin: true }, note);
}

function failure({ response, failure: why }: Exchange, remedy: string): SetUpFailure {
  const what = response === undefined ? why : response.status;
  return new SetUpFailure(
    `The interaction could not be set up: ${path} returned ${what}. ${remedy}.`,
  );
}
