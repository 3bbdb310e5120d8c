import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Redaction, Seed } from '../spec/index.ts';
import {
  type Contract,
  ContractDefect,
  createRedaction,
  loadContract,
  Misuse,
  ownContract,
} from '../spec/index.ts';
import { type Account, createAccounts } from './accounts/account.ts';
import { Faults } from './accounts/faults.ts';
import { History } from './accounts/history.ts';
import { createMemoryStore, type Store } from './accounts/store.ts';
import { doubtWithEffect, Switches } from './accounts/switches.ts';
import type { Access } from './control/access.ts';
import { serveControl } from './control/control-routes.ts';
import { assertCertificate, type Certificate, makeCertificate } from './http/certificate.ts';
import { isControlPath } from './http/control-api.ts';
import { createFetch } from './http/fetch.ts';
import { isPrefix } from './http/prefix.ts';
import { createHttpServer } from './http/server.ts';
import { createUpstream } from './http/upstream.ts';
import { Journal, type RawJournalEntry } from './journal/journal.ts';
import type { LogEntry } from './journal/request-log.ts';
import { createEngine } from './prism/create-engine.ts';
import type { Engine, PrismOptions } from './prism/engine.ts';
import { samples } from './prism/samples.ts';
import { Refusal } from './problems/problem.ts';
import { createRefusals } from './problems/refusals.ts';
import { createState, type State } from './resources/resource-state.ts';
import { createApp } from './server/app.ts';
import { serveContract } from './server/contract-routes.ts';
import { createTokenScheme } from './server/token-scheme.ts';

/** Options of a mock; each has a default. */
export interface MockOptions extends PrismOptions {
  /** The OpenAPI document; this project's own by default, which is always held strictly. */
  readonly spec?: string | undefined;
  /** Whether to refuse a document for what it can be served despite; false by default. */
  readonly strictDocument?: boolean | undefined;
  /** The initial state of an account; by default the one that the document names. */
  readonly initial?: string | undefined;
  /** Files with states that an account can be given by name, beside `empty` and `documented`. */
  readonly presets?: Readonly<Record<string, string>> | undefined;
  /** How many accounts to keep, 10,000 by default; the least recently used goes first. */
  readonly accounts?: number | undefined;
  /** Whether a request needs a token; true by default. */
  readonly auth?: boolean | undefined;
  /** The positions of the switches, by doubt. */
  readonly switches?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds to delay every response by. */
  readonly delay?: number | undefined;
  /** The path that the contract is served below, such as `/api`; the control API stays at `/_mock`. */
  readonly prefix?: string | undefined;
  /** The URL of a real server, which answers what the contract does not have. */
  readonly upstream?: string | undefined;
  /** Whether to serve HTTPS and HTTP/2: with a certificate made for this run, or with your own in PEM. */
  readonly https?: boolean | Certificate | undefined;
  /** The URL of a real provider that the explorer can send requests to. */
  readonly provider?: string | undefined;
  /** The token that the control API asks for. */
  readonly controlToken?: string | undefined;
  /** Called once for each request. */
  readonly log?: ((entry: LogEntry) => void) | undefined;
  /** Creates the store of a new account; in memory by default. */
  readonly createStore?: (() => Store) | undefined;
  /** Draws the random numbers of faults, from 0 to 1. */
  readonly random?: (() => number) | undefined;
  /** Creates identities in UUID format. */
  readonly newId?: (() => string) | undefined;
  /** Resolves after a number of milliseconds. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
}

const optionNames = {
  spec: true,
  strictDocument: true,
  initial: true,
  presets: true,
  accounts: true,
  auth: true,
  switches: true,
  delay: true,
  prefix: true,
  upstream: true,
  https: true,
  provider: true,
  controlToken: true,
  errors: true,
  dynamic: true,
  seed: true,
  ignoreExamples: true,
  fillProperties: true,
  log: true,
  createStore: true,
  random: true,
  newId: true,
  wait: true,
} satisfies Record<keyof MockOptions, true>;

/**
 * Checks the names of options, since JavaScript ignores one that is misspelt, or called as on the
 * command line, such as `switch`.
 * @param others the names that are allowed beside those of `createMock`
 * @throws Misuse that lists the names
 */
export function assertOptionNames(options: object, others: readonly string[] = []): void {
  const known = [...Object.keys(optionNames), ...others];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Misuse(`There is no option "${unknown}"; there are ${known.join(', ')}.`);
  }
}

/** A mock server. It responds to `inject` at once, and to the network once it listens. */
export interface Mock {
  readonly contract: Contract;
  /** The certificate that HTTPS is served with, in PEM; undefined for HTTP. */
  readonly certificate: string | undefined;
  /** Says for each resource whether it is stateful, or answered by Prism alone, and why. */
  describeState(): string[];
  /** Sends a request without the network. */
  inject: FastifyInstance['inject'];
  /** Answers a request as `fetch` does, without the network; rejects where the connection is dropped. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /**
   * Listens on 127.0.0.1 and any free port by default, and returns the URL before the contract's paths.
   * @throws Error with `code` (EADDRINUSE, EACCES…) if the address is not available
   */
  listen(at?: { port?: number; host?: string }): Promise<string>;
  /**
   * Loads the changed document and keeps the state.
   * @throws ContractDefect if it is defective; the mock then keeps serving the old one
   */
  reload(): Promise<void>;
  /** Resets every account, switch and fault to its state at the start, and clears the journal. */
  reset(): void;
  /** Finishes running requests and stops. */
  close(): Promise<void>;
}

/** A contract that is served. */
interface Served {
  readonly contract: Contract;
  readonly state: State;
  readonly redaction: Redaction;
  readonly app: FastifyInstance;
}

/**
 * Creates a mock of a contract.
 * @throws ContractDefect if the contract is defective, UnknownSwitch for a wrong switch, Misuse for an option
 * that does not exist, or a preset whose name is built in
 * @example
 * const mock = await createMock({ switches: { D9: 'empty-array' } });
 * const { statusCode } = await mock.inject({ url: '/_mock/health' });
 * await mock.close();
 */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  assertOptionNames(options);
  const contract = await loadServable(options);
  const shared = createShared(options, contract, await certificateOf(options), () => served);
  let served: Served = await serve(shared, contract, () => served);
  const server = createHttpServer((request, response) => served.app.routing(request, response), {
    certificate: shared.certificate,
  });

  const inject = ((how: InjectOptions) => served.app.inject(how)) as FastifyInstance['inject'];
  return {
    get contract() {
      return served.contract;
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
      served = await serve(shared, await loadServable(options), () => served);
      shared.switches.useContract(served.contract);
      shared.journal.useRedaction(served.redaction);
      await before.app.close();
    },
    reset: () => resetAll(shared, served),
    async close() {
      const closed = server.close();
      shared.journal.end();
      await closed;
      await served.app.close();
      await shared.upstream?.close();
    },
  };
}

async function certificateOf({ https = false }: MockOptions): Promise<Certificate | undefined> {
  if (https === false) return undefined;
  if (https === true) return makeCertificate();
  assertCertificate(https);
  return https;
}

function isStrict({ spec, strictDocument }: MockOptions): boolean {
  return strictDocument === true || spec === undefined;
}

async function loadServable(options: MockOptions): Promise<Contract> {
  const { spec = ownContract, initial, presets, prefix = '' } = options;
  const taken = Object.keys(presets ?? {}).find((name) => /^(empty|documented)$/.test(name));
  if (taken !== undefined) {
    throw new Misuse(`The preset "${taken}" is built in; give the file another name.`);
  }
  if (!isPrefix(prefix)) {
    throw new Misuse(`The prefix "${prefix}" is not a path; use one such as /api.`);
  }
  const contract = await loadContract(spec, { initial, presets, strict: isStrict(options) });
  const clash = contract.operations.find((one) => isControlPath(prefix + one.path));
  if (clash === undefined) return contract;
  throw new ContractDefect(
    contract.locate(clash.pointer),
    `the path ${clash.path} belongs to the mock's control API`,
    'rename it',
  );
}

/** Creates what a mock keeps when it loads a changed contract. */
function createShared(
  options: MockOptions,
  contract: Contract,
  certificate: Certificate | undefined,
  served: () => Served,
) {
  const { random = Math.random, newId = randomUUID, createStore = createMemoryStore } = options;
  const access: Access = { host: undefined, token: options.controlToken };
  const switches = new Switches(contract);
  const history = new History();
  const createAccount = (id: string): Account => {
    const { contract, state } = served();
    const store = createStore();
    state.seed(store, state.initial);
    const own = { switches: new Switches(contract, switches), faults: new Faults(random) };
    return { id, store, ...own, history, contract };
  };
  const shared = {
    options,
    certificate,
    upstream: options.upstream === undefined ? undefined : createUpstream(options.upstream),
    access,
    switches,
    faults: new Faults(random),
    journal: new Journal(createRedaction(contract.document)),
    history,
    accounts: createAccounts(options.accounts ?? 10_000, createAccount),
    createStore,
    newId,
    wait: options.wait ?? ((ms: number) => sleep(ms, undefined, { ref: true })),
    /** The URL before the contract's paths, once the mock listens. */
    url: undefined as string | undefined,
  };
  applyOptions(shared, contract);
  return shared;
}

type Shared = ReturnType<typeof createShared>;

/** Sets the switches and the delay that the options ask for. */
function applyOptions({ options, switches, faults }: Shared, contract: Contract): void {
  switches.set(options.switches ?? {});
  const authorization = doubtWithEffect(contract, 'authorization');
  if (options.auth === false && authorization) switches.set({ [authorization.id]: 'optional' });
  if (options.delay) faults.set('*', { delay: options.delay });
}

async function serve(shared: Shared, contract: Contract, served: () => Served): Promise<Served> {
  const { options } = shared;
  const redaction = createRedaction(contract.document);
  const refusals = createRefusals(contract, redaction);
  const state = createState(contract, refusals, {
    newId: shared.newId,
    samples: (schema) => samples(schema, contract.document),
  });
  assertSeeds(contract, state, shared);
  const service = {
    ...shared,
    contract,
    redaction,
    refusals,
    state,
    engine: await engineOf(contract, options),
    ...createTokenScheme(contract, (token) => {
      const { accounts, switches } = shared;
      return (accounts.byId(accounts.idOf(token))?.switches ?? switches).settings();
    }),
    keyHeader:
      contract.account.in === 'header' ? contract.account.name.toLowerCase() : 'authorization',
    needsToken: options.auth !== false,
    provider: options.provider,
    prefix: options.prefix ?? '',
    url: () => shared.url,
    reset: (account: Account) => resetAccount(account, served()),
    resetAll: () => resetAll(shared, served()),
    record(entry: RawJournalEntry) {
      try {
        shared.journal.record(entry);
        options.log?.(logEntry(entry, redaction));
      } catch (error) {
        // The response is on its way.
        process.emitWarning(error as Error);
      }
    },
  };
  const app = createApp(service);
  serveContract(app, service);
  await app.register(async (control) => serveControl(control, service), { prefix: '/_mock' });
  await app.ready();
  return { contract, state, redaction, app };
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

function assertSeeds(contract: Contract, state: State, { options, createStore }: Shared): void {
  const { presets = {} } = options;
  // The last file is that of the initial state, if there is one.
  const file = (Object.keys(contract.initial).length > 0 && contract.files.at(-1)) || contract.file;
  assertSeed(state, createStore(), state.initial, 'initial state', file);
  for (const [name, file] of Object.entries(presets)) {
    assertSeed(state, createStore(), contract.presets[name] ?? {}, `preset "${name}"`, file);
  }
}

function assertSeed(state: State, store: Store, seed: Seed, what: string, file: string): void {
  try {
    state.seed(store, seed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ContractDefect(
      { file },
      `the ${what} breaks a uniqueness rule (${error.message})`,
      'let no two items claim the same',
    );
  }
}

function resetAll(shared: Shared, served: Served): void {
  shared.switches.reset();
  shared.faults.clear();
  applyOptions(shared, served.contract);
  for (const account of shared.accounts.all()) resetAccount(account, served);
  shared.journal.clear();
}

function resetAccount(account: Account, { state }: Served): void {
  account.store.clear();
  account.switches.reset();
  account.faults.clear();
  state.seed(account.store, state.initial);
}

function logEntry(entry: RawJournalEntry, redaction: Redaction): LogEntry {
  const { time, method, url, status, ms, account, problem, rule, doubt, upstream } = entry;
  const path = redaction.text(url);
  return {
    time: new Date(time),
    method,
    path,
    status,
    ms,
    account,
    problem,
    rule,
    doubt,
    upstream,
  };
}
