import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type JsonObject, parseJson } from '../../spec/index.ts';
import { type Broker, BrokerFailure } from './broker.ts';

/** Stands between Pact's verifier and a Pact Broker until it is disposed of. */
export interface Relay extends AsyncDisposable {
  /** The URLs of the pacts for Pact's verifier. */
  readonly pacts: readonly string[];
  /** What the broker failed at first, without a full stop; undefined if at nothing. */
  readonly failure: string | undefined;
  /** Whether the broker took results at a link. */
  wasPublished(link: string | undefined): boolean;
}

// Milliseconds before the broker is asked again, if it fails.
const pauses = [200, 800];
// Of a server error Pact's verifier would ask again for two minutes.
const failed = 424;

/**
 * Serves pacts to Pact's verifier and passes on what it sends to the broker, with the broker's credentials.
 * @param token what Pact's verifier must send: other programs of this machine must not use the credentials
 */
export async function serveRelay(
  broker: Broker,
  pacts: readonly JsonObject[],
  token: string,
): Promise<Relay> {
  const own = new Map(pacts.map((pact, i) => [`/relay/${token}/${i}`, JSON.stringify(pact)]));
  const published = new Set<string>();
  let failure: string | undefined;

  async function forward(method: string, path: string, body: string): Promise<[number, string]> {
    for (let tries = 0; ; tries += 1) {
      let why: string;
      try {
        const { status, body: text } = await broker.send(method, path, body || undefined);
        if (status >= 200 && status < 300) {
          if (method === 'POST') published.add(path);
          return [status, parseJson(text) === undefined ? '{}' : text];
        }
        why = `${method} ${path} returned ${status}`;
        if (status < 500) tries = pauses.length;
      } catch (error) {
        if (!(error instanceof BrokerFailure)) throw error;
        why = error.message.replace(/\.$/, '');
      }
      const wait = pauses[tries];
      if (wait === undefined) {
        failure ??= why;
        return [failed, '{}'];
      }
      await pause(wait);
    }
  }

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const reply = (status: number, text: string) =>
      void outgoing.writeHead(status, { 'content-type': 'application/hal+json' }).end(text);
    if (headers.authorization !== `Bearer ${token}`) return reply(401, '{}');
    const pact = own.get(url);
    if (pact !== undefined) return reply(200, pact);
    const body = (await incoming.setEncoding('utf8').toArray()).join('');
    reply(...(await forward(method, url, body)));
  }

  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    pacts: [...own.keys()].map((path) => `http://127.0.0.1:${port}${path}`),
    get failure() {
      return failure;
    },
    wasPublished(link) {
      const url = link === undefined ? null : URL.parse(link, broker.url);
      return url !== null && published.has(url.pathname + url.search);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
