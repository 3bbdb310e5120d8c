import { request } from 'undici';
import {
  describeConnectionFailure,
  isObject,
  type JsonObject,
  parseJson,
} from '../../spec/index.ts';
import { SetUpFailure } from '../provider/check-context.ts';
import type { NamedState } from './pact-file.ts';

/**
 * Sets up or tears down a state by a provider's own endpoint, in Pact's protocol.
 * @returns the values that it injects, by name
 * @throws SetUpFailure if it does not do so within `timeout` milliseconds
 */
export async function callStateEndpoint(
  url: string,
  action: 'setup' | 'teardown',
  { name: state, params }: NamedState,
  timeout: number,
): Promise<JsonObject> {
  const failure = (why: string) =>
    new SetUpFailure(`The state "${state}" could not be set up: ${url} ${why}.`);
  let status: number;
  let text: string;
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state, params, action }),
      signal: AbortSignal.timeout(timeout),
    });
    status = statusCode;
    text = await body.text();
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    const why = late ? ` within ${timeout} ms` : `: ${describeConnectionFailure(error)}`;
    throw failure(`returned no response${why}`);
  }
  if (status < 200 || status >= 300) throw failure(`returned ${status}`);
  // The response need not inject anything.
  const values = parseJson(text);
  return isObject(values) ? values : {};
}
