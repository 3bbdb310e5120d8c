import { isObject, type Operation, type Resource } from '../../spec/index.ts';
import { rulesOf } from '../model/key-fields.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { Scene } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import { fieldsOf, label } from '../provider/item.ts';
import { probeAndUndo } from '../provider/probe-state.ts';
import type { Asked, Told } from '../provider/provider.ts';
import { lookAtState, probeState } from '../provider/stored-state.ts';
import { withScene } from '../provider/with-context.ts';
import { isTouched } from './affected-items.ts';
import { isSingle, type Single, wordStep, wordTrespass } from './build-request.ts';
import { addCrowd } from './bulk-add.ts';
import { deleteAll, sendStep, trespass } from './execute-step.ts';
import { makesSense, targetOf } from './preconditions.ts';
import { race } from './race.ts';
import type { Plan, Race } from './step.ts';
import { needsWith, type Stage } from './target.ts';
import { FaultShown } from './violation.ts';

// Items that a sequence may have to be deleted one by one.
const most = 20;

/** A sequence under way: sends each step and compares what can be seen with the model. */
export class Story {
  readonly #stage: Stage;
  readonly #scene: Scene;
  /** The rules hold within an account, and each has its own. */
  readonly #models: { readonly first: RulesModel; readonly second: RulesModel };
  /** Whether the second account may hold what the model does not know of, so that nothing follows. */
  #over = false;
  /** The requests of the step that is being told. */
  readonly #requests: Asked[] = [];
  readonly #probes: boolean;
  /** The steps that were sent. */
  readonly told: Plan[] = [];
  #faulty = false;

  private constructor(stage: Stage, scene: Scene, probes: boolean) {
    this.#stage = stage;
    this.#scene = scene;
    this.#probes = probes;
    const unique = rulesOf(stage.provider.catalogue, stage.resource);
    this.#models = { first: new RulesModel(unique), second: new RulesModel(unique) };
  }

  /**
   * Plays a sequence with identifiers of its own, and clears up after it. With `probes` it is probed
   * after each step what is stored, where there is no list.
   */
  static async play<Result>(
    stage: Stage,
    { crowd, probes }: { readonly crowd: number; readonly probes: boolean },
    run: (story: Story) => Promise<Result>,
  ): Promise<Result> {
    const needs = needsWith(stage, crowd);
    stage.setAside.spare(needs);
    let faulty: Scene['lent'] | undefined;
    try {
      return await withScene(stage.provider, needs, async (scene) => {
        const story = new Story(stage, scene, probes);
        try {
          return await run(story);
        } finally {
          if (story.#faulty) faulty = scene.lent;
        }
      });
    } finally {
      if (faulty !== undefined) stage.setAside.put(faulty);
    }
  }

  /** What was sent and answered so far. */
  get exchanges() {
    return this.#scene.exchanges;
  }

  /** Whether a step makes sense now. */
  allows(plan: Plan): boolean {
    return !this.#over && makesSense(this.#stage, this.#live(), plan);
  }

  /**
   * Sends a step and looks at what came of it.
   * @throws FaultShown when a rule is broken
   */
  async tell(plan: Plan): Promise<void> {
    this.told.push(plan);
    this.#requests.splice(0);
    await this.#noting(async () => {
      if (plan.do === 'race') await this.#race(plan);
      else if (plan.do === 'crowd') await this.#crowd(plan.count);
      else if (plan.do === 'trespass') await this.#trespass(plan);
      else if (plan.do !== 'list') await this.#one(plan);
      await this.#look((scene) => lookAtState(scene, this.#probe));
    });
  }

  // Each thing that is tried takes a request, so after a step only those items are tried that it was
  // about or met, and at once all that is free; the rest is left to the end.
  readonly #probe = async (scene: Scene, resource: Resource): Promise<string | undefined> => {
    if (!this.#probes) return undefined;
    const { places } = this.#stage;
    return probeAndUndo(scene, resource, (item) => isTouched(item, this.#requests, places));
  };

  /**
   * Looks at what is stored when all is told.
   * @throws FaultShown when it is not what was answered
   */
  async end(): Promise<void> {
    // A list may be right where what is compared with is wrong.
    const look = this.#operation('list') === undefined ? lookAtState : probeState;
    await this.#noting(async () => {
      await this.#look(look);
      if (!(await this.#clear())) return;
      // What is left behind now would be found by a sequence that has no part in it.
      if (look !== lookAtState) await this.#look(lookAtState);
      await this.#look(probeState);
    });
  }

  // Deletes everything; gives whether it did.
  async #clear(): Promise<boolean> {
    const operation = this.#operation('delete');
    const live = this.#live();
    if (operation === undefined || this.#over || this.#scene.unsure) return false;
    // A crowd takes too long one by one.
    if (live.length === 0 || live.length > most) return false;
    await deleteAll(this.#scene, operation, live);
    this.#follow();
    return true;
  }

  async #noting(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (error instanceof FaultShown) this.#faulty = true;
      throw error;
    }
  }

  async #one(plan: Single): Promise<void> {
    const asked = this.#asked(plan);
    if (asked === undefined) return;
    const item = 'target' in plan ? this.#target(plan.target) : undefined;
    const model = this.#models[asked.account === 'second' ? 'second' : 'first'];
    const conflicts =
      plan.do === 'delete' || !isObject(asked.json)
        ? []
        : model.conflicts({ ...asked.path, ...asked.json }, nameOf(item));
    await sendStep(this.#scene, plan, asked, conflicts);
    this.#follow();
  }

  async #race({ plans, after = [] }: Race): Promise<void> {
    const asked = plans.map((plan) => (isSingle(plan) ? this.#asked(plan) : undefined));
    const told = await race(
      this.#scene,
      asked.filter((one) => one !== undefined),
      after.filter((_, i) => asked[i] !== undefined),
    );
    this.#follow();
    const broken = this.#models.first.contradiction() ?? this.#models.second.contradiction();
    if (broken === undefined) return;
    const apart = after.some((ms) => ms > 0) ? 'a few milliseconds apart' : 'at the same moment';
    const [names, rule] = [broken.names.join(' and '), broken.rule.name];
    throw new FaultShown(
      `Of ${told.length} requests ${apart} ${accepted(told)} were accepted, and ${names} now break ${rule}.`,
    );
  }

  async #crowd(count: number): Promise<void> {
    await addCrowd(this.#stage, this.#scene, count);
    this.#follow();
  }

  // What another account does to an identity that it cannot know has to leave this one alone.
  async #trespass(plan: Plan & { do: 'trespass' }): Promise<void> {
    const item = this.#target(plan.target);
    const asked = item && wordTrespass(this.#stage, this.#scene, plan, item);
    if (asked === undefined) return;
    this.#requests.push(asked);
    const accepted = await trespass(this.#scene, asked);
    // It may have made something there, of which the model does not know.
    if (accepted && !plan.deletes) this.#over = true;
  }

  #asked(plan: Single): Asked | undefined {
    const item = 'target' in plan ? this.#target(plan.target) : undefined;
    const asked = wordStep(this.#stage, this.#scene, plan, item);
    if (asked !== undefined) this.#requests.push(asked);
    return asked;
  }

  // The model takes up what the provider answered: where the documentation leaves room, it follows.
  #follow(): void {
    for (const item of this.#scene.items) {
      const name = label(item);
      const model = this.#models[item.account];
      if (item.deleted) model.remove(name);
      else model.put(name, fieldsOf(item));
    }
  }

  async #look(look: typeof probeState): Promise<void> {
    const before = this.#scene.exchanges.length;
    const wrong = await look(this.#scene);
    if (wrong !== undefined) throw new FaultShown(wrong);
    // Reading is no evidence. What was written is: it may have its part in what shows later.
    const written = this.#scene.exchanges.splice(before);
    this.#scene.exchanges.push(...written.filter(({ request }) => request.method !== 'GET'));
    this.#follow();
  }

  #live(): readonly Item[] {
    return this.#scene.items.filter((item) => !item.deleted);
  }

  #target(target: number | undefined): Item | undefined {
    return targetOf(this.#live(), target);
  }

  #operation(action: 'add' | 'edit' | 'delete' | 'list'): Operation | undefined {
    return this.#stage.provider.operation(this.#stage.resource, action);
  }
}

function nameOf(item: Item | undefined): string | undefined {
  return item === undefined ? undefined : label(item);
}

function accepted(told: readonly Told[]): number {
  return told.filter(({ reading }) => reading.kind === 'accepted').length;
}
