import { isObject } from '../../spec/index.ts';
import type { Provider } from './provider.ts';

// This project's mock declares there how it treats tokens; other providers have nothing there.
const path = '/_mock/health';

/**
 * Asks whether the provider declares itself a mock that serves requests with a missing token, or that
 * gives an unknown token its own account.
 */
export async function declaresToken(
  provider: Provider,
  which: 'missing' | 'unknown',
): Promise<boolean> {
  const request = { method: 'GET', path, headers: {}, body: undefined };
  const { response } = await provider.transport.send(request, 'is it a mock?');
  const { json } = response ?? {};
  if (response?.status !== 200 || !isObject(json) || !isObject(json.tokens)) return false;
  return json.tokens[which] === (which === 'missing' ? 'served' : 'own-account');
}
