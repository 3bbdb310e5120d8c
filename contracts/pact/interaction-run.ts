import {
  accountState,
  actionOf,
  type Classification,
  classify,
  describeFault,
  findOperation,
  isObject,
  type JsonObject,
  operationName,
  parseJson,
} from '../../spec/index.ts';
import { asEvidence, type Exchange, type Request } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { cleanUp } from '../provider/clean-up.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import { ForeignIdentifier, namesOneItem } from '../provider/named-identifiers.ts';
import type { Provider } from '../provider/provider.ts';
import { RunEnd } from '../provider/run-gate.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import { openContext } from '../provider/with-context.ts';
import { giveItems } from './account-items.ts';
import type { NamedState, PactInteraction } from './pact-file.ts';
import type { PactRequest, PactResponse } from './protocol.ts';
import { needsOf, setUp } from './provider-state.ts';
import { callStateEndpoint } from './state-endpoint.ts';
import { belowProvider, namesAccount, toPactResponse, toProviderRequest } from './translate.ts';

/** What Pact's verifier was told about an interaction, so that it can be told so again. */
export interface Told {
  /** The values of each of its states, in order. */
  readonly values: JsonObject[];
  /** The response to its request; undefined if it got none. */
  response: PactResponse | undefined;
}

const note = 'the interaction';

/** One replay of an interaction: its states, its request, and the clean-up. */
export class InteractionRun {
  readonly #provider: Provider;
  readonly #interaction: PactInteraction;
  readonly #statesUrl: string | undefined;
  readonly #states: NamedState[] = [];
  /** The values that its states injected, by name. */
  readonly #injected = new Map<string, string>();
  #ended = false;
  #context: Promise<CheckContext> | undefined;
  #began = 0;
  /** Gives the account back what it held before a state gave it other items. */
  #giveBack: (() => Promise<void>) | undefined;
  /** What is under way; the clean-up waits for it. */
  #busy: Promise<unknown> = Promise.resolve();
  /** The requests that set up its states, and its own. */
  exchanges: readonly Exchange[] = [];
  /** The outcome of its own request; undefined if that was not sent. */
  outcome: Classification | undefined;
  /** Why the outcome is a fault, in a sentence. */
  fault: string | undefined;
  /** Why it could not be set up, in a sentence. */
  problem: string | undefined;
  /** Which test data it lacks, in a sentence. */
  noTestData: string | undefined;
  ms = 0;
  /** What Pact's verifier was told. */
  readonly told: Told = { values: [], response: undefined };

  constructor(provider: Provider, interaction: PactInteraction, statesUrl: string | undefined) {
    this.#provider = provider;
    this.#interaction = interaction;
    this.#statesUrl = statesUrl;
  }

  /** Sets up a state and returns its values; undefined if that failed. */
  setUp(state: NamedState): Promise<JsonObject | undefined> {
    return this.#do(async (context) => {
      const before = [...this.#states];
      this.#states.push(state);
      if (this.#statesUrl === undefined && state.name === accountState) {
        const giveBack = await giveItems(this.#provider, state.params.items);
        this.#giveBack ??= giveBack;
        this.told.values.push({});
        return {};
      }
      const values =
        this.#statesUrl === undefined
          ? await setUp(context, state, before)
          : await callStateEndpoint(this.#statesUrl, 'setup', state, this.#provider.transport);
      for (const [name, value] of Object.entries(values)) this.#injected.set(name, `${value}`);
      if (this.#statesUrl !== undefined) this.#provider.ledger.allow(Object.values(values));
      this.told.values.push(values);
      return values;
    });
  }

  /** Sends the interaction's own request; undefined if it must not be sent. */
  send(pactRequest: PactRequest): Promise<PactResponse | undefined> {
    return this.#do(async (context) => {
      const missing = [...this.#interaction.injected].filter((name) => !this.#injected.has(name));
      if (missing.length > 0) {
        // The examples in the pact are not test data.
        throw new SetUpFailure(
          `The interaction could not be set up: no state has a value for ${missing.join(', ')}.`,
        );
      }
      const { contract, tokens } = this.#provider;
      const path = belowProvider(this.#provider, pactRequest.method, pactRequest.path);
      const asked = { ...pactRequest, path };
      const request = toProviderRequest(contract.account, tokens.first, asked);
      const other = otherMethod(request);
      if (other !== undefined && !this.#isSetUpByProvider) {
        throw new SetUpFailure(notSent(`${other} may stand for another method`));
      }
      const found = findOperation(contract, request.method, request.path);
      const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
      // Whatever it does to items that were given, the account gets back what it held. What the provider
      // set up is its own.
      const isSafe = isRead || this.#giveBack !== undefined || this.#isSetUpByProvider;
      if (found === undefined || this.#giveBack !== undefined) {
        if (isSafe) return this.#sendAsIs(context, request);
        throw new SetUpFailure(notSent(`${request.method} ${request.path} is not documented`));
      }
      const { operation } = found;
      const lent = [...this.#injected.values()];
      // What it does to the item in its path, nothing says.
      const isUnknown = actionOf(contract, operation) === undefined;
      const stray = Object.values(found.path).find(
        (one) => !lent.includes(one) && (isUnknown || !namesOneItem(one)),
      );
      if (!isSafe && stray !== undefined) {
        throw new SetUpFailure(notSent(`${operationName(operation)} would change ${stray}`));
      }
      const account = namesAccount(contract.account, pactRequest) ? 'first' : 'none';
      const json = this.#provider.itemSent(operation, bodyJson(request.body));
      const call = { ...found, json, text: request.body, request, account, note } as const;
      try {
        return this.#respond((await context.send(call)).exchange);
      } catch (error) {
        if (!(error instanceof ForeignIdentifier)) throw error;
        if (isSafe) return this.#sendAsIs(context, request);
        throw new SetUpFailure(notSent(error.message));
      }
    });
  }

  get #isSetUpByProvider(): boolean {
    return this.#statesUrl !== undefined && this.#states.length > 0;
  }

  async #sendAsIs(context: CheckContext, request: Request): Promise<PactResponse> {
    const exchange = await this.#provider.transport.send(request, note);
    context.exchanges.push(asEvidence(exchange));
    return this.#respond(exchange);
  }

  /** Cleans up after its states and its request; the exchanges stay as evidence. */
  async end(): Promise<void> {
    await this.#busy;
    if (this.#context === undefined || this.#ended) return;
    this.#ended = true;
    // Without test data there is no context, and `problem` or `noTestData` says so.
    const context = await this.#context.catch(() => undefined);
    if (context !== undefined) {
      this.exchanges = [...context.exchanges];
      await cleanUp(context);
    }
    await this.#giveBack?.();
    this.ms = Math.round(performance.now() - this.#began);
    if (this.#statesUrl === undefined) return;
    for (const state of this.#states.reverse()) {
      try {
        await callStateEndpoint(this.#statesUrl, 'teardown', state, this.#provider.transport);
      } catch (error) {
        if (!(error instanceof SetUpFailure)) throw error;
        const left = `The state "${state.name}" was not torn down.`;
        this.#provider.leftovers.push(this.#provider.redaction.text(left));
      }
    }
  }

  #respond({ request, response, failure }: Exchange): PactResponse {
    this.outcome = classify(response);
    if (this.outcome === 'fault') {
      const name = `${request.method} ${request.path}`;
      this.fault = describeFault(name, response?.status, failure);
    }
    this.told.response = toPactResponse(response);
    return this.told.response;
  }

  // Pact is not told why it could not be set up; the judgement is.
  async #do<Result>(act: (context: CheckContext) => Promise<Result>): Promise<Result | undefined> {
    if (this.problem !== undefined || this.noTestData !== undefined) return undefined;
    const done = this.#open().then(act);
    this.#busy = done.catch(() => {});
    try {
      return await done;
    } catch (error) {
      if (error instanceof NoTestData) this.noTestData = error.message;
      else this.problem = reasonFor(error) ?? this.#provider.gate.fail(error);
      return undefined;
    }
  }

  #open(): Promise<CheckContext> {
    if (this.#context === undefined) {
      this.#began = performance.now();
      const { states } = this.#interaction;
      const needs = this.#statesUrl === undefined ? needsOf(this.#provider, states) : new Map();
      this.#context = openContext(this.#provider, needs);
    }
    return this.#context;
  }
}

// What makes some servers take a request for one of another method.
function otherMethod({ path, headers }: Request): string | undefined {
  const name = Object.keys(headers).find((one) => /^x-(http-)?method(-override)?$/i.test(one));
  return name ?? /[?&](_method)=/i.exec(path)?.[1];
}

function notSent(why: string): string {
  return `${why}, so the request was not sent. Let a provider state make what it changes, and take the id from it (fromProviderState), or let the provider set it up by --states-url.`;
}

// Why an interaction could not be run, unless the verifier itself failed.
function reasonFor(error: unknown): string | undefined {
  const isKnown = [SetUpFailure, ForeignIdentifier, TooFewIdentifiers, RunEnd].some(
    (one) => error instanceof one,
  );
  return isKnown && error instanceof Error ? error.message : undefined;
}

function bodyJson(body = ''): unknown {
  const json = parseJson(body);
  return isObject(json) || Array.isArray(json) ? json : undefined;
}
