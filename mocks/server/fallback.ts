import type { FastifyRequest } from 'fastify';
import { type Contract, matchPath, type Operation } from '../../spec/index.ts';
import { bodyLimit, bodyTooLarge } from '../http/body-limit.ts';
import { isPreflight, preflightHeaders } from '../http/cors.ts';
import { pathBelow } from '../http/prefix.ts';
import { internalError, Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import type { Message } from '../problems/texts/message.ts';
import { bodyLimitOf, pathOf } from './request.ts';
import { type MockResponse, refusalResponse } from './response.ts';

/**
 * Creates the responses to requests that no route accepts: unknown paths, methods, preflights, errors.
 * @param prefix the path that the contract is served below
 */
export function createFallback(contract: Contract, refusals: Refusals, prefix: string) {
  const paths = [...Map.groupBy(contract.operations, ({ path }) => path)];
  return { respond, operation, operationsAt, respondToError };

  /** Finds the operations of the path of a request; undefined for a path that the contract lacks. */
  function operationsAt({ url }: FastifyRequest): readonly Operation[] | undefined {
    const path = pathBelow(prefix, pathOf(url));
    if (path === undefined) return undefined;
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
    if (known === undefined) return respondToUnknownPath(request);
    const refusal = refusals.methodNotAllowed(known, request.method);
    if (request.method !== 'OPTIONS') return refusalResponse(refusal);
    return { status: 204, headers: refusal.headers };
  }

  function respondToUnknownPath({ method, url, headers }: FastifyRequest): MockResponse {
    const path = pathOf(url);
    const isRoot = path === '/';
    if (isRoot && /^(GET|HEAD)$/.test(method) && headers.accept?.includes('text/html')) {
      return { status: 302, headers: { location: '/_mock/' } };
    }
    // What most often differs is the prefix, and whether a path ends with a slash.
    const near = [prefix + path, withOtherEnd(path), prefix + withOtherEnd(path)];
    const meant = near.find((one) => {
      const wanted = pathBelow(prefix, one);
      return wanted !== undefined && paths.some(([known]) => matchPath(known, wanted));
    });
    const known = paths.map(([one]) => prefix + one).join(', ');
    const detail: Message = ({ request }) => {
      const { unknownPath, otherPathMeant, whereTheExplorerIs } = request;
      const found =
        meant === undefined
          ? unknownPath(path, prefix, known)
          : otherPathMeant(path, prefix, meant);
      return isRoot ? `${found} ${whereTheExplorerIs}` : found;
    };
    const hint = meant ?? (isRoot ? '/_mock/' : undefined);
    return refusalResponse(new Refusal('unknown-path', detail, { hint }));
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
    const { message } = error;
    return refusalResponse(
      new Refusal('unreadable-request', ({ request }) => request.unreadable(message)),
    );
  }
}

function withOtherEnd(path: string): string {
  return path.endsWith('/') ? path.replace(/\/+$/, '') : `${path}/`;
}
