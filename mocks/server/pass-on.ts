import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayBeControlPath } from '../http/control-api.ts';
import { isPreflight } from '../http/cors.ts';
import { pathBelow } from '../http/prefix.ts';
import type { Upstream } from '../http/upstream.ts';
import { internalError, Refusal } from '../problems/problem.ts';
import {
  createContextOf,
  journalEntry,
  type ResponseService,
  refusalResponse,
  respond,
} from './response.ts';

/** What it takes to pass requests on to an upstream server. */
export type PassOnService = ResponseService & {
  readonly upstream: Upstream | undefined;
  readonly prefix: string;
};

/**
 * Whether a request that the contract does not know is for the upstream server. The mock answers
 * preflights itself, so that a page may read what it adds CORS headers to.
 */
export function isForUpstream<Service extends PassOnService>(
  service: Service,
  { method, url, headers }: FastifyRequest,
): service is Service & { readonly upstream: Upstream } {
  const { upstream, prefix } = service;
  if (upstream === undefined || !url.startsWith('/') || isPreflight(method, headers)) return false;
  return !mayBeControlPath(url) && !mayBeControlPath(pathBelow(prefix, url) ?? url);
}

/** Passes a request on to the upstream server, and records it. */
export async function passOn(
  service: PassOnService & { readonly upstream: Upstream },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  try {
    const context = await createContextOf(service, request);
    const { requestBody, ...response } = await service.upstream.pass(request.raw, reply.raw);
    const entry = journalEntry(request, { ...context, requestBody }, response);
    service.record({ ...entry, upstream: true });
  } catch (error) {
    const refusal = error instanceof Refusal ? error : internalError(error);
    respond(service, request, reply, refusalResponse(refusal));
  }
}
