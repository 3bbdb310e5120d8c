import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { request } from 'undici';
import { type Report, type VerifyOptions, verify } from '../../../contracts/index.ts';
import { startProvider } from '../../providers/index.ts';

/** A message as it passes the gateway. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The response as the gateway sends it. */
export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** How a gateway changes what passes. */
export interface Changes {
  readonly request?: (passing: Passing) => Passing;
  readonly response?: (sent: Sent & { readonly body: string }, passing: Passing) => Sent;
}

/** Verifies a lawful provider behind a gateway that changes what passes. */
export async function verifyBehind(
  changes: Changes,
  options: Partial<VerifyOptions> = {},
): Promise<{ readonly report: Report; readonly passed: readonly Passing[] }> {
  const provider = await startProvider({});
  const passed: Passing[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = (await incoming.setEncoding('utf8').toArray()).join('');
    const { method = '', url = '' } = incoming;
    const came = { method, path: url, headers: plain(incoming.headers), body };
    passed.push(came);
    const { path, ...rest } = changes.request?.(came) ?? came;
    const { connection: _, host: __, 'content-length': ___, ...headers } = rest.headers;
    const inner = await request(provider.url + path, {
      method: method as 'GET',
      headers,
      body: rest.body || null,
    });
    const { 'content-length': ____, connection: _____, ...own } = plain(inner.headers);
    const text = { status: inner.statusCode, headers: own, body: await inner.body.text() };
    const sent = changes.response?.(text, came) ?? text;
    outgoing.writeHead(sent.status, sent.headers).end(sent.body);
  });
  try {
    const report = await verify({
      provider: await listen(server),
      token: provider.tokens.first,
      secondToken: provider.tokens.second,
      only: 'checks',
      seed: 1,
      ...options,
    });
    return { report, passed };
  } finally {
    server.closeAllConnections();
    server.close();
    await provider.close();
  }
}

/** Starts a server on a free port of this machine; returns its URL. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a report accuses a provider of. */
export function accusations({ verdict, results }: Report) {
  const accused = results.filter(
    ({ outcome }) => outcome === 'broken' || outcome === 'inconclusive',
  );
  return { verdict, results: accused.map(({ id, message }) => `${id}: ${message}`) };
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
