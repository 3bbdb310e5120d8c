import { isObject, type JsonObject } from '../../spec/index.ts';
import type { Provider } from './provider.ts';

// This project's mock declares there how it treats tokens, whatever prefix its contract has; other
// providers have nothing there.
const path = '/_mock/health';

/** Asks whether the provider declares itself this project's mock, which is nobody's account. */
export async function declaresMock(provider: Provider): Promise<boolean> {
  return (await tokensDeclared(provider)) !== undefined;
}

/**
 * Asks whether the provider declares itself a mock that serves requests with a missing token, or that
 * gives an unknown token its own account.
 */
export async function declaresToken(
  provider: Provider,
  which: 'missing' | 'unknown',
): Promise<boolean> {
  const tokens = await tokensDeclared(provider);
  return tokens?.[which] === (which === 'missing' ? 'served' : 'own-account');
}

async function tokensDeclared(provider: Provider): Promise<JsonObject | undefined> {
  for (const fromOrigin of provider.transport.url.pathname === '/' ? [false] : [false, true]) {
    const request = { method: 'GET', path, headers: {}, body: undefined, fromOrigin };
    const { response } = await provider.transport.send(request, 'is it a mock?');
    const { json } = response ?? {};
    if (response?.status === 200 && isObject(json) && isObject(json.tokens)) return json.tokens;
  }
  return undefined;
}
