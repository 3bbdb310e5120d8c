import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Contract, Operation } from '../../spec/index.ts';
import type { Account, Accounts } from '../accounts/account.ts';
import type { FaultEffect, Faults } from '../accounts/faults.ts';
import type { History } from '../accounts/history.ts';
import type { RawJournalEntry } from '../journal/journal.ts';
import { type Engine, type EngineCall, type EngineResult, refused } from '../prism/engine.ts';
import { Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import type { StateAction } from '../resources/actions.ts';
import type { State } from '../resources/resource-state.ts';
import { migrateAccount } from '../resources/resource-state.ts';
import { engineResponse } from './engine-response.ts';
import { createFallback } from './fallback.ts';
import { engineCall, parametersOf, readBody, routeOf, textOf } from './request.ts';
import { drop, type MockResponse, type RequestContext, refusalResponse, send } from './response.ts';

/** What the contract's paths are served with. */
export interface ContractService {
  readonly contract: Contract;
  readonly engine: Engine;
  readonly state: State;
  readonly refusals: Refusals;
  readonly accounts: Accounts;
  readonly history: History;
  /** The token that a request names its account with. */
  readonly tokenOf: (request: FastifyRequest) => string | undefined;
  /** Whether requests without a token are refused at all. */
  readonly needsToken: boolean;
  /** The faults of every account. */
  readonly faults: Faults;
  readonly record: (exchange: RawJournalEntry) => void;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

type Parameters = Readonly<Record<string, string>>;

interface Route {
  readonly operation: Operation;
  readonly action: StateAction | undefined;
}

/** One request to an operation of the contract. */
interface ContractCall {
  readonly route: Route;
  readonly parameters: Parameters;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly account: Account;
  readonly context: RequestContext;
}

/** Serves the contract's paths, and refuses all others, on a Fastify instance. */
export function serveContract(app: FastifyInstance, service: ContractService): void {
  const { contract, refusals, tokenOf } = service;
  const unrouted = createFallback(contract, refusals);

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
    const operation = unrouted.operation(request);
    const context = tell(request, operation?.id, service.accounts.idOf(tokenOf(request)));
    service.record(
      send(request, reply, unrouted.respondToError(error, operation, request), context),
    );
    return reply;
  });

  async function refuseUnrouted(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const context = tell(request, undefined, service.accounts.idOf(tokenOf(request)));
    service.record(send(request, reply, unrouted.answer(request), context));
  }

  function handle(visit: ContractCall): void | Promise<void> {
    const { route, account } = visit;
    const { id } = route.operation;
    const blow = account.faults.draw(id) ?? service.faults.draw(id);
    if (blow !== undefined) return suffer(visit, blow);
    const answer = answerOf(visit);
    if (answer instanceof Promise) return answer.then((one) => finish(visit, one));
    finish(visit, answer);
  }

  async function suffer(visit: ContractCall, blow: FaultEffect): Promise<void> {
    if (blow.delay > 0) await service.wait(blow.delay);
    if (blow.drop) return service.record(drop(visit.request, visit.reply, visit.context));
    finish(visit, faultAnswer(blow) ?? (await answerOf(visit)));
  }

  function finish({ request, reply, context }: ContractCall, answer: MockResponse): void {
    service.record(send(request, reply, answer, context));
  }

  function answerOf(visit: ContractCall): MockResponse | Promise<MockResponse> {
    const { route, parameters, request, account, context } = visit;
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
            context.state = service.history.version;
          }
        };
      }
      const answer = (result: EngineResult) =>
        refusal
          ? refusalResponse(refusal)
          : engineResponse(refusals, operation, call, result, request);
      const result = service.engine.request(call);
      return result instanceof Promise
        ? result.then(answer).catch(answerToRefusal)
        : answer(result);
    } catch (error) {
      return answerToRefusal(error);
    }
  }

  function engineCallOf({
    route: { operation },
    request,
    account,
    context,
  }: ContractCall): EngineCall {
    const checkSecurity =
      service.needsToken && account.switches.settings().authorization === 'required';
    const call = engineCall(operation, request, checkSecurity);
    try {
      call.body = readBody(request, context.requestBody);
    } catch (refusal) {
      // Who sends no token learns that first, as with every other mistake in a body.
      const hasToken = tokenOf(request) !== undefined;
      if (hasToken || !checkSecurity || operation.security.length === 0) throw refusal;
    }
    return call;
  }

  function visitOf(
    route: Route,
    parameters: Parameters,
    request: FastifyRequest,
    reply: FastifyReply,
  ): ContractCall {
    const account = accountOf(tokenOf(request));
    const context = tell(request, route.operation.id, account.id);
    return { route, parameters, request, reply, account, context };
  }

  function tell(
    request: FastifyRequest,
    operation: string | undefined,
    account: string,
  ): RequestContext {
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
    const account = service.accounts.byToken(token);
    migrateAccount(account, contract, service.state);
    return account;
  }
}

function answerToRefusal(error: unknown): MockResponse {
  if (error instanceof Refusal) return refusalResponse(error);
  throw error;
}

function faultAnswer({ status, body, headers }: FaultEffect): MockResponse | undefined {
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
