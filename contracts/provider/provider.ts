import {
  actionOf,
  buildRequest,
  type Catalogue,
  type Classification,
  type Contract,
  chooseToken,
  classify,
  describeFault,
  fillPath,
  type IdentifierKind,
  identifierFields,
  identityOfAdded,
  isObject,
  itemIn,
  type JsonObject,
  jsonContent,
  type Operation,
  operationName,
  parseJson,
  type Redaction,
  type Resource,
  sentItem,
  type TokenChoice,
  type Tokens,
  withValueAt,
  writeJson,
} from '../../spec/index.ts';
import type { Exchange, Request } from '../http/exchange.ts';
import type { Transport } from '../http/transport.ts';
import { isOptional } from '../model/operations.ts';
import type { AcceptedForms } from './accepted-form.ts';
import { IdentifierPool, NoTestData, type TestData } from './identifier-pool.ts';
import type { Item } from './item.ts';
import { Ledger } from './ledger.ts';
import { LiveItems } from './live-items.ts';
import { createResponseCheck, type ResponseCheck, type ResponseFault } from './response-check.ts';
import { RunGate } from './run-gate.ts';
import { usualContent } from './schema-body.ts';
import { valuesAt } from './values.ts';

/** A call of an operation. */
export interface Call {
  readonly operation: Operation;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** The item, which is sent in the envelope of the operation. */
  readonly json?: unknown;
  readonly text?: string | undefined;
  readonly type?: string | null | undefined;
  readonly accept?: string | undefined;
  readonly split?: boolean;
  readonly account?: TokenChoice | undefined;
  /** A complete request, from which `json` and `path` were read; by default it is built. */
  readonly request?: Request;
  /** The purpose of the call, in a few words. */
  readonly note: string;
  /** Whether the documentation promises acceptance, so that the response must keep every promise. */
  readonly promised?: boolean;
  /** The status of the strict mock, if a case expects one. */
  readonly strictStatus?: number;
  /** Whether the documentation leaves open if it is accepted. */
  readonly open?: boolean;
}

/** What came of a call. */
export interface CallResult {
  readonly exchange: Exchange;
  readonly outcome: Classification;
  /** Why the outcome is a fault, in a sentence. */
  readonly fault: string | undefined;
  /** The item, or the list of items, in the response; undefined if it shows none. */
  readonly item: unknown;
  /** The identity of what was added; undefined if the response names none. */
  readonly identity: unknown;
  /** What is wrong with the response to an accepted request. */
  readonly responseFaults: readonly ResponseFault[];
}

/** Why a resource cannot be set up, in a sentence: it was refused, or nothing could be sent. */
export interface SetUpProblem {
  readonly outcome: 'inconclusive' | 'skipped';
  readonly message: string;
}

/** Hears of every call and its result. */
export type Observer = (call: Call, result: CallResult) => void;

/** A provider under test, and the test data for it. */
export class Provider {
  readonly contract: Contract;
  readonly catalogue: Catalogue;
  readonly transport: Transport;
  readonly tokens: Tokens;
  /** Says whether requests may still be sent. */
  readonly gate: RunGate;
  /** Says which identities are the verifier's own. */
  readonly ledger: Ledger;
  /** Hides secrets in reports and messages. */
  readonly redaction: Redaction;
  readonly pools: ReadonlyMap<string, IdentifierPool>;
  /** The number that made-up values of unique fields begin from; another one in each run. */
  readonly firstNumber: number;
  /** Operations of which the document does not say enough to build a request. */
  readonly unbuildable = new Set<Operation>();
  /** Why nothing can be added to a resource, by resource. */
  readonly unusable = new Map<Resource, SetUpProblem>();
  /** The kinds of identifiers that an addition to a resource was accepted with. */
  /** The forms of fields that it accepts, where it refused those of the document's example. */
  acceptedForms: AcceptedForms = new Map();
  readonly kindsToAdd = new Map<Resource, readonly IdentifierKind[]>();
  /** Optional operations that the provider does not have. */
  readonly missingOperations = new Set<Operation>();
  /** Items that could not be deleted; each holds as little as possible. */
  readonly undeletable: Item[] = [];
  /** Items that stay in the second account. They hold identifiers that the first account may have free. */
  readonly keptInSecond: Item[] = [];
  /** What could not be cleaned up, a sentence each. */
  readonly leftovers: string[] = [];
  /** Items that a refused request left behind. */
  readonly leftByRefusal: { readonly name: string; readonly exchange: Exchange }[] = [];
  readonly observers: Observer[] = [];
  /** What the provider responded to a path that no document has. */
  unknownPath: Exchange['response'];
  /** The items that were edited, by collection and identity. */
  readonly edited = new Set<string>();
  /** What lent items held before the run, by collection and identity. */
  readonly lentItems = new Map<string, JsonObject>();
  readonly #check: ResponseCheck;
  readonly #secrets = new Set<string>();
  readonly #accepted = new Set<Operation>();
  /** Operations of which a documented request was answered as if there were no such path or method. */
  readonly #unknown = new Set<Operation>();
  /** The values of key fields that were sent. */
  readonly #claimedValues = new Set<unknown>();
  readonly #live = new LiveItems();

  constructor(given: {
    contract: Contract;
    catalogue: Catalogue;
    transport: Transport;
    tokens: Tokens;
    redaction: Redaction;
    testData: readonly TestData[];
    gate?: RunGate;
    seed?: number;
  }) {
    this.firstNumber = (given.seed ?? 0) % 100_000;
    this.contract = given.contract;
    this.catalogue = given.catalogue;
    this.transport = given.transport;
    this.tokens = given.tokens;
    this.redaction = given.redaction;
    this.pools = new Map(
      given.testData.map((one) => [one.kind.name, new IdentifierPool(one, this.#claimedValues)]),
    );
    this.gate = given.gate ?? new RunGate();
    this.ledger = new Ledger({ ...this, local: given.transport.local });
    this.#check = createResponseCheck(given.contract, given.redaction);
  }

  /**
   * Sends a call, classifies the response and checks it.
   * @throws NoTestData if the call needs a token that was not given, RunEnd if the run is over,
   * ForeignIdentifier or SetUpFailure if the ledger does not allow it
   */
  async send(call: Call): Promise<CallResult> {
    this.ledger.assertLawful(call);
    const request = call.request ?? this.buildRequest({ ...call, json: this.#inEnvelope(call) });
    const { operation, account = 'first', path = {}, json: sent, promised = false } = call;
    const { resource, view, action } = actionOf(this.contract, operation) ?? {};
    const { name = '', parameter = '' } = resource?.identity ?? {};
    const collection = fillPath(resource?.collection ?? '', path);
    const key = (identity: unknown) => `${account} ${collection} ${identity}`;
    if (action === 'delete') this.#live.startDeletion(key(path[parameter]));
    if (resource !== undefined) this.#recordClaimed(resource, sent);
    const exchange = await this.transport.send(request, call.note);
    const { response, failure } = exchange;
    const outcome = classify(response);
    const item = view && action && itemIn(view, action, response?.json);
    const identity =
      resource && response && action === 'add'
        ? identityOfAdded(resource, response, path)
        : undefined;
    this.ledger.record(call, { exchange, outcome });
    if (action === 'delete') {
      const isKept = outcome === 'refused' && !isUnknownPath(response);
      this.#live.endDeletion(key(path[parameter]), isKept);
    }
    if (action === 'edit' && response?.status === 201) this.#live.add(key(path[parameter]));
    // What failed may have taken effect.
    const isChange = action === 'edit' || action === 'patch' || action === 'delete';
    if (isChange && outcome !== 'refused' && !isUnknownPath(response)) {
      this.edited.add(`${collection}/${path[parameter]}`);
    }
    if (action === 'delete' && outcome === 'accepted') {
      const isLeft = (one: string) => !one.startsWith(`${collection}/${path[parameter]} `);
      this.leftovers.splice(0, this.leftovers.length, ...this.leftovers.filter(isLeft));
    }
    const formerSecrets = this.#secrets;
    const responseFaults =
      outcome === 'accepted'
        ? this.#check({ exchange, operation, sent, path, promised, formerSecrets })
        : [];
    if (outcome === 'accepted' && identity !== undefined) {
      if (this.#live.has(key(identity))) {
        const message = `The response has ${name} ${writeJson(identity)}, which another item has.`;
        responseFaults.push({ promise: 'identity', message });
      }
      this.#live.add(key(identity));
    }
    if (outcome === 'accepted') this.#accepted.add(operation);
    // A 404 may be about the item, 501 never is.
    else if (response?.status === 501 || (promised && this.#saysUnknown(operation, response))) {
      this.#unknown.add(operation);
    }
    const fault =
      outcome === 'fault'
        ? describeFault(operationName(operation), response?.status, failure)
        : undefined;
    const result = { exchange, outcome, fault, item, identity, responseFaults };
    if (resource !== undefined) this.#rememberSecrets(resource, sent);
    for (const observe of this.observers) observe(call, result);
    return result;
  }

  /** Whether an item has this item's identity, by all responses. */
  isLive({ account, resource, path, identity }: Item): boolean {
    return this.#live.has(`${account} ${fillPath(resource.collection, path)} ${identity}`);
  }

  /** Returns the operation of a resource; undefined if the provider does not have it. */
  operation(resource: Resource, action: keyof Resource['actions']): Operation | undefined {
    const operation = resource.actions[action];
    const { missingOperations, unbuildable } = this;
    if (operation === undefined || missingOperations.has(operation)) return undefined;
    return unbuildable.has(operation) ? undefined : operation;
  }

  /** Whether an operation is optional, and all that was sent to it as documented was as to an unknown path. */
  seemsAbsent(operation: Operation): boolean {
    const isUnknown = this.#unknown.has(operation) && !this.#accepted.has(operation);
    return isUnknown && this.isOptional(operation);
  }

  /** Whether a response is as that to an unknown path, method or (JSON-RPC) procedure. */
  isUnknownPath(response: Exchange['response']): boolean {
    const { unknownPath: known } = this;
    if (response === undefined || isUnknownPath(response)) return response !== undefined;
    return known?.status === response.status && withoutPlace(known) === withoutPlace(response);
  }

  // Where the collection is listed, a 404 is about the item.
  #saysUnknown(operation: Operation, response: Exchange['response']): boolean {
    const list = actionOf(this.contract, operation)?.resource.actions.list;
    const isOfItem = operation.path.endsWith('}') && list && this.#accepted.has(list);
    return !(isOfItem && response?.status === 404) && this.isUnknownPath(response);
  }

  /** Whether a provider may lack an operation, because only neighbouring pages mention it. */
  isOptional(operation: Operation): boolean {
    return isOptional(this.contract, operation);
  }

  /**
   * Builds a request, whose `json` is the whole body.
   * @throws NoTestData if it needs a token that was not given
   */
  buildRequest({ operation, account = 'first', path = {}, ...parts }: Omit<Call, 'note'>): Request {
    const chosen = chooseToken(this.tokens, account);
    if ('impossible' in chosen) throw new NoTestData(chosen.impossible);
    return buildRequest(this.contract, operation, { ...parts, path, token: chosen.token });
  }

  /** Returns the item in the whole body of a request of an operation. */
  itemSent(operation: Operation, json: unknown): unknown {
    const { view, action } = actionOf(this.contract, operation) ?? {};
    return view && action ? sentItem(view, action, json) : json;
  }

  #inEnvelope({ operation, json }: Call): unknown {
    const { view, action } = actionOf(this.contract, operation) ?? {};
    const pointer = (action && view?.bodies[action]?.request) ?? '';
    const content = jsonContent(operation.request?.contents);
    if (json === undefined || pointer === '' || content === undefined) return json;
    return withValueAt(usualContent(this.contract, content), pointer, json);
  }

  #recordClaimed(resource: Resource, sent: unknown): void {
    for (const { steps } of identifierFields(this.catalogue, resource)) {
      for (const value of valuesAt(sent, steps)) this.#claimedValues.add(value);
    }
  }

  #rememberSecrets({ properties }: Resource, sent: unknown): void {
    if (!isObject(sent)) return;
    for (const { name, secret } of properties) {
      const value = sent[name];
      if (secret && typeof value === 'string') this.#secrets.add(value);
    }
  }
}

// A body may repeat the path that was asked for.
function withoutPlace({ body }: { readonly body: string }): string {
  return body.replaceAll(/\/[^\s"',;)]*|\d+/g, '');
}

/** Whether a response says that there is no such path, method or (JSON-RPC) procedure. */
export function isUnknownPath(response: Exchange['response']): boolean {
  if (response === undefined) return false;
  const { status, body } = response;
  if ([404, 405, 501].includes(status)) return true;
  // Most responses need no parsing.
  const json = body.includes('-32601') ? parseJson(body) : undefined;
  return isObject(json) && isObject(json.error) && json.error.code === -32601;
}
