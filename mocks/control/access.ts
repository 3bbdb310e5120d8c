import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { controlTokenHeader } from '../http/token.ts';
import { Refusal } from '../problems/problem.ts';

/** Who may drive the control API. */
export interface Access {
  /** The host that the server was bound to; undefined before it listens. */
  host: string | undefined;
  readonly token: string | undefined;
}

/** What of a request tells where it comes from. */
export interface IncomingControlRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly localAddress?: string | undefined };
}

/** Whether a host name or address is this machine's loopback. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Lets a control request pass only when no web page elsewhere can have made it.
 * @param open whether what is asked for is there without the control token too
 * @throws Refusal for a foreign Host, a foreign origin, or a missing or wrong control token.
 */
export function assertAccess(request: IncomingControlRequest, access: Access, open = false): void {
  const { headers } = request;
  const host = hostName(headers.host);
  if (host === undefined || !isOwnHost(host, request, access)) {
    throw new Refusal(
      'control-refused',
      `The control API does not answer to the host ${headers.host ?? '(none)'}; use the address that the mock was bound to.`,
    );
  }
  const site = headers['sec-fetch-site'];
  const opensPage = headers['sec-fetch-dest'] === 'document' && request.method === 'GET';
  const foreignOrigin = headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
  const foreignSite = site === 'cross-site' || site === 'same-site';
  if (foreignOrigin || (foreignSite && !opensPage)) {
    throw new Refusal(
      'control-refused',
      'The control API answers no page of another origin; call it from a test or from its own page.',
    );
  }
  if (open) return;
  if (access.token === undefined) {
    if (access.host === undefined || isLoopback(access.host)) return;
    throw new Refusal(
      'control-refused',
      'The mock is bound beyond loopback without a control token; start it with --control-token.',
    );
  }
  const given = headers[controlTokenHeader];
  if (typeof given !== 'string' || !equalsInConstantTime(given, access.token)) {
    throw new Refusal(
      'control-refused',
      `Send the token that the mock was started with in the header ${controlTokenHeader}.`,
    );
  }
}

function isOwnHost(host: string, request: IncomingControlRequest, access: Access): boolean {
  // An IPv4 address that comes in through an IPv6 socket is written so.
  const local = request.socket.localAddress?.replace(/^::ffff:/, '');
  return isLoopback(host) || host === access.host?.toLowerCase() || host === local;
}

function hostName(header: string | undefined): string | undefined {
  if (header === undefined || !URL.canParse(`http://${header}`)) return undefined;
  return new URL(`http://${header}`).hostname.replaceAll(/[[\]]/g, '');
}

// Hashes have one length, which the comparison needs.
function equalsInConstantTime(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
