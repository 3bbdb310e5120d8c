import { isObject } from '../../spec/index.ts';
import type { Provider } from './provider.ts';

// Where this project's mock says what it does about tokens; a provider has nothing there.
const path = '/_mock/health';

/**
 * Whether the provider says of itself that it is a mock that serves requests with a missing token, or
 * takes an unknown one as an account of its own. It is asked only when it did.
 */
export async function declaresToken(
  provider: Provider,
  which: 'missing' | 'unknown',
): Promise<boolean> {
  const request = { method: 'GET', path, headers: {}, body: undefined };
  const { response } = await provider.transport.send(request, 'does it say that it is a mock');
  const { json } = response ?? {};
  if (response?.status !== 200 || !isObject(json) || !isObject(json.tokens)) return false;
  return json.tokens[which] === (which === 'missing' ? 'served' : 'own-account');
}
