import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { History } from '../accounts/history.ts';
import { corsHeaders } from '../http/cors.ts';
import type { RawJournalEntry } from '../journal/journal.ts';
import { type Problem, Refusal } from '../problems/problem.ts';

/** An answer that is ready to be sent; no body is an empty one. */
export interface MockResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** What the log and the journal say of a refusal. */
  readonly problem?: Problem | undefined;
}

/** What is known of a request when its answer is sent. */
export interface RequestContext {
  readonly account: string;
  readonly operation: string | undefined;
  readonly requestBody: string | undefined;
  readonly started: number;
  readonly history: History;
  /**
   * The number of the last change when the request was acted on. Where nothing acted, it is that of
   * the moment of the answer; others may change the state in between.
   */
  state: number | undefined;
}

/** The answer that a refusal makes: problem details (RFC 9457), under another status if need be. */
export function refusalResponse(refusal: Refusal, status: number = refusal.status): MockResponse {
  const own = refusal.problem();
  const problem = own.status === status ? own : { ...own, status };
  return {
    status,
    headers: { ...refusal.headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify(problem),
    problem,
  };
}

/**
 * Sends an answer past Fastify's own serialiser, which would add a charset to the content type that
 * was negotiated; answers what went over the wire.
 */
export function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: MockResponse,
  context: RequestContext,
): RawJournalEntry {
  const headers = headersOf(request, answer);
  reply.hijack();
  try {
    reply.raw.writeHead(answer.status, headers);
  } catch (error) {
    // Node.js names the header, which is one of the document's.
    const detail = `The answer cannot be sent: ${(error as Error).message}; correct the document.`;
    return send(request, reply, refusalResponse(new Refusal('unanswerable', detail)), context);
  }
  const body = request.method === 'HEAD' ? undefined : answer.body;
  if (pending.push({ response: reply.raw, body }) === 1) setImmediate(writeAll);
  return exchange(request, context, answer.status, headers, answer);
}

function headersOf(request: FastifyRequest, { status, headers, body }: MockResponse) {
  const all: Record<string, string> = { ...headers };
  if (request.headers.origin !== undefined) Object.assign(all, corsHeaders(request.headers));
  if (body !== undefined) all['content-length'] = String(Buffer.byteLength(body));
  else if (status !== 204) all['content-length'] = '0';
  return all;
}

/** Drops the connection without an answer. */
export function drop(
  request: FastifyRequest,
  reply: FastifyReply,
  context: RequestContext,
): RawJournalEntry {
  reply.hijack();
  request.raw.socket.destroy();
  return exchange(request, context, 0, {}, undefined);
}

interface PendingResponse {
  readonly response: ServerResponse;
  readonly body: string | undefined;
}

// The answers to all requests that one turn of the event loop brought are written together: a client
// that waits for many is woken once, not once an answer, and waking is dearer than writing.
let pending: PendingResponse[] = [];

function writeAll(): void {
  const written = pending;
  pending = [];
  for (const { response, body } of written) response.end(body);
}

function exchange(
  request: FastifyRequest,
  context: RequestContext,
  status: number,
  responseHeaders: Record<string, string>,
  answer: MockResponse | undefined,
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
    responseHeaders,
    responseBody: answer?.body,
    ms: performance.now() - context.started,
    problem: answer?.problem && codeOf(answer.problem),
    rule: answer?.problem?.rule,
    doubt: answer?.problem?.doubt,
    state: context.state ?? context.history.version,
  };
}

function codeOf({ type }: Problem): string {
  return type.slice(type.lastIndexOf('/') + 1);
}
