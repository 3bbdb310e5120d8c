import { formatPointer } from '../../spec/index.ts';
import { validateHeaderName, validateHeaderValue } from '../http/node-http.ts';

/** A fault that the mock simulates before it runs an operation. */
export interface Fault {
  /** Milliseconds to wait: fixed, or drawn between two bounds. */
  readonly delay?: number | { readonly min: number; readonly max: number };
  /** The status to send instead of the operation's response. */
  readonly status?: number;
  /** The JSON body to send with `status`. */
  readonly body?: unknown;
  /** The headers to send with `status`, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether to drop the connection without a response. */
  readonly drop?: boolean;
  /** How likely the fault is, from 0 to 1; 1 by default. */
  readonly probability?: number;
}

/** A contradiction in a fault, at a JSON Pointer in it. */
export interface Contradiction {
  readonly pointer: string;
  readonly message: string;
}

/** Finds a contradiction in a fault that no schema can express; undefined if there is none. */
export function findContradiction(fault: Fault): Contradiction | undefined {
  const { delay, status, body, headers, drop = false } = fault;
  const hasNoBody = status !== undefined && [204, 205, 304].includes(status);
  if (typeof delay === 'object' && delay.min > delay.max) {
    const message = `delay.min is ${delay.min}, more than delay.max, ${delay.max}.`;
    return { pointer: '/delay/min', message };
  }
  if (body !== undefined && status === undefined) {
    return { pointer: '/body', message: 'A body needs a status; send the status too.' };
  }
  if (body !== undefined && hasNoBody) {
    const message = `A response with status ${status} has no body; leave the body out.`;
    return { pointer: '/body', message };
  }
  if (headers !== undefined && status === undefined) {
    return { pointer: '/headers', message: 'Headers need a status; send the status too.' };
  }
  const header = findWrongHeader(headers ?? {});
  if (header !== undefined) return header;
  if (drop && status !== undefined) {
    const message = 'A dropped connection has no status; send either drop or status.';
    return { pointer: '/drop', message };
  }
  if (delay === undefined && status === undefined && !drop) {
    return { pointer: '', message: 'This fault does nothing; send delay, status or drop.' };
  }
  return undefined;
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
export interface FaultEffect extends Omit<Fault, 'delay' | 'probability'> {
  /** In milliseconds. */
  readonly delay: number;
}

/** The faults that are set, by operation id; `*` is every operation. */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  readonly #random: () => number;

  /** @param random draws numbers from 0 to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sets the fault of an operation, or of all with `*`. */
  set(operation: string, fault: Fault): void {
    this.#faults.set(operation, fault);
  }

  /** Removes the fault of an operation, if there is one. */
  remove(operation: string): void {
    this.#faults.delete(operation);
  }

  /** Removes all faults. */
  clear(): void {
    this.#faults.clear();
  }

  /** Returns the faults by operation. */
  all(): Record<string, Fault> {
    return Object.fromEntries(this.#faults);
  }

  /** Draws the effect on one request of an operation; undefined for no effect. */
  draw(operation: string): FaultEffect | undefined {
    if (this.#faults.size === 0) return undefined;
    const fault = this.#faults.get(operation) ?? this.#faults.get('*');
    if (fault === undefined) return undefined;
    const { delay = 0, probability = 1, ...effect } = fault;
    if (this.#random() >= probability) return undefined;
    if (typeof delay === 'number') return { ...effect, delay };
    return { ...effect, delay: delay.min + this.#random() * (delay.max - delay.min) };
  }
}
