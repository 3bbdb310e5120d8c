import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type ForwardedRequest,
  type ForwardTarget,
  forward,
  withHeaders,
} from '../http/forward.ts';
import { sendOwn } from '../http/own-requests.ts';
import { textsInLanguage } from '../http/response-language.ts';
import { Refusal, renderError } from '../problems/problem.ts';
import { serveCases } from './cases/case-routes.ts';
import { contractView, findOperation, type ServedContract } from './contract-view.ts';
import { instanceView } from './instance-view.ts';
import type { ControlService } from './service.ts';

/** The folder that the page is built to; the paths below it are those of the URLs. */
const built = fileURLToPath(new URL('../explorer/dist', import.meta.url));

// Nothing is loaded from or sent to another origin. The editor adds its styles to the page.
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

/** Serves the explorer's page and data. Its files hold no secret and ask for the control token themselves. */
export function serveExplorer(app: FastifyInstance, service: ControlService): void {
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
        'named-faults',
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
  app.get(
    '/contract',
    async (): Promise<ServedContract> => ({
      ...contractView(service.contract, service.provider, service.prefix),
      ...instanceView(service),
    }),
  );
  app.post('/check', async (request, reply) => {
    type Written = { operation: string; body: unknown };
    const { operation: id, body } = await service.checkedBody<Written>('checkBody', request);
    const errors = service.refusals.bodyErrors(findOperation(service.contract, id), body);
    const texts = textsInLanguage(request, reply);
    return { errors: errors.map((one) => renderError(one, texts)) };
  });
  app.post('/relay', async (request) => {
    type Written = ForwardedRequest & { to: 'mock' | 'provider' };
    const { to, ...wanted } = await service.checkedBody<Written>('relay', request);
    const target = targetOf(to);
    if (to === 'provider') return forward(wanted, target);
    return sendOwn(undefined, async (own, added) => {
      const response = await forward(withHeaders(wanted, added), target);
      await service.journal.settle().catch(() => {});
      const { seq, fault, turned } = service.journal.ofOwn(own.id) ?? {};
      return { ...response, seq, fault, turned };
    });
  });
  serveCases(app, service, targetOf);

  function targetOf(to: 'mock' | 'provider'): ForwardTarget {
    const isSelf = to === 'mock';
    const url = isSelf ? service.url() : service.provider;
    if (url !== undefined) return { url, isSelf };
    throw new Refusal('invalid-control-request', ({ control }) =>
      isSelf ? control.notListening : control.noProvider,
    );
  }
}

// Loaded when somebody opens the page: most mocks only serve a test.
let files: Promise<ReturnType<typeof import('sirv')['default']>> | undefined;

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  own: Readonly<Record<string, string>>,
): Promise<FastifyReply> {
  if (!existsSync(built)) {
    throw new Refusal('unknown-control-path', ({ control }) => control.notBuilt);
  }
  // `dev` looks files up each time, so that a new build is served at once.
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
  throw new Refusal('unknown-control-path', ({ control }) => control.unknownFile(request.url));
}
