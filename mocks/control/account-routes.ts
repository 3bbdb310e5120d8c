import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findSeedFault, type Seed } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { StateChange } from '../accounts/change.ts';
import { backUpStore } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import { migrateAccount } from '../resources/resource-state.ts';
import { invalidBody } from './body-check.ts';
import type { ControlService } from './service.ts';

/** Serves the state of accounts: snapshots, seeds, reset and undo. */
export function serveAccounts(app: FastifyInstance, service: ControlService): void {
  const { accounts, history, redaction, state } = service;
  const accountOf = (request: FastifyRequest) => findAccount(service, request);

  app.post('/reset', async (_request, reply) => {
    service.resetAll();
    return reply.code(204).send();
  });
  app.get('/accounts', async () => accounts.all().map(summary));
  app.get('/accounts/:account', async (request) => {
    const account = accountOf(request);
    const held = Object.entries(state.snapshot(account.store));
    const masked = held.map(([collection, items]) => [collection, redaction.value(items)]);
    const { version } = history;
    return { ...summary(account), version, state: Object.fromEntries(masked) };
  });
  app.get('/accounts/:account/snapshot', async (request) =>
    state.snapshot(accountOf(request).store),
  );
  app.put('/accounts/:account/snapshot', async (request) => {
    const account = accountOf(request);
    const seed = await seedOf(service, request, 'restoreAccount');
    return change(service, account, { what: 'restore' }, () => {
      account.store.clear();
      state.seed(account.store, seed);
    });
  });
  app.post('/accounts/:account/seed', async (request) => {
    const account = accountOf(request);
    const seed = await seedOf(service, request, 'seedAccount');
    return change(service, account, { what: 'seed' }, () => state.seed(account.store, seed));
  });
  app.get('/presets', async () =>
    Array.from(state.presets, ([name, seed]) => ({ name, items: countItems(seed) })),
  );
  app.post<{ Params: { preset: string } }>('/accounts/:account/presets/:preset', (request) => {
    const account = accountOf(request);
    const seed = findPreset(service, request.params.preset);
    return change(service, account, { what: 'preset' }, () => {
      account.store.clear();
      state.seed(account.store, seed);
    });
  });
  app.post('/accounts/:account/reset', async (request) => {
    const account = accountOf(request);
    return change(service, account, { what: 'reset' }, () => service.reset(account));
  });
  app.get('/accounts/:account/changes', async (request) => {
    const account = accountOf(request);
    return { beginning: history.oldestState(account), changes: history.changes(account) };
  });
  app.post('/accounts/:account/undo', async (request) => {
    const account = accountOf(request);
    const { state: to } = await service.checkedBody<{ state: number }>('undoAccount', request);
    return change(service, account, { what: 'undo', to }, () => {
      history.undo(account, to);
      state.rebuildIndex(account.store);
    });
  });
}

/**
 * Finds the account that a path names: an id, or `me` for the account of the request's own token.
 * @throws Refusal if there is none
 */
export function findAccount(service: ControlService, request: FastifyRequest): Account {
  const { accounts, contract, state } = service;
  const { account: id } = request.params as { account: string };
  const account = id === 'me' ? accounts.byToken(service.tokenOf(request)) : accounts.byId(id);
  if (account === undefined) {
    const detail = `There is no account ${id}; GET /_mock/accounts lists them, and "me" is the account of the request's own token.`;
    throw new Refusal('missing-resource', detail);
  }
  migrateAccount(account, contract, state);
  return account;
}

/** An account, and how many items each of its collections has. */
export type AccountSummary = ReturnType<typeof summary>;

function summary({ id, store }: Account) {
  const collections = [...store.collections()];
  const items = collections.map((path) => [path, [...store.entries(path)].length] as const);
  return { id, items: Object.fromEntries(items) };
}

function countItems(seed: Seed): Record<string, number> {
  return Object.fromEntries(Object.entries(seed).map(([path, { items }]) => [path, items.length]));
}

function findPreset({ state: { presets } }: ControlService, name: string): Seed {
  const seed = presets.get(name);
  if (seed !== undefined) return seed;
  const detail = `There is no preset "${name}"; there are ${[...presets.keys()].join(', ')}.`;
  throw new Refusal('invalid-control-request', detail);
}

async function seedOf(
  { checkedBody, contract }: ControlService,
  request: FastifyRequest,
  operation: string,
): Promise<Seed> {
  const seed = await checkedBody<Seed>(operation, request);
  const fault = findSeedFault(seed, contract, { lacksIdentities: true });
  if (fault === undefined) return seed;
  throw invalidBody(fault.pointer, `${fault.what}; ${fault.remedy}.`);
}

// All or nothing: a seed that breaks a rule half-way leaves the account unchanged.
function change(
  { state, history }: ControlService,
  account: Account,
  made: Omit<StateChange, 'state'>,
  apply: () => void,
): Seed {
  const { store } = account;
  const before = backUpStore(store);
  try {
    apply();
  } catch (error) {
    before.restore();
    state.rebuildIndex(store);
    throw error;
  }
  history.add(account, made, before.restore, before.size);
  return state.snapshot(store);
}
