import {
  actionOf,
  buildRequest,
  type Case,
  type Contract,
  chooseToken,
  describeExpectation,
  fillExpectation,
  fillStep,
  type Identifier,
  isObject,
  itemIn,
  namesLargeIdentity,
  operationName,
  parseJson,
  parseName,
  type RequestParts,
  type Resource,
  type Step,
  type Tokens,
} from '../../../spec/index.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { CaseRun, StepRun } from './case-run.ts';
import { type CaseCall, CreatedItems, identityOf } from './created-items.ts';
import { type Judgement, judgeStep, outcomeOf } from './judge.ts';

/** What a case runs against, and what it may use there. */
export interface CaseTarget {
  readonly contract: Contract;
  readonly to: 'mock' | 'provider';
  readonly tokens: Tokens;
  /** Identifiers by kind. */
  readonly testData: ReadonlyMap<string, readonly Identifier[]>;
  send(request: ForwardedRequest): Promise<ForwardedResponse>;
  /** Returns a request or a response without tokens. */
  showRequest(request: ForwardedRequest): ForwardedRequest;
  showAnswer(response: ForwardedResponse): ForwardedResponse;
}

type Role = StepRun['role'];

/**
 * Runs a case and returns what was expected of each step and what came. At a provider it deletes what
 * the case created; at the mock the caller uses a separate account.
 */
export async function runCase(one: Case, target: CaseTarget): Promise<CaseRun> {
  return new CaseRunner(one, target).run();
}

class CaseRunner {
  readonly #case: Case;
  readonly #target: CaseTarget;
  readonly #names = new Map<string, unknown>();
  readonly #created: CreatedItems;
  readonly #steps: StepRun[] = [];
  /** Why no further step is sent. */
  #stopped: { readonly verdict: 'differs' | 'could-not-run'; readonly says: string } | undefined;

  constructor(one: Case, target: CaseTarget) {
    this.#case = one;
    this.#target = target;
    this.#created = new CreatedItems(target.contract);
  }

  async run(): Promise<CaseRun> {
    const { id, given, request, then, observed } = this.#case;
    const { to } = this.#target;
    const missing = this.#assignNames();
    if (missing !== undefined) this.#stop(missing);
    let left: readonly string[] = [];
    let response: ForwardedResponse | undefined;
    try {
      for (const step of given) await this.#send(step, 'given');
      response = await this.#send(request, 'request');
      const outcome = response && outcomeOf(response);
      for (const step of then) {
        if (step.when === undefined || step.when === outcome) await this.#send(step, 'then');
        else this.#skip(step, `Only sent if the request is ${step.when}.`);
      }
    } finally {
      if (to === 'provider') {
        left = await this.#created.deleteAll((call) => this.#target.send(this.#buildRequest(call)));
      }
    }
    const outcome = response && outcomeOf(response);
    const answered = outcome === 'accepted' || outcome === 'refused' ? outcome : null;
    const isOpen = to === 'provider' && request.expect.verifier === 'open';
    const says = isOpen && answered !== null ? observed?.[answered] : undefined;
    return {
      case: id,
      to,
      verdict: this.#stopped?.verdict ?? (isOpen ? 'observed' : 'as-expected'),
      answered,
      says: this.#stopped?.says ?? says ?? null,
      steps: this.#steps,
      left,
    };
  }

  /** Gives the test data its names. Returns what is missing, in a sentence. */
  #assignNames(): string | undefined {
    const { contract, to, tokens, testData } = this.#target;
    const { needs, given, request, then } = this.#case;
    const steps = [...given, request, ...then];
    if (to === 'provider' && steps.some((step) => namesLargeIdentity(contract, step))) {
      return 'It asks for an id as large as 2^53-1, which may move the counter of a real account; only the verifier tries that, with --probe-large-ids.';
    }
    for (const [kind, count] of needs) {
      const ids = testData.get(kind) ?? [];
      if (ids.length < count) {
        return `It needs ${count} identifiers of the kind "${kind}" at once, but there are ${ids.length}; add more.`;
      }
      for (const [i, id] of ids.entries()) this.#names.set(`${kind}.${i + 1}`, id);
    }
    for (const { account = 'first' } of steps) {
      const chosen = chooseToken(tokens, account);
      if ('impossible' in chosen) return chosen.impossible;
    }
    return undefined;
  }

  async #send(step: Step, role: Role): Promise<ForwardedResponse | undefined> {
    const { operation, path, account = 'first', ...parts } = fillStep(step, this.#names);
    const chosen = chooseToken(this.#target.tokens, account);
    const call = { operation, path, token: 'token' in chosen ? chosen.token : undefined };
    if (this.#stopped === undefined) await this.#assertNotOthers(call);
    if (this.#stopped !== undefined) {
      this.#skip(step, null, role);
      return undefined;
    }
    const request = this.#buildRequest(call, parts);
    const response = await this.#target.send(request);
    const isLent = (parameter: string) =>
      this.#case.needs.has(parseName(String(step.path[parameter]))?.kind ?? '');
    this.#created.record(call, response, isLent);
    const { verdict, why } = this.#judge(step, response, role);
    this.#steps.push({
      ...this.#describe(step, role),
      path: Object.fromEntries(Object.entries(path).map(([name, value]) => [name, String(value)])),
      request: this.#target.showRequest(request),
      answer: this.#target.showAnswer(response),
      verdict,
      why: why ?? null,
    });
    if (verdict === 'differs' || verdict === 'could-not-run') {
      this.#stop(`${operationName(operation)}: ${why ?? ''}`, verdict);
    } else this.#nameCreated(step, response, path);
    return response;
  }

  #judge(step: Step, response: ForwardedResponse, role: Role): Judgement {
    const { operation, expect } = step;
    const { to, contract } = this.#target;
    const { resource, action } = actionOf(contract, operation) ?? {};
    const json = 'body' in response ? parseJson(response.body) : undefined;
    const item = resource && action && itemIn(resource, action, json);
    const judgement = judgeStep(response, fillExpectation(step, this.#names), to, item);
    if (judgement.verdict !== 'differs') return judgement;
    const page = contract.pages.find(({ id }) => id === operation.source?.page);
    const missing = 'status' in response && [403, 404, 405, 501].includes(response.status);
    if (to === 'provider' && page?.neighbour && missing && expect.verifier === 'accepted') {
      const why = `The provider seems to lack this optional operation (${response.status}).`;
      return { verdict: 'could-not-run', why };
    }
    if (role !== 'given') return judgement;
    return { verdict: 'could-not-run', why: `It could not be set up. ${judgement.why}` };
  }

  /** Gives the item that a step created its name, for later steps. */
  #nameCreated({ as, operation }: Step, response: ForwardedResponse, path: CaseCall['path']): void {
    if (as === undefined || outcomeOf(response) !== 'accepted') return;
    const resource = actionOf(this.#target.contract, operation)?.resource;
    const identity = resource && identityOf(resource, response, path);
    const name = operationName(operation);
    if (identity === undefined) this.#stop(`${name}: the response has no identity.`);
    else if (this.#created.wasDeleted(identity)) {
      this.#stop(
        `${name}: the provider gave the identity of a deleted item to a new one, so the two cannot be told apart.`,
      );
    }
    this.#names.set(as, identity);
  }

  // The second account may have its own item with the same identity, which must not be touched.
  async #assertNotOthers(call: CaseCall): Promise<void> {
    const { to, tokens } = this.#target;
    if (to === 'mock' || call.token !== tokens.second) return;
    const resource = this.#created.crossAccountResource(call);
    if (resource === undefined) return;
    const operation = resource.actions.list;
    const response =
      operation && (await this.#target.send(this.#buildRequest({ ...call, operation })));
    const identity = call.path[resource.identity.parameter];
    if (response !== undefined && isWithout(response, resource, identity)) return;
    this.#stop('The second account may have its own item with the same identity.');
  }

  #buildRequest(
    { operation, path, token }: CaseCall,
    parts: Partial<RequestParts> = {},
  ): ForwardedRequest {
    const { body, ...request } = buildRequest(this.#target.contract, operation, {
      ...parts,
      path,
      token,
    });
    return body === undefined ? request : { ...request, body };
  }

  #stop(says: string, verdict: 'differs' | 'could-not-run' = 'could-not-run'): void {
    this.#stopped = { verdict, says };
  }

  #skip(step: Step, why: string | null, role: Role = 'then'): void {
    const unsent = { request: null, answer: null, verdict: 'not-sent', why } as const;
    this.#steps.push({ ...this.#describe(step, role), path: {}, ...unsent });
  }

  #describe(step: Step, role: Role) {
    const { operation, account, expect } = step;
    const expected = describeExpectation(expect, this.#target.to);
    const { shows, omits } = fillExpectation(step, this.#names);
    const body = { ...(shows && { shows }), ...(omits && { omits }) };
    return {
      ...{ role, operation: operation.id, account: account ?? null, expected },
      ...((shows ?? omits) && { body }),
    };
  }
}

// Whether a response is a list without an item of this identity.
function isWithout(response: ForwardedResponse, resource: Resource, identity: unknown): boolean {
  if ('failure' in response || outcomeOf(response) !== 'accepted') return false;
  const listed = itemIn(resource, 'list', parseJson(response.body));
  if (!Array.isArray(listed)) return false;
  const { name } = resource.identity;
  return !listed.some((one) => isObject(one) && String(one[name]) === String(identity));
}
