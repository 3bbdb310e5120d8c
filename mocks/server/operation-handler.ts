import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { FaultEffect } from '../accounts/faults.ts';
import { type EngineCall, type EngineResult, refused } from '../prism/engine.ts';
import { Refusal } from '../problems/problem.ts';
import type { StateAction } from '../resources/actions.ts';
import { migrateAccount } from '../resources/resource-state.ts';
import { engineResponse } from './engine-response.ts';
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

/** One request to an operation of the contract. */
interface ContractCall {
  readonly service: ContractService;
  readonly operation: Operation;
  readonly action: StateAction | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly account: Account;
  readonly context: RequestContext;
}

/** Creates the handler of an operation: token to account, faults, then the contract's response. */
export function createOperationHandler(service: ContractService, operation: Operation) {
  const action = service.state.action(operation);
  return (
    parameters: ContractCall['parameters'],
    request: FastifyRequest,
    reply: FastifyReply,
  ): void | Promise<void> => {
    const account = service.accounts.byToken(service.tokenOf(request));
    migrateAccount(account, service.contract, service.state);
    const context = createContext(request, account.id, service.history, operation);
    const call = { service, operation, action, parameters, request, reply, account, context };
    const effect = account.faults.draw(operation.id) ?? service.faults.draw(operation.id);
    if (effect !== undefined) return applyFault(call, effect);
    const response = respond(call);
    if (response instanceof Promise) return response.then((one) => finish(call, one));
    finish(call, response);
  };
}

function finish({ service, request, reply, context }: ContractCall, response: MockResponse): void {
  service.record(send(request, reply, response, context));
}

async function applyFault(call: ContractCall, effect: FaultEffect): Promise<void> {
  const { service, request, reply, context } = call;
  if (effect.delay > 0) await service.wait(effect.delay);
  if (effect.drop) return service.record(drop(request, reply, context));
  finish(call, faultResponse(effect) ?? (await respond(call)));
}

function faultResponse({ status, body, headers = {} }: FaultEffect): MockResponse | undefined {
  if (status === undefined) return undefined;
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (body === undefined) return { status, headers: own };
  const all = { 'content-type': 'application/json', ...own };
  return { status, headers: all, body: JSON.stringify(body) };
}

function respond(call: ContractCall): MockResponse | Promise<MockResponse> {
  const { service, operation, action, parameters, request, account, context } = call;
  try {
    assertSingleHeaders(request, service.keyHeader);
    const asked = engineCallOf(call);
    let refusal: Refusal | undefined;
    if (action !== undefined) {
      asked.state = () => {
        try {
          const result = action(account, parameters, asked.body);
          if (!(result instanceof Refusal)) return result;
          refusal = result;
          return refused;
        } finally {
          context.state = service.history.version;
        }
      };
    }
    const toResponse = (result: EngineResult) =>
      refusal
        ? refusalResponse(refusal)
        : engineResponse(service.refusals, operation, asked, result, request);
    const result = service.engine.request(asked);
    return result instanceof Promise
      ? result.then(toResponse).catch(responseToThrown)
      : toResponse(result);
  } catch (error) {
    return responseToThrown(error);
  }
}

function engineCallOf({ service, operation, request, account, context }: ContractCall): EngineCall {
  const checkSecurity =
    service.needsToken && account.switches.settings().authorization === 'required';
  const call = engineCall(operation, request, checkSecurity);
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
