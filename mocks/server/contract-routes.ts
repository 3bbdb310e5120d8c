import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPreflight } from '../http/cors.ts';
import { createFallback } from './fallback.ts';
import { createOperationHandler } from './operation-handler.ts';
import { bodyLimitOf, pathParameters, routeOf } from './request.ts';
import { respond, sendFailure } from './response.ts';
import type { ContractService } from './service.ts';

/** Serves the contract's paths on a Fastify instance, and refuses all others. */
export function serveContract(app: FastifyInstance, service: ContractService): void {
  const { contract, refusals } = service;
  const fallback = createFallback(contract, refusals);

  app.removeAllContentTypeParsers();
  // Naming the usual media type spares Fastify a search.
  const types = ['application/json', '*'];
  app.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  const heads = contract.operations.filter(({ method }) => method === 'head');
  const ownHeads = new Set(heads.map(({ path }) => routeOf(path).url));
  for (const operation of contract.operations) {
    const handle = createOperationHandler(service, operation);
    for (const path of [operation.path, ...operation.alsoAt]) {
      const { url, names } = routeOf(path);
      app.route({
        method: operation.method.toUpperCase(),
        url,
        exposeHeadRoute: !ownHeads.has(url),
        bodyLimit: bodyLimitOf(operation),
        handler: (request, reply) => {
          const parameters = pathParameters(request, names);
          // The router accepts an empty text as the value of a parameter.
          return names.some((name) => parameters[name] === '') ||
            isPreflight(request.method, request.headers)
            ? handleUnknown(request, reply)
            : handle(parameters, request, reply);
        },
      });
    }
  }

  app.setNotFoundHandler(handleUnknown);

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    try {
      const operation = fallback.operation(request);
      const response = fallback.respondToError(error, operation, request);
      respond(service, request, reply, response, operation);
    } catch (failure) {
      sendFailure(request, reply, failure);
    }
    return reply;
  });

  async function handleUnknown(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    respond(service, request, reply, fallback.respond(request));
  }
}
