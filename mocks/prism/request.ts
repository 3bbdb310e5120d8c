import { isObject } from '../../spec/index.ts';
import type { EngineCall } from './engine.ts';
import {
  diagnosticsOf,
  type EngineRequest,
  type Invalid,
  isError,
  type Preferences,
} from './exchange.ts';
import type { Operation } from './operation.ts';
import { type Diagnostics, error } from './schema-check.ts';
import type { Input } from './types.ts';

/** A request, as Prism hands it from component to component. */
export class PrismRequest implements EngineRequest {
  readonly method: Input['method'];
  readonly url: Input['url'];
  readonly headers: Record<string, string>;
  readonly operation: Operation;
  readonly preferences: Preferences;
  /** The client chose the response. */
  readonly chosen: boolean;
  /** Set when Prism found the request invalid. */
  invalid: Invalid | undefined;
  readonly #call: EngineCall;
  #found: Diagnostics | undefined;

  constructor(call: EngineCall, operation: Operation, preferences: Preferences) {
    const { code, exampleKey, dynamic } = preferences;
    this.method = call.method as Input['method'];
    this.url = { path: call.path, query: call.query };
    this.headers = call.headers;
    this.#call = call;
    this.operation = operation;
    this.preferences = preferences;
    this.chosen = code !== undefined || exampleKey !== undefined || dynamic === true;
  }

  get body(): unknown {
    return this.#call.body;
  }

  set body(read: unknown) {
    this.#call.body = read;
  }

  get text(): string | undefined {
    return this.#call.text;
  }

  get values(): EngineCall['values'] {
    return this.#call.values;
  }

  set values(read: NonNullable<EngineCall['values']>) {
    this.#call.values = read;
  }

  get state(): EngineCall['state'] {
    return this.#isStorable ? this.#call.state : undefined;
  }

  get status(): EngineCall['status'] {
    return this.#isStorable ? this.#call.status : undefined;
  }

  // JSON and the fields of a form can be stored, which are known once the request is checked.
  get #isStorable(): boolean {
    return this.found.length > 0 || this.body === undefined || isObject(this.body);
  }

  /** What is wrong with body and parameters. */
  get found(): Diagnostics {
    this.#found ??= this.#call.judge === undefined ? this.#check() : this.#judge(this.#call.judge);
    return this.#found;
  }

  #check(): Diagnostics {
    return this.operation.requests.check(this);
  }

  #judge(judge: NonNullable<EngineCall['judge']>): Diagnostics {
    const first = this.#check();
    let last: Diagnostics | undefined;
    const isValid = judge(() => {
      last = last === undefined ? first : this.#check();
      return diagnosticsOf(last.filter(isError));
    });
    if (isValid) return (last ?? first).filter((one) => !isError(one));
    return first.some(isError)
      ? first
      : [error(['body'], 'stricter', ({ request }) => request.invalid)];
  }

  static of(input: object): PrismRequest {
    if (input instanceof PrismRequest) return input;
    throw new TypeError('Prism handed on another request than it was given.');
  }
}
