import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { controlTokenHeader } from '../http/control-api.ts';
import { Refusal } from '../problems/problem.ts';

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
 * Asserts that no web page of another origin can have sent a control request.
 * @param open whether the path needs no control token
 * @throws Refusal for a foreign Host, a foreign origin, or a missing or wrong control token
 */
export function assertAccess(request: IncomingControlRequest, access: Access, open = false): void {
  const { headers } = request;
  const host = hostName(headers.host);
  if (host === undefined || !isOwnHost(host, request, access)) {
    throw refusal(
      `The control API does not serve the host ${headers.host ?? '(none)'}; use the address that the mock is bound to.`,
    );
  }
  const site = headers['sec-fetch-site'];
  const opensPage = headers['sec-fetch-dest'] === 'document' && request.method === 'GET';
  const foreignOrigin =
    headers.origin !== undefined && headers.origin !== `${request.protocol}://${headers.host}`;
  const foreignSite = site === 'cross-site' || site === 'same-site';
  if (foreignOrigin || (foreignSite && !opensPage)) {
    throw refusal(
      'The control API serves no page of another origin; call it from a test or from its own page.',
    );
  }
  if (open) return;
  if (access.token === undefined) {
    if (access.host === undefined || isLoopback(access.host)) return;
    throw refusal(
      'The mock is bound beyond loopback without a control token; start it with --control-token.',
    );
  }
  const given = headers[controlTokenHeader];
  if (typeof given !== 'string' || !equalsInConstantTime(given, access.token)) {
    throw refusal(
      `Send the token that the mock was started with in the header ${controlTokenHeader}.`,
    );
  }
}

function refusal(detail: string): Refusal {
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
