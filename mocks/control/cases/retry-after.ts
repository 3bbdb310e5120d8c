import type { ForwardedResponse } from '../../http/forward.ts';

// As long as a person in front of a page waits for one request.
const longest = 60_000;

/**
 * Sends again as long as a provider answers 429, or 503 with Retry-After, after the time that it asks
 * for, up to a minute in all; after that the failure says so.
 * @param now the time in milliseconds
 */
export async function sendWithRetries(
  send: () => Promise<ForwardedResponse>,
  wait: (ms: number) => Promise<void>,
  now: () => number,
): Promise<ForwardedResponse> {
  let waited = 0;
  for (;;) {
    const answer = await send();
    if ('failure' in answer || !asksToWait(answer)) return answer;
    const ms = askedFor(answer.headers['retry-after'], now());
    waited += ms;
    if (waited > longest) {
      const failure = `The provider answers ${answer.status} and asks to wait for more than a minute.`;
      return { failure, ms: answer.ms };
    }
    await wait(ms);
  }
}

function asksToWait({ status, headers }: Extract<ForwardedResponse, { status: number }>): boolean {
  return status === 429 || (status === 503 && headers['retry-after'] !== undefined);
}

// Seconds or a date; where there is neither, a second.
function askedFor(written: string | undefined, now: number): number {
  const ms = /^\d+$/.test(written ?? '')
    ? Number(written) * 1_000
    : Date.parse(written ?? '') - now;
  return Number.isNaN(ms) ? 1_000 : Math.max(ms, 100);
}
