import { type Identifier, isObject, type Operation, type Resource } from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { rulesOf } from '../model/key-fields.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { fieldsAt, fieldsOf, type Item, label } from '../provider/item.ts';
import { probeAndUndo } from '../provider/probe-state.ts';
import type { Call } from '../provider/provider.ts';
import { sendRace } from '../provider/send-race.ts';
import { compareStoredState, probeState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { isAffected } from './affected-items.ts';
import { buildCall, buildCrossAccountCall, isSingle, type SingleStep } from './build-request.ts';
import { bulkAdd, bulkAddCount } from './bulk-add.ts';
import { deleteAll, sendCrossAccount, sendStep } from './execute-step.ts';
import { isPossible, itemAt } from './preconditions.ts';
import type { Race, Step } from './step.ts';
import { needsOfSequence, type Target } from './target.ts';
import { Violation } from './violation.ts';

// The most items to delete one by one at the end.
const mostDeleted = 20;

/** What a sequence showed. */
export interface SequenceResult {
  readonly violation: Violation | undefined;
  readonly exchanges: readonly Exchange[];
  /** The steps that were sent. */
  readonly steps: readonly Step[];
}

/**
 * Runs the possible steps of a sequence with its own identifiers, and cleans up.
 * @param probes whether to probe the stored state after each step if there is no list
 */
export async function runSequence(
  target: Target,
  steps: readonly Step[],
  probes: boolean,
): Promise<SequenceResult> {
  const needs = needsOfSequence(target, bulkAddCount(steps));
  target.quarantine.releaseFor(needs);
  let suspect: ReadonlyMap<string, readonly Identifier[]> | undefined;
  try {
    return await withContext(target.provider, needs, async (context) => {
      const sequence = new SequenceRun(target, context, probes);
      const violation = await sequence.run(steps);
      // Similar identifiers are few, and must be able to meet again.
      if (violation !== undefined && !target.similar) suspect = context.reserved;
      return { violation, exchanges: [...context.exchanges], steps: sequence.steps };
    });
  } finally {
    if (suspect !== undefined) target.quarantine.add(suspect);
  }
}

// Sends each step and compares the responses with a model of the rules.
class SequenceRun {
  readonly #target: Target;
  readonly #context: CheckContext;
  /** Rules hold within an account. */
  readonly #models: { readonly first: RulesModel; readonly second: RulesModel };
  readonly #probes: boolean;
  /** The calls of the current step. */
  readonly #calls: Call[] = [];
  /** The steps that were sent. */
  readonly steps: Step[] = [];
  /** Whether an account may hold what the model does not know, so that it predicts nothing. */
  #over = false;

  constructor(target: Target, context: CheckContext, probes: boolean) {
    this.#target = target;
    this.#context = context;
    this.#probes = probes;
    const rules = rulesOf(target.provider.catalogue, target.resource);
    this.#models = { first: new RulesModel(rules), second: new RulesModel(rules) };
  }

  /** Runs the possible steps, and the end; returns the violation that shows, if any. */
  async run(steps: readonly Step[]): Promise<Violation | undefined> {
    try {
      for (const step of steps) if (this.#allows(step)) await this.#runStep(step);
      await this.#end();
      return undefined;
    } catch (error) {
      if (error instanceof Violation) return error;
      throw error;
    }
  }

  #allows(step: Step): boolean {
    return !this.#over && isPossible(this.#target, this.#context.liveItems, step);
  }

  // Sends a step, and checks its outcome and the stored state.
  async #runStep(step: Step): Promise<void> {
    this.steps.push(step);
    this.#calls.splice(0);
    if (step.do === 'race') await this.#race(step);
    else if (step.do === 'bulk-add') await this.#bulkAdd(step.count);
    else if (step.do === 'cross-account') await this.#crossAccount(step);
    else if (step.do !== 'list') await this.#single(step);
    await this.#check((context) => compareStoredState(context, this.#probe));
  }

  // Each probe takes a request, so after a step only the items that it affects are probed, and all free
  // identifiers at once. The end probes the rest.
  readonly #probe = async (
    context: CheckContext,
    resource: Resource,
  ): Promise<string | undefined> => {
    if (!this.#probes) return undefined;
    const { keyFields } = this.#target;
    return probeAndUndo(context, resource, (item) => isAffected(item, this.#calls, keyFields));
  };

  // Checks the stored state after the last step, and again after deleting all items.
  async #end(): Promise<void> {
    // A list may be right where the provider's own checks are wrong.
    const check = this.#operation('list') === undefined ? compareStoredState : probeState;
    await this.#check(check);
    // A refused probe must leave nothing either, or a later sequence would find it.
    if (check !== compareStoredState) await this.#check(compareStoredState);
    if (!(await this.#deleteAll())) return;
    // Otherwise the next sequence would find what this one left behind.
    if (check !== compareStoredState) await this.#check(compareStoredState);
    await this.#check(probeState);
  }

  // Deletes all items; returns whether it did.
  async #deleteAll(): Promise<boolean> {
    const operation = this.#operation('delete');
    const live = this.#context.liveItems;
    if (operation === undefined || this.#over || this.#context.stateUnknown) return false;
    if (live.length === 0 || live.length > mostDeleted) return false;
    await deleteAll(this.#context, operation, live);
    this.#updateModels();
    return true;
  }

  async #single(step: SingleStep): Promise<void> {
    const call = this.#callOf(step);
    if (call === undefined) return;
    const item = 'target' in step ? itemAt(this.#context.liveItems, step.target) : undefined;
    const model = this.#models[call.account === 'second' ? 'second' : 'first'];
    const conflicts =
      step.do === 'delete' || !isObject(call.json)
        ? []
        : model.conflicts(
            fieldsAt(this.#target.resource, call.path, call.json),
            item && label(item),
          );
    await sendStep(this.#context, step, call, conflicts);
    this.#updateModels();
  }

  async #race({ steps, after = [] }: Race): Promise<void> {
    const calls = steps.map((step) => (isSingle(step) ? this.#callOf(step) : undefined));
    const { wrong, open } = await sendRace(
      this.#context,
      this.#target.resource,
      calls.filter((call) => call !== undefined),
      after.filter((_, i) => calls[i] !== undefined),
    );
    if (wrong !== undefined) throw new Violation(wrong);
    // Without knowing what is stored, the models predict nothing.
    if (this.#context.stateUnknown) this.#over = true;
    this.#updateModels();
    const { resource } = this.#target;
    const about = (item: Item) => isAffected(item, this.#calls, this.#target.keyFields);
    if (open) await this.#check((context) => probeAndUndo(context, resource, about));
  }

  async #bulkAdd(count: number): Promise<void> {
    await bulkAdd(this.#target, this.#context, count);
    this.#updateModels();
  }

  // A request in the second account must not affect the first.
  async #crossAccount(step: Step & { do: 'cross-account' }): Promise<void> {
    const item = itemAt(this.#context.liveItems, step.target);
    const call = item && buildCrossAccountCall(this.#target, this.#context, step, item);
    if (call === undefined) return;
    this.#calls.push(call);
    const accepted = await sendCrossAccount(this.#context, call);
    // An accepted edit may have added an item that the model does not know.
    if (accepted && !step.deletes) this.#over = true;
  }

  #callOf(step: SingleStep): Call | undefined {
    const item = 'target' in step ? itemAt(this.#context.liveItems, step.target) : undefined;
    const call = buildCall(this.#target, this.#context, step, item);
    if (call !== undefined) this.#calls.push(call);
    return call;
  }

  // Where the documentation leaves room, the models follow the provider's responses.
  #updateModels(): void {
    for (const item of this.#context.items) {
      const model = this.#models[item.account];
      if (item.deleted) model.remove(label(item));
      else model.put(label(item), fieldsOf(item));
    }
  }

  async #check(check: typeof probeState): Promise<void> {
    const { exchanges } = this.#context;
    const before = exchanges.length;
    const wrong = await check(this.#context);
    if (wrong !== undefined) throw new Violation(wrong);
    // Reads are no evidence; writes are, because they may have caused what shows later.
    const writes = exchanges.splice(before).filter(({ request }) => request.method !== 'GET');
    exchanges.push(...writes);
    this.#updateModels();
  }

  #operation(action: 'delete' | 'list'): Operation | undefined {
    return this.#target.provider.operation(this.#target.resource, action);
  }
}
