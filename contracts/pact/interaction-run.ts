import { isObject, type JsonObject } from '../../spec/index.ts';
import { type Reading, readExchange } from '../http/classify.ts';
import type { Exchange } from '../http/exchange.ts';
import { type CheckContext, SetUpFailure } from '../provider/check-context.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import { withContext } from '../provider/with-context.ts';
import type { NamedState, PactInteraction } from './pact-file.ts';
import type { PactRequest, PactResponse } from './protocol.ts';
import { needsOf, setUp } from './provider-state.ts';
import { callStateEndpoint } from './state-endpoint.ts';
import { namesAccount, operationOf, toPactResponse, toProviderRequest } from './translate.ts';

/** One replay of one interaction: its states, its request, and what has to be cleared away. */
export class InteractionRun {
  readonly #provider: Provider;
  readonly #interaction: PactInteraction;
  readonly #statesUrl: string | undefined;
  readonly #over = Promise.withResolvers<void>();
  readonly #states: NamedState[] = [];
  readonly #injected = new Set<string>();
  #playing: Promise<void> | undefined;
  #opened: Promise<CheckContext> | undefined;
  #began: number | undefined;
  /** What is under way; clearing away begins after it. */
  #busy: Promise<unknown> = Promise.resolve();
  /** The requests that set it up, and the interaction's own. */
  exchanges: readonly Exchange[] = [];
  /** How the interaction's own request was answered. */
  reading: Reading | undefined;
  /** Why it could not be tried. */
  problem: string | undefined;
  /** What was not lent that it needs by its nature. */
  notLent: string | undefined;
  ms = 0;

  constructor(provider: Provider, interaction: PactInteraction, statesUrl: string | undefined) {
    this.#provider = provider;
    this.#interaction = interaction;
    this.#statesUrl = statesUrl;
  }

  /** Sets a state up; undefined when that failed. */
  setUp(state: NamedState): Promise<JsonObject | undefined> {
    return this.#do(async (context) => {
      const before = [...this.#states];
      this.#states.push(state);
      const values =
        this.#statesUrl === undefined
          ? await setUp(context, state, before)
          : await callStateEndpoint(this.#statesUrl, 'setup', state, this.#timeout);
      for (const name of Object.keys(values)) this.#injected.add(name);
      return values;
    });
  }

  /** Sends the interaction's own request; undefined when it must not be sent. */
  send(asked: PactRequest): Promise<PactResponse | undefined> {
    return this.#do(async (context) => {
      const missing = [...this.#interaction.injected].filter((name) => !this.#injected.has(name));
      if (missing.length > 0) {
        // The pact's own examples are nobody's to use.
        throw new SetUpFailure(`It could not be set up: nothing says what ${missing} is.`);
      }
      const { contract, tokens, transport } = this.#provider;
      const request = toProviderRequest(contract.account, tokens.first, asked);
      const found = operationOf(contract, request.method, request.path);
      const note = 'the interaction';
      if (found === undefined) {
        const exchange = await transport.send(request, note);
        context.exchanges.push(exchange);
        return this.#answered(exchange);
      }
      const account = namesAccount(contract.account, asked) ? 'first' : 'none';
      const json = jsonOf(request.body);
      const told = await context.send({
        ...found,
        json,
        text: request.body,
        request,
        account,
        note,
      });
      return this.#answered(told.exchange);
    });
  }

  /** Clears away what was set up and what the interaction made; the evidence stays. */
  async end(): Promise<void> {
    await this.#busy;
    if (this.#playing === undefined) return;
    this.#over.resolve();
    const playing = this.#playing;
    this.#playing = undefined;
    await playing.catch((error: unknown) => {
      // It never began.
      if (!(error instanceof TooFewIdentifiers || error instanceof NoTestData)) throw error;
    });
    if (this.#began !== undefined) this.ms = Math.round(performance.now() - this.#began);
    if (this.#statesUrl === undefined) return;
    for (const state of this.#states.reverse()) {
      try {
        await callStateEndpoint(this.#statesUrl, 'teardown', state, this.#timeout);
      } catch (error) {
        if (!(error instanceof SetUpFailure)) throw error;
        this.#provider.leftovers.push(`The state "${state.name}" was set up and not torn down.`);
      }
    }
  }

  get #timeout(): number {
    return this.#provider.transport.timeout;
  }

  #answered(exchange: Exchange): PactResponse {
    this.reading = readExchange(exchange);
    return toPactResponse(exchange.request, exchange.response);
  }

  // What keeps it from being tried is told by the play itself, not by Pact.
  async #do<Result>(act: (context: CheckContext) => Promise<Result>): Promise<Result | undefined> {
    if (this.problem !== undefined || this.notLent !== undefined) return undefined;
    const done = this.#open().then(act);
    this.#busy = done.catch(() => {});
    try {
      return await done;
    } catch (error) {
      if (error instanceof NoTestData) this.notLent = error.message;
      else if (error instanceof SetUpFailure || error instanceof TooFewIdentifiers) {
        this.problem = error.message;
      } else throw error;
      return undefined;
    }
  }

  #open(): Promise<CheckContext> {
    this.#began ??= performance.now();
    this.#opened ??= new Promise((resolve, reject) => {
      const { states } = this.#interaction;
      const needs = this.#statesUrl === undefined ? needsOf(this.#provider, states) : new Map();
      this.#playing = withContext(this.#provider, needs, async (context) => {
        resolve(context);
        await this.#over.promise;
        this.exchanges = [...context.exchanges];
      });
      this.#playing.catch(reject);
    });
    return this.#opened;
  }
}

function jsonOf(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) || Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
