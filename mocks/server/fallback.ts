import type { FastifyRequest } from 'fastify';
import { type Contract, matchPath, type Operation } from '../../spec/index.ts';
import { bodyLimit, bodyTooLarge } from '../http/body-limit.ts';
import { isPreflight, preflightHeaders } from '../http/cors.ts';
import { internalError, Refusal, sentence } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import { bodyLimitOf, pathOf } from './request.ts';
import { type MockResponse, refusalResponse } from './response.ts';

/** Creates the responses to requests that no route accepts: unknown paths, methods, preflights, errors. */
export function createFallback(contract: Contract, refusals: Refusals) {
  const paths = [...Map.groupBy(contract.operations, ({ path }) => path)];
  return { respond, operation, respondToError };

  function operationsAt({ url }: FastifyRequest): readonly Operation[] | undefined {
    const path = pathOf(url);
    const found = paths.find(([known]) => matchPath(known, path) !== undefined);
    return (found ?? paths.find(([, [one]]) => one?.alsoAt.includes(path)))?.[1];
  }

  /** Finds the operation that a request is meant for. */
  function operation(request: FastifyRequest): Operation | undefined {
    return operationsAt(request)?.find(({ method }) => method === request.method.toLowerCase());
  }

  function respond(request: FastifyRequest): MockResponse {
    if (isPreflight(request.method, request.headers)) {
      return { status: 204, headers: preflightHeaders(request.headers) };
    }
    const known = operationsAt(request);
    if (known === undefined) {
      const path = pathOf(request.url);
      const all = [...new Set(contract.operations.map(({ path }) => path))];
      // Whether a path ends with a slash is what most often differs.
      const hint = all.find((one) => matchPath(one, withOtherEnd(path)) !== undefined);
      const has = hint === undefined ? `it has ${all.join(', ')}` : `did you mean ${hint}?`;
      const detail = `The contract has no path ${path}; ${sentence(has)}`;
      return refusalResponse(new Refusal('unknown-path', detail, { hint }));
    }
    const refusal = refusals.methodNotAllowed(known, request.method);
    if (request.method !== 'OPTIONS') return refusalResponse(refusal);
    return { status: 204, headers: refusal.headers };
  }

  /** Responds to an error that stopped a request: of Fastify before its operation, or unexpected. */
  function respondToError(
    error: Error & { statusCode?: number },
    operation: Operation | undefined,
    request: FastifyRequest,
  ): MockResponse {
    const { statusCode = 500 } = error;
    if (error instanceof Refusal) return refusalResponse(error);
    if (statusCode >= 500) return refusalResponse(internalError(error));
    if (statusCode === 413) {
      return refusalResponse(bodyTooLarge(operation ? bodyLimitOf(operation) : bodyLimit));
    }
    // Without an operation to send a body to, how it was sent does not matter.
    if (operation === undefined) return respond(request);
    if (statusCode === 415) {
      const type = request.headers['content-type'];
      return refusalResponse(refusals.unsupportedMediaType(operation, type));
    }
    return refusalResponse(new Refusal('unreadable-request', sentence(error.message)));
  }
}

function withOtherEnd(path: string): string {
  return path.endsWith('/') ? path.replace(/\/+$/, '') : `${path}/`;
}
