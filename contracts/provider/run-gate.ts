import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Exchange, Request } from '../http/exchange.ts';
import type { Transport } from '../http/transport.ts';

/** The run ends before everything was tried; the message says why, in a sentence. */
export class RunEnd extends Error {
  override readonly name = 'RunEnd';
  /** The provider is gone, it has locked the account or asks for less, or the caller interrupted. */
  readonly reason: 'gone' | 'locked' | 'interrupted';

  constructor(reason: RunEnd['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

// Requests under way when the caller interrupts get so many milliseconds.
const grace = 2_000;
const fewTimeouts = 3;
// So many 423 in a row are a lock even if the harmless request knows nothing of the account.
const manyLocks = 12;
// A provider may be restarting; after each pause it is asked again.
const pauses = [0, 300, 700];

/** Decides whether requests may still be sent. */
export class RunGate {
  /** Failures of the verifier itself, a sentence each. */
  readonly failures: string[] = [];
  readonly #cleaning = new AsyncLocalStorage<true>();
  /** What waits for a response; a race with one promise for the whole run would keep every response. */
  readonly #waiting = new Set<(end: RunEnd) => void>();
  #end: RunEnd | undefined;
  #closed = false;

  constructor(signal?: AbortSignal) {
    const interrupt = () => {
      const end = this.finish('interrupted', 'The run was interrupted.');
      const abandon = () => {
        for (const reject of this.#waiting) reject(end);
      };
      setTimeout(abandon, grace).unref();
    };
    if (signal?.aborted) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
  }

  /** Why the run ends; undefined while it goes on. */
  get end(): RunEnd | undefined {
    return this.#end;
  }

  /** Whether requests may be sent now; after the end only those of a clean-up may. */
  get open(): boolean {
    return this.#end === undefined || (!this.#closed && this.#cleaning.getStore() === true);
  }

  /** Ends the run. The first reason counts; after a second one, or without a provider, nothing is sent. */
  finish(reason: RunEnd['reason'], message: string): RunEnd {
    this.#closed ||= reason === 'gone' || this.#end?.reason === 'locked';
    this.#end ??= new RunEnd(reason, message);
    return this.#end;
  }

  /** Runs a clean-up, whose requests are sent even after the end. */
  cleanUp<Result>(run: () => Promise<Result>): Promise<Result> {
    return this.#cleaning.run(true, run);
  }

  /**
   * Waits for a response, a short while if the caller interrupts meanwhile.
   * @throws RunEnd if that is not enough
   */
  async wait(response: Promise<Exchange>): Promise<Exchange> {
    if (this.#cleaning.getStore()) return response;
    const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
    this.#waiting.add(reject);
    response.then(resolve, reject);
    return promise.finally(() => this.#waiting.delete(reject));
  }

  /** Records a failure of the verifier; returns it as a sentence. */
  fail(error: unknown): string {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const where =
      error instanceof Error ? /\n\s+at .*?([\w-]+\.ts:\d+)/.exec(error.stack ?? '') : null;
    const sentence = `The verifier itself failed (${why}${where ? `, ${where[1]}` : ''}).`;
    this.failures.push(sentence);
    return sentence;
  }
}

/**
 * Returns a transport that stops at the gate: when the provider is gone, when it locks the account or
 * goes on asking for less, and when the caller interrupts.
 * @param harmless a request that changes nothing and any provider answers, to ask whether it lives
 */
export function stopAt(gate: RunGate, transport: Transport, harmless: Request): Transport {
  let silent = 0;
  let underWay = 0;
  // The most requests under way since the last response: all of them may wait for the same thing.
  let peak = 0;
  let locks = 0;
  let asking: Promise<Exchange | undefined> | undefined;

  async function ask(): Promise<Exchange | undefined> {
    for (const ms of pauses) {
      await pause(ms);
      const exchange = await transport.send(harmless, 'does it still answer?');
      if (exchange.response !== undefined) return exchange;
      if (isTimeout(exchange)) return undefined;
    }
    return undefined;
  }

  async function asked(): Promise<Exchange | undefined> {
    asking ??= ask();
    const answer = await asking;
    asking = undefined;
    return answer;
  }

  return {
    timeout: transport.timeout,
    ca: transport.ca,
    url: transport.url,
    local: transport.local,
    get sent() {
      return transport.sent;
    },
    get responses() {
      return transport.responses;
    },
    async send(request, note) {
      if (!gate.open) throw gate.end;
      underWay += 1;
      peak = Math.max(peak, underWay);
      const exchange = await gate.wait(transport.send(request, note)).finally(() => {
        underWay -= 1;
      });
      const { response, failure } = exchange;
      const status = response?.status;
      if (response === undefined) silent += 1;
      else {
        silent = 0;
        peak = underWay;
      }
      // It may be how this provider refuses a request, and then concerns that request alone.
      locks = status === 423 ? locks + 1 : 0;
      const locked =
        status === 423 && (locks >= manyLocks || (await asked())?.response?.status === status);
      // The transport has retried after a 429 for as long as it should.
      if (locked || status === 429) throw gate.finish('locked', lockedMessage(exchange, status));
      // Before the first response, the preflight says what is wrong.
      if (response !== undefined || transport.responses === 0) return exchange;
      if (!gate.open) throw gate.end;
      if (isTimeout(exchange) && silent < Math.max(fewTimeouts, 2 * peak)) return exchange;
      if ((await asked()) !== undefined) return exchange;
      throw gate.finish(
        'gone',
        `The provider stopped answering after ${transport.responses} responses (${failure}); what was found before stands.`,
      );
    },
    close: () => transport.close(),
  };
}

function isTimeout({ failure }: Exchange): boolean {
  return failure?.includes(' within ') ?? false;
}

function lockedMessage({ request, note }: Exchange, status: number): string {
  const what = `${request.method} ${request.path} (${note})`;
  return status === 423
    ? `The provider locked the account (423) at ${what}; unlock it, and leave out what it does not bear.`
    : `The provider goes on answering 429, first at ${what}; wait, and use a lower --rate.`;
}
