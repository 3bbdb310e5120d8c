import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Report, verify } from '../../contracts/index.ts';
import { withDocument } from '../fixtures/plain-document.ts';

/** Answers a request whose body has been read. */
export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** Verifies a provider by a document. */
export function verified(provider: string, spec: string): Promise<Report> {
  return verify({ provider, spec, token: 'any', seed: 1 });
}

/** Verifies a provider that exists for this purpose. */
export function against(
  document: Record<string, unknown>,
  handler: Handler,
  beside: Parameters<typeof withDocument>[2] = {},
): Promise<Report> {
  return withProvider(handler, (url) =>
    withDocument(document, (spec) => verified(url, spec), beside),
  );
}

/** Serves a provider while something uses its URL. */
export async function withProvider<Result>(
  handler: Handler,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    response.setHeader('Content-Type', 'application/json');
    handler(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** The ids of the results with an outcome. */
export function idsOf({ results }: Report, outcome: string): string[] {
  return results.filter((one) => one.outcome === outcome).map(({ id }) => id);
}
