import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ForwardedRequest, forward } from '../http/forward.ts';
import { Refusal } from '../problems/problem.ts';
import type { Teacher } from '../problems/refusals.ts';
import { type CaseService, serveCases } from './cases/case-routes.ts';
import { showContract } from './contract-view.ts';

/** Where the page is built to; below it the paths are those of the URLs. */
const built = fileURLToPath(new URL('../explorer/dist', import.meta.url));

// Nothing comes from elsewhere and nothing goes there. The editor lays its styles into the page.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
const pagePolicy = [
  policy,
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  // Nothing can lead the frame of the documentation to another site.
  "frame-src 'self'",
  "frame-ancestors 'none'",
].join('; ');
// The frame shows HTML that others wrote: its origin is opaque, even in a tab of its own.
const framePolicy = `${policy}; img-src data:; frame-ancestors 'self'; sandbox allow-scripts`;

const headers = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Otherwise a browser looks up the hosts of links that nobody has clicked.
  'x-dns-prefetch-control': 'off',
};

/** What the explorer is served with. */
export interface ExplorerService extends Omit<CaseService, 'baseOf'> {
  readonly teacher: Teacher;
  /** The URL of the provider that cases can be run against; undefined where there is none. */
  readonly provider: string | undefined;
  /** The URL that the mock listens on; undefined before it listens. */
  url(): string | undefined;
}

/** Serves the files of the explorer: they hold no secret, and ask for the control token themselves. */
export function serveExplorer(app: FastifyInstance, service: ExplorerService): void {
  app.get('/', { config: { open: 'own-page' } }, async (request, reply) => {
    if (request.headers.accept?.includes('text/html'))
      return sendFile(request, reply, { 'content-security-policy': pagePolicy });
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
  // A frame of an opaque origin counts as a page of another site.
  const open = { config: { open: 'any-page' } };
  app.get('/documentation.html', open, async (request, reply) =>
    sendFile(request, reply, { 'content-security-policy': framePolicy }),
  );
  // The name of an asset changes with its content.
  const forever = { 'cache-control': 'max-age=31536000, immutable' };
  app.get('/assets/:file', open, async (request, reply) =>
    sendFile(request, reply, { ...forever, 'access-control-allow-origin': '*' }),
  );
  app.get('/contract', async () => showContract(service.contract, service.provider));
  app.post('/check', async (request) => {
    await service.demandBody('checkBody', request.body);
    const { operation: id, body } = request.body as { operation: string; body: unknown };
    const operation = service.contract.operations.find((one) => one.id === id);
    if (operation !== undefined) return { errors: service.teacher.mistakes(operation, body) };
    const known = service.contract.operations.map((one) => one.id).join(', ');
    throw new Refusal(
      'invalid-control-request',
      `There is no operation "${id}"; there are ${known}.`,
    );
  });
  app.post('/relay', async (request) => {
    await service.demandBody('relay', request.body);
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
  own: Readonly<Record<string, string>>,
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
  const all = { ...headers, ...own };
  for (const [name, value] of Object.entries(all)) raw.setHeader(name, value);
  let missing = false;
  serve(request.raw, raw, () => {
    missing = true;
  });
  if (!missing) return reply.hijack();
  for (const name of Object.keys(all)) raw.removeHeader(name);
  throw new Refusal('unknown-control-path', `The explorer has no file ${request.url}.`);
}
