import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A request that the mock sends to itself over the network, for the explorer. */
export interface OwnRequest {
  readonly id: string;
  /** For a step of a case: the run, which has accounts of its own. */
  readonly run?: CaseAccounts | undefined;
}

/** The accounts that a run of a case uses. */
export interface CaseAccounts {
  /** What tells the tokens of the run from those of everybody else. */
  readonly name: string;
  /** The ids of the accounts that its requests have been for. */
  readonly ids: Set<string>;
}

// Taken off before anything reads the headers, so it is neither recorded nor passed on.
const header = 'mock-own-request';

const sent = new Map<string, OwnRequest>();
const received = new WeakMap<object, OwnRequest>();

/**
 * Sends a request in such a way that the mock knows it again.
 * @param send sends it with a header
 */
export async function sendOwn<Value>(
  run: CaseAccounts | undefined,
  send: (own: OwnRequest, headers: Readonly<Record<string, string>>) => Promise<Value>,
): Promise<Value> {
  const own: OwnRequest = { id: randomUUID(), run };
  sent.set(own.id, own);
  try {
    return await send(own, { [header]: own.id });
  } finally {
    sent.delete(own.id);
  }
}

/** Takes note of an own request that has arrived; nobody else knows the id of one. */
export function receiveOwn(request: IncomingMessage): void {
  const { rawHeaders, headers } = request;
  const id = headers[header];
  const own = typeof id === 'string' ? sent.get(id) : undefined;
  if (own === undefined) return;
  received.set(request, own);
  Reflect.deleteProperty(headers, header);
  const at = rawHeaders.findIndex((name) => name.toLowerCase() === header);
  rawHeaders.splice(at, 2);
}

/** Returns what the mock knows of a request of its own; undefined for one of somebody else. */
export function ownRequestOf(request: object): OwnRequest | undefined {
  return received.get(request);
}
