import { request } from 'undici';
import { isObject, type JsonObject } from '../../spec/index.ts';
import { SetUpFailure } from '../provider/check-context.ts';
import type { NamedState } from './pact-file.ts';

/**
 * Asks a provider's own endpoint to set a state up or to tear it down, in Pact's protocol.
 * @returns what it injects, by name
 * @throws SetUpFailure when it does not do so within `timeout` milliseconds
 */
export async function callStateEndpoint(
  url: string,
  action: 'setup' | 'teardown',
  { name: state, params }: NamedState,
  timeout: number,
): Promise<JsonObject> {
  const failed = (why: string) =>
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
    throw failed(
      late ? `gave no answer within ${timeout} ms` : `gave no answer (${reason(error)})`,
    );
  }
  if (status < 200 || status >= 300) throw failed(`answered ${status}`);
  try {
    const values: unknown = JSON.parse(text);
    return isObject(values) ? values : {};
  } catch {
    // An answer need not inject anything.
    return {};
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
