import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Misuse } from '../../spec/index.ts';
import { UnknownSwitch } from '../accounts/switches.ts';
import { bodyTooLarge, controlBodyLimit } from '../http/body-limit.ts';
import { corsHeaders, preflightHeaders } from '../http/cors.ts';
import { maxBodyDepth, readJsonBody } from '../http/json-body.ts';
import { textsInLanguage } from '../http/response-language.ts';
import { internalError, Refusal } from '../problems/problem.ts';
import { assertAccess, controlCorsHeaders, isTokenPreflight } from './access.ts';
import { serveAccounts, withAccount } from './account-routes.ts';
import { serveBehaviour, serveBehaviourSummary, serveNamedFaults } from './behaviour-routes.ts';
import { createBodyCheck } from './body-check.ts';
import { serveExplorer } from './explorer-routes.ts';
import { serveJournal } from './journal-routes.ts';
import { serveServer } from './server-routes.ts';
import type { ControlService } from './service.ts';

// In a snapshot an item of the deepest body is nested a few levels deeper.
const maxSnapshotDepth = maxBodyDepth + 8;

/** Serves the control API under `/_mock` on a Fastify instance. */
export function serveControl(
  app: FastifyInstance,
  given: Omit<ControlService, 'checkedBody'>,
): void {
  const service: ControlService = { ...given, checkedBody: createBodyCheck() };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    '*',
    { parseAs: 'buffer', bodyLimit: controlBodyLimit },
    async (_request: FastifyRequest, body: Buffer) =>
      body.length === 0 ? undefined : readJsonBody(body, maxSnapshotDepth),
  );
  app.addHook('onRequest', async (request, reply) => {
    if (isTokenPreflight(request, service.access)) {
      return reply.code(204).headers(preflightHeaders(request.headers)).send();
    }
    reply.headers(controlCorsHeaders(request, service.access));
    const { open } = request.routeOptions.config as { open?: 'own-page' | 'any-page' };
    if (open !== 'any-page') assertAccess(request, service.access, open === 'own-page');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const refusal = asRefusal(error);
    // A browser would call a mistake of the mock one of CORS.
    if (refusal.code === 'internal-error') reply.headers(corsHeaders(request.headers));
    const problem = refusal.problem(textsInLanguage(request, reply));
    return reply
      .code(refusal.status)
      .headers(refusal.headers)
      .type('application/problem+json')
      .send(Buffer.from(JSON.stringify(problem)));
  });
  app.setNotFoundHandler(({ method, url }) => {
    throw new Refusal('unknown-control-path', ({ control }) => control.unknownPath(method, url));
  });
  serveServer(app, service);
  serveExplorer(app, service);
  serveAccounts(app, service);
  serveBehaviour(app, '/accounts/:account', service, (request, mode, work) =>
    withAccount(service, request, mode, work),
  );
  serveBehaviour(app, '', service, async (_request, mode, work) =>
    service.turns.runForAll(mode, () => work(service)),
  );
  serveBehaviourSummary(app, service);
  serveNamedFaults(app, service);
  serveJournal(app, service);
}

function asRefusal(error: Error & { statusCode?: number }): Refusal {
  if (error instanceof Refusal) return error;
  const { message } = error;
  if (error instanceof UnknownSwitch) return new Refusal('invalid-control-request', error.text);
  if (error instanceof Misuse) {
    return new Refusal('invalid-control-request', ({ control }) => control.other(message));
  }
  if (error.statusCode === 413) return bodyTooLarge(controlBodyLimit);
  if (error.statusCode === 415) {
    return new Refusal('unsupported-media-type', ({ body }) => body.notControlJson);
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Refusal('unreadable-request', ({ request }) => request.unreadable(message));
  }
  return internalError(error);
}
