import tls from 'node:tls';
import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

/** Sends requests over its connections. */
export type { Dispatcher } from 'undici';

/** How to connect to a provider. */
export interface ConnectionOptions {
  /** Certificates in PEM to trust besides the usual ones and those of NODE_EXTRA_CA_CERTS. */
  readonly ca?: string | undefined;
  /** Milliseconds to connect within. */
  readonly timeout: number;
  /** The most connections at a time. */
  readonly connections: number;
}

// Shorter than any server keeps an idle connection, so that few requests meet one that is closing.
const keepAlive = 500;

/** Whether a host is this machine. */
export function isLocal({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * Connects to a provider, through the proxy that HTTP_PROXY or HTTPS_PROXY names unless NO_PROXY names
 * the provider. This machine is reached directly.
 */
export function createDispatcher(
  provider: URL,
  { ca, timeout, connections }: ConnectionOptions,
): Dispatcher {
  const trusted = ca === undefined ? {} : { ca: [...tls.getCACertificates('default'), ca] };
  const options = {
    connections,
    // The transport limits the time of the whole response; these could only end it earlier.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAlive,
    keepAliveMaxTimeout: keepAlive,
    connect: { timeout, ...trusted },
  };
  return isLocal(provider)
    ? new Pool(provider.origin, options)
    : new EnvHttpProxyAgent({ ...options, requestTls: trusted, proxyTls: trusted });
}
