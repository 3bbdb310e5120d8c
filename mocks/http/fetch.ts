import type { FastifyInstance } from 'fastify';

// The Fetch API allows them no body.
const withoutBody = [204, 205, 304];

/**
 * Returns a function like `fetch`, which a server answers without the network.
 * @param inject sends a request to the server; the origin of the URL does not matter
 */
export function createFetch(
  inject: FastifyInstance['inject'],
): (input: Request | URL | string, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const { signal } = request;
    signal.throwIfAborted();
    const body = Buffer.from(await request.arrayBuffer());
    const sending = inject({
      method: request.method as 'GET',
      url: pathname + search,
      headers: headersOf(request),
      ...(body.length > 0 ? { payload: body } : {}),
    }).catch((cause: unknown) => {
      throw new TypeError('fetch failed', { cause });
    });
    const sent = await Promise.race([sending, aborted(signal)]);
    const headers = Object.entries(sent.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
    );
    const { statusCode: status, rawPayload } = sent;
    return new Response(withoutBody.includes(status) ? null : new Uint8Array(rawPayload), {
      status,
      headers,
    });
  };
}

// Given to `inject`, a signal would keep it from noticing that a fault drops the connection.
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function headersOf(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return headers;
}
