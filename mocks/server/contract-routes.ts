import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import { createFallback } from './fallback.ts';
import { createOperationHandler } from './operation-handler.ts';
import { pathParameters, routeOf } from './request.ts';
import { createContext, type MockResponse, send } from './response.ts';
import type { ContractService } from './service.ts';

/** Serves the contract's paths on a Fastify instance, and refuses all others. */
export function serveContract(app: FastifyInstance, service: ContractService): void {
  const { contract, refusals, accounts, history } = service;
  const fallback = createFallback(contract, refusals);

  app.removeAllContentTypeParsers();
  // Naming the usual media type spares Fastify a search.
  const types = ['application/json', '*'];
  app.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  for (const operation of contract.operations) {
    const { url, names } = routeOf(operation.path);
    const handle = createOperationHandler(service, operation);
    app.route({
      method: operation.method.toUpperCase(),
      url,
      handler: (request, reply) => {
        const parameters = pathParameters(request, names);
        // The router accepts an empty text as the value of a parameter.
        return names.some((name) => parameters[name] === '')
          ? handleUnknown(request, reply)
          : handle(parameters, request, reply);
      },
    });
  }

  app.setNotFoundHandler(handleUnknown);

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const operation = fallback.operation(request);
    respond(request, reply, fallback.respondToError(error, operation, request), operation);
    return reply;
  });

  async function handleUnknown(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    respond(request, reply, fallback.respond(request));
  }

  function respond(
    request: FastifyRequest,
    reply: FastifyReply,
    response: MockResponse,
    operation?: Operation,
  ): void {
    const account = accounts.idOf(service.tokenOf(request));
    const context = createContext(request, account, history, operation);
    service.record(send(request, reply, response, context));
  }
}
