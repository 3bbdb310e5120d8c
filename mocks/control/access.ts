import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { controlTokenHeader } from '../http/control-api.ts';
import { corsHeaders, isPreflight } from '../http/cors.ts';
import { Refusal } from '../problems/problem.ts';
import type { Message } from '../problems/texts/message.ts';

/** Decides who may use the control API. */
export interface Access {
  /** The host that the server is bound to; undefined before it listens. */
  host: string | undefined;
  readonly token: string | undefined;
}

/** The parts of a request that tell where it comes from. */
export interface IncomingControlRequest {
  readonly method: string;
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly localAddress?: string | undefined };
}

/** Whether a host name or address is this machine's loopback. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Asserts that a control request carries the control token, or that no web page of another origin can have
 * sent it. Neither host nor origin matters beside the token: no page knows it that was not told, also after
 * DNS rebinding, and a container is reached by any name.
 * @param open whether the path needs no control token
 * @throws Refusal for a missing or wrong control token, a foreign Host or a foreign origin
 */
export function assertAccess(request: IncomingControlRequest, access: Access, open = false): void {
  const { headers } = request;
  if (hasToken(headers, access)) return;
  if (sendsToken(headers, access)) throw wrongToken();
  const host = hostName(headers.host);
  // The explorer's page holds no secret, and asks for the token that all else needs: a load balancer has any name.
  const anyHost = open && access.token !== undefined;
  if (!anyHost && (host === undefined || !isOwnHost(host, request, access))) {
    throw refusal(({ control }) => control.foreignHost(headers.host, controlTokenHeader));
  }
  const site = headers['sec-fetch-site'];
  const opensPage = headers['sec-fetch-dest'] === 'document' && request.method === 'GET';
  const foreignOrigin =
    headers.origin !== undefined && headers.origin !== `${request.protocol}://${headers.host}`;
  const foreignSite = site === 'cross-site' || site === 'same-site';
  if (foreignOrigin || (foreignSite && !opensPage)) {
    throw refusal(({ control }) => control.foreignOrigin(controlTokenHeader));
  }
  if (open) return;
  if (access.token !== undefined) throw wrongToken();
  if (access.host === undefined || isLoopback(access.host)) return;
  throw refusal(({ control }) => control.openWithoutToken);
}

/**
 * Returns the CORS headers of a control response. A page of another origin reads only responses to requests
 * with a control token, the refusal of a wrong one included.
 */
export function controlCorsHeaders(
  { headers }: IncomingControlRequest,
  access: Access,
): Record<string, string> {
  return sendsToken(headers, access) ? corsHeaders(headers) : {};
}

/** Whether a request asks if a page of another origin may send the control token. */
export function isTokenPreflight(
  { method, headers }: IncomingControlRequest,
  access: Access,
): boolean {
  const asked = String(headers['access-control-request-headers'] ?? '').toLowerCase();
  const names = asked.split(',').map((name) => name.trim());
  const isKnown = acceptsToken(headers, access) && names.includes(controlTokenHeader);
  return isKnown && isPreflight(method, headers);
}

// What has no origin is a sandboxed frame, such as the one that shows the documentation.
function acceptsToken(headers: IncomingHttpHeaders, { token }: Access): boolean {
  return token !== undefined && headers.origin !== 'null';
}

function sendsToken(headers: IncomingHttpHeaders, access: Access): boolean {
  return acceptsToken(headers, access) && headers[controlTokenHeader] !== undefined;
}

function hasToken(headers: IncomingHttpHeaders, access: Access): boolean {
  const given = headers[controlTokenHeader];
  if (!acceptsToken(headers, access) || typeof given !== 'string') return false;
  return equalsInConstantTime(given, access.token ?? '');
}

function wrongToken(): Refusal {
  return refusal(({ control }) => control.sendControlToken(controlTokenHeader));
}

function refusal(detail: Message): Refusal {
  return new Refusal('control-refused', detail);
}

function isOwnHost(host: string, request: IncomingControlRequest, access: Access): boolean {
  // How Node.js writes an IPv4 address on an IPv6 socket.
  const local = request.socket.localAddress?.replace(/^::ffff:/, '');
  return isLoopback(host) || host === access.host?.toLowerCase() || host === local;
}

function hostName(header: string | undefined): string | undefined {
  if (header === undefined || !URL.canParse(`http://${header}`)) return undefined;
  return new URL(`http://${header}`).hostname.replaceAll(/[[\]]/g, '');
}

// The comparison needs texts of the same length, such as hashes.
function equalsInConstantTime(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
