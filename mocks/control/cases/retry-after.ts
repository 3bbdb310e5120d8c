import { retryDelay } from '../../../spec/index.ts';
import type { ForwardedResponse } from '../../http/forward.ts';

// As long as people wait for a request.
const longest = 60_000;
const shortest = 100;

/**
 * Retries while a provider asks to wait (see `retryDelay`), for up to a minute; then the failure says so.
 * @param now returns the time in milliseconds
 */
export async function sendWithRetries(
  send: () => Promise<ForwardedResponse>,
  wait: (ms: number) => Promise<void>,
  now: () => number,
): Promise<ForwardedResponse> {
  let waited = 0;
  for (;;) {
    const response = await send();
    const delay = 'failure' in response ? undefined : retryDelay(response, now(), shortest);
    if (delay === undefined || 'failure' in response) return response;
    waited += delay;
    if (waited > longest) {
      const failure = `The provider returned ${response.status} and asks to wait for more than a minute.`;
      return { failure, ms: response.ms };
    }
    await wait(delay);
  }
}
