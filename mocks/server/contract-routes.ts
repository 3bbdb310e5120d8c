import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPreflight } from '../http/cors.ts';
import { pathBelow } from '../http/prefix.ts';
import { createFallback } from './fallback.ts';
import { createManners, type Manners } from './manners.ts';
import { createOperationHandler } from './operation-handler.ts';
import { isForUpstream, type PassOnService, passOn } from './pass-on.ts';
import { bodyLimitOf, pathOf, pathParameters, routeOf } from './request.ts';
import { respond, sendFailure } from './response.ts';
import type { ContractService } from './service.ts';

/** Serves the contract's paths on a Fastify instance, and refuses all others. */
export function serveContract(
  app: FastifyInstance,
  service: ContractService & PassOnService,
): void {
  const { contract, refusals, prefix } = service;
  const fallback = createFallback(contract, refusals, prefix);

  app.removeAllContentTypeParsers();
  // Naming the usual media type spares Fastify a search.
  const types = ['application/json', '*'];
  app.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  const heads = contract.operations.filter(({ method }) => method === 'head');
  const ownHeads = new Set(heads.map(({ path }) => routeOf(prefix + path).url));
  for (const operation of contract.operations) {
    const handle = createOperationHandler(service, operation);
    for (const path of [operation.path, ...operation.alsoAt]) {
      const { url, names } = routeOf(prefix + path);
      app.route({
        method: operation.method.toUpperCase(),
        url,
        exposeHeadRoute: !ownHeads.has(url),
        bodyLimit: bodyLimitOf(operation),
        handler: (request, reply) => {
          const parameters = pathParameters(request, names);
          return isUnknown(request) || isPreflight(request.method, request.headers)
            ? handleUnknown(request, reply)
            : handle(parameters, request, reply);
        },
      });
    }
  }

  app.setNotFoundHandler(handleUnknown);
  if (service.upstream !== undefined) {
    // Before Fastify reads the body, so that it streams.
    app.addHook('onRequest', async (request, reply) => {
      if (!request.is404 && !isUnknown(request)) return;
      if (isForUpstream(service, request)) await passOn(service, request, reply);
    });
  }

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    try {
      const operation = fallback.operation(request);
      const response = fallback.respondToError(error, operation, request);
      respond(service, request, reply, response, operation, mannersAt(request));
    } catch (failure) {
      sendFailure(request, reply, failure);
    }
    return reply;
  });

  // The router accepts an empty text as the value of a parameter, and a prefix with escaped letters.
  function isUnknown({ url, params }: FastifyRequest): boolean {
    if (prefix !== '' && pathBelow(prefix, pathOf(url)) === undefined) return true;
    return Object.values(params as Record<string, string>).includes('');
  }

  async function handleUnknown(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    respond(service, request, reply, fallback.respond(request), undefined, mannersAt(request));
  }

  function mannersAt(request: FastifyRequest): Manners | undefined {
    const [operation] = fallback.operationsAt(request) ?? [];
    return operation && createManners(contract, operation);
  }
}
