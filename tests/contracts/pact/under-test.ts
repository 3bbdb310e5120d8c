import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createTransport } from '../../../contracts/http/transport.ts';
import {
  collectPacts,
  type VerifyPactsOptions,
  verifyPacts,
} from '../../../contracts/pact/index.ts';
import { Provider } from '../../../contracts/provider/provider.ts';
import {
  createRedaction,
  loadCatalogue,
  loadContract,
  ownContract,
  parseIdentifiers,
} from '../../../spec/index.ts';

/** The pact of the consumer. */
export const ownPact: string = fileURLToPath(
  new URL('../../../contracts/pacts/pbx-console-data-api.json', import.meta.url),
);

const contract = await loadContract(ownContract);
const catalogue = loadCatalogue(contract);

/** How a test differs from the default. */
export interface Setting {
  /** Identifiers by the name of their kind. */
  readonly testData?: Readonly<Record<string, string>>;
  /** Milliseconds within which a response must be complete. */
  readonly timeout?: number;
  /** Ids of operations that the provider does not have. */
  readonly missing?: readonly string[];
}

/** Creates the verifier's view of the provider at a URL. */
export function providerAt(
  url: string,
  { testData = {}, timeout = 5_000 }: Setting = {},
): Provider {
  return new Provider({
    contract,
    catalogue,
    transport: createTransport({ provider: new URL(url), timeout, connections: 8 }),
    tokens: { first: 'the-token', second: undefined },
    redaction: createRedaction(contract.document),
    testData: catalogue.identifiers.map((kind) => ({
      kind,
      ids: parseIdentifiers(testData[kind.name] ?? kind.default, kind.text),
      explicit: kind.name in testData,
    })),
  });
}

/** Verifies the consumer's pact, or others, at a URL. */
export async function verifyAt(
  url: string,
  {
    testData,
    timeout,
    missing = [],
    pacts = [ownPact],
    ...options
  }: Setting & Partial<Omit<VerifyPactsOptions, 'pacts'>> & { pacts?: readonly string[] } = {},
) {
  const provider = providerAt(url, { testData, timeout });
  for (const operation of contract.operations) {
    if (missing.includes(operation.id)) provider.missingOperations.add(operation);
  }
  try {
    const documents = await collectPacts(pacts, { timeout: 5_000 });
    const findings = await verifyPacts(provider, { pacts: documents, ...options });
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

/** A request that a fake receives. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly json: unknown;
}

/** The response of a fake; undefined drops the connection. */
export type Reply =
  | { readonly status: number; readonly json?: unknown; readonly headers?: object }
  | undefined;

/** Serves every request by a function, until the end of the block. */
export async function serve(
  reply: (request: FakeRequest) => Reply | Promise<Reply>,
): Promise<AsyncDisposable & { readonly url: string; readonly requests: FakeRequest[] }> {
  const requests: FakeRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const text = (await incoming.setEncoding('utf8').toArray()).join('');
    const { method = '', url: path = '', headers } = incoming;
    const one = { method, path, headers, json: text === '' ? undefined : JSON.parse(text) };
    requests.push(one);
    const response = await reply(one);
    if (response === undefined) {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(response.status, {
      'content-type': 'application/json',
      ...response.headers,
    });
    outgoing.end(JSON.stringify(response.json));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
