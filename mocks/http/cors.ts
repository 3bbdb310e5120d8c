import type { IncomingHttpHeaders } from 'node:http';

const exposed = 'Allow, Deprecation, Location, Retry-After, WWW-Authenticate, sl-violations';

/** The CORS headers of an answer; any origin may use the mock's contract paths. */
export function corsHeaders(request: IncomingHttpHeaders): Record<string, string> {
  const { origin } = request;
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': exposed,
    vary: 'Origin',
  };
}

/** Whether a request is the preflight of another one. */
export function isPreflight(method: string, request: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    request.origin !== undefined &&
    request['access-control-request-method'] !== undefined
  );
}

/** The headers that let the request behind a preflight go ahead, whatever it asks for. */
export function preflightHeaders(request: IncomingHttpHeaders): Record<string, string> {
  const wanted = request['access-control-request-headers'];
  return {
    ...corsHeaders(request),
    'access-control-allow-methods': request['access-control-request-method'] ?? '',
    ...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
    ...(request['access-control-request-private-network'] === 'true'
      ? { 'access-control-allow-private-network': 'true' }
      : {}),
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  };
}
