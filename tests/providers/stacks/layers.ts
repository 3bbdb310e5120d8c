import type { Socket } from 'node:net';
import { pauses } from '../jitter.ts';
import type { Reply } from '../responding.ts';
import { type Incoming, tokenIn } from '../serving.ts';
import { delay } from '../storage.ts';
import { codings } from './codings.ts';
import type { AtTheEdge, Layer } from './stack.ts';

// What stands before a provider, or what it does to every answer, whatever its storage.

type Sent = Exclude<Reply, string>;

/** Changes each answer. */
export const onReply =
  (change: (reply: Sent, request: AtTheEdge) => Sent): Layer =>
  () =>
  async (request, next) => {
    const reply = await next();
    return typeof reply === 'string' ? reply : change(reply, request);
  };

/** Changes the text of each accepted answer with a body. */
export const onText = (
  change: (text: string, request: AtTheEdge) => string,
  statuses: (status: number) => boolean = (status) => status < 300,
): Layer =>
  onReply((reply, request) =>
    statuses(reply.status) ? { ...reply, body: change(String(reply.body), request) } : reply,
  );

/** Codes each answer, whatever the client accepts. */
export const coded = (coding: keyof typeof codings): Layer =>
  onReply(({ status, headers, body }) => ({
    status,
    headers: { ...headers, 'Content-Encoding': coding },
    body: codings[coding][0](body),
  }));

/** Holds each answer back for up to so many milliseconds after the work is done. */
export const jitter =
  (most: number): Layer =>
  () => {
    const pause = pauses(most, 1);
    return async (_request, next) => {
      const reply = await next();
      await delay(pause());
      return reply;
    };
  };

/** Answers each nth request itself. */
export const eachNth = (nth: number, reply: Reply): Layer => {
  return () => {
    let count = 0;
    return async (_request, next) => (++count % nth === 0 ? reply : next());
  };
};

/** Answers one request itself. */
export const once = (at: number, reply: Reply): Layer => {
  return () => {
    let count = 0;
    return async (_request, next) => (++count === at ? reply : next());
  };
};

/** Answers everything itself after so many requests. */
export const after = (requests: number, reply: Reply): Layer => {
  return () => {
    let count = 0;
    return async (_request, next) => (++count > requests ? reply : next());
  };
};

/** Stops listening at one request, and drops every connection. */
export const dying =
  (at: number): Layer =>
  (server) => {
    let count = 0;
    return async (_request, next) => {
      if (++count < at) return next();
      server.close();
      server.closeAllConnections();
      return 'drop';
    };
  };

/** Answers nothing until some time has passed since the first request. */
export const coldStart = (ms: number): Layer => {
  return () => {
    let warm: Promise<void> | undefined;
    return async (_request, next) => {
      warm ??= delay(ms);
      await warm;
      return next();
    };
  };
};

/** Closes an idle connection while the next request is on its way. */
export const dropIdle = (ms: number): Layer => {
  return () => {
    const idleSince = new WeakMap<Socket, number>();
    return async ({ socket }, next) => {
      if (performance.now() - (idleSince.get(socket) ?? Number.POSITIVE_INFINITY) > ms) {
        return 'drop';
      }
      const reply = await next();
      idleSince.set(socket, performance.now());
      return reply;
    };
  };
};

/** Answers each path without a slash at its end with a redirect to the one with. */
export const slashed: Layer = () => async (request, next) =>
  request.path.endsWith('/')
    ? next({ ...request, path: request.path.slice(0, -1) })
    : { status: 308, headers: { Location: `${request.path}/` }, body: '' };

/** Redirects everything to another name of the host. */
export const moved =
  (name: string): Layer =>
  () =>
  async (request, next) => {
    const [host, port] = request.host.split(':');
    const location = `http://${name}:${port}${request.path}`;
    return host === name ? next() : { status: 308, headers: { Location: location }, body: '' };
  };

/** Locks everybody out after some wrong tokens. */
export const locking = (wrongTokens: number): Layer => {
  return () => {
    let wrong = 0;
    return async (request, next) => {
      if (wrong >= wrongTokens) return { status: 423, headers: {}, body: '{"message":"Locked."}' };
      const reply = await next();
      if (tokenIn(request.authorization) !== '' && status(reply) === 401) wrong += 1;
      return reply;
    };
  };
};

const status = (reply: Reply) => (typeof reply === 'string' ? 0 : reply.status);

/** After every 500 requests, answers with 429 for a second; the clock may be wrong. */
export const limited = (retryAfter: (clock: number) => string, clockOff = 0): Layer => {
  return () => {
    let count = 0;
    let until = 0;
    return async (_request, next) => {
      const now = performance.now();
      const clock = Date.now() + clockOff;
      const date = new Date(clock).toUTCString();
      if (now > until && ++count % 500 === 0) until = now + 1_000;
      const reply: Reply =
        now < until
          ? { status: 429, headers: { 'Retry-After': retryAfter(clock) }, body: '' }
          : await next();
      return typeof reply === 'string'
        ? reply
        : { ...reply, headers: { ...reply.headers, Date: date } };
    };
  };
};

/** Writes the ids of rules in another form on the wire, and reads it back. */
export const idsOnTheWire = (
  show: (id: string) => string,
  read: (shown: string) => string,
): Layer => {
  const inText = (text: string) =>
    text.replaceAll(/"id":(\d+)/g, (_, id: string) => `"id":${show(id)}`);
  const back = (request: Incoming): Incoming => ({
    ...request,
    path: request.path.replace(/[^/]+$/, (id) => (/^\d+$/.test(id) ? read(id) : id)),
    body: Buffer.from(
      String(request.body).replaceAll(/"id":("\d+"|\d+)/g, (_, id: string) => `"id":${read(id)}`),
    ),
  });
  return () => async (request, next) => {
    if (!request.path.startsWith('/melodies/')) return next();
    const reply = await next(back(request));
    return typeof reply === 'string' ? reply : { ...reply, body: inText(String(reply.body)) };
  };
};
