import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ContractDefect, findSeedFault, loadContract, type Seed } from '../spec/index.ts';
import { type Account, type Accounts, bringUpToDate } from './account.ts';
import type { ShownChange } from './change.ts';
import { type ExplorerService, serveExplorer } from './explorer-routes.ts';
import { type Fault, type Faults, findNonsense } from './faults.ts';
import { demandControl, type Guard } from './guard.ts';
import type { History } from './history.ts';
import type { Journal } from './journal.ts';
import { serveJournal } from './journal-routes.ts';
import { deepestBody, readJsonBody } from './json-body.ts';
import type { Masker } from './mask.ts';
import { createMistakeFinder, type Mistake } from './mistakes/mistake-finder.ts';
import { problemKinds, Refusal } from './problems.ts';
import type { State } from './state.ts';
import { rememberStore } from './store.ts';
import { type Switches, UnknownSwitch } from './switches.ts';

/** What the control API reads and drives. */
export interface ControlService extends Omit<ExplorerService, 'demandBody'> {
  readonly state: State;
  readonly accounts: Accounts;
  readonly history: History;
  readonly journal: Journal;
  readonly masker: Masker;
  readonly switches: Switches;
  readonly faults: Faults;
  readonly guard: Guard;
  /** Puts an account back to the initial state. */
  reset(account: Account): void;
  /** The token that a request names its account with. */
  tokenOf(request: FastifyRequest): string | undefined;
}

/** The file that describes the control API. */
export const controlDocument: string = fileURLToPath(
  new URL('control.openapi.yaml', import.meta.url),
);

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
    const { open = false } = request.routeOptions.config as { open?: boolean };
    demandControl(request, service.guard, open);
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
    const text = JSON.stringify(service.state.snapshot(account.store));
    const { version } = service.history;
    return { ...summary(account), version, state: service.masker.body(text) };
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
  serveBehaviour(app, '/accounts/:account', (request) =>
    accountOf(request as FastifyRequest<{ Params: ById }>),
  );
  serveBehaviour(app, '', () => service);
  serveJournal(app, service);

  function serveBehaviour(
    on: FastifyInstance,
    prefix: string,
    of: (request: FastifyRequest) => { switches: Switches; faults: Faults },
  ): void {
    on.get(`${prefix}/switches`, async (request) => shownSwitches(of(request).switches));
    on.put(`${prefix}/switches`, async (request) => {
      const { switches } = of(request);
      await demandBody('turnSwitches', request.body);
      const wanted = Object.entries(request.body as Record<string, string>);
      // All or nothing: a wrong one among them turns none.
      const before = switches.turned();
      try {
        for (const [doubt, value] of wanted) switches.turn(doubt, value);
      } catch (error) {
        switches.reset();
        for (const [doubt, value] of Object.entries(before)) switches.turn(doubt, value);
        throw error;
      }
      return shownSwitches(switches);
    });
    on.delete(`${prefix}/switches`, async (request) => {
      const { switches } = of(request);
      switches.reset();
      return shownSwitches(switches);
    });
    on.get(`${prefix}/faults`, async (request) => of(request).faults.all());
    on.delete(`${prefix}/faults`, async (request, reply) => {
      of(request).faults.clear();
      return reply.code(204).send();
    });
    on.put<{ Params: { operation: string } }>(`${prefix}/faults/:operation`, async (request) => {
      const { faults } = of(request);
      const { operation } = request.params;
      demandOperation(operation);
      await demandBody('setFault', request.body);
      const fault = request.body as Fault;
      const nonsense = findNonsense(fault);
      if (nonsense !== undefined) throw wrongBody(nonsense.pointer, nonsense.message);
      faults.put(operation, fault);
      return faults.all();
    });
    on.delete<{ Params: { operation: string } }>(
      `${prefix}/faults/:operation`,
      async (request, reply) => {
        demandOperation(request.params.operation);
        of(request).faults.remove(request.params.operation);
        return reply.code(204).send();
      },
    );
  }

  function shownSwitches(switches: Switches): unknown {
    const positions = switches.positions();
    return service.contract.doubts
      .filter((doubt) => doubt.switch !== null)
      .map((doubt) => ({
        doubt: doubt.id,
        question: doubt.question,
        value: positions[doubt.id],
        default: doubt.switch?.default,
        values: doubt.switch?.values,
      }));
  }

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

  function demandOperation(id: string): void {
    const known = service.contract.operations.map((operation) => operation.id);
    if (id === '*' || known.includes(id)) return;
    throw new Refusal(
      'invalid-control-request',
      `There is no operation "${id}"; there are ${known.join(', ')}, and * for all.`,
    );
  }
}

function wrongBody(pointer: string, message: string): Refusal {
  return new Refusal('invalid-control-request', message, {
    errors: [{ in: 'body', pointer, message }],
  });
}

// The control API's own document says what its bodies are; it is read when the first one comes.
function createBodyCheck(): (operation: string, body: unknown) => Promise<void> {
  let finders: Promise<Map<string, (body: unknown) => Mistake[]>> | undefined;
  return async (operation, body) => {
    finders ??= loadContract(controlDocument).then(
      (document) =>
        new Map(
          document.operations.map((one) => [
            one.id,
            createMistakeFinder(one.request?.contents[0]?.schema ?? {}),
          ]),
        ),
    );
    const mistakes = (await finders).get(operation)?.(body) ?? [];
    const [first] = mistakes;
    if (first === undefined) return;
    throw new Refusal('invalid-control-request', first.message, {
      errors: mistakes.map(({ pointer, kind, message }) => ({
        in: 'body',
        pointer,
        kind,
        message,
      })),
    });
  };
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
