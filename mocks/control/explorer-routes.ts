import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ForwardedRequest, forward } from '../http/forward.ts';
import { Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import { type CaseService, serveCases } from './cases/case-routes.ts';
import { contractView } from './contract-view.ts';

/** Where the page is built to; below it the paths are those of the URLs. */
const built = fileURLToPath(new URL('../explorer/dist', import.meta.url));

// Nothing comes from elsewhere and nothing goes there. The editor lays its styles into the page.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** What the explorer is served with. */
export interface ExplorerService extends Omit<CaseService, 'baseOf'> {
  readonly refusals: Refusals;
  /** The URL of the provider that cases can be run against; undefined where there is none. */
  readonly provider: string | undefined;
  /** The URL that the mock listens on; undefined before it listens. */
  url(): string | undefined;
}

/** Serves the files of the explorer: they hold no secret, and ask for the control token themselves. */
export function serveExplorer(app: FastifyInstance, service: ExplorerService): void {
  const open = { config: { open: true } };
  app.get('/', open, async (request, reply) => {
    if (request.headers.accept?.includes('text/html')) return sendFile(request, reply, 'no-cache');
    return {
      contract: service.contract.title,
      links: [
        'health',
        'openapi.yaml',
        'problems',
        'contract',
        'catalogue',
        'accounts',
        'journal',
        'switches',
        'faults',
      ].map((name) => `/_mock/${name}`),
    };
  });
  // The name of an asset changes with what is in it.
  const forever = 'max-age=31536000, immutable';
  app.get('/assets/:file', open, async (request, reply) => sendFile(request, reply, forever));
  app.get('/contract', async () => contractView(service.contract, service.provider));
  app.post('/check', async (request) => {
    await service.assertBody('checkBody', request.body);
    const { operation: id, body } = request.body as { operation: string; body: unknown };
    const operation = service.contract.operations.find((one) => one.id === id);
    if (operation !== undefined) return { errors: service.refusals.bodyErrors(operation, body) };
    const known = service.contract.operations.map((one) => one.id).join(', ');
    throw new Refusal(
      'invalid-control-request',
      `There is no operation "${id}"; there are ${known}.`,
    );
  });
  app.post('/relay', async (request) => {
    await service.assertBody('relay', request.body);
    const { to, ...asked } = request.body as ForwardedRequest & { to: 'mock' | 'provider' };
    return forward(asked, baseOf(to));
  });
  serveCases(app, { ...service, baseOf });

  function baseOf(to: 'mock' | 'provider'): string {
    const base = to === 'mock' ? service.url() : service.provider;
    if (base !== undefined) return base;
    throw new Refusal(
      'invalid-control-request',
      to === 'mock'
        ? 'The mock does not listen, so that nothing can be sent to it.'
        : 'The mock knows no provider; start it with --provider.',
    );
  }
}

// Loaded only when somebody opens the page: most mocks serve a test and nothing else.
let files: Promise<ReturnType<typeof import('sirv')['default']>> | undefined;

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  cached: string,
): Promise<FastifyReply> {
  if (!existsSync(built)) {
    throw new Refusal(
      'unknown-control-path',
      'The explorer has not been built; run `npm run explorer`.',
    );
  }
  // Looked up anew each time, so that a page that is built anew is served at once.
  files ??= import('sirv').then(({ default: sirv }) => sirv(built, { dev: true }));
  const serve = await files;
  const { raw } = reply;
  for (const [name, value] of Object.entries(headers)) raw.setHeader(name, value);
  raw.setHeader('cache-control', cached);
  let missing = false;
  serve(request.raw, raw, () => {
    missing = true;
  });
  if (!missing) return reply.hijack();
  raw.removeHeader('cache-control');
  throw new Refusal('unknown-control-path', `The explorer has no file ${request.url}.`);
}
