import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { bodyLimit } from '../http/body-limit.ts';
import { isControlPath } from '../http/control-api.ts';
import { Refusal } from '../problems/problem.ts';
import { isForUpstream, type PassOnService, passOn } from './pass-on.ts';
import { inLanguage, refusalResponse, respond } from './response.ts';

/** Creates the Fastify app that serves the contract and the control API. */
export function createApp(service: PassOnService): FastifyInstance {
  return Fastify({
    logger: false,
    bodyLimit,
    // Longer than the headers that Node.js accepts: no parameter is too long for the router.
    routerOptions: { maxParamLength: 16 * 1024 },
    // Fastify finds that it cannot read a URL before any route or hook runs.
    frameworkErrors: (_error, request, reply) =>
      refuseUrl(service, request as FastifyRequest, reply as FastifyReply),
  });
}

function refuseUrl(service: PassOnService, request: FastifyRequest, reply: FastifyReply): void {
  if (isForUpstream(service, request)) return void passOn(service, request, reply);
  const [path = ''] = request.url.split('?');
  const refusal = new Refusal('bad-url', (texts) => texts.request.unreadablePath(path));
  const response = refusalResponse(refusal);
  if (isControlPath(path)) {
    const { status, headers, body = '' } = inLanguage(request, response);
    return void reply.code(status).headers(headers).send(Buffer.from(body));
  }
  respond(service, request, reply, response);
}
