import {
  buildRequest,
  type Catalogue,
  type Contract,
  chooseToken,
  isObject,
  type Operation,
  parsePointer,
  type Redaction,
  type Resource,
  type TokenChoice,
  type Tokens,
} from '../../spec/index.ts';
import { type Reading, readExchange } from '../http/classify.ts';
import type { Exchange, Request } from '../http/exchange.ts';
import type { Transport } from '../http/transport.ts';
import { IdentifierPool, type Lending, NotLent } from './identifier-pool.ts';
import type { Item } from './item.ts';
import {
  type Accepted,
  type AnswerFault,
  actionOf,
  createAnswerCheck,
  isNeighbour,
} from './response-check.ts';
import { valuesAt } from './values.ts';

/** A request to send. */
export interface Asked {
  readonly operation: Operation;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly text?: string | undefined;
  readonly type?: string | null | undefined;
  readonly accept?: string | undefined;
  readonly split?: boolean;
  readonly account?: TokenChoice | undefined;
  /** The request as somebody else worded it, `json` and `path` read from it; otherwise it is built. */
  readonly request?: Request;
  /** What it is for, in a few words. */
  readonly note: string;
  /** Whether the documentation promises its acceptance, so that its answer is held to every promise. */
  readonly promised?: boolean;
}

/** What came of a request. */
export interface Told {
  readonly exchange: Exchange;
  readonly reading: Reading;
  readonly faults: readonly AnswerFault[];
}

/** Hears of every exchange. */
export type Observer = (asked: Asked, told: Told) => void;

/** A provider under verification: how to ask it, and what may be used there. */
export class Provider {
  readonly contract: Contract;
  readonly catalogue: Catalogue;
  readonly transport: Transport;
  readonly tokens: Tokens;
  /** Hides secrets in what is told of it. */
  readonly redaction: Redaction;
  readonly pools: ReadonlyMap<string, IdentifierPool>;
  /** The operations that it was found to lack. */
  readonly lacks = new Set<Operation>();
  /** Items that could not be deleted; each holds as little as it can. */
  readonly parked: Item[] = [];
  /** What could not be tidied up, a sentence each. */
  readonly left: string[] = [];
  readonly observers: Observer[] = [];
  /** The collections of which an item was edited that the verifier did not add. */
  readonly edited = new Set<string>();
  readonly #check: ReturnType<typeof createAnswerCheck>;
  readonly #secrets = new Set<string>();
  /** What was claimed in a request so far. */
  readonly #touched = new Set<unknown>();
  /** The identities of what was added and not deleted, each with its collection and account. */
  readonly #live = new Set<string>();

  constructor(given: {
    contract: Contract;
    catalogue: Catalogue;
    transport: Transport;
    tokens: Tokens;
    redaction: Redaction;
    lendings: readonly Lending[];
  }) {
    this.contract = given.contract;
    this.catalogue = given.catalogue;
    this.transport = given.transport;
    this.tokens = given.tokens;
    this.redaction = given.redaction;
    this.pools = new Map(
      given.lendings.map((one) => [one.kind.name, new IdentifierPool(one, this.#touched)]),
    );
    this.#check = createAnswerCheck(given.contract, given.redaction);
  }

  /**
   * Sends a request and reads its answer.
   * @throws NotLent when no token was lent that the request needs
   */
  async ask(asked: Asked): Promise<Told> {
    const request = asked.request ?? this.#word(asked);
    const { operation, account = 'first' } = asked;
    const found = actionOf(this.contract, operation);
    const { name = '' } = found?.resource.identity ?? {};
    const key = (identity: unknown) => `${account} ${found?.resource.collection} ${identity}`;
    // A provider may give an identity again as soon as it has deleted what had it.
    const deleted = found?.action === 'delete' && this.#live.delete(key(asked.path?.[name]));
    if (found !== undefined) this.#touch(found.resource, asked.json);
    const exchange = await this.transport.send(request, asked.note);
    const reading = readExchange(exchange);
    if (deleted && reading.kind !== 'accepted') this.#live.add(key(asked.path?.[name]));
    const accepted: Accepted = {
      exchange,
      operation,
      sent: asked.json,
      path: asked.path ?? {},
      promised: asked.promised === true,
      formerSecrets: this.#secrets,
    };
    if (found?.action === 'edit' && reading.kind === 'accepted') {
      this.edited.add(found.resource.collection);
    }
    const faults = reading.kind === 'accepted' ? this.#check(accepted) : [];
    const answer = exchange.answer?.json;
    const added = found?.action === 'add' && reading.kind === 'accepted';
    if (added && isObject(answer) && answer[name] !== undefined) {
      const given = key(answer[name]);
      if (this.#live.has(given)) {
        const message = `The answer has ${name} ${JSON.stringify(answer[name])}, which another has already.`;
        faults.push({ promise: 'identity', operation, message });
      }
      this.#live.add(given);
    }
    const told = { exchange, reading, faults };
    this.#rememberSecrets(asked);
    for (const observe of this.observers) observe(asked, told);
    return told;
  }

  /** Whether something has the identity of an item, by all that was answered. */
  isLive({ account, resource, identity }: Item): boolean {
    return this.#live.has(`${account} ${resource.collection} ${identity}`);
  }

  /** The operation of a resource, unless the provider lacks it. */
  operation(resource: Resource, action: keyof Resource['actions']): Operation | undefined {
    const operation = resource.actions[action];
    return operation === undefined || this.lacks.has(operation) ? undefined : operation;
  }

  /** Whether a provider may lack an operation, because only neighbouring pages mention it. */
  mayLack(operation: Operation): boolean {
    return isNeighbour(this.contract, operation);
  }

  #word(asked: Asked): Request {
    const chosen = chooseToken(this.tokens, asked.account ?? 'first');
    if ('impossible' in chosen) throw new NotLent(chosen.impossible);
    return buildRequest(this.contract, asked.operation, {
      path: asked.path ?? {},
      json: asked.json,
      text: asked.text,
      type: asked.type,
      accept: asked.accept,
      split: asked.split,
      token: chosen.token,
    });
  }

  #touch({ collection }: Resource, sent: unknown): void {
    for (const { pointer } of this.catalogue.identifiers.flatMap(({ fills }) =>
      fills.filter((one) => one.collection === collection),
    )) {
      for (const value of valuesAt(sent, parsePointer(pointer))) this.#touched.add(value);
    }
  }

  #rememberSecrets({ operation, json }: Asked): void {
    const found = actionOf(this.contract, operation);
    if (found === undefined || typeof json !== 'object' || json === null) return;
    const sent = new Map(Object.entries(json));
    for (const { name, secret } of found.resource.properties) {
      const value = sent.get(name);
      if (secret && typeof value === 'string') this.#secrets.add(value);
    }
  }
}
