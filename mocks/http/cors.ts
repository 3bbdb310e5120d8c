import type { IncomingHttpHeaders } from 'node:http';

// Not @fastify/cors: responses bypass Fastify's own headers, also those to URLs that it cannot read;
// preflights are in the journal; and the plugin has no access to private networks.

const exposed = 'Allow, Deprecation, Location, Retry-After, WWW-Authenticate, sl-violations';
const known = new Set(exposed.toLowerCase().split(', '));

/**
 * Returns the CORS headers of a response: any origin may use the contract's paths.
 * @param sent the names of the response's own headers, which the page may read
 */
export function corsHeaders(
  request: IncomingHttpHeaders,
  sent: readonly string[] = [],
): Record<string, string> {
  const { origin } = request;
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': [exposed, ...sent.filter((one) => !known.has(one))].join(', '),
    vary: 'Origin',
  };
}

/** Whether a request is a preflight. */
export function isPreflight(method: string, request: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    request.origin !== undefined &&
    request['access-control-request-method'] !== undefined
  );
}

/** Returns the headers of the response to a preflight, which allow all that it asks for. */
export function preflightHeaders(request: IncomingHttpHeaders): Record<string, string> {
  const requested = request['access-control-request-headers'];
  return {
    ...corsHeaders(request),
    'access-control-allow-methods': request['access-control-request-method'] ?? '',
    ...(requested === undefined ? {} : { 'access-control-allow-headers': requested }),
    ...(request['access-control-request-private-network'] === 'true'
      ? { 'access-control-allow-private-network': 'true' }
      : {}),
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  };
}
