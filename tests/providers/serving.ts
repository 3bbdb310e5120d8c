import type { ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour.ts';
import { ruleFields, sipFields } from './parsing.ts';
import { Refusal } from './refusal.ts';
import type { Reply } from './responding.ts';
import type { Database } from './storage.ts';

/** The operations of the API. */
export type Operation = 'add' | 'edit' | 'list' | 'delete' | 'sip';

/** An incoming request. */
export interface Incoming {
  method: string;
  path: string;
  /** The query, with its question mark; absent or empty if there is none. */
  query?: string;
  authorization: string | undefined;
  contentType: string | undefined;
  body: Buffer;
}

/** The operation of a request, and the id in its path. */
export interface Route {
  operation: Operation;
  id: string;
}

/** How requests are routed, authorised and handled. */
export interface Serving {
  /** The prefix of the API's paths. */
  prefix: string;
  /** Prepares the tables before the first request. */
  prepare(db: Database): void;
  route(method: string, path: string): Route | undefined;
  /** Returns the account of a token, or throws a refusal. */
  authorise(header: string | undefined, operation: Operation): string;
  /** Wraps every request. */
  around(db: Database, request: Incoming, next: () => Promise<Reply>): Promise<Reply>;
  perform(
    b: Behaviour,
    db: Database,
    account: string,
    route: Route,
    request: Incoming,
  ): Promise<unknown>;
  send(reply: Exclude<Reply, string>, response: ServerResponse): void;
}

/** The issued tokens, with the account of each. */
export const accounts = new Map([
  ['token-one', 'one'],
  ['token-two', 'two'],
]);

/** The token in the header, with or without a scheme: «Соглашения» names none. */
export const tokenIn = (header: string | undefined) => header?.replace(/^Bearer /i, '') ?? '';

/** Reads the fields of a body, as all requests with one do. */
export function readBody(b: Behaviour, request: Incoming, known: readonly string[]) {
  b.checkContentType(request.contentType);
  const body = b.readObject(b.parse(request.body));
  b.checkFields(body, known);
  return body;
}

/** Serves as the documentation says. */
export const serving: Serving = {
  prefix: '',
  prepare() {},
  route(method, path) {
    const [, first, second, id, more] = path.split('/');
    if (more !== undefined) return undefined;
    const at = `${method} /${first}/${second}${id === undefined ? '' : '/{id}'}`;
    const operations = new Map<string, Operation>([
      ['POST /melodies/personal', 'add'],
      ['GET /melodies/personal', 'list'],
      ['PUT /melodies/personal/{id}', 'edit'],
      ['DELETE /melodies/personal/{id}', 'delete'],
      ['PUT /numbers/virtual-number/{id}', 'sip'],
    ]);
    const operation = operations.get(at);
    return operation && { operation, id: id ?? '' };
  },
  authorise(header) {
    const account = accounts.get(tokenIn(header));
    if (account === undefined) throw new Refusal(401, 'No account has this token.');
    return account;
  },
  around: (_db, _request, next) => next(),
  async perform(b, db, account, { operation, id: idText }, request) {
    if (operation === 'list') {
      await b.step('read');
      return b.showList(b, b.list(db, account));
    }
    if (operation === 'add') {
      const draft = b.readRule(b, readBody(b, request, ruleFields));
      return b.showRule(b, await b.add(b, db, account, draft), operation);
    }
    const pathId = b.readPathId(idText);
    if (operation === 'delete') return b.showRemoved(await b.remove(b, db, account, pathId));
    if (operation === 'edit') {
      const body = readBody(b, request, [...ruleFields, 'id']);
      const id = b.readBodyId(body.id, pathId);
      return b.showRule(b, await b.edit(b, db, account, id, b.readRule(b, body)), operation);
    }
    const body = readBody(b, request, [...sipFields, 'id']);
    const id = b.readBodyId(body.id, pathId);
    return b.showSip(b, await b.editSip(b, db, account, id, b.readSip(b, body)));
  },
  send({ status, headers, body }, response) {
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  },
};

/** Handles one request. */
export async function handle(b: Behaviour, db: Database, request: Incoming): Promise<Reply> {
  let operation: Operation | undefined;
  try {
    const { method, path } = request;
    const route = path.startsWith(b.prefix) && b.route(method, path.slice(b.prefix.length));
    if (!route) throw new Refusal(404, `There is no ${method} ${path}.`);
    operation = route.operation;
    const account = b.authorise(request.authorization, operation);
    return b.accept(b, await b.perform(b, db, account, route, request), operation);
  } catch (error) {
    return error instanceof Refusal ? b.refuse(b, error, operation) : b.crash(b, error);
  }
}
