import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { FaultEffect } from '../accounts/faults.ts';
import type { Entry } from '../accounts/store.ts';
import type { TurnMode } from '../accounts/turns.ts';
import { type EngineCall, type EngineResult, refused, type Violation } from '../prism/engine.ts';
import { Refusal } from '../problems/problem.ts';
import type { Outcome } from '../resources/action-context.ts';
import { discardChanges } from '../resources/resource-state.ts';
import type { StatefulOperation } from '../resources/stateful-operation.ts';
import { actAsRead, mayHold } from './act-as-read.ts';
import { documentedRefusal } from './documented-refusal.ts';
import { engineResponse } from './engine-response.ts';
import { faultResponse } from './fault-response.ts';
import { createLeniency, type Leniency } from './leniency.ts';
import { createManners, type Manners } from './manners.ts';
import { assertSingleHeaders, engineCall, readBody } from './request.ts';
import {
  createContext,
  drop,
  type MockResponse,
  type RequestContext,
  refusalResponse,
  send,
} from './response.ts';
import type { ContractService } from './service.ts';
import { tellSwitches } from './tell-switches.ts';

/** One request to an operation of the contract. */
interface ContractCall {
  readonly service: ContractService;
  readonly operation: Operation;
  readonly stateful: StatefulOperation | undefined;
  readonly manners: Manners;
  readonly mode: TurnMode;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly account: Account;
  readonly context: RequestContext;
}

/** Creates the handler of an operation: token to account, faults, then the contract's response. */
export function createOperationHandler(service: ContractService, operation: Operation) {
  const prepare = (one: Operation) => ({
    operation: one,
    stateful: service.state.operation(one),
    manners: createManners(service.contract, one),
  });
  const whole = prepare(operation);
  const variants = new Map(operation.variants.map((one) => [one, prepare(one)]));
  const mode: TurnMode = /^(get|head|options|trace)$/.test(operation.method) ? 'read' : 'write';

  function createCall(
    account: Account,
    parameters: ContractCall['parameters'],
    request: FastifyRequest,
    reply: FastifyReply,
  ): ContractCall {
    const variant = variants.size > 0 && whole.stateful?.variant(account, parameters);
    const meant = (variant && variants.get(variant)) || whole;
    const context = createContext(request, account, meant.operation);
    return { service, ...meant, mode, parameters, request, reply, account, context };
  }

  return (
    parameters: ContractCall['parameters'],
    request: FastifyRequest,
    reply: FastifyReply,
  ): void | Promise<void> => {
    let call: ContractCall | undefined;
    const response = service.turns.run(
      service.accounts.open(service.accountIdOf(request)),
      mode,
      (account) => {
        call = createCall(account, parameters, request, reply);
        return isUndisturbed(call) ? respond(call) : undefined;
      },
    );
    const end = (made: MockResponse | undefined): void | Promise<void> => {
      // The work has run, or the turn would have failed.
      const madeCall = call as ContractCall;
      return made === undefined ? disturb(madeCall) : finish(madeCall, made);
    };
    return response instanceof Promise ? response.then(end) : end(response);
  };
}

function isUndisturbed({ account, service }: ContractCall): boolean {
  return account.faults.isEmpty && (service.faults.isEmpty || isIsolated(service, account));
}

/** Whether the switches and faults of all accounts do not reach an account. */
function isIsolated({ isolated }: ContractService, { id }: Account): boolean {
  return isolated.has(id);
}

/** Answers a request that a fault may strike. */
async function disturb(call: ContractCall): Promise<void> {
  const effect = await drawEffect(call);
  if (effect !== undefined) return applyFault(call, effect);
  finish(call, await respondInTurn(call));
}

// Drawn in turns of their own: a fault that delays must not hold up others, and one that strikes a number
// of times counts them.
async function drawEffect({ service, account, operation, context }: ContractCall) {
  const ids = [operation.id, ...(operation.variantOf === undefined ? [] : [operation.variantOf])];
  for (const id of ids) {
    const own = await service.turns.run(account, 'write', ({ faults }) => faults.draw(id));
    const effect = own ?? (await service.turns.runForAll('write', () => service.faults.draw(id)));
    if (effect === undefined) continue;
    const { operation: setFor, name } = effect;
    context.fault = { scope: own === undefined ? 'all' : 'account', operation: setFor, name };
    return effect;
  }
  return undefined;
}

function respondInTurn(call: ContractCall): MockResponse | Promise<MockResponse> {
  return call.service.turns.run(call.account, call.mode, (account) =>
    respond({ ...call, account }),
  );
}

function finish({ service, request, reply, context }: ContractCall, response: MockResponse): void {
  send(service, request, reply, response, context);
}

async function applyFault(call: ContractCall, effect: FaultEffect): Promise<void> {
  const { service, request, reply, account, context } = call;
  if (effect.delay > 0) await service.wait(effect.delay);
  // Other requests may have changed it in between.
  context.state = await service.turns.run(account, 'read', ({ version }) => version);
  if (effect.drop) return drop(service, request, reply, context);
  const { truncate: isTruncated } = effect;
  finish(call, faultResponse(effect) ?? { ...(await respondInTurn(call)), isTruncated });
}

function respond(call: ContractCall): MockResponse | Promise<MockResponse> {
  const { manners, account } = call;
  const made = makeResponse(call);
  return made instanceof Promise
    ? made.then((one) => manners.refuse(one, account.switches.settings()))
    : manners.refuse(made, account.switches.settings());
}

function makeResponse(call: ContractCall): MockResponse | Promise<MockResponse> {
  const { service, request } = call;
  try {
    assertSingleHeaders(request, service.keyHeader);
    const refused = schemeRefusal(call);
    if (refused !== undefined) return explain(call, refused);
    const asked = engineCallOf(call);
    const leniency = createLeniency(call, asked);
    const acted = actFor(call, asked, leniency);
    const result = service.engine.request(asked);
    const toResponse = (made: EngineResult) => stateResponse(call, asked, acted, made, leniency);
    const response = result instanceof Promise ? result.then(toResponse) : toResponse(result);
    return response instanceof Promise
      ? response.then((made) => explain(call, made)).catch(responseToThrown)
      : explain(call, response);
  } catch (error) {
    return responseToThrown(error);
  }
}

/** Lets a refusal say which positions of the switches accept what it refuses. */
function explain({ service, account }: ContractCall, response: MockResponse): MockResponse {
  const { refusal } = response;
  const told = refusal && tellSwitches(refusal, service.contract, account.switches.settings());
  return told === refusal ? response : { ...response, refusal: told };
}

/** What came of a request that was answered from what is stored. */
interface Acted {
  refusal?: Refusal;
  outcome?: Outcome;
  /** Whether it changed the account. */
  hasChanged?: boolean;
}

/** Lets a request be answered from what is stored, if it can be. */
function actFor(call: ContractCall, asked: EngineCall, leniency: Leniency | undefined): Acted {
  const { service, stateful, parameters, account, context } = call;
  const acted: Acted = {};
  const isItem = !Array.isArray(asked.body);
  if (stateful === undefined || !isItem || !stateful.isStored(account)) return acted;
  asked.status = () => stateful.status(account, parameters);
  asked.state = (own) => {
    const { version } = account;
    try {
      const result = actAsRead(stateful, call, asked, leniency);
      if (result instanceof Refusal) {
        acted.refusal = result;
        return refused;
      }
      acted.outcome = result;
      return stateful.envelope(result.value, own);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        discardChanges(account, service.state);
        throw error;
      }
      acted.refusal = error;
      return refused;
    } finally {
      context.state = account.version;
      acted.hasChanged = context.state > version;
    }
  };
  return acted;
}

function stateResponse(
  call: ContractCall,
  asked: EngineCall,
  acted: Acted,
  result: EngineResult,
  leniency: Leniency | undefined,
): MockResponse | Promise<MockResponse> {
  const { service, operation, manners, request, account, context } = call;
  const { refusal = leniency?.refusal(result), outcome } = acted;
  const tell = (made: EngineResult) => {
    if (made.kind === 'answer' && leniency) made.violations.unshift(...leniency.violations());
    return made;
  };
  if (refusal !== undefined) {
    return documentedRefusal(service, asked, refusal) ?? refusalResponse(refusal);
  }
  if (outcome === undefined || result.kind !== 'answer') {
    return engineResponse(service, operation, asked, tell(result), request);
  }
  if (outcome.isUnfit || (result.violations.some(isOfBody) && !mayHold(call, result))) {
    // What would break the document is not done: Prism answers as if there were no state.
    if (acted.hasChanged) {
      const replaced = service.history.takeBack(account, context.state ?? 0);
      service.state.restore(account.store, replaced);
      account.store.takeChanges();
    }
    const { state: _state, status: _status, ...alone } = asked;
    const answer = service.engine.request(alone);
    const toResponse = (made: EngineResult) =>
      engineResponse(service, operation, alone, tell(made), request);
    return answer instanceof Promise ? answer.then(toResponse) : toResponse(answer);
  }
  const settings = account.switches.settings();
  const { location = manners.sendsLocation(settings) ? '/' : undefined } = result.headers;
  if (outcome.added && location !== undefined) {
    result.headers.location = locationOf(outcome.added, location, request, service.prefix);
  }
  return manners.accept(engineResponse(service, operation, asked, tell(result), request), settings);
}

function isOfBody({ location: [, place], severity }: Violation): boolean {
  return place === 'body' && severity === 'Error';
}

/** The path of an item, or its URL if the document's own location is one. */
function locationOf(
  { collection, key }: Entry,
  documented: string,
  { headers: { host }, protocol }: FastifyRequest,
  prefix: string,
): string {
  const path = `${prefix}${collection}/${encodeURIComponent(key)}`;
  const isUrl = /^https?:/.test(documented) && host !== undefined;
  return isUrl ? `${protocol}://${host}${path}` : path;
}

/** Whether a request needs the security that its operation asks for. */
function checksSecurity({ service, account }: ContractCall): boolean {
  const isChecked = service.needsToken || isIsolated(service, account);
  return isChecked && account.switches.settings().authorization === 'required';
}

function schemeRefusal(call: ContractCall): MockResponse | undefined {
  const { service, operation, request, account } = call;
  if (operation.security.length === 0 || !checksSecurity(call)) return undefined;
  if (!service.refusesScheme(request, account)) return undefined;
  const refusal = service.refusals.tokenScheme(operation, service.tokenOf(request) !== undefined);
  const asked = engineCall(operation, request, true, service.prefix);
  return documentedRefusal(service, asked, refusal) ?? refusalResponse(refusal);
}

function engineCallOf(contractCall: ContractCall): EngineCall {
  const { service, operation, request, context } = contractCall;
  const checkSecurity = checksSecurity(contractCall);
  const call = engineCall(operation, request, checkSecurity, service.prefix);
  try {
    // What takes no body needs none to be readable.
    call.body = operation.request
      ? readBody(request, context.requestBody)
      : context.requestBody || undefined;
    if (typeof call.body !== 'string') call.text = context.requestBody;
  } catch (refusal) {
    // A missing token is reported first, as for every other mistake in a body.
    const hasToken = service.tokenOf(request) !== undefined;
    if (hasToken || !checkSecurity || operation.security.length === 0) throw refusal;
  }
  return call;
}

function responseToThrown(error: unknown): MockResponse {
  if (error instanceof Refusal) return refusalResponse(error);
  throw error;
}
