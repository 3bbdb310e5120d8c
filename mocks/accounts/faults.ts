import { formatPointer } from '../../spec/index.ts';
import { validateHeaderName, validateHeaderValue } from '../http/node-http.ts';

/** Something that goes wrong on purpose before an operation is looked at. */
export interface Fault {
  /** Milliseconds to wait: fixed, or drawn between two bounds. */
  readonly delay?: number | { readonly min: number; readonly max: number };
  /** The status to answer with instead of the operation's answer. */
  readonly status?: number;
  /** The JSON body that goes with `status`. */
  readonly body?: unknown;
  /** The headers that go with `status`, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the connection is dropped without an answer. */
  readonly drop?: boolean;
  /** How likely the fault is, 0 to 1; always when left out. */
  readonly probability?: number;
}

/** What a schema cannot say of a fault: where it makes no sense, and why; undefined when it does. */
export function findContradiction(fault: Fault): { pointer: string; message: string } | undefined {
  const { delay, status, body, headers, drop = false } = fault;
  const bodiless = status !== undefined && [204, 205, 304].includes(status);
  if (typeof delay === 'object' && delay.min > delay.max) {
    const message = `delay.min is ${delay.min}, more than delay.max, ${delay.max}.`;
    return { pointer: '/delay/min', message };
  }
  if (body !== undefined && status === undefined) {
    return { pointer: '/body', message: 'A body goes with a status; send the status too.' };
  }
  if (body !== undefined && bodiless) {
    const message = `An answer with status ${status} has no body; leave the body out.`;
    return { pointer: '/body', message };
  }
  if (headers !== undefined && status === undefined) {
    return { pointer: '/headers', message: 'Headers go with a status; send the status too.' };
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

// The server writes these itself, from what it really sends.
const ownHeaders = ['connection', 'content-length', 'transfer-encoding', 'trailer', 'upgrade'];

function findWrongHeader(
  headers: Readonly<Record<string, string>>,
): { pointer: string; message: string } | undefined {
  const names = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const wrong = (message: string) => ({
      pointer: formatPointer(['headers', name]),
      message,
    });
    const shown = JSON.stringify(name);
    if (throws(() => validateHeaderName(name))) {
      return wrong(`${shown} is no name of a header; use letters, digits and hyphens.`);
    }
    if (throws(() => validateHeaderValue(name, value))) {
      return wrong(`The value of ${shown} has a letter that no header can hold; use ASCII.`);
    }
    const lower = name.toLowerCase();
    if (ownHeaders.includes(lower)) {
      return wrong(`The server itself writes ${shown}; leave it out.`);
    }
    if (names.has(lower)) return wrong(`The header ${shown} stands twice; send it once.`);
    names.add(lower);
  }
  return undefined;
}

function throws(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

/** What a fault comes to for one request. */
export interface FaultEffect {
  readonly delay: number;
  readonly drop: boolean;
  readonly status: number | undefined;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The faults that are set, by operation id; `*` stands for every operation. */
export class Faults {
  private readonly faults = new Map<string, Fault>();
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  /** Sets the fault of an operation, or of all with `*`. */
  set(operation: string, fault: Fault): void {
    this.faults.set(operation, fault);
  }

  /** Takes the fault of an operation back; says whether there was one. */
  remove(operation: string): boolean {
    return this.faults.delete(operation);
  }

  /** Takes all faults back. */
  clear(): void {
    this.faults.clear();
  }

  /** The faults by operation. */
  all(): Record<string, Fault> {
    return Object.fromEntries(this.faults);
  }

  /** What happens to one request of an operation; undefined when nothing does. */
  draw(operation: string): FaultEffect | undefined {
    if (this.faults.size === 0) return undefined;
    const fault = this.faults.get(operation) ?? this.faults.get('*');
    if (fault === undefined || this.random() >= (fault.probability ?? 1)) return undefined;
    const { delay = 0 } = fault;
    return {
      delay:
        typeof delay === 'number' ? delay : delay.min + this.random() * (delay.max - delay.min),
      drop: fault.drop ?? false,
      status: fault.status,
      body: fault.body,
      headers: fault.headers ?? {},
    };
  }
}
