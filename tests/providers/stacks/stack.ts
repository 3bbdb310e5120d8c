import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { listen, type Provider, read } from '../provider.ts';
import type { Reply } from '../responding.ts';
import { type Incoming, serving } from '../serving.ts';
import type { Rule, SipNumber } from '../storage.ts';
import { decoded } from './codings.ts';

/** What an account holds, read from the storage and not over HTTP. */
export interface Held {
  /** Of both accounts; the id as it stands on the wire, which a double may not hold. */
  readonly rules: readonly (Omit<Rule, 'id'> & { readonly id: string })[];
  readonly sipNumbers: readonly Pick<SipNumber, 'account' | 'id' | 'login'>[];
  /** The highest id that was ever given, or that the next one follows. */
  readonly lastId: bigint;
}

/** A request and its answer; status 0 if there was none. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly authorization: string | undefined;
  readonly body: string;
  status: number;
  answer: string;
}

/** A provider that records its requests and shows its storage. */
export interface Stack extends Provider {
  readonly recorded: readonly Recorded[];
  held(): Promise<Held>;
  /** Closes the port, and leaves the storage to look at. */
  hangUp(): Promise<void>;
}

/** Answers requests from a storage. */
export interface Backend {
  answer(request: Incoming): Promise<Reply>;
  held(): Promise<Held>;
  close(): Promise<void>;
}

/** A request at the edge of a provider. */
export interface AtTheEdge extends Incoming {
  readonly host: string;
  readonly socket: Socket;
}

/** Something in front of a backend, such as a gateway; each provider gets its own. */
export type Layer = (
  server: Server,
) => (request: AtTheEdge, next: (instead?: Incoming) => Promise<Reply>) => Promise<Reply>;

// Of an answer only its beginning is remembered, which holds all of a rule.
const mostOfAnswer = 4_000;

const tokens = { first: 'token-one', second: 'token-two' };

/** Serves a backend over HTTP behind layers, the outermost first. */
export async function serveStack(backend: Backend, layers: readonly Layer[] = []): Promise<Stack> {
  const recorded: Recorded[] = [];
  const server = createServer(async (message, response) => {
    const request = {
      ...(await read(message)),
      host: message.headers.host ?? '',
      socket: message.socket,
    };
    const one = record(request);
    recorded.push(one);
    const reply = await answer(request);
    if (typeof reply !== 'string') {
      one.status = reply.status;
      one.answer = String(decoded(reply)).slice(0, mostOfAnswer);
    }
    if (reply === 'drop') message.socket.destroy();
    else if (reply !== 'hang') serving.send(reply, response);
  });
  const chain = layers.map((layer) => layer(server));
  const answer = (request: AtTheEdge): Promise<Reply> =>
    chain.reduceRight<(instead?: Incoming) => Promise<Reply>>(
      (next, layer) =>
        (instead = request) =>
          layer({ ...request, ...instead }, next),
      (instead = request) => backend.answer(instead),
    )();
  const { url, close } = await listen(server);
  return {
    url,
    tokens,
    recorded,
    held: backend.held,
    hangUp: close,
    async close() {
      await close();
      await backend.close();
    },
  };
}

/** Records a request that is not answered yet. */
export function record({ body, ...request }: Incoming & { readonly host: string }): Recorded {
  const { method, path, host, authorization } = request;
  return { method, path, host, authorization, body: String(body), status: 0, answer: '' };
}
