import { isObject, parseJson } from './json.ts';

/** What a response amounts to; `fault` neither accepts nor refuses. */
export type Classification = 'accepted' | 'refused' | 'fault';

/**
 * Classifies a response; undefined is no response. No page documents statuses: every 2xx accepts, and
 * every 4xx or a JSON-RPC error object below 500 refuses.
 */
export function classify(
  response: { readonly status: number; readonly body: string } | undefined,
): Classification {
  if (response === undefined || response.status >= 500) return 'fault';
  const { status, body } = response;
  if (status >= 400 || isJsonRpcError(body)) return 'refused';
  return status >= 200 && status < 300 ? 'accepted' : 'fault';
}

/**
 * Says in a sentence why there is a fault.
 * @param subject the request, such as `POST /things`
 * @param failure why there is no status, such as `no response within 300 ms`
 */
export function describeFault(
  subject: string,
  status: number | undefined,
  failure = 'no response',
): string {
  if (status === undefined) return `${subject} got ${failure}.`;
  const why = status >= 500 ? 'a server error' : 'which neither accepts nor refuses';
  return `${subject} returned ${status}, ${why}.`;
}

function isJsonRpcError(body: string): boolean {
  // Fast path: most responses need no parsing.
  if (!body.includes('"error"')) return false;
  const json = parseJson(body);
  return isObject(json) && isObject(json.error);
}
