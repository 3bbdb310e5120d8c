import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type InjectOptions,
} from 'fastify';
import type { Redaction } from '../spec/index.ts';
import {
  type Contract,
  ContractDefect,
  createRedaction,
  loadContract,
  ownContract,
} from '../spec/index.ts';
import { type Account, type Accounts, createAccounts } from './accounts/account.ts';
import { Faults } from './accounts/faults.ts';
import { History } from './accounts/history.ts';
import { createMemoryStore, type Store } from './accounts/store.ts';
import { doubtWithEffect, Switches } from './accounts/switches.ts';
import type { Guard } from './control/access.ts';
import { serveControl } from './control/control-routes.ts';
import { createHttpServer } from './http/server.ts';
import { createTokenReader } from './http/token.ts';
import { Journal, type RawExchange } from './journal/journal.ts';
import type { LogEntry } from './journal/request-log.ts';
import { createEngine } from './prism/create-engine.ts';
import type { Engine } from './prism/engine.ts';
import { Refusal } from './problems/problem.ts';
import { createTeacher, type Teacher } from './problems/refusals.ts';
import { createState, type State } from './resources/resource-state.ts';
import { serveContract } from './server/contract-routes.ts';
import { refusalAnswer, send } from './server/response.ts';

/** How a mock is made; everything has a default. */
export interface MockOptions {
  /** The OpenAPI document; this project's own by default. */
  readonly spec?: string | undefined;
  /** The initial state of an account; by default the one that the document names. */
  readonly initial?: string | undefined;
  /** How many accounts are kept, 10,000 by default; the least recently used goes first. */
  readonly accounts?: number | undefined;
  /** Whether a request needs a token; true by default. */
  readonly auth?: boolean | undefined;
  /** Positions of the switches, by doubt. */
  readonly switches?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds that every answer is delayed by. */
  readonly delay?: number | undefined;
  /** The URL of a real provider that the explorer can send requests to. */
  readonly provider?: string | undefined;
  /** The token that the control API asks for. */
  readonly controlToken?: string | undefined;
  /** Called once a request. */
  readonly log?: ((entry: LogEntry) => void) | undefined;
  /** Makes the store of a new account; in memory by default. */
  readonly createStore?: (() => Store) | undefined;
  /** Draws what is random in faults, 0 to 1. */
  readonly random?: (() => number) | undefined;
  /** Makes identities in UUID format. */
  readonly newId?: (() => string) | undefined;
  /** Resolves after so many milliseconds. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
}

/** A mock server; it answers `inject` at once and the network once it listens. */
export interface Mock {
  readonly contract: Contract;
  /** Sends a request past the network. */
  inject: FastifyInstance['inject'];
  /**
   * Listens, on 127.0.0.1 and any free port by default; answers the URL.
   * @throws Error with `code` (EADDRINUSE, EACCES…) when the address cannot be had.
   */
  listen(at?: { port?: number; host?: string }): Promise<string>;
  /**
   * Takes up the changed document without losing state.
   * @throws ContractDefect when it is defective; the old one is served on.
   */
  reload(): Promise<void>;
  /** Puts every account, switch and fault back to where they were at the start; empties the journal. */
  reset(): void;
  /** Finishes running requests and stops. */
  close(): Promise<void>;
}

interface Served {
  readonly contract: Contract;
  readonly engine: Engine;
  readonly state: State;
  readonly teacher: Teacher;
  readonly redaction: Redaction;
  readonly app: FastifyInstance;
}

/**
 * Makes a mock of a contract.
 * @throws ContractDefect when the contract is defective; UnknownSwitch for a wrong switch.
 */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  const random = options.random ?? Math.random;
  const newId = options.newId ?? randomUUID;
  const wait = options.wait ?? ((ms: number) => sleep(ms, undefined, { ref: true }));
  const newStore = options.createStore ?? createMemoryStore;
  const guard: Guard = { host: undefined, token: options.controlToken };

  let contract = await load();
  const switches = new Switches(contract);
  turnAtStart();
  const faults = new Faults(random);
  delayAtStart();
  const journal = new Journal(createRedaction(contract.document));
  const history = new History();
  const accounts: Accounts = createAccounts(options.accounts ?? 10_000, createAccount);
  let ownUrl: string | undefined;
  let served = await serve(contract);

  const server = createHttpServer((request, response) => served.app.routing(request, response));

  return {
    get contract() {
      return contract;
    },
    inject: ((how: InjectOptions) => served.app.inject(how)) as FastifyInstance['inject'],
    async listen({ port = 0, host = '127.0.0.1' } = {}) {
      const listening = await server.listen(port, host);
      guard.host = host;
      // What listens everywhere is reached by loopback.
      const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
      ownUrl = urlOf(near, listening);
      return urlOf(host, listening);
    },
    async reload() {
      const changed = await load();
      const next = await serve(changed);
      const before = served;
      contract = changed;
      switches.adopt(contract);
      journal.adopt(next.redaction);
      served = next;
      await before.app.close();
    },
    reset() {
      switches.reset();
      turnAtStart();
      faults.clear();
      delayAtStart();
      for (const account of accounts.all()) reset(account);
      journal.clear();
    },
    async close() {
      const closed = server.close();
      journal.end();
      await closed;
      await served.app.close();
    },
  };

  async function load(): Promise<Contract> {
    const loaded = await loadContract(options.spec ?? ownContract, { initial: options.initial });
    const clash = loaded.operations.find((one) => isControlPath(one.path));
    if (clash === undefined) return loaded;
    throw new ContractDefect(
      loaded.locate(clash.pointer),
      `the path ${clash.path} belongs to the mock's control API`,
      'rename it',
    );
  }

  function turnAtStart(): void {
    for (const [doubt, value] of Object.entries(options.switches ?? {}))
      switches.turn(doubt, value);
    const authorization = doubtWithEffect(contract, 'authorization');
    if (options.auth === false && authorization) switches.turn(authorization.id, 'optional');
  }

  function delayAtStart(): void {
    if (options.delay) faults.put('*', { delay: options.delay });
  }

  async function serve(serving: Contract): Promise<Served> {
    const redaction = createRedaction(serving.document);
    const teacher = createTeacher(serving, redaction);
    const state = createState(serving, teacher, newId);
    demandInitialState(serving, state);
    const engine = await createEngine(serving.document);
    const tokenOf = createTokenReader(serving.account);
    const app = createApp(refuseUrl);
    const shared = { contract: serving, state, accounts, history, faults };
    const needsToken = options.auth !== false;
    serveContract(app, { ...shared, engine, teacher, tokenOf, needsToken, record, wait });
    await app.register(
      async (control) =>
        serveControl(control, {
          ...shared,
          journal,
          redaction,
          switches,
          guard,
          reset,
          tokenOf,
          provider: options.provider,
          teacher,
          url: () => ownUrl,
          newId,
          wait,
        }),
      { prefix: '/_mock' },
    );
    await app.ready();
    return { contract: serving, engine, state, teacher, redaction, app };
  }

  // Runs before there is a `served`: the first account is made when the first request comes.
  function createAccount(id: string): Account {
    const account: Account = {
      id,
      store: newStore(),
      switches: new Switches(contract, switches),
      faults: new Faults(random),
      history,
      contract,
    };
    served.state.seed(account.store, contract.initial);
    return account;
  }

  function reset(account: Account): void {
    account.store.clear();
    account.switches.reset();
    account.faults.clear();
    served.state.seed(account.store, contract.initial);
  }

  function demandInitialState(serving: Contract, state: State): void {
    try {
      state.seed(newStore(), serving.initial);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new ContractDefect(
        { file: serving.files.at(-1) ?? serving.file },
        `the initial state breaks a uniqueness rule (${error.message})`,
        'let no two items claim the same',
      );
    }
  }

  // Fastify finds that it cannot read a URL before any route or hook has its say.
  function refuseUrl(request: FastifyRequest, reply: FastifyReply): void {
    const [path = ''] = request.url.split('?');
    const detail = `The path ${path} cannot be read; escape it as RFC 3986 says.`;
    const answer = refusalAnswer(new Refusal('bad-url', detail));
    if (isControlPath(path)) {
      return void reply
        .code(answer.status)
        .headers(answer.headers)
        .send(Buffer.from(answer.body ?? ''));
    }
    const account = accounts.idOf(createTokenReader(contract.account)(request));
    const started = performance.now();
    const nothing = { operation: undefined, requestBody: undefined, state: undefined };
    record(send(request, reply, answer, { account, started, history, ...nothing }));
  }

  function record(exchange: RawExchange): void {
    journal.record(exchange);
    options.log?.({
      time: new Date(exchange.time),
      method: exchange.method,
      path: served.redaction.text(exchange.url),
      status: exchange.status,
      ms: exchange.ms,
      account: exchange.account,
      problem: exchange.problem,
      rule: exchange.rule,
      doubt: exchange.doubt,
    });
  }
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function isControlPath(path: string): boolean {
  return /^\/_mock(\/|$)/.test(path);
}

function createApp(
  refuseUrl: (request: FastifyRequest, reply: FastifyReply) => void,
): FastifyInstance {
  return Fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    // Longer than the headers that Node.js takes: no parameter is too long for the router.
    routerOptions: { maxParamLength: 16 * 1024 },
    frameworkErrors: (_error, request, reply) =>
      refuseUrl(request as FastifyRequest, reply as FastifyReply),
  });
}
