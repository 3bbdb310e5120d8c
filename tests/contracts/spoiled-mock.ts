import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { startMock } from '../../mocks/testing/start-mock.ts';

/** A request that a provider got. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** An answer in JSON. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Answers a request in place of the mock, or after it; undefined leaves the answer to the mock. */
export type Spoil = (
  request: Sent,
  forward: () => Promise<Answer>,
) => Answer | undefined | Promise<Answer | undefined>;

/** Makes an answer. */
export const answer = (status: number, json: unknown = {}): Answer => ({
  status,
  body: status === 204 ? '' : JSON.stringify(json),
});

/** How a provider differs from the mock. */
export interface Differences {
  /** The document; this project's own by default. */
  readonly spec?: string;
  readonly spoil?: Spoil;
  /** Whether it says that it is a mock, and takes any token; a real account does neither. */
  readonly declared?: boolean;
}

const token = 'the-lent-token';
const passed = ['authorization', 'x-desk-key', 'x-channel', 'content-type', 'accept'];

/** Verifies a provider that answers as the mock does, unless it spoils an answer. */
export async function verifySpoiled(
  { spec, spoil = () => undefined, declared = true }: Differences,
  options: Partial<VerifyOptions> = {},
): Promise<{
  readonly report: Report;
  readonly requests: readonly Sent[];
  /** What the account holds after the run, by collection. */
  readonly held: Readonly<Record<string, { readonly items: readonly unknown[] }>>;
}> {
  const requests: Sent[] = [];
  await using mock = await startMock(spec === undefined ? {} : { spec });
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const sent = { method, path, body: bytes.toString() };
    requests.push(sent);
    const headers = Object.fromEntries(
      passed.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    const forward = async () => {
      const init = { method, headers };
      const got = await fetch(
        mock.url + path,
        bytes.length === 0 ? init : { ...init, body: bytes },
      );
      return { status: got.status, body: await got.text() };
    };
    const ofAccount = [headers.authorization, headers['x-desk-key']].includes(token);
    const isMocks = path.startsWith('/_mock');
    const real = isMocks ? answer(404) : ofAccount ? undefined : answer(401);
    const { status, body } =
      (declared ? undefined : real) ?? (await spoil(sent, forward)) ?? (await forward());
    response.writeHead(status, body === '' ? {} : { 'content-type': 'application/json' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const report = await verify({
      ...{ provider: `http://127.0.0.1:${port}`, spec, token, seed: 1, only: 'checks' },
      ...{ headers: { 'x-channel': 'app' }, ...options },
    });
    const account = { authorization: token, 'x-desk-key': token };
    const snapshot = await fetch(`${mock.url}/_mock/accounts/me/snapshot`, { headers: account });
    return { report, requests, held: await snapshot.json() };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
