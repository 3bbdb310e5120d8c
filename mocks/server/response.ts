import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { MaybePromise } from '../accounts/history.ts';
import type { Settings, Switches } from '../accounts/switches.ts';
import { corsHeaders } from '../http/cors.ts';
import { ownRequestOf } from '../http/own-requests.ts';
import { breakOff } from '../http/server.ts';
import { joinVary, languageHeaders } from '../http/vary.ts';
import { writeHead } from '../http/write-head.ts';
import type { FaultMark } from '../journal/entry.ts';
import type { RawJournalEntry } from '../journal/journal.ts';
import { internalError, Refusal } from '../problems/problem.ts';
import { textsFor } from '../problems/texts/language.ts';
import { writeRefusal } from './refusal-form.ts';
import { textOf } from './request.ts';
import type { ContractService } from './service.ts';

/** A response that is ready to be sent; without `body` and `refusal` its body is empty. */
export interface MockResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether the connection ends half-way through the body. */
  readonly isTruncated?: boolean | undefined;
  /** What it refuses the request for; without `body`, it becomes one in the language of the client. */
  readonly refusal?: Refusal | undefined;
  /** The form of the refusal, if it is no problem details. */
  readonly form?: string | undefined;
}

/** What it takes to send a response and record it. */
export type ResponseService = Pick<
  ContractService,
  'accounts' | 'turns' | 'accountIdOf' | 'record' | 'switches' | 'isolated'
>;

/** What the journal needs to know about a request when its response is sent. */
export type RequestContext = ReturnType<typeof createContext>;

/** Creates the context of a request that has just arrived. */
export function createContext(
  request: FastifyRequest,
  account: Pick<Account, 'id' | 'version'> & { readonly switches?: Switches | undefined },
  operation?: Operation,
) {
  const turned = account.switches?.turned();
  return {
    account: account.id,
    operation: operation?.id,
    requestBody: textOf(request),
    started: performance.now(),
    /** The state of the account when the operation acted; if nothing acted, when the request came. */
    state: account.version,
    turned: turned?.length ? turned : undefined,
    settings: account.switches?.settings(),
    /** The fault that struck. */
    fault: undefined as FaultMark | undefined,
  };
}

/**
 * Creates the context of a request that no operation answers.
 * @param response the response, if there is one yet
 */
export function createContextOf(
  service: ResponseService,
  request: FastifyRequest,
  operation?: Operation,
  response?: MockResponse,
): MaybePromise<RequestContext> {
  const id = service.accountIdOf(request);
  const known = accountOf(service, id);
  const context = createContext(request, known, operation);
  // A store that has just failed would be waited for once more.
  if (response?.refusal?.code === 'store-unavailable') return context;
  // With a store, memory may not hold the account yet, or not what another server has made of it since.
  const found = service.turns.find(id);
  if (!(found instanceof Promise)) return context;
  const read = (account: Account) => createContext(request, account, operation);
  return found
    .then((account) => (account ? service.turns.run(account, 'read', read) : context))
    .catch(() => context);
}

function accountOf({ accounts, switches, isolated }: ResponseService, id: string) {
  const known = accounts.byId(id);
  return known ?? { id, version: 0, switches: isolated.has(id) ? undefined : switches };
}

/** Turns a refusal into a response with problem details (RFC 9457), under another status if given. */
export function refusalResponse(refusal: Refusal, status: number = refusal.status): MockResponse {
  const headers = { ...refusal.headers, 'content-type': 'application/problem+json' };
  return { status, headers, refusal };
}

/** Writes a refusal in its form and the language of the client; other responses stay as they are. */
export function inLanguage(
  { headers: sent }: Pick<FastifyRequest, 'headers'>,
  response: MockResponse,
): MockResponse {
  const { refusal, body, headers, status, form } = response;
  if (refusal === undefined || body !== undefined) return response;
  const texts = textsFor(sent);
  const written = form === undefined ? undefined : writeRefusal(refusal, form, texts);
  if (form !== undefined && written === undefined) return response;
  const type = written && { 'content-type': written.type };
  return {
    ...response,
    headers: { ...headers, ...type, ...languageHeaders(texts, headers) },
    body: written?.body ?? JSON.stringify(refusal.problem(texts, status)),
  };
}

/**
 * Sends a response that no operation made, and records it.
 * @param manners gives a refusal its form, where the path is one of the contract
 */
export function respond(
  service: ResponseService,
  request: FastifyRequest,
  reply: FastifyReply,
  response: MockResponse,
  operation?: Operation,
  manners?: { refuse(response: MockResponse, settings: Settings): MockResponse },
): void {
  const sendIn = (context: RequestContext) => {
    const { settings } = context;
    const shown = settings && manners ? manners.refuse(response, settings) : response;
    send(service, request, reply, shown, context);
  };
  try {
    const context = createContextOf(service, request, operation, response);
    if (context instanceof Promise) {
      reply.hijack();
      context.then(sendIn).catch((error) => sendFailure(request, reply, error));
    } else sendIn(context);
  } catch (error) {
    sendFailure(request, reply, error);
  }
}

/** Sends an unexpected error without a record: what should record it may be what failed. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  reply.hijack();
  const response = inLanguage(request, refusalResponse(internalError(error)));
  writeHead(reply.raw, response.status, headersOf(request, response));
  reply.raw.end(request.method === 'HEAD' ? undefined : response.body);
}

/**
 * Records a response, and sends it without Fastify's serialiser, which would add a charset to the
 * negotiated content type.
 */
export function send(
  service: Pick<ResponseService, 'record'>,
  request: FastifyRequest,
  reply: FastifyReply,
  given: MockResponse,
  context: RequestContext,
): void {
  const response = inLanguage(request, given);
  const headers = headersOf(request, response);
  reply.hijack();
  try {
    writeHead(reply.raw, response.status, headers);
  } catch (error) {
    // Node.js names the header, which comes from the document.
    const { message } = error as Error;
    const refusal = new Refusal('unanswerable', ({ server }) => server.unsendable(message));
    send(service, request, reply, refusalResponse(refusal), context);
    return;
  }
  const body = request.method === 'HEAD' ? undefined : response.body;
  if (response.isTruncated && body) {
    const half = Buffer.from(body).subarray(0, Buffer.byteLength(body) / 2);
    const sent = { ...response, headers, body: half.toString() };
    const entry = journalEntry(request, context, sent);
    // Destroyed at once, the connection would lose what is not yet written.
    whenRecorded(service.record(entry), () => reply.raw.write(half, () => breakOff(reply.raw)));
    return;
  }
  const entry = journalEntry(request, context, { ...response, headers });
  whenRecorded(service.record(entry), () => {
    if (pending.push({ response: reply.raw, body }) === 1) setImmediate(writePending);
  });
}

function whenRecorded(recorded: Promise<void> | undefined, work: () => void): void {
  if (recorded === undefined) work();
  else void recorded.then(work);
}

function headersOf(request: FastifyRequest, { status, headers, body }: MockResponse) {
  const all: Record<string, string> = { ...headers };
  if (request.headers.origin !== undefined) {
    Object.assign(all, corsHeaders(request.headers, Object.keys(headers)));
    all.vary = joinVary(headers.vary, 'Origin');
  }
  if (body !== undefined) all['content-length'] = String(Buffer.byteLength(body));
  else if (status !== 204) all['content-length'] = '0';
  return all;
}

/** Records that there is no response, and drops the connection. */
export function drop(
  service: Pick<ResponseService, 'record'>,
  request: FastifyRequest,
  reply: FastifyReply,
  context: RequestContext,
): void {
  reply.hijack();
  const entry = journalEntry(request, context, { status: 0, headers: {} });
  whenRecorded(service.record(entry), () => breakOff(reply.raw));
}

// The responses to all requests of one turn of the event loop are written together: a client that
// waits for many of them is woken once, and waking it costs more than writing.
let pending: { readonly response: ServerResponse; readonly body: string | undefined }[] = [];

function writePending(): void {
  const written = pending;
  pending = [];
  for (const { response, body } of written) response.end(body);
}

/** Describes a request and the response that went over the wire; status 0 is none. */
export function journalEntry(
  request: FastifyRequest,
  context: RequestContext,
  { status, headers, body, refusal }: MockResponse,
): RawJournalEntry {
  return {
    time: Date.now(),
    account: context.account,
    operation: context.operation,
    method: request.method,
    url: request.url,
    requestHeaders: request.headers as Record<string, string>,
    requestBody: context.requestBody,
    status,
    responseHeaders: headers,
    responseBody: body,
    ms: performance.now() - context.started,
    problem: refusal?.code,
    rule: refusal?.extras.rule,
    doubt: refusal?.extras.doubt,
    switch: refusal?.extras.switch,
    state: context.state,
    fault: context.fault,
    turned: context.turned,
    own: ownRequestOf(request.raw)?.id,
  };
}
