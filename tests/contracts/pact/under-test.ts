import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createTransport } from '../../../contracts/http/transport.ts';
import { type VerifyPactsOptions, verifyPacts } from '../../../contracts/pact/index.ts';
import { parseIdentifiers } from '../../../contracts/provider/identifier-pool.ts';
import { Provider } from '../../../contracts/provider/provider.ts';
import { loadCatalogue, loadContract, ownContract } from '../../../spec/index.ts';
import { createRedaction } from '../../../spec/shared/redaction.ts';

/** The pact of the consumer. */
export const ownPact: string = fileURLToPath(
  new URL('../../../contracts/pacts/pbx-console-data-api.json', import.meta.url),
);

const contract = await loadContract(ownContract);
const catalogue = loadCatalogue(contract);

/** What is lent other than by default, how long an answer may take, and what the provider lacks. */
export interface Lent {
  readonly lent?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  /** Operation ids. */
  readonly lacks?: readonly string[];
}

/** A provider at a URL as the verifier has it. */
export function providerAt(url: string, { lent = {}, timeout = 5_000 }: Lent = {}): Provider {
  return new Provider({
    contract,
    catalogue,
    transport: createTransport({ provider: new URL(url), timeout, connections: 8 }),
    tokens: { first: 'the-lent-token', second: undefined },
    redaction: createRedaction(contract.document),
    lendings: catalogue.identifiers.map((kind) => ({
      kind,
      ids: parseIdentifiers(lent[kind.name] ?? kind.default, kind.many),
      explicit: kind.name in lent,
    })),
  });
}

/** Verifies the consumer's pact, or others, at a URL. */
export async function verifyAt(
  url: string,
  { lent, timeout, lacks = [], ...options }: Lent & Partial<VerifyPactsOptions> = {},
) {
  const provider = providerAt(url, { lent, timeout });
  for (const operation of contract.operations) {
    if (lacks.includes(operation.id)) provider.lacks.add(operation);
  }
  try {
    const findings = await verifyPacts(provider, { pacts: [ownPact], ...options });
    return {
      provider,
      findings,
      outcomes: Object.fromEntries(findings.map(({ id, finding }) => [id, finding.outcome])),
      of: (id: string) => findings.find((one) => one.id === id)?.finding,
    };
  } finally {
    await provider.transport.close();
  }
}

/** What a fake is asked. */
export interface Told {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly json: unknown;
}

/** What a fake answers: a status and a JSON; nothing is no answer at all. */
export type Reply = { readonly status: number; readonly json?: unknown } | undefined;

/** A server that answers every request by a function; it stops at the end of the block. */
export async function serve(
  reply: (told: Told) => Reply | Promise<Reply>,
): Promise<AsyncDisposable & { readonly url: string; readonly told: Told[] }> {
  const told: Told[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const text = (await incoming.setEncoding('utf8').toArray()).join('');
    const { method = '', url: path = '', headers } = incoming;
    const one = { method, path, headers, json: text === '' ? undefined : JSON.parse(text) };
    told.push(one);
    const answer = await reply(one);
    if (answer === undefined) {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.status, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(answer.json));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
