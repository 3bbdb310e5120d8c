import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { problemKinds, Refusal } from '../problems/problem.ts';
import { controlDocument } from './body-check.ts';
import type { ControlService } from './service.ts';

/** Serves what is known of the mock itself: its health, its document and its kinds of refusal. */
export function serveServer(
  app: FastifyInstance,
  service: Pick<ControlService, 'contract' | 'accounts' | 'switches' | 'prefix' | 'certificate'>,
): void {
  app.get('/health', async () => ({
    status: 'ok',
    contract: service.contract.title,
    account: service.contract.account,
    prefix: service.prefix,
    accounts: service.accounts.all().length,
    // Declared, so that a verifier does not take the mock for a provider that ignores tokens.
    tokens: {
      unknown: 'own-account',
      missing: service.switches.settings().authorization === 'required' ? 'refused' : 'served',
    },
  }));
  // Whoever connects gets the certificate anyway.
  app.get('/certificate.pem', { config: { open: 'own-page' } }, async (_request, reply) => {
    const { certificate } = service;
    if (certificate !== undefined)
      return reply.type('application/x-pem-file').send(certificate.cert);
    const detail = 'The mock has no certificate, since it serves HTTP; start it with --https.';
    throw new Refusal('unknown-control-path', detail);
  });
  app.get('/openapi.yaml', async (_request, reply) =>
    reply.type('application/yaml').send(readFileSync(controlDocument)),
  );
  const problems = Object.entries(problemKinds).map(([code, kind]) => ({ code, ...kind }));
  app.get('/problems', async () => problems);
  app.get<{ Params: { code: string } }>('/problems/:code', async ({ params: { code } }) => {
    const problem = problems.find((one) => one.code === code);
    if (problem !== undefined) return problem;
    throw new Refusal('unknown-control-path', `There is no kind of problem "${code}".`);
  });
}
