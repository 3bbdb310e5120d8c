import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { corsHeaders } from './cors.ts';
import type { RawExchange } from './journal.ts';
import type { Problem, Refusal } from './problems.ts';

/** An answer that is ready to be sent; no body is an empty one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** What the log and the journal say of a refusal. */
  readonly problem?: Problem | undefined;
}

/** What is known of a request when its answer is sent. */
export interface Told {
  readonly account: string;
  readonly operation: string | undefined;
  readonly requestBody: string | undefined;
  readonly started: number;
  /**
   * Tells the number of the last change: when the request was acted on, or where nothing acted, when
   * it was answered; others may change the state in between.
   */
  state: () => number;
}

/** The answer that a refusal makes: problem details (RFC 9457), under another status if need be. */
export function refusalAnswer(refusal: Refusal, status: number = refusal.status): Answer {
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
  answer: Answer,
  told: Told,
): RawExchange {
  const headers: Record<string, string> = {
    ...answer.headers,
    ...corsHeaders(request.headers),
  };
  if (answer.body !== undefined) headers['content-length'] = String(Buffer.byteLength(answer.body));
  else if (answer.status !== 204) headers['content-length'] = '0';
  reply.hijack();
  write(reply.raw, request.method, answer, headers);
  return exchange(request, told, answer.status, headers, answer);
}

/** Drops the connection without an answer. */
export function drop(request: FastifyRequest, reply: FastifyReply, told: Told): RawExchange {
  reply.hijack();
  request.raw.socket.destroy();
  return exchange(request, told, 0, {}, undefined);
}

function write(
  response: ServerResponse,
  method: string,
  answer: Answer,
  headers: Record<string, string>,
): void {
  response.writeHead(answer.status, headers);
  response.end(method === 'HEAD' ? undefined : answer.body);
}

function exchange(
  request: FastifyRequest,
  told: Told,
  status: number,
  responseHeaders: Record<string, string>,
  answer: Answer | undefined,
): RawExchange {
  return {
    time: new Date(),
    account: told.account,
    operation: told.operation,
    method: request.method,
    url: request.url,
    requestHeaders: request.headers as Record<string, string>,
    requestBody: told.requestBody,
    status,
    responseHeaders,
    responseBody: answer?.body,
    ms: performance.now() - told.started,
    problem: answer?.problem?.type.split('/').at(-1),
    rule: answer?.problem?.rule,
    doubt: answer?.problem?.doubt,
    state: told.state(),
  };
}
