import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findSeedFault, type Seed } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { NewChange } from '../accounts/change.ts';
import type { MaybePromise } from '../accounts/history.ts';
import type { Store } from '../accounts/store.ts';
import { summarize, type TurnMode } from '../accounts/turns.ts';
import { Refusal } from '../problems/problem.ts';
import { storableKinds } from '../problems/readings.ts';
import type { Wanted } from '../resources/generate-items.ts';
import { discardChanges } from '../resources/resource-state.ts';
import { invalidBody } from './body-check.ts';
import type { ControlService } from './service.ts';

/** Serves the state of accounts: snapshots, seeds, reset and undo. */
export function serveAccounts(app: FastifyInstance, service: ControlService): void {
  const { turns, history, redaction, state } = service;

  app.post('/reset', async (_request, reply) => {
    await service.resetAll();
    return reply.code(204).send();
  });
  app.get('/accounts', async () => turns.list());
  app.get('/accounts/:account', (request) =>
    withAccount(service, request, 'read', async (account) => {
      const held = Object.entries(await heldBy(account, request));
      const masked = held.map(([collection, items]) => [collection, redaction.value(items)]);
      const { version } = account;
      return { ...summarize(account), version, state: Object.fromEntries(masked) };
    }),
  );
  app.get('/accounts/:account/snapshot', (request) =>
    withAccount(service, request, 'read', (account) => heldBy(account, request)),
  );
  app.put('/accounts/:account/snapshot', async (request) => {
    await assertAccount(service, request);
    const seed = await seedOf(service, request, 'restoreAccount');
    return change(service, request, { what: 'restore' }, ({ store }) => replace(store, seed));
  });
  app.post('/accounts/:account/seed', async (request) => {
    await assertAccount(service, request);
    const seed = await seedOf(service, request, 'seedAccount');
    return change(service, request, { what: 'seed' }, ({ store }) => state.seed(store, seed));
  });
  app.post('/accounts/:account/generate', async (request) => {
    await assertAccount(service, request);
    const wanted = await service.checkedBody<Wanted>('generateItems', request);
    return change(service, request, { what: 'generate' }, (account) =>
      state.generate(account, wanted),
    );
  });
  app.get('/presets', async () =>
    Array.from(state.presets, ([name, seed]) => ({ name, items: countItems(seed) })),
  );
  app.post<{ Params: { preset: string } }>('/accounts/:account/presets/:preset', (request) =>
    change(service, request, { what: 'preset' }, ({ store }) =>
      replace(store, findPreset(service, request.params.preset)),
    ),
  );
  app.post('/accounts/:account/reset', (request) =>
    change(service, request, { what: 'reset' }, (account) => service.reset(account)),
  );
  app.get('/accounts/:account/changes', (request) =>
    withAccount(service, request, 'read', (account) => history.list(account)),
  );
  app.post('/accounts/:account/undo', async (request) => {
    await assertAccount(service, request);
    const { state: to } = await service.checkedBody<{ state: number }>('undoAccount', request);
    return change(service, request, { what: 'undo', to }, async (account) => {
      state.restore(account.store, await history.replacedSince(account, to));
    });
  });

  /** Returns what an account holds, or what it held in the state that the query names. */
  async function heldBy(account: Account, request: FastifyRequest): Promise<Seed> {
    const { state: then } = request.query as { state?: string };
    if (then === undefined) return state.snapshot(account.store);
    if (!/^\d{1,15}$/.test(then)) {
      throw new Refusal('invalid-control-request', ({ control }) => control.notState(then));
    }
    return state.snapshotOf(account.store, await history.replacedSince(account, Number(then)));
  }

  function replace(store: Store, seed: Seed): void {
    store.clear();
    state.seed(store, seed);
  }
}

/**
 * Does work on the account that a path names: an id, or `me` for the account of the request's own token.
 * @throws Refusal if there is none
 */
export async function withAccount<Value>(
  service: ControlService,
  request: FastifyRequest,
  mode: TurnMode,
  work: (account: Account) => MaybePromise<Value>,
): Promise<Value> {
  const { accounts, turns } = service;
  const { account: given } = request.params as { account: string };
  const id = given === 'me' ? accounts.idOf(service.tokenOf(request)) : given;
  if (given !== 'me') await assertAccount(service, request);
  // Whoever only reads, such as the explorer, must not create accounts.
  return mode === 'read' ? turns.peek(id, work) : turns.run(accounts.open(id), mode, work);
}

async function assertAccount({ turns }: ControlService, request: FastifyRequest): Promise<void> {
  const { account: id } = request.params as { account: string };
  if (id === 'me' || (await turns.find(id)) !== undefined) return;
  throw new Refusal('missing-resource', ({ control }) => control.unknownAccount(id));
}

function countItems(seed: Seed): Record<string, number> {
  return Object.fromEntries(Object.entries(seed).map(([path, { items }]) => [path, items.length]));
}

function findPreset({ state: { presets } }: ControlService, name: string): Seed {
  const seed = presets.get(name);
  if (seed !== undefined) return seed;
  const known = [...presets.keys()].join(', ');
  throw new Refusal('invalid-control-request', ({ control }) => control.unknownPreset(name, known));
}

async function seedOf(
  service: ControlService,
  request: FastifyRequest,
  operation: string,
): Promise<Seed> {
  const { contract, refusals } = service;
  const seed = await service.checkedBody<Seed>(operation, request);
  // What its switches let an account store, it may be given, too.
  const kinds = await withAccount(service, request, 'read', ({ switches }) =>
    storableKinds(switches.settings()),
  );
  const fault = findSeedFault(seed, contract, {
    lacksIdentities: true,
    keepsUnknown: kinds.includes('unknown-field'),
    mayHold: (schema, value) => refusals.hasOnly(schema, value, kinds),
  });
  if (fault === undefined) return seed;
  throw invalidBody(fault.pointer, ({ control }) => control.seed(fault));
}

// All or nothing: a seed that breaks a rule half-way leaves the account unchanged.
function change(
  service: ControlService,
  request: FastifyRequest,
  made: NewChange,
  apply: (account: Account) => MaybePromise<void>,
): Promise<Seed> {
  const { state, history } = service;
  return withAccount(service, request, 'write', async (account) => {
    try {
      await apply(account);
    } catch (error) {
      discardChanges(account, state);
      throw error;
    }
    history.add(account, made);
    return state.snapshot(account.store);
  });
}
