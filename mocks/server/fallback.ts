import type { FastifyRequest } from 'fastify';
import type { Contract, Operation } from '../../spec/index.ts';
import { isPreflight, preflightHeaders } from '../http/cors.ts';
import { Refusal, sentence } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import { pathOf } from './request.ts';
import { type MockResponse, refusalResponse } from './response.ts';

/** Answers what no route took: unknown paths, other methods, preflights, and what cannot be read. */
export interface Fallback {
  answer(request: FastifyRequest): MockResponse;
  /** The operation that the request is meant for, where there is one. */
  operation(request: FastifyRequest): Operation | undefined;
  /**
   * The answer to what went wrong before an operation was asked.
   * @throws the error, when it is a fault of the server
   */
  respondToError(
    error: Error & { statusCode?: number },
    operation: Operation | undefined,
    request: FastifyRequest,
  ): MockResponse;
}

/** Prepares the answers to what no route of a contract takes. */
export function createFallback(contract: Contract, refusals: Refusals): Fallback {
  const paths = [...new Set(contract.operations.map((operation) => operation.path))].map(
    (path) => ({
      operations: contract.operations.filter((operation) => operation.path === path),
      matches: new RegExp(
        `^${path
          .split(/\{[^}]+\}/)
          .map(escapeRegExp)
          .join('[^/]+')}$`,
      ),
    }),
  );
  return { answer: unrouted, operation: operationAt, respondToError };

  function unrouted(request: FastifyRequest): MockResponse {
    const path = pathOf(request.url);
    const known = paths.find((one) => one.matches.test(path))?.operations;
    if (isPreflight(request.method, request.headers)) {
      return { status: 204, headers: preflightHeaders(request.headers) };
    }
    if (known === undefined) {
      const tries = [...new Set(contract.operations.map((one) => one.path))].join(', ');
      return refusalResponse(
        new Refusal('unknown-path', `The contract has no path ${path}; it has ${tries}.`),
      );
    }
    const refusal = refusals.methodNotAllowed(known, request.method);
    if (request.method !== 'OPTIONS') return refusalResponse(refusal);
    return { status: 204, headers: { allow: `${refusal.headers.allow}, OPTIONS` } };
  }

  function operationAt(request: FastifyRequest): Operation | undefined {
    const path = pathOf(request.url);
    return paths
      .find((one) => one.matches.test(path))
      ?.operations.find((one) => one.method === request.method.toLowerCase());
  }

  function respondToError(
    error: Error & { statusCode?: number },
    operation: Operation | undefined,
    request: FastifyRequest,
  ): MockResponse {
    if (error instanceof Refusal) return refusalResponse(error);
    const { statusCode = 500 } = error;
    if (statusCode >= 500) throw error;
    if (statusCode === 413) {
      const detail = 'The body has more than 1048576 bytes; send less.';
      return refusalResponse(new Refusal('body-too-large', detail));
    }
    // Where there is nothing to send a body to, how it was sent does not matter.
    if (operation === undefined) return unrouted(request);
    if (statusCode === 415) {
      const type = request.headers['content-type'];
      return refusalResponse(refusals.unsupportedMediaType(operation, type));
    }
    return refusalResponse(new Refusal('unreadable-request', sentence(error.message)));
  }
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
