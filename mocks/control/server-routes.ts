import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { textsInLanguage } from '../http/response-language.ts';
import { problemKindsIn, Refusal } from '../problems/problem.ts';
import { controlDocument } from './body-check.ts';
import { instanceView } from './instance-view.ts';
import type { ControlService } from './service.ts';

/** Serves what is known of the mock itself: its health, its document and its kinds of refusal. */
export function serveServer(
  app: FastifyInstance,
  service: Pick<
    ControlService,
    | 'contract'
    | 'accounts'
    | 'turns'
    | 'switches'
    | 'prefix'
    | 'certificate'
    | 'instance'
    | 'isJournalStored'
  >,
): void {
  const { instance, store } = instanceView(service);
  app.get('/health', async () => ({
    status: 'ok',
    instance,
    contract: service.contract.title,
    account: service.contract.account,
    prefix: service.prefix,
    accounts: service.accounts.all().length,
    store: { ...store, failure: (await service.turns.failure())?.cause ?? null },
    // Declared, so that a verifier does not take the mock for a provider that ignores tokens.
    tokens: {
      unknown: 'own-account',
      missing: service.switches.settings().authorization === 'required' ? 'refused' : 'served',
    },
  }));
  // Load balancers have no token, and learn nothing else.
  app.get('/live', { config: { open: 'any-page' } }, async () => ({ status: 'live' }));
  app.get('/ready', { config: { open: 'any-page' } }, async () => {
    const failure = await service.turns.failure();
    if (failure === undefined) return { status: 'ready' };
    throw new Refusal('store-unavailable', failure.detail, {}, { 'retry-after': '1' });
  });
  // Whoever connects gets the certificate anyway.
  app.get('/certificate.pem', { config: { open: 'own-page' } }, async (_request, reply) => {
    const { certificate } = service;
    if (certificate !== undefined)
      return reply.type('application/x-pem-file').send(certificate.cert);
    throw new Refusal('unknown-control-path', ({ control }) => control.noCertificate);
  });
  app.get('/openapi.yaml', async (_request, reply) =>
    reply.type('application/yaml').send(readFileSync(controlDocument)),
  );
  app.get('/problems', async (request, reply) => kindsFor(request, reply));
  app.get<{ Params: { code: string } }>('/problems/:code', async (request, reply) => {
    const { code } = request.params;
    const problem = kindsFor(request, reply).find((one) => one.code === code);
    if (problem !== undefined) return problem;
    throw new Refusal('unknown-control-path', ({ control }) => control.unknownProblem(code));
  });
}

/** The kinds of problem in the language of the client. */
function kindsFor(request: FastifyRequest, reply: FastifyReply) {
  const kinds = problemKindsIn(textsInLanguage(request, reply));
  return Object.entries(kinds).map(([code, kind]) => ({ code, ...kind }));
}
