import { type IncomingHttpHeaders, request } from 'node:http';

/** A request as all servers get it. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

/** What a server answered. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The headers of a request that an account sends, as the documentation asks for them. */
export function headersOf({ body }: Ask, token: string): Record<string, string> {
  return {
    Authorization: token,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json; charset=UTF-8' }),
  };
}

/**
 * Sends one request over a connection of its own.
 * @throws Error when there is no answer within so many milliseconds
 */
export function ask(origin: string, asked: Ask, token: string, most = 10_000): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { method, path, body } = asked;
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const headers = { ...headersOf(asked, token), ...length };
    const signal = AbortSignal.timeout(most);
    const sent = request(origin + path, { method, headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
