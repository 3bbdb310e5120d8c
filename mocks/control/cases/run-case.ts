import {
  buildRequest,
  type Case,
  type Contract,
  chooseToken,
  fillPlaceholders,
  fillPlaceholdersInText,
  isObject,
  type Step,
  type Tokens,
} from '../../../spec/index.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { CaseRun, StepRun } from './case-run.ts';
import { actionOf, type CaseCall, CreatedItems, identityIn } from './created-items.ts';
import { expectedOf } from './expectation.ts';
import type { Identifier } from './identifier-list.ts';
import { type Judgement, judgeMock, judgeProvider, readAnswer } from './judge.ts';

/** Who is asked, and what may be used there. */
export interface CaseTarget {
  readonly contract: Contract;
  readonly to: 'mock' | 'provider';
  readonly tokens: Tokens;
  /** The identifiers of each kind. */
  readonly testData: ReadonlyMap<string, readonly Identifier[]>;
  send(request: ForwardedRequest): Promise<ForwardedResponse>;
  /** A request or an answer as it may be shown, without tokens. */
  showRequest(request: ForwardedRequest): ForwardedRequest;
  showAnswer(answer: ForwardedResponse): ForwardedResponse;
}

type Role = StepRun['role'];

/**
 * Plays a case and says of each step what was expected and what came. At a provider what it made is
 * deleted again; at the mock the caller uses an account that nobody else does.
 */
export async function runCase(one: Case, stage: CaseTarget): Promise<CaseRun> {
  return new CaseRunner(one, stage).run();
}

class CaseRunner {
  readonly #case: Case;
  readonly #stage: CaseTarget;
  readonly #names = new Map<string, unknown>();
  readonly #made: CreatedItems;
  readonly #steps: StepRun[] = [];
  /** Why the rest is not sent; undefined while all goes well. */
  #stopped: { readonly verdict: 'differs' | 'could-not-run'; readonly says: string } | undefined;

  constructor(one: Case, stage: CaseTarget) {
    this.#case = one;
    this.#stage = stage;
    this.#made = new CreatedItems(stage.contract);
  }

  async run(): Promise<CaseRun> {
    const { given, request, then, observed } = this.#case;
    const missing = this.#borrow();
    if (missing !== undefined) this.#stopped = { verdict: 'could-not-run', says: missing };
    let left: readonly string[] = [];
    let answer: ForwardedResponse | undefined;
    try {
      for (const step of given) await this.#perform(step, 'given');
      answer = await this.#perform(request, 'request');
      const said = answer && readAnswer(answer);
      for (const step of then) {
        if (step.when === undefined || step.when === said) await this.#perform(step, 'then');
        else this.#skip(step, `Sent only where the request is ${step.when}.`);
      }
    } finally {
      if (this.#stage.to === 'provider') {
        left = await this.#made.deleteAll(async (asked) => this.#stage.send(this.#word(asked)));
      }
    }
    const reading = answer && readAnswer(answer);
    const answered = reading === 'accepted' || reading === 'refused' ? reading : null;
    const isOpen = this.#stage.to === 'provider' && request.expect.verifier === 'open';
    const says = isOpen && answered !== null ? observed?.[answered] : undefined;
    return {
      case: this.#case.id,
      to: this.#stage.to,
      verdict: this.#stopped?.verdict ?? (isOpen ? 'observed' : 'as-expected'),
      answered,
      says: this.#stopped?.says ?? says ?? null,
      steps: this.#steps,
      left,
    };
  }

  /** Gives the lent identifiers their names; answers what is missing, in a sentence. */
  #borrow(): string | undefined {
    const { tokens, testData } = this.#stage;
    for (const [kind, count] of this.#case.needs) {
      const ids = testData.get(kind) ?? [];
      if (ids.length < count) {
        return `It needs ${count} of the kind "${kind}" at once, and ${ids.length} are lent; lend more.`;
      }
      for (const [i, id] of ids.entries()) this.#names.set(`${kind}.${i + 1}`, id);
    }
    const { given, request, then } = this.#case;
    for (const { account = 'first' } of [...given, request, ...then]) {
      const chosen = chooseToken(tokens, account);
      if ('impossible' in chosen) return chosen.impossible;
    }
    return undefined;
  }

  async #perform(step: Step, role: Role): Promise<ForwardedResponse | undefined> {
    const asked = this.#asked(step);
    if (this.#stopped === undefined) await this.#demandOwn(asked);
    if (this.#stopped !== undefined) {
      this.#skip(step, null, role);
      return undefined;
    }
    const request = this.#word(asked, step);
    const answer = await this.#stage.send(request);
    this.#made.record(asked, answer);
    const judged = this.#judge(step, answer, role);
    this.#steps.push({
      ...this.#shown(step, role),
      path: asText(asked.path),
      request: this.#stage.showRequest(request),
      answer: this.#stage.showAnswer(answer),
      verdict: judged.verdict,
      why: judged.why ?? null,
    });
    if (judged.verdict === 'differs' || judged.verdict === 'could-not-run') {
      const { verdict } = judged;
      this.#stopped = { verdict, says: `${name(step)}: ${judged.why ?? ''}` };
    } else this.#call(step, answer);
    return answer;
  }

  #judge(step: Step, answer: ForwardedResponse, role: Role): Judgement {
    const { to, contract } = this.#stage;
    const { expect } = step;
    const judged = to === 'mock' ? judgeMock(answer, expect) : judgeProvider(answer, expect);
    if (judged.verdict !== 'differs') return judged;
    const page = contract.pages.find(({ id }) => id === step.operation.source?.page);
    const missing = 'status' in answer && [403, 404, 405, 501].includes(answer.status);
    if (to === 'provider' && page?.neighbour && missing && expect.verifier === 'accepted') {
      const why = `The provider seems to lack this operation (${answer.status}), and need not have it.`;
      return { verdict: 'could-not-run', why };
    }
    if (role !== 'given') return judged;
    return { verdict: 'could-not-run', why: `It could not be set up. ${judged.why}` };
  }

  /** Lets later steps call what a step made by its name. */
  #call(step: Step, answer: ForwardedResponse): void {
    if (step.as === undefined || readAnswer(answer) !== 'accepted') return;
    const resource = actionOf(this.#stage.contract, step.operation)?.resource;
    const identity = resource && identityIn(answer, resource);
    const stop = (says: string) => {
      this.#stopped = { verdict: 'could-not-run', says: `${name(step)}: ${says}` };
    };
    if (identity === undefined) stop('the answer does not say what was made.');
    else if (this.#made.wasDeleted(identity)) {
      stop(
        'what was deleted gave its identity to what was added, so that they cannot be told apart.',
      );
    }
    this.#names.set(step.as, identity);
  }

  // What one account may not know, the other may have under the same identity; then it is let alone.
  async #demandOwn(asked: CaseCall): Promise<void> {
    if (this.#stage.to === 'mock' || asked.token !== this.#stage.tokens.second) return;
    const resource = this.#made.reachesOver(asked);
    if (resource === undefined) return;
    const operation = resource.actions.list;
    const answer = operation && (await this.#stage.send(this.#word({ ...asked, operation })));
    const identity = asked.path[resource.identity.name];
    if (answer !== undefined && isWithout(answer, resource.identity.name, identity)) return;
    const says = 'The second account may have something of its own of the same identity.';
    this.#stopped = { verdict: 'could-not-run', says };
  }

  #asked({ operation, path, account }: Step): CaseCall {
    const chosen = chooseToken(this.#stage.tokens, account ?? 'first');
    const resolved = fillPlaceholders(path, this.#names);
    return {
      operation,
      path: isObject(resolved) ? resolved : {},
      token: 'token' in chosen ? chosen.token : undefined,
    };
  }

  #word(asked: CaseCall, step?: Step): ForwardedRequest {
    const { body, ...request } = buildRequest(this.#stage.contract, asked.operation, {
      path: asked.path,
      token: asked.token,
      json: fillPlaceholders(step?.json, this.#names),
      text: step?.text === undefined ? undefined : fillPlaceholdersInText(step.text, this.#names),
      type: step?.type,
      accept: step?.accept,
      split: step?.split,
    });
    return body === undefined ? request : { ...request, body };
  }

  #skip(step: Step, why: string | null, role: Role = 'then'): void {
    const unsent = { request: null, answer: null, verdict: 'not-sent', why } as const;
    this.#steps.push({ ...this.#shown(step, role), path: {}, ...unsent });
  }

  #shown({ operation, account, expect }: Step, role: Role) {
    const expected = expectedOf(expect, this.#stage.to);
    return { role, operation: operation.id, account: account ?? null, expected };
  }
}

function name({ operation }: Step): string {
  return `${operation.method.toUpperCase()} ${operation.path}`;
}

function asText(path: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(path).map(([key, value]) => [key, String(value)]));
}

// Whether an answer is a list, none of whose items has an identity.
function isWithout(answer: ForwardedResponse, field: string, identity: unknown): boolean {
  if ('failure' in answer || readAnswer(answer) !== 'accepted') return false;
  try {
    const listed: unknown = JSON.parse(answer.body);
    if (!Array.isArray(listed)) return false;
    return !listed.some((one) => isObject(one) && String(one[field]) === String(identity));
  } catch {
    return false;
  }
}
