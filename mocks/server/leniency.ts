import type { FastifyRequest } from 'fastify';
import { type Contract, type Operation, parsePointer } from '../../spec/index.ts';
import { parseAsWritten } from '../../spec/shared/json.ts';
import type { Account } from '../accounts/account.ts';
import type { Settings } from '../accounts/switches.ts';
import type { Diagnostic, EngineCall, EngineResult, Violation } from '../prism/engine.ts';
import type { Refusal, RequestError } from '../problems/problem.ts';
import { asSent, type Reading, type Repair } from '../problems/readings.ts';
import { englishRefusals } from '../problems/texts/english.ts';
import { render } from '../problems/texts/message.ts';
import { sentRequest } from './request.ts';
import type { ContractService } from './service.ts';

/** A request whose account has switches that change what is accepted. */
interface LenientCall {
  readonly service: Pick<ContractService, 'contract' | 'refusals'>;
  readonly operation: Operation;
  readonly request: FastifyRequest;
  readonly account: Account;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A mistake, and how a switch that is turned reads it. */
interface Taken {
  readonly error: Pick<RequestError, 'in' | 'pointer' | 'kind' | 'message'>;
  readonly by: string;
  readonly effect: string;
  readonly repair: Repair;
}

// Each mends what it finds, and what it mends may show more.
const mostRounds = 8;

/** Reads one request as the switches say: accepts what they accept, and refuses what they refuse. */
export class Leniency {
  readonly #call: LenientCall;
  readonly #asked: EngineCall;
  readonly #settings: Settings;
  readonly #taken: Taken[] = [];
  #stricter: readonly RequestError[] = [];

  /** @param asked what the engine is asked; a lenient reading changes its body */
  constructor(call: LenientCall, asked: EngineCall) {
    this.#call = call;
    this.#asked = asked;
    this.#settings = call.account.switches.settings();
  }

  /** See `EngineCall.judge`. */
  judge(check: () => readonly Diagnostic[]): boolean {
    const { service, operation } = this.#call;
    const { body, text } = this.#asked;
    if (!this.#mend(check)) {
      Object.assign(this.#asked, { body, text });
      return false;
    }
    const read = this.#asked.text;
    if (read === undefined) return true;
    const written = parseAsWritten(read);
    this.#stricter = service.refusals.stricterErrors(operation, written, this.#settings);
    return this.#stricter.length === 0;
  }

  #mend(check: () => readonly Diagnostic[]): boolean {
    const { service, operation, request, parameters } = this.#call;
    const asked = this.#asked;
    const tree = asked.text === undefined ? undefined : parseAsWritten(asked.text);
    const undo: (() => void)[] = [];
    let found = check();
    for (let round = 0; found.length > 0; round++) {
      if (found.some(({ code }) => code === 401 || code === 415)) return false;
      const sent = sentRequest(operation, asked, request);
      const errors = service.refusals.errorsOf(operation, sent, found);
      const open = errors.map((error) => this.#take(error));
      const known = open.filter((one) => one !== undefined);
      const repairs = known.filter(({ repair }) => repair !== asSent);
      if (repairs.length === 0 || tree === undefined || round === mostRounds) {
        if (repairs.length > 0 || known.length < open.length || open.length === 0) return false;
        this.#taken.push(...known);
        break;
      }
      // What changes places comes last, and from the end.
      const values = repairs.filter(({ effect }) => effect.startsWith('coerced-'));
      const now = values.length > 0 ? values : repairs.toReversed();
      for (const { repair } of now) undo.unshift(...[repair(tree, parameters) ?? []].flat());
      this.#taken.push(...now);
      write(asked, tree);
      found = check();
    }
    for (const one of undo) one();
    if (undo.length > 0) write(asked, tree);
    return true;
  }

  /** Whether a refusal of an action is none for the switches; the body is then as they read it. */
  accepts(refusal: Refusal): boolean {
    const { errors = [refusalError(refusal)] } = refusal.extras;
    const taken = errors.map((error) => this.#take(error)).filter((one) => one !== undefined);
    if (taken.length < errors.length) return false;
    for (const { repair } of taken) repair(this.#asked.body, this.#call.parameters);
    this.#taken.push(...taken);
    return true;
  }

  #take(error: RequestError): Taken | undefined {
    const { contract } = this.#call.service;
    for (const { doubt, effect, takes } of error.readings ?? []) {
      const position = this.#settings[effect as keyof Settings];
      const repair = Object.hasOwn(takes, position) ? takes[position] : undefined;
      const key = switchOf(contract, { doubt, effect })?.key;
      if (repair && key !== undefined) return { error, by: `${key}=${position}`, effect, repair };
    }
    return undefined;
  }

  /** Refuses what stricter settings refuse of a request that has a token. */
  refusal(result: EngineResult): Refusal | undefined {
    const lacksToken =
      result.kind === 'invalid' && result.diagnostics.some(({ code }) => code === 401);
    if (lacksToken || this.#stricter.length === 0) return undefined;
    return this.#call.service.refusals.invalidFor(this.#stricter);
  }

  /** What was accepted that the strict mock refuses. */
  violations(): Violation[] {
    return this.#taken.map(({ error, by }) => ({
      location: ['request', error.in, ...parsePointer(error.pointer)],
      severity: 'Warning',
      code: error.kind,
      message: render(error.message, englishRefusals),
      switch: by,
    }));
  }
}

/** Lets a request be read as the switches say; undefined where that is what the document says. */
export function createLeniency(call: LenientCall, asked: EngineCall): Leniency | undefined {
  if (call.account.switches.readsAsDocumented()) return undefined;
  const leniency = new Leniency(call, asked);
  asked.judge = (check) => leniency.judge(check);
  return leniency;
}

function refusalError({ code, detail, extras }: Refusal): RequestError {
  return { in: 'path', pointer: '', kind: code, message: detail, readings: extras.readings };
}

function write(asked: EngineCall, tree: unknown): void {
  asked.text = JSON.stringify(tree);
  asked.body = JSON.parse(asked.text);
}

/** The switch of a doubt that has an effect. */
export function switchOf(contract: Contract, { doubt, effect }: Pick<Reading, 'doubt' | 'effect'>) {
  return contract.doubts
    .find(({ id }) => id === doubt)
    ?.switches.find((one) => one.effect === effect);
}
