import type { Exchange } from '../http/exchange.ts';
import type { Transport } from '../http/transport.ts';
import type { Provider } from '../provider/provider.ts';

/** The provider cannot be reached or set up, so nothing can be judged; the message says why. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Says in sentences why the API cannot be reached at a provider's URL; undefined if it can be. */
function whyUnreachable(
  { responses, url }: Transport,
  { request, response, failure }: Exchange,
): string | undefined {
  if (response === undefined) {
    if (responses > 0) return undefined;
    return `The provider could not be reached: ${failure}. ${hintFor(failure ?? '', url)}`.trim();
  }
  if (response.status === 400 && /plain HTTP request.*HTTPS port/i.test(response.body)) {
    return 'The provider speaks TLS there; give its URL with https://.';
  }
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) {
    return undefined;
  }
  const base = baseOf(location, url, request.path);
  const give = base ?? 'the URL of an API that answers itself';
  return `The provider redirects ${request.method} ${request.path} to ${location}; give ${give}.`;
}

/** @throws Unreachable if an exchange shows that the API is elsewhere, or nowhere */
export function assertReachable({ transport, redaction }: Provider, exchange: Exchange): void {
  const why = whyUnreachable(transport, exchange);
  if (why !== undefined) throw new Unreachable(redaction.text(why));
}

function hintFor(failure: string, { protocol }: URL): string {
  if (/within \d+ ms/.test(failure)) return 'If it starts slowly, give it more time by --timeout.';
  if (/authority/.test(failure)) return 'Or give it by --ca.';
  if (/http|certificate/.test(failure)) return '';
  if (protocol === 'http:' && /dropped|reset/.test(failure)) return 'Is its URL https://…?';
  return 'Is the URL right, and does it run?';
}

// The base URL of another place with the same path; undefined if the redirect is to another path.
function baseOf(location: string, from: URL, path: string): string | undefined {
  const to = URL.parse(location, from);
  if (to === null || !to.pathname.endsWith(path) || to.origin === from.origin) return undefined;
  return to.origin + to.pathname.slice(0, -path.length);
}
