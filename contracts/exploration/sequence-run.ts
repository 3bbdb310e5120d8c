import { isObject, type Operation, type Resource } from '../../spec/index.ts';
import { rulesOf } from '../model/key-fields.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import { fieldsOf, label } from '../provider/item.ts';
import { probeAndUndo } from '../provider/probe-state.ts';
import type { Call, CallResult } from '../provider/provider.ts';
import { compareStoredState, probeState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { isAffected } from './affected-items.ts';
import { buildCall, buildCrossAccountCall, isSingle, type SingleStep } from './build-request.ts';
import { bulkAdd } from './bulk-add.ts';
import { deleteAll, sendCrossAccount, sendStep } from './execute-step.ts';
import { isPossible, itemAt } from './preconditions.ts';
import { race } from './race.ts';
import type { Race, Step } from './step.ts';
import { needsOfSequence, type Target } from './target.ts';
import { Violation } from './violation.ts';

// Items that a sequence may have to be deleted one by one.
const most = 20;

/** A sequence under way: sends each step and compares what can be seen with the model. */
export class SequenceRun {
  readonly #target: Target;
  readonly #context: CheckContext;
  /** The rules hold within an account, and each has its own. */
  readonly #models: { readonly first: RulesModel; readonly second: RulesModel };
  /** Whether the second account may hold what the model does not know of, so that nothing follows. */
  #over = false;
  /** The requests of the step that is being told. */
  readonly #requests: Call[] = [];
  readonly #probes: boolean;
  /** The steps that were sent. */
  readonly steps: Step[] = [];
  #faulty = false;

  private constructor(target: Target, context: CheckContext, probes: boolean) {
    this.#target = target;
    this.#context = context;
    this.#probes = probes;
    const unique = rulesOf(target.provider.catalogue, target.resource);
    this.#models = { first: new RulesModel(unique), second: new RulesModel(unique) };
  }

  /**
   * Plays a sequence with identifiers of its own, and clears up after it. With `probes` it is probed
   * after each step what is stored, where there is no list.
   */
  static async play<Result>(
    target: Target,
    { crowd, probes }: { readonly crowd: number; readonly probes: boolean },
    run: (story: SequenceRun) => Promise<Result>,
  ): Promise<Result> {
    const needs = needsOfSequence(target, crowd);
    target.quarantine.releaseFor(needs);
    let faulty: CheckContext['reserved'] | undefined;
    try {
      return await withContext(target.provider, needs, async (context) => {
        const story = new SequenceRun(target, context, probes);
        try {
          return await run(story);
        } finally {
          if (story.#faulty) faulty = context.reserved;
        }
      });
    } finally {
      if (faulty !== undefined) target.quarantine.add(faulty);
    }
  }

  /** What was sent and answered so far. */
  get exchanges() {
    return this.#context.exchanges;
  }

  /** Whether a step makes sense now. */
  allows(plan: Step): boolean {
    return !this.#over && isPossible(this.#target, this.#live(), plan);
  }

  /**
   * Sends a step and looks at what came of it.
   * @throws FaultShown when a rule is broken
   */
  async runStep(plan: Step): Promise<void> {
    this.steps.push(plan);
    this.#requests.splice(0);
    await this.#noting(async () => {
      if (plan.do === 'race') await this.#race(plan);
      else if (plan.do === 'crowd') await this.#crowd(plan.count);
      else if (plan.do === 'trespass') await this.#trespass(plan);
      else if (plan.do !== 'list') await this.#one(plan);
      await this.#look((context) => compareStoredState(context, this.#probe));
    });
  }

  // Each thing that is tried takes a request, so after a step only those items are tried that it was
  // about or met, and at once all that is free; the rest is left to the end.
  readonly #probe = async (
    context: CheckContext,
    resource: Resource,
  ): Promise<string | undefined> => {
    if (!this.#probes) return undefined;
    const { keyFields } = this.#target;
    return probeAndUndo(context, resource, (item) => isAffected(item, this.#requests, keyFields));
  };

  /**
   * Looks at what is stored when all is told.
   * @throws FaultShown when it is not what was answered
   */
  async end(): Promise<void> {
    // A list may be right where what is compared with is wrong.
    const look = this.#operation('list') === undefined ? compareStoredState : probeState;
    await this.#noting(async () => {
      await this.#look(look);
      if (!(await this.#clear())) return;
      // What is left behind now would be found by a sequence that has no part in it.
      if (look !== compareStoredState) await this.#look(compareStoredState);
      await this.#look(probeState);
    });
  }

  // Deletes everything; gives whether it did.
  async #clear(): Promise<boolean> {
    const operation = this.#operation('delete');
    const live = this.#live();
    if (operation === undefined || this.#over || this.#context.stateUnknown) return false;
    // A crowd takes too long one by one.
    if (live.length === 0 || live.length > most) return false;
    await deleteAll(this.#context, operation, live);
    this.#follow();
    return true;
  }

  async #noting(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (error instanceof Violation) this.#faulty = true;
      throw error;
    }
  }

  async #one(plan: SingleStep): Promise<void> {
    const asked = this.#asked(plan);
    if (asked === undefined) return;
    const item = 'target' in plan ? this.#itemAt(plan.target) : undefined;
    const model = this.#models[asked.account === 'second' ? 'second' : 'first'];
    const conflicts =
      plan.do === 'delete' || !isObject(asked.json)
        ? []
        : model.conflicts({ ...asked.path, ...asked.json }, nameOf(item));
    await sendStep(this.#context, plan, asked, conflicts);
    this.#follow();
  }

  async #race({ plans, after = [] }: Race): Promise<void> {
    const asked = plans.map((plan) => (isSingle(plan) ? this.#asked(plan) : undefined));
    const told = await race(
      this.#context,
      asked.filter((one) => one !== undefined),
      after.filter((_, i) => asked[i] !== undefined),
    );
    this.#follow();
    const broken = this.#models.first.contradiction() ?? this.#models.second.contradiction();
    if (broken === undefined) return;
    const apart = after.some((ms) => ms > 0) ? 'a few milliseconds apart' : 'at the same moment';
    const [names, rule] = [broken.names.join(' and '), broken.rule.name];
    throw new Violation(
      `Of ${told.length} requests ${apart} ${accepted(told)} were accepted, and ${names} now break ${rule}.`,
    );
  }

  async #crowd(count: number): Promise<void> {
    await bulkAdd(this.#target, this.#context, count);
    this.#follow();
  }

  // What another account does to an identity that it cannot know has to leave this one alone.
  async #trespass(plan: Step & { do: 'trespass' }): Promise<void> {
    const item = this.#itemAt(plan.target);
    const asked = item && buildCrossAccountCall(this.#target, this.#context, plan, item);
    if (asked === undefined) return;
    this.#requests.push(asked);
    const accepted = await sendCrossAccount(this.#context, asked);
    // It may have made something there, of which the model does not know.
    if (accepted && !plan.deletes) this.#over = true;
  }

  #asked(plan: SingleStep): Call | undefined {
    const item = 'target' in plan ? this.#itemAt(plan.target) : undefined;
    const asked = buildCall(this.#target, this.#context, plan, item);
    if (asked !== undefined) this.#requests.push(asked);
    return asked;
  }

  // The model takes up what the provider answered: where the documentation leaves room, it follows.
  #follow(): void {
    for (const item of this.#context.items) {
      const name = label(item);
      const model = this.#models[item.account];
      if (item.deleted) model.remove(name);
      else model.put(name, fieldsOf(item));
    }
  }

  async #look(look: typeof probeState): Promise<void> {
    const before = this.#context.exchanges.length;
    const wrong = await look(this.#context);
    if (wrong !== undefined) throw new Violation(wrong);
    // Reading is no evidence. What was written is: it may have its part in what shows later.
    const written = this.#context.exchanges.splice(before);
    this.#context.exchanges.push(...written.filter(({ request }) => request.method !== 'GET'));
    this.#follow();
  }

  #live(): readonly Item[] {
    return this.#context.items.filter((item) => !item.deleted);
  }

  #itemAt(target: number | undefined): Item | undefined {
    return itemAt(this.#live(), target);
  }

  #operation(action: 'add' | 'edit' | 'delete' | 'list'): Operation | undefined {
    return this.#target.provider.operation(this.#target.resource, action);
  }
}

function nameOf(item: Item | undefined): string | undefined {
  return item === undefined ? undefined : label(item);
}

function accepted(told: readonly CallResult[]): number {
  return told.filter(({ reading }) => reading.kind === 'accepted').length;
}
