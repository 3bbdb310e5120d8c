import { createRedaction, isObject, type JsonObject, Misuse, parseJson } from '../../spec/index.ts';
import type { Response } from '../http/exchange.ts';
import { createTransport, type TransportOptions } from '../http/transport.ts';

/**
 * A Pact Broker, which of its pacts to verify, and whether to publish the results.
 * @example
 * const broker: VerifyOptions['broker'] = {
 *   url: 'https://broker.example',
 *   token: process.env.PACT_BROKER_TOKEN,
 *   selectors: [{ mainBranch: true }, { deployedOrReleased: true }],
 *   publish: true,
 *   providerVersion: process.env.GITHUB_SHA,
 *   providerBranch: 'main',
 * };
 */
export interface BrokerOptions {
  /** Its base URL. */
  readonly url: URL | string;
  /** A token, or a user and a password. They are sent to this broker alone. */
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The provider's name in the broker; that of the built-in pacts by default. */
  readonly provider?: string | undefined;
  /** Consumer version selectors, sent as they are; without any the broker chooses. */
  readonly selectors?: readonly JsonObject[] | undefined;
  /** The only pact to verify, as a webhook names it; instead of selectors. */
  readonly pactUrl?: string | undefined;
  /** Whether the broker says which pacts are pending. */
  readonly pending?: boolean | undefined;
  /** The date from which on to include work-in-progress pacts, as in 2026-01-31. */
  readonly wipSince?: string | undefined;
  /** Whether to publish the results; needs `providerVersion`. */
  readonly publish?: boolean | undefined;
  readonly providerVersion?: string | undefined;
  readonly providerBranch?: string | undefined;
}

/** A Pact Broker fails; the message says at what, in a sentence. */
export class BrokerFailure extends Error {
  override readonly name = 'BrokerFailure';
}

/** Sends requests to a Pact Broker. */
export interface Broker {
  /** Its base URL, which holds no secret. */
  readonly url: URL;
  /** Milliseconds within which a response must be complete. */
  readonly timeout: number;
  /**
   * Sends a request to a link.
   * @throws BrokerFailure if there is no response
   */
  send(method: string, link: string, body?: string): Promise<Response>;
}

/**
 * Prepares the requests to a Pact Broker.
 * @throws Misuse for a URL or credentials that make no sense
 */
export function openBroker(
  options: BrokerOptions,
  { ca, timeout }: Pick<TransportOptions, 'ca' | 'timeout'>,
): Broker {
  const url = brokerUrl(options.url);
  const authorization = authorizationOf(options);
  const provider = new URL(url.origin);
  const prefix = url.pathname.replace(/\/$/, '');
  return {
    url,
    timeout,
    async send(method, link, body) {
      // As with Pact, of a link the path alone counts: behind a proxy a broker may not know its own
      // address, and the credentials go nowhere else.
      const { pathname, search } = URL.parse(link, url) ?? url;
      const isBelow = pathname === prefix || pathname.startsWith(`${prefix}/`);
      const path = (isBelow ? '' : prefix) + pathname + search;
      const headers = {
        accept: 'application/hal+json, application/json',
        ...(authorization && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      const transport = createTransport({ provider, ca, timeout, connections: 1 });
      const request = { method, path, headers, body };
      const sent = transport.send(request, 'the Pact Broker').finally(() => transport.close());
      const { response, failure } = await sent;
      if (response !== undefined) return response;
      throw new BrokerFailure(`The Pact Broker at ${url.href} cannot be reached: ${failure}.`);
    },
  };
}

/**
 * Sends a request to a Pact Broker, which must answer with JSON.
 * @param refused makes the error for a response that is no success, or no JSON object
 * @throws Misuse for credentials that it refuses, BrokerFailure if it fails
 */
export async function askBroker(
  broker: Broker,
  [method, link, body]: readonly [method: string, link: string, body?: string],
  refused?: (status: number, json: unknown) => Error | undefined,
): Promise<JsonObject> {
  const { status, headers, body: text } = await broker.send(method, link, body);
  const json = parseJson(text);
  if (status >= 200 && status < 300 && isObject(json)) return json;
  const at = broker.url.href;
  if (status === 401 || status === 403) {
    const remedy =
      'check PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD (in a program, `broker`)';
    throw new Misuse(`The Pact Broker at ${at} refuses the credentials (${status}); ${remedy}.`);
  }
  const { location } = headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    const where = createRedaction(undefined).text(location);
    throw new Misuse(
      `The Pact Broker at ${at} redirects (${status}) to ${where}, which is not followed; correct --pact-broker.`,
    );
  }
  const other = status < 500 && status !== 429 ? refused?.(status, json) : undefined;
  const what = status < 300 ? `${status} without a JSON object` : status;
  throw (
    other ?? new BrokerFailure(`The Pact Broker at ${at} returned ${what} to ${method} ${link}.`)
  );
}

/** The link with a relation in a HAL resource; undefined if there is none that can be followed. */
export function linkOf({ _links: links }: JsonObject, relation: string): string | undefined {
  const link = isObject(links) ? links[relation] : undefined;
  return isObject(link) && typeof link.href === 'string' && isLink(link.href)
    ? link.href
    : undefined;
}

/** Whether a text is a URL over HTTP, or a path. */
export function isLink(text: string): boolean {
  const url = URL.parse(text, 'http://broker/');
  return text !== '' && url !== null && /^https?:$/.test(url.protocol);
}

function brokerUrl(given: URL | string): URL {
  const url = URL.parse(String(given));
  const text = createRedaction(undefined).text(String(given));
  if (url === null || !/^https?:$/.test(url.protocol) || url.search + url.hash !== '') {
    throw new Misuse(
      `"${text}" is not the URL of a Pact Broker; use one like https://broker.example.`,
    );
  }
  if (url.username + url.password === '') return url;
  const remedy = 'use PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD';
  throw new Misuse(`The Pact Broker's URL must not have a user or password (${text}); ${remedy}.`);
}

function authorizationOf(options: BrokerOptions): string | undefined {
  // A variable of CI that is not set is often empty.
  const [token, username, password] = [options.token, options.username, options.password].map(
    (one) => one || undefined,
  );
  if (token !== undefined && username !== undefined) {
    throw new Misuse('Give the Pact Broker a token, or a user and a password, but not both.');
  }
  if (password !== undefined && username === undefined) {
    throw new Misuse(
      'Give the Pact Broker a user, too, in PACT_BROKER_USERNAME; it has a password.',
    );
  }
  if (token !== undefined && /[^\x20-\x7e]/.test(token)) {
    const remedy = 'check PACT_BROKER_TOKEN for line breaks and letters of other alphabets';
    throw new Misuse(`The token of the Pact Broker cannot be sent; ${remedy}.`);
  }
  if (token !== undefined) return `Bearer ${token}`;
  if (username === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
}
