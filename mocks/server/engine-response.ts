import type { FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import type { EngineCall, EngineResult, Violation } from '../prism/engine.ts';
import { type ProblemCode, Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import type { Message } from '../problems/texts/message.ts';
import { documentedRefusal } from './documented-refusal.ts';
import { sentRequest } from './request.ts';
import { type MockResponse, refusalResponse } from './response.ts';
import type { ContractService } from './service.ts';
import { writeBody } from './write-body.ts';

/** Turns Prism's result for a request into a response; an invalid request becomes a refusal. */
export function engineResponse(
  service: Pick<ContractService, 'engine' | 'refusals'>,
  operation: Operation,
  call: EngineCall,
  result: EngineResult,
  request: FastifyRequest,
): MockResponse {
  if (result.kind === 'answer') {
    const { headers } = result;
    // Prism sets a content type for an empty body, too.
    if (result.body === undefined) Reflect.deleteProperty(headers, 'content-type');
    else headers['content-type'] = concrete(headers['content-type'], result.body);
    if (result.violations.length > 0) Object.assign(headers, violationsHeader(result.violations));
    return {
      status: result.status,
      headers,
      body: writeBody(result.body, headers['content-type']),
    };
  }
  if (result.kind === 'failed') {
    const code = failureCode(result.status, call);
    return refusalResponse(new Refusal(code, explain(result.detail)));
  }
  const told = violationsHeader(result.violations);
  const refusal = refusalOfInvalid(service.refusals, operation, call, result, request);
  if (result.answer !== undefined) {
    const own = prefers(call)
      ? undefined
      : documentedRefusal(service, call, refusal, result.status);
    const { body, headers } = result.answer;
    return own
      ? { ...own, headers: { ...own.headers, ...told } }
      : {
          status: result.status,
          headers: { ...headers, ...told },
          body: writeBody(body, headers['content-type']),
        };
  }
  const response = refusalResponse(refusal, result.status);
  return { ...response, headers: { ...result.headers, ...told, ...response.headers } };
}

function refusalOfInvalid(
  refusals: Refusals,
  operation: Operation,
  call: EngineCall,
  result: Extract<EngineResult, { kind: 'invalid' }>,
  request: FastifyRequest,
): Refusal {
  const codes = result.diagnostics.map((diagnostic) => diagnostic.code);
  if (codes.includes(401)) return refusals.unauthorized(operation);
  if (codes.includes(415)) {
    return refusals.unsupportedMediaType(operation, request.headers['content-type']);
  }
  return refusals.invalid(operation, sentRequest(operation, call, request), result.diagnostics);
}

function failureCode(status: number, call: EngineCall): ProblemCode {
  if (status === 406) return 'not-acceptable';
  if (status === 404) return 'missing-response';
  return prefers(call) ? 'invalid-preference' : 'unanswerable';
}

/** Tells whether the client chose a response. */
function prefers({ headers, query }: EngineCall): boolean {
  return headers.prefer !== undefined || Object.keys(query).some((name) => name.startsWith('__'));
}

/** The media type of a body where the document has a range of them, which Prism takes for text. */
function concrete(type: string | undefined, body: unknown): string {
  if (type === 'application/json') return type;
  const isOpen = type === undefined || /\*|^text\/plain\b/.test(type);
  return isOpen && typeof body !== 'string' ? 'application/json' : (type ?? 'text/plain');
}

// As Prism's own server writes the header, within what a header may hold.
function violationsHeader(violations: readonly Violation[] = []): Record<string, string> {
  if (violations.length === 0) return {};
  const text = JSON.stringify(violations).replaceAll(/[^\x20-\x7e]/g, '?');
  const isLong = text.length > 8_000;
  return { 'sl-violations': isLong ? `Too many violations! ${text.slice(0, 7_900)}` : text };
}

// Prism prints each unreadable preference as a branch over two lines.
function explain(detail: string): Message {
  const branches = detail.matchAll(
    /property "(\w+)"\n.*cannot decode (.*), should be (?:a )?(\w+)/g,
  );
  const unread = Array.from(branches, ([, name = '', received, type = '']) => ({
    name,
    // Prism reads a preference without a value as true.
    received: received === 'true' ? undefined : received,
    type,
  }));
  return ({ server }) =>
    unread.length === 0 ? server.noResponse(detail) : server.preferences(unread);
}
