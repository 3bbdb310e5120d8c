import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ContractDefect, findSeedFault, type Seed } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { ShownChange } from '../accounts/change.ts';
import { rememberStore } from '../accounts/store.ts';
import { UnknownSwitch } from '../accounts/switches.ts';
import { deepestBody, readJsonBody } from '../http/json-body.ts';
import { problemKinds, Refusal } from '../problems/problem.ts';
import { bringUpToDate } from '../resources/resource-state.ts';
import { demandControl } from './access.ts';
import { serveBehaviour } from './behaviour-routes.ts';
import { controlDocument, createBodyCheck, wrongBody } from './body-check.ts';
import { serveExplorer } from './explorer-routes.ts';
import { serveJournal } from './journal-routes.ts';
import type { ControlService } from './service.ts';

// An item of the deepest body lies a few levels down in a snapshot.
const deepestSnapshot = deepestBody + 8;

interface ById {
  readonly account: string;
}

/** Serves the control API under `/_mock` on a Fastify instance. */
export function serveControl(app: FastifyInstance, service: ControlService): void {
  const demandBody = createBodyCheck();

  app.removeAllContentTypeParsers();
  // A snapshot of a large account is a large body.
  const bodyLimit = 256 * 1024 * 1024;
  app.addContentTypeParser<Buffer>(
    '*',
    { parseAs: 'buffer', bodyLimit },
    async (_request: FastifyRequest, body: Buffer) =>
      body.length === 0 ? undefined : readJsonBody(body, deepestSnapshot),
  );
  app.addHook('onRequest', async (request) => {
    const { open } = request.routeOptions.config as { open?: 'own-page' | 'any-page' };
    if (open !== 'any-page') demandControl(request, service.guard, open === 'own-page');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const refusal = asRefusal(error);
    return reply
      .code(refusal.status)
      .type('application/problem+json')
      .send(Buffer.from(JSON.stringify(refusal.problem())));
  });
  app.setNotFoundHandler((request) => {
    throw new Refusal(
      'unknown-control-path',
      `There is no ${request.method} ${request.url}; GET /_mock/openapi.yaml lists what there is.`,
    );
  });

  serveExplorer(app, { ...service, demandBody });
  app.get('/health', async () => ({
    status: 'ok',
    contract: service.contract.title,
    accounts: service.accounts.all().length,
    // Said openly, so that a verifier need not take a mock for a provider that checks no tokens.
    tokens: {
      unknown: 'own-account',
      missing: service.switches.settings().authorization === 'required' ? 'refused' : 'served',
    },
  }));
  app.get('/openapi.yaml', async (_request, reply) =>
    reply.type('application/yaml').send(readFileSync(controlDocument)),
  );
  app.get('/problems', async () =>
    Object.entries(problemKinds).map(([code, kind]) => ({ code, ...kind })),
  );
  app.get<{ Params: { code: string } }>('/problems/:code', async ({ params: { code } }) => {
    const kind = Object.entries(problemKinds).find(([known]) => known === code)?.[1];
    if (kind === undefined) {
      throw new Refusal('unknown-control-path', `There is no kind of problem "${code}".`);
    }
    return { code, ...kind };
  });

  app.get('/accounts', async () => service.accounts.all().map(summary));
  app.get<{ Params: ById }>('/accounts/:account', async (request) => {
    const account = accountOf(request);
    const { redaction } = service;
    const state = Object.entries(service.state.snapshot(account.store)).map(
      ([collection, held]) => [collection, redaction.value(held)] as const,
    );
    const { version } = service.history;
    return { ...summary(account), version, state: Object.fromEntries(state) };
  });
  app.get<{ Params: ById }>('/accounts/:account/snapshot', async (request) =>
    service.state.snapshot(accountOf(request).store),
  );
  app.put<{ Params: ById }>('/accounts/:account/snapshot', async (request) => {
    const account = accountOf(request);
    const seed = await seedOf(request, 'restoreAccount');
    return change(account, { what: 'restore' }, () => {
      account.store.clear();
      service.state.seed(account.store, seed);
    });
  });
  app.post<{ Params: ById }>('/accounts/:account/seed', async (request) => {
    const account = accountOf(request);
    const seed = await seedOf(request, 'seedAccount');
    return change(account, { what: 'seed' }, () => service.state.seed(account.store, seed));
  });
  app.post<{ Params: ById }>('/accounts/:account/reset', async (request) => {
    const account = accountOf(request);
    return change(account, { what: 'reset' }, () => service.reset(account));
  });
  app.get<{ Params: ById }>('/accounts/:account/changes', async (request) => {
    const account = accountOf(request);
    const { history } = service;
    return { beginning: history.beginning(account), changes: history.changes(account) };
  });
  app.post<{ Params: ById }>('/accounts/:account/undo', async (request) => {
    const account = accountOf(request);
    await demandBody('undoAccount', request.body);
    const { state } = request.body as { state: number };
    return change(account, { what: 'undo', to: state }, () => {
      service.history.takeBack(account, state);
      service.state.reclaim(account.store);
    });
  });
  const shared = { contract: service.contract, demandBody };
  serveBehaviour(app, '/accounts/:account', shared, (request) =>
    accountOf(request as FastifyRequest<{ Params: ById }>),
  );
  serveBehaviour(app, '', shared, () => service);
  serveJournal(app, service);

  function summary(account: Account): object {
    const collections = [...account.store.collections()].map((path) => [
      path,
      [...account.store.entries(path)].length,
    ]);
    return { id: account.id, items: Object.fromEntries(collections) };
  }

  function accountOf(request: FastifyRequest<{ Params: ById }>): Account {
    const { account: id } = request.params;
    const account =
      id === 'me' ? service.accounts.of(service.tokenOf(request)) : service.accounts.byId(id);
    if (account === undefined) {
      throw new Refusal(
        'missing-resource',
        `There is no account ${id}; GET /_mock/accounts lists them, and "me" is the one that the request's own token names.`,
      );
    }
    bringUpToDate(account, service.contract, service.state);
    return account;
  }

  async function seedOf(request: FastifyRequest, operation: string): Promise<Seed> {
    await demandBody(operation, request.body);
    const fault = findSeedFault(request.body, service.contract.resources);
    if (fault === undefined) return request.body as Seed;
    throw wrongBody(fault.pointer, `${fault.what}; ${fault.remedy}.`);
  }

  // A seed that breaks a rule half-way leaves the account as it was.
  function change(account: Account, made: Omit<ShownChange, 'state'>, make: () => void): Seed {
    const { store } = account;
    const before = rememberStore(store);
    try {
      make();
    } catch (error) {
      before.putBack();
      service.state.reclaim(store);
      throw error;
    }
    service.history.add(account, made, before.putBack, before.items + 1);
    return service.state.snapshot(store);
  }
}

function asRefusal(error: Error & { statusCode?: number }): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ContractDefect) {
    return new Refusal('invalid-control-request', error.message);
  }
  if (error instanceof UnknownSwitch) return new Refusal('invalid-control-request', error.message);
  if (error.statusCode === 413) {
    return new Refusal('body-too-large', 'The body is larger than the control API takes.');
  }
  if (error.statusCode === 415) {
    return new Refusal('unsupported-media-type', 'The body must be application/json in UTF-8.');
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Refusal('unreadable-request', error.message);
  }
  throw error;
}
