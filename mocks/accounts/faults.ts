import { formatPointer } from '../../spec/index.ts';
import { validateHeaderName, validateHeaderValue } from '../http/node-http.ts';
import type { Message } from '../problems/texts/message.ts';

/** A fault that the mock simulates before it runs an operation. */
export interface Fault {
  /** The name of a fault of the contract; it replaces what is not sent beside it. */
  readonly name?: string;
  /** Milliseconds to wait: fixed, or drawn between two bounds. */
  readonly delay?: number | { readonly min: number; readonly max: number };
  /** The status to send instead of the operation's response. */
  readonly status?: number;
  /** The body to send with `status`: JSON, or a text as it is if the `Content-Type` is not JSON. */
  readonly body?: unknown;
  /** The headers to send with `status`, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether to drop the connection without a response. */
  readonly drop?: boolean;
  /** Whether to end the connection half-way through the body of the response. */
  readonly truncate?: boolean;
  /** How likely the fault is, from 0 to 1; 1 by default. */
  readonly probability?: number;
  /** How many more requests the fault strikes before it is gone; without end by default. */
  readonly times?: number;
}

/** A contradiction in a fault, at a JSON Pointer in it. */
export interface Contradiction {
  readonly pointer: string;
  readonly message: Message;
}

/** Finds a contradiction in a fault that no schema can express; undefined if there is none. */
export function findContradiction(fault: Fault): Contradiction | undefined {
  const { delay, status, body, headers = {}, drop = false, truncate = false } = fault;
  const { min = 0, max = 0 } = typeof delay === 'object' ? delay : {};
  const needsStatus = status === undefined;
  const hasNoBody = status === 204 || status === 205 || status === 304;
  const sent = { body: body !== undefined, headers: fault.headers !== undefined };
  const nothing = delay === undefined && needsStatus && !drop && !truncate;
  const isEmpty = body === '' || (!sent.body && !explainsItself(fault));
  const contradictions: [boolean, pointer: string, message: Message][] = [
    [min > max, '/delay/min', ({ faults }) => faults.delay(min, max)],
    [sent.body && needsStatus, '/body', ({ faults }) => faults.bodyNeedsStatus],
    [sent.body && hasNoBody, '/body', ({ faults }) => faults.noBody(status)],
    [sent.headers && needsStatus, '/headers', ({ faults }) => faults.headersNeedStatus],
    [drop && !needsStatus, '/drop', ({ faults }) => faults.dropOrStatus],
    [drop && truncate, '/truncate', ({ faults }) => faults.dropOrTruncate],
    [truncate && !needsStatus && isEmpty, '/truncate', ({ faults }) => faults.nothingToTruncate],
    [nothing, '', ({ faults }) => faults.nothing],
  ];
  const [, pointer, message] = contradictions.find(([isTrue]) => isTrue) ?? [];
  if (pointer === undefined || message === undefined) return findWrongHeader(headers);
  return { pointer, message };
}

/** Whether the response of a fault without a body is a problem that says so. */
export function explainsItself({ status = 0, body, headers = {} }: Fault): boolean {
  // Who sends the type of a body, and no body, wants none.
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return body === undefined && status >= 400 && !hasType;
}

// The server writes these itself, from what it sends.
const ownHeaders = ['connection', 'content-length', 'transfer-encoding', 'trailer', 'upgrade'];

function findWrongHeader(headers: Readonly<Record<string, string>>): Contradiction | undefined {
  const names = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const message = wrongHeader(name, value, names);
    if (message !== undefined) return { pointer: formatPointer(['headers', name]), message };
    names.add(name.toLowerCase());
  }
  return undefined;
}

function wrongHeader(name: string, value: string, before: Set<string>): Message | undefined {
  const quoted = JSON.stringify(name);
  if (throws(() => validateHeaderName(name))) {
    return ({ faults }) => faults.notHeader(quoted);
  }
  if (throws(() => validateHeaderValue(name, value))) {
    return ({ faults }) => faults.headerValue(quoted);
  }
  if (ownHeaders.includes(name.toLowerCase())) {
    return ({ faults }) => faults.ownHeader(quoted);
  }
  return before.has(name.toLowerCase()) ? ({ faults }) => faults.repeatedHeader(quoted) : undefined;
}

function throws(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

/** The effect of a fault on one request. */
export interface FaultEffect extends Omit<Fault, 'delay' | 'probability' | 'times'> {
  /** In milliseconds. */
  readonly delay: number;
  /** The operation that the fault is set for; `*` for all. */
  readonly operation: string;
}

/** The faults that are set, by operation id; `*` is every operation. */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  readonly #random: () => number;
  /** Grows with each change of them. */
  changes = 0;
  /** Is called after each change. */
  onChange: (() => void) | undefined;

  /** @param random draws numbers from 0 to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sets the fault of an operation, or of all with `*`. */
  set(operation: string, fault: Fault): void {
    this.#faults.set(operation, fault);
    this.#note();
  }

  /** Removes the fault of an operation, if there is one. */
  remove(operation: string): void {
    if (this.#faults.delete(operation)) this.#note();
  }

  /** Removes all faults. */
  clear(): void {
    this.#faults.clear();
    this.#note();
  }

  #note(): void {
    this.changes++;
    this.onChange?.();
  }

  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  /** Returns the faults by operation. */
  all(): Record<string, Fault> {
    return Object.fromEntries(this.#faults);
  }

  /** Draws the effect on one request of an operation; undefined for no effect, which does not count. */
  draw(operation: string): FaultEffect | undefined {
    if (this.#faults.size === 0) return undefined;
    const key = this.#faults.has(operation) ? operation : '*';
    const fault = this.#faults.get(key);
    if (fault === undefined) return undefined;
    const { delay = 0, probability = 1, times = Number.POSITIVE_INFINITY, ...effect } = fault;
    if (this.#random() >= probability) return undefined;
    if (times <= 1) this.remove(key);
    else if (fault.times !== undefined) this.set(key, { ...fault, times: times - 1 });
    const struck = { ...effect, operation: key };
    if (typeof delay === 'number') return { ...struck, delay };
    return { ...struck, delay: delay.min + this.#random() * (delay.max - delay.min) };
  }
}
