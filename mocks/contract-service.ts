import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Contract, Operation } from '../spec/index.ts';
import { type Account, type Accounts, bringUpToDate } from './account.ts';
import type { StateAction } from './actions.ts';
import {
  engineCall,
  parametersOf,
  pathOf,
  readBody,
  routeOf,
  sent,
  textOf,
} from './contract-request.ts';
import { isPreflight, preflightHeaders } from './cors.ts';
import {
  type Engine,
  type EngineCall,
  type EngineResult,
  refused,
  type Violation,
} from './engine.ts';
import { type Answer, drop, refusalAnswer, send, type Told } from './exchange.ts';
import type { Blow, Faults } from './faults.ts';
import type { History } from './history.ts';
import type { RawExchange } from './journal.ts';
import { type ProblemCode, Refusal } from './problems.ts';
import type { State } from './state.ts';
import type { Teacher } from './teacher.ts';

/** What the contract's paths are served with. */
export interface ContractService {
  readonly contract: Contract;
  readonly engine: Engine;
  readonly state: State;
  readonly teacher: Teacher;
  readonly accounts: Accounts;
  readonly history: History;
  /** The token that a request names its account with. */
  readonly tokenOf: (request: FastifyRequest) => string | undefined;
  /** Whether requests without a token are refused at all. */
  readonly needsToken: boolean;
  /** The faults of every account. */
  readonly faults: Faults;
  readonly record: (exchange: RawExchange) => void;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

type Parameters = Readonly<Record<string, string>>;

interface Route {
  readonly operation: Operation;
  readonly action: StateAction | undefined;
}

/** One request to an operation of the contract. */
interface Visit {
  readonly route: Route;
  readonly parameters: Parameters;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly account: Account;
  readonly told: Told;
}

/** Serves the contract's paths, and refuses all others, on a Fastify instance. */
export function serveContract(app: FastifyInstance, service: ContractService): void {
  const { contract, teacher, tokenOf } = service;
  const paths = [...new Set(contract.operations.map((operation) => operation.path))].map(
    (path) => ({
      operations: contract.operations.filter((operation) => operation.path === path),
      matches: new RegExp(
        `^${path
          .split(/\{[^}]+\}/)
          .map(escapeRegExp)
          .join('[^/]+')}$`,
      ),
    }),
  );

  app.removeAllContentTypeParsers();
  // Named besides, what is all but always sent need not be looked for.
  const types = ['application/json', '*'];
  app.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  for (const operation of contract.operations) {
    const { url, names } = routeOf(operation.path);
    const route = { operation, action: service.state.action(operation) };
    app.route({
      method: operation.method.toUpperCase(),
      url,
      // The router takes nothing at all for the value of a parameter.
      handler: (request, reply) => {
        const parameters = parametersOf(request, names);
        return names.some((name) => parameters[name] === '')
          ? refuseUnrouted(request, reply)
          : handle(visitOf(route, parameters, request, reply));
      },
    });
  }

  app.setNotFoundHandler(refuseUnrouted);

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const operation = operationAt(request);
    const told = tell(request, operation?.id, service.accounts.idOf(tokenOf(request)));
    service.record(send(request, reply, answerTo(error, operation, request), told));
    return reply;
  });

  async function refuseUnrouted(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const told = tell(request, undefined, service.accounts.idOf(tokenOf(request)));
    service.record(send(request, reply, unrouted(request), told));
  }

  function handle(visit: Visit): void | Promise<void> {
    const { route, account } = visit;
    const { id } = route.operation;
    const blow = account.faults.strike(id) ?? service.faults.strike(id);
    if (blow !== undefined) return suffer(visit, blow);
    const answer = answerOf(visit);
    if (answer instanceof Promise) return answer.then((one) => finish(visit, one));
    finish(visit, answer);
  }

  async function suffer(visit: Visit, blow: Blow): Promise<void> {
    if (blow.delay > 0) await service.wait(blow.delay);
    if (blow.drop) return service.record(drop(visit.request, visit.reply, visit.told));
    finish(visit, faultAnswer(blow) ?? (await answerOf(visit)));
  }

  function finish({ request, reply, told }: Visit, answer: Answer): void {
    service.record(send(request, reply, answer, told));
  }

  function answerOf(visit: Visit): Answer | Promise<Answer> {
    const { route, parameters, request, account, told } = visit;
    const { operation, action } = route;
    let refusal: Refusal | undefined;
    try {
      const call = engineCallOf(visit);
      if (action !== undefined) {
        call.state = () => {
          try {
            const made = action(account, parameters, call.body);
            if (!(made instanceof Refusal)) return made;
            refusal = made;
            return refused;
          } finally {
            told.state = service.history.version;
          }
        };
      }
      const answer = (result: EngineResult) =>
        refusal ? refusalAnswer(refusal) : engineAnswer(operation, call, result, request);
      const result = service.engine.request(call);
      return result instanceof Promise
        ? result.then(answer).catch(answerToRefusal)
        : answer(result);
    } catch (error) {
      return answerToRefusal(error);
    }
  }

  function engineCallOf({ route: { operation }, request, account, told }: Visit): EngineCall {
    const checkSecurity =
      service.needsToken && account.switches.settings().authorization === 'required';
    const call = engineCall(operation, request, checkSecurity);
    try {
      call.body = readBody(request, told.requestBody);
    } catch (refusal) {
      // Who sends no token learns that first, as with every other mistake in a body.
      const hasToken = tokenOf(request) !== undefined;
      if (hasToken || !checkSecurity || operation.security.length === 0) throw refusal;
    }
    return call;
  }

  function engineAnswer(
    operation: Operation,
    call: EngineCall,
    result: EngineResult,
    request: FastifyRequest,
  ): Answer {
    if (result.kind === 'answer') {
      const { headers } = result;
      // Prism names a type for an answer without a body too.
      if (result.body === undefined) Reflect.deleteProperty(headers, 'content-type');
      if (result.violations.length > 0)
        headers['sl-violations'] = violationsHeader(result.violations);
      return {
        status: result.status,
        headers,
        body: written(result.body, headers['content-type']),
      };
    }
    if (result.kind === 'failed') {
      const code = failureCode(result.status, call);
      return refusalAnswer(new Refusal(code, sentence(inWords(result.detail))));
    }
    if (result.answer !== undefined) {
      const { headers, body } = result.answer;
      return { status: result.status, headers, body: written(body, headers['content-type']) };
    }
    const refusal = refusalOfInvalid(operation, call, result, request);
    const answer = refusalAnswer(refusal, result.status);
    return { ...answer, headers: { ...result.headers, ...answer.headers } };
  }

  function refusalOfInvalid(
    operation: Operation,
    call: EngineCall,
    result: Extract<EngineResult, { kind: 'invalid' }>,
    request: FastifyRequest,
  ): Refusal {
    const codes = result.diagnostics.map((diagnostic) => diagnostic.code);
    if (codes.includes(401)) return teacher.unauthorized(operation);
    if (codes.includes(415)) {
      return teacher.unsupportedMediaType(operation, request.headers['content-type']);
    }
    return teacher.invalid(operation, sent(operation, call, request), result.diagnostics);
  }

  function visitOf(
    route: Route,
    parameters: Parameters,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Visit {
    const account = accountOf(tokenOf(request));
    const told = tell(request, route.operation.id, account.id);
    return { route, parameters, request, reply, account, told };
  }

  function tell(request: FastifyRequest, operation: string | undefined, account: string): Told {
    return {
      account,
      operation,
      requestBody: textOf(request),
      started: performance.now(),
      history: service.history,
      state: undefined,
    };
  }

  function accountOf(token: string | undefined): Account {
    const account = service.accounts.of(token);
    bringUpToDate(account, contract, service.state);
    return account;
  }

  function unrouted(request: FastifyRequest): Answer {
    const path = pathOf(request.url);
    const known = paths.find((one) => one.matches.test(path))?.operations;
    if (isPreflight(request.method, request.headers)) {
      return { status: 204, headers: preflightHeaders(request.headers) };
    }
    if (known === undefined) {
      const tries = [...new Set(contract.operations.map((one) => one.path))].join(', ');
      return refusalAnswer(
        new Refusal('unknown-path', `The contract has no path ${path}; it has ${tries}.`),
      );
    }
    const refusal = teacher.methodNotAllowed(known, request.method);
    if (request.method !== 'OPTIONS') return refusalAnswer(refusal);
    return { status: 204, headers: { allow: `${refusal.headers.allow}, OPTIONS` } };
  }

  function operationAt(request: FastifyRequest): Operation | undefined {
    const path = pathOf(request.url);
    return paths
      .find((one) => one.matches.test(path))
      ?.operations.find((one) => one.method === request.method.toLowerCase());
  }

  function answerTo(
    error: Error & { statusCode?: number },
    operation: Operation | undefined,
    request: FastifyRequest,
  ): Answer {
    if (error instanceof Refusal) return refusalAnswer(error);
    const { statusCode = 500 } = error;
    if (statusCode >= 500) throw error;
    if (statusCode === 413) {
      const detail = 'The body has more than 1048576 bytes; send less.';
      return refusalAnswer(new Refusal('body-too-large', detail));
    }
    // Where there is nothing to send a body to, how it was sent does not matter.
    if (operation === undefined) return unrouted(request);
    if (statusCode === 415) {
      const type = request.headers['content-type'];
      return refusalAnswer(teacher.unsupportedMediaType(operation, type));
    }
    return refusalAnswer(new Refusal('unreadable-request', sentence(error.message)));
  }
}

function answerToRefusal(error: unknown): Answer {
  if (error instanceof Refusal) return refusalAnswer(error);
  throw error;
}

function faultAnswer({ status, body, headers }: Blow): Answer | undefined {
  if (status === undefined) return undefined;
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (body === undefined) return { status, headers: own };
  return {
    status,
    headers: { 'content-type': 'application/json', ...own },
    body: JSON.stringify(body),
  };
}

function failureCode(status: number, call: EngineCall): ProblemCode {
  if (status === 406) return 'not-acceptable';
  if (status === 404) return 'missing-response';
  const prefers =
    call.headers.prefer !== undefined ||
    Object.keys(call.query).some((name) => name.startsWith('__'));
  return prefers ? 'invalid-preference' : 'unanswerable';
}

function written(body: unknown, contentType: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string' && !/\bjson\b/.test(contentType ?? '')) return body;
  return JSON.stringify(body);
}

// The header of Prism's own server, in its form and within what a header may hold.
function violationsHeader(violations: readonly Violation[]): string {
  const text = JSON.stringify(violations).replaceAll(/[^\x20-\x7e]/g, '?');
  return text.length > 8_000 ? `Too many violations! ${text.slice(0, 7_900)}` : text;
}

// Prism draws each preference that it cannot read as a branch over two lines.
function inWords(detail: string): string {
  const branches = detail.matchAll(
    /property "(\w+)"\n.*cannot decode (.*), should be (?:a )?(\w+)/g,
  );
  const unread = Array.from(branches, ([, name, received, type]) =>
    // A preference without a value is read as true.
    received === 'true'
      ? `${name} has no value; send a ${type}`
      : `${name} is ${received}; send a ${type}`,
  );
  return unread.length === 0 ? detail : `The preference ${unread.join(', and ')}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
