import { formatPointer } from '../../spec/index.ts';
import { validateHeaderName, validateHeaderValue } from '../http/node-http.ts';

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
  readonly message: string;
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
  const contradictions: [boolean, pointer: string, message: string][] = [
    [min > max, '/delay/min', `delay.min is ${min}, more than delay.max, ${max}.`],
    [sent.body && needsStatus, '/body', 'A body needs a status; send the status too.'],
    [
      sent.body && hasNoBody,
      '/body',
      `A response with status ${status} has no body; leave it out.`,
    ],
    [sent.headers && needsStatus, '/headers', 'Headers need a status; send the status too.'],
    [
      drop && !needsStatus,
      '/drop',
      'A dropped connection has no status; send either drop or status.',
    ],
    [
      drop && truncate,
      '/truncate',
      'A dropped connection has no response to truncate; send either drop or truncate.',
    ],
    [
      truncate && !needsStatus && isEmpty,
      '/truncate',
      'A response without a body cannot be truncated; send a body too.',
    ],
    [nothing, '', 'This fault does nothing; send delay, status, drop or truncate.'],
  ];
  const [, pointer = '', message = ''] = contradictions.find(([isTrue]) => isTrue) ?? [];
  return message === '' ? findWrongHeader(headers) : { pointer, message };
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

function wrongHeader(name: string, value: string, before: Set<string>): string | undefined {
  const quoted = JSON.stringify(name);
  if (throws(() => validateHeaderName(name))) {
    return `${quoted} is not a header name; use letters, digits and hyphens.`;
  }
  if (throws(() => validateHeaderValue(name, value))) {
    return `The value of ${quoted} has a character that no header can hold; use ASCII.`;
  }
  if (ownHeaders.includes(name.toLowerCase())) {
    return `The server itself writes ${quoted}; leave it out.`;
  }
  return before.has(name.toLowerCase())
    ? `The header ${quoted} is there twice; send it once.`
    : undefined;
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
}

/** The faults that are set, by operation id; `*` is every operation. */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  readonly #random: () => number;
  /** Grows with each change of them. */
  changes = 0;

  /** @param random draws numbers from 0 to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sets the fault of an operation, or of all with `*`. */
  set(operation: string, fault: Fault): void {
    this.changes++;
    this.#faults.set(operation, fault);
  }

  /** Removes the fault of an operation, if there is one. */
  remove(operation: string): void {
    if (this.#faults.delete(operation)) this.changes++;
  }

  /** Removes all faults. */
  clear(): void {
    this.changes++;
    this.#faults.clear();
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
    if (typeof delay === 'number') return { ...effect, delay };
    return { ...effect, delay: delay.min + this.#random() * (delay.max - delay.min) };
  }
}
