import { isObject, type JsonObject } from '../../spec/index.ts';
import { createTransport, type Transport } from '../http/transport.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import { basicAuthorization } from './basic-authorization.ts';
import type { NamedState } from './pact-file.ts';

/**
 * Sets up or tears down a state by a provider's own endpoint, in Pact's protocol.
 * @returns the values that it injects, by name
 * @throws SetUpFailure if it does not do so within the timeout
 */
export async function callStateEndpoint(
  url: string,
  action: 'setup' | 'teardown',
  { name: state, params }: NamedState,
  { timeout, ca }: Pick<Transport, 'timeout' | 'ca'>,
): Promise<JsonObject> {
  const setUpFailure = (why: string) =>
    new SetUpFailure(`The state "${state}" could not be set up: ${url} ${why}.`);
  const endpoint = URL.parse(url);
  if (endpoint === null) throw setUpFailure('is not a URL');
  const provider = new URL(endpoint.origin);
  const transport = createTransport({ provider, timeout, ca, connections: 1 });
  const request = {
    method: 'POST',
    path: endpoint.pathname + endpoint.search,
    headers: { 'content-type': 'application/json', ...basicAuthorization(endpoint) },
    body: JSON.stringify({ state, params, action }),
  };
  const exchange = await transport.send(request, action).finally(() => transport.close());
  const { response, failure } = exchange;
  if (response === undefined) throw setUpFailure(`returned ${failure}`);
  const { status, json } = response;
  if (status < 200 || status >= 300) throw setUpFailure(`returned ${status}`);
  // The response need not inject anything.
  return isObject(json) ? json : {};
}
