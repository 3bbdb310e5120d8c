import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest, InjectOptions } from 'fastify';
import {
  type Contract,
  ContractDefect,
  createRedaction,
  loadProfile,
  Misuse,
  type Profile,
  type Redaction,
} from '../spec/index.ts';
import type { Account } from './accounts/account.ts';
import { BehaviourNews } from './accounts/behaviour.ts';
import { Faults } from './accounts/faults.ts';
import type { History } from './accounts/history.ts';
import { applyInitialBehaviour } from './accounts/initial-behaviour.ts';
import { createMemoryStore } from './accounts/store.ts';
import { type Settings, Switches } from './accounts/switches.ts';
import type { Access } from './control/access.ts';
import { serveControl } from './control/control-routes.ts';
import { type Certificate, certificateOf } from './http/certificate.ts';
import { isControlPath } from './http/control-api.ts';
import { createFetch } from './http/fetch.ts';
import { type CaseAccounts, ownRequestOf, receiveOwn } from './http/own-requests.ts';
import { createHttpServer } from './http/server.ts';
import type { TokenBearer } from './http/token.ts';
import { createUpstream } from './http/upstream.ts';
import { Journal, type RawJournalEntry } from './journal/journal.ts';
import { logEntryOf } from './journal/request-log.ts';
import { keepAccounts } from './persistence/keep-accounts.ts';
import { openStore } from './persistence/open-store.ts';
import { type Persistence, reasonOf } from './persistence/persistence.ts';
import { shareNews } from './persistence/share-news.ts';
import { createEngine } from './prism/create-engine.ts';
import type { Engine } from './prism/engine.ts';
import { samples } from './prism/samples.ts';
import { Refusal } from './problems/problem.ts';
import { createRefusals } from './problems/refusals.ts';
import { englishRefusals } from './problems/texts/english.ts';
import { render } from './problems/texts/message.ts';
import { assertSeeds } from './resources/assert-seeds.ts';
import { createState, type State } from './resources/resource-state.ts';
import { createApp } from './server/app.ts';
import { serveContract } from './server/contract-routes.ts';
import { loadServable } from './server/load-servable.ts';
import { assertOptionNames, assertStoreOptions, type MockOptions } from './server/mock-options.ts';
import { resetAccount, resetAll } from './server/reset.ts';
import { createTokenScheme } from './server/token-scheme.ts';

export { assertOptionNames, type MockOptions } from './server/mock-options.ts';

/** A mock server. It responds to `inject` at once, and to the network once it listens. */
export interface Mock {
  readonly contract: Contract;
  /** Which way the provider goes that the mock behaves as; undefined for the strict mock. */
  readonly profile: Profile | undefined;
  /** The certificate that HTTPS is served with, in PEM; undefined for HTTP. */
  readonly certificate: string | undefined;
  /** Says for each resource whether it is stateful, or answered by Prism alone, and why. */
  describeState(): string[];
  /** Sends a request without the network. */
  inject: FastifyInstance['inject'];
  /**
   * Answers a request as `fetch` does, without the network: it rejects where the connection is dropped, and
   * follows no redirect.
   */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /**
   * Listens on 127.0.0.1 and any free port by default, and returns the URL before the contract's paths.
   * @throws Error with `code` (EADDRINUSE, EACCES…) if the address is not available
   */
  listen(at?: { port?: number; host?: string }): Promise<string>;
  /**
   * Loads the changed document and profile, and keeps the state.
   * @throws ContractDefect if one is defective; the mock then keeps serving the old one
   */
  reload(): Promise<void>;
  /** Resets every account, switch and fault to its state at the start, and clears the journal. */
  reset(): Promise<void>;
  /** Finishes running requests and stops. */
  close(): Promise<void>;
}

// Of the 10 seconds that a container has to stop in.
const longestSettling = 1_000;

/** A contract that is served. */
interface Served {
  readonly contract: Contract;
  readonly profile: Profile | undefined;
  readonly state: State;
  readonly redaction: Redaction;
  readonly app: FastifyInstance;
}

/**
 * Creates a mock of a contract.
 * @throws ContractDefect if the contract or the profile is defective, UnknownSwitch for a wrong switch, Misuse for an option
 * that does not exist, or a preset whose name is built in
 * @example
 * const mock = await createMock({ switches: { D9: 'empty-array' } });
 * const { statusCode } = await mock.inject({ url: '/_mock/health' });
 * await mock.close();
 */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  assertOptionNames(options);
  assertStoreOptions(options);
  const { contract, profile } = await load(options);
  const certificate = await certificateOf(options.https);
  const { store, storeSync: sync = true, storeKey: key } = options;
  const persistence = store === undefined ? undefined : await openStore(store, { sync, key });
  const given = { certificate, persistence, profile };
  const shared = createShared(options, contract, given, () => served);
  let served: Served;
  try {
    served = await serve(shared, { contract, profile }, () => served);
    await shared.useRules();
    await shareNews(shared, shared.isJournalStored, () => served.redaction);
  } catch (error) {
    await shared.turns.close().catch(() => {});
    throw error instanceof Refusal ? new Misuse(whyNotStarted(error)) : error;
  }
  const handle: RequestListener = (request, response) => {
    receiveOwn(request);
    served.app.routing(request, response);
  };
  const server = createHttpServer(handle, { certificate: shared.certificate });

  const inject = ((how: InjectOptions) => served.app.inject(how)) as FastifyInstance['inject'];
  return {
    get contract() {
      return served.contract;
    },
    get profile() {
      return served.profile;
    },
    inject,
    fetch: createFetch(inject),
    async listen({ port = 0, host = '127.0.0.1' } = {}) {
      const listening = await server.listen(port, host);
      shared.access.host = host;
      const urlOf = (name: string) =>
        `http${shared.certificate ? 's' : ''}://${name.includes(':') ? `[${name}]` : name}:${listening}${options.prefix ?? ''}`;
      // A server that listens everywhere is reached by loopback.
      shared.url = urlOf(host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);
      return urlOf(host);
    },
    certificate: shared.certificate?.cert,
    describeState: () => served.state.describe(),
    async reload() {
      const before = served;
      served = await serve(shared, await load(options), () => served);
      shared.useProfile(served);
      shared.switches.useContract(served.contract);
      shared.journal.useRedaction(served.redaction);
      // What cannot be stored now is stored with the next change of the account.
      await shared.useRules().catch(({ message }: Error) => options.warn?.(message));
      await before.app.close();
    },
    reset: () => resetAll(shared, served.state),
    async close() {
      const closed = server.close();
      shared.journal.end();
      await closed;
      shared.closing.abort();
      await served.app.close();
      await shared.upstream?.close();
      // What waits to be stored is only told of, and a store that is down, or hangs, loses it.
      const late = sleep(longestSettling, undefined, { ref: false });
      await Promise.race([late, shared.journal.settle().catch(() => {})]);
      await shared.turns.close();
    },
  };
}

async function load(options: MockOptions): Promise<Pick<Served, 'contract' | 'profile'>> {
  const contract = await loadServable(options);
  const { profile } = options;
  return {
    contract,
    profile: profile === undefined ? undefined : loadProfile(profile, contract),
  };
}

function whyNotStarted({ cause, message }: Refusal): string {
  const why = cause === undefined ? message : render(reasonOf(cause), englishRefusals);
  return `Cannot use the store: ${why}; correct it, restore a backup, or name another store.`;
}

/** Creates what a mock keeps when it loads a changed contract. */
function createShared(
  options: MockOptions,
  contract: Contract,
  given: {
    readonly certificate: Certificate | undefined;
    readonly persistence: Persistence | undefined;
    readonly profile: Profile | undefined;
  },
  served: () => Served,
) {
  const { random = Math.random, newId = randomUUID } = options;
  const { createStore = () => createMemoryStore(given.persistence !== undefined) } = options;
  const access: Access = { host: undefined, token: options.controlToken };
  const seen = new Switches(contract);
  const all = { switches: new Switches(contract, seen), faults: new Faults(random) };
  const closing = new AbortController();
  const isolated = new Set<string>();
  const behaviourNews = new BehaviourNews();
  behaviourNews.follow(all, null);
  behaviourNews.follow({ switches: seen, faults: new Faults(random) }, null);
  const useProfile = ({ contract, profile }: Pick<Served, 'contract' | 'profile'>) => {
    const positions = Object.entries(profile?.positions ?? {}).map(([key, { is }]) => [key, is]);
    seen.useContract(contract);
    seen.reset();
    seen.set(Object.fromEntries(positions));
  };
  useProfile({ contract, profile: given.profile });
  const create = (id: string, history: History): Account => {
    const { contract } = served();
    const base = isolated.has(id) ? undefined : all.switches;
    const own = { switches: new Switches(contract, base), faults: new Faults(random) };
    if (base !== undefined) behaviourNews.follow(own, id);
    return { id, store: createStore(), ...own, version: 0, history, contract };
  };
  const useOptions = (of: Contract = served().contract) => applyInitialBehaviour(options, all, of);
  useOptions(contract);
  return {
    ...given,
    ...all,
    ...keepAccounts(given.persistence, {
      max: options.accounts ?? 10_000,
      all,
      keeper: () => served().state,
      useOptions,
      create,
    }),
    options,
    upstream: options.upstream === undefined ? undefined : createUpstream(options.upstream),
    access,
    journal: new Journal(createRedaction(contract.document)),
    createStore,
    newId,
    closing,
    isolated,
    behaviourNews,
    /** Differs from start to start. */
    instance: randomUUID(),
    isJournalStored: options.storeJournal === true,
    // A delay that nobody waits for any more would keep the process alive.
    wait: options.wait ?? ((ms: number) => sleep(ms, undefined, closing).catch(() => {})),
    /** The URL before the contract's paths, once the mock listens. */
    url: undefined as string | undefined,
    useOptions,
    useProfile,
  };
}

type Shared = ReturnType<typeof createShared>;

async function serve(
  shared: Shared,
  { contract, profile }: Pick<Served, 'contract' | 'profile'>,
  served: () => Served,
): Promise<Served> {
  const { options } = shared;
  const redaction = createRedaction(contract.document);
  const refusals = createRefusals(contract, redaction);
  const state = createState(
    contract,
    refusals,
    {
      newId: shared.newId,
      samples: (schema) => samples(schema, contract.document),
    },
    options.warn,
  );
  assertSeeds(contract, state, shared.createStore, options.presets);
  // The settings that the account of a doubtful token had when the request came.
  const settingsThen = new WeakMap<TokenBearer, Settings>();
  const usual = new Switches(contract);
  const scheme = createTokenScheme(contract, (token, request) => {
    const { accounts, switches } = shared;
    if (runOf(request) !== undefined) return usual.settings();
    const known = settingsThen.get(request);
    return known ?? (accounts.byId(accounts.idOf(token))?.switches ?? switches).settings();
  });
  const service = {
    ...shared,
    contract,
    profile,
    redaction,
    refusals,
    state,
    engine: await engineOf(contract, options),
    ...scheme,
    keyHeader:
      contract.account.in === 'header' ? contract.account.name.toLowerCase() : 'authorization',
    accountIdOf,
    needsToken: options.auth !== false,
    provider: options.provider,
    prefix: options.prefix ?? '',
    url: () => shared.url,
    reset: (account: Account) => resetAccount(account, served().state),
    resetAll: () => resetAll(shared, served().state),
    record(entry: RawJournalEntry) {
      try {
        options.log?.(logEntryOf(entry, redaction));
        // Several hundred cases would push the tester's own requests out of the journal.
        return shared.isolated.has(entry.account) ? undefined : shared.journal.record(entry);
      } catch (error) {
        // The response has to go out nevertheless.
        process.emitWarning(error as Error);
        return undefined;
      }
    },
  };
  const app = createApp(service);
  if (shared.persistence !== undefined) {
    // What a scheme before a token means, the account of the token says.
    app.addHook('onRequest', async (request) => {
      const token = scheme.doubtfulToken(request);
      const isOfAccount = !isControlPath(request.url) || namesOwnAccount(request);
      if (!token || !isOfAccount || runOf(request) !== undefined) return;
      const read = ({ switches }: Account) => switches.settings();
      settingsThen.set(request, await shared.turns.peek(shared.accounts.idOf(token), read));
    });
  }
  serveContract(app, service);
  await app.register(async (control) => serveControl(control, service), { prefix: '/_mock' });
  await app.ready();
  return { contract, profile, state, redaction, app };

  function accountIdOf(request: FastifyRequest): string {
    const token = scheme.tokenOf(request);
    const run = runOf(request);
    if (run === undefined) return shared.accounts.idOf(token);
    const id = shared.accounts.idOf(`${run.name} ${token ?? ''}`);
    shared.isolated.add(id);
    run.ids.add(id);
    return id;
  }
}

/** The run of the case that a request is a step of; undefined for any other request. */
function runOf({ raw }: TokenBearer): CaseAccounts | undefined {
  return raw && ownRequestOf(raw)?.run;
}

/** Whether a request of the control API is about the account of its own token. */
function namesOwnAccount({ params, query }: FastifyRequest): boolean {
  return [params, query].some((one) => (one as { account?: unknown }).account === 'me');
}

// The schemas of this project's own document are known to compile, so each does when it is first used: a
// test uses few of them.
async function engineOf({ document, file }: Contract, options: MockOptions): Promise<Engine> {
  try {
    return await createEngine(document, options.strictDocument !== true, options);
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ContractDefect({ file }, `Prism cannot serve this document (${why})`, 'correct it');
  }
}
