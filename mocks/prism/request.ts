import type { EngineCall } from './engine.ts';
import type { EngineRequest, Invalid, Preferences } from './exchange.ts';
import type { Operation } from './operation.ts';
import type { Diagnostics } from './schema-check.ts';
import type { Input } from './types.ts';

/** A request, as Prism hands it from component to component. */
export class PrismRequest implements EngineRequest {
  readonly method: Input['method'];
  readonly url: Input['url'];
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly state: EngineCall['state'];
  readonly status: EngineCall['status'];
  readonly operation: Operation;
  readonly preferences: Preferences;
  /** The client chose the response. */
  readonly chosen: boolean;
  /** Set when Prism found the request invalid. */
  invalid: Invalid | undefined;
  #found: Diagnostics | undefined;

  constructor(call: EngineCall, operation: Operation, preferences: Preferences) {
    const { code, exampleKey, dynamic } = preferences;
    this.method = call.method as Input['method'];
    this.url = { path: call.path, query: call.query };
    this.headers = call.headers;
    this.body = call.body;
    this.state = call.state;
    this.status = call.status;
    this.operation = operation;
    this.preferences = preferences;
    this.chosen = code !== undefined || exampleKey !== undefined || dynamic === true;
  }

  /** What is wrong with body and parameters. */
  get found(): Diagnostics {
    this.#found ??= this.operation.requests.check(this);
    return this.#found;
  }

  static of(input: object): PrismRequest {
    if (input instanceof PrismRequest) return input;
    throw new TypeError('Prism handed on another request than it was given.');
  }
}
