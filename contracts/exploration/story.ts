import type { JsonObject, Operation, Resource } from '../../spec/index.ts';
import { isObject } from '../../spec/index.ts';
import { type Claimable, kindFor } from '../checks/claimable.ts';
import { documentedBody } from '../documented-body.ts';
import type { Item } from '../item.ts';
import type { Asked, Provider, Told } from '../provider.ts';
import { Scene } from '../scene.ts';
import { label } from '../state-check.ts';
import type { Plan, Wish } from './plan.ts';
import { RulesModel } from './rules-model.ts';

/** A step showed that a rule is broken; the message is a sentence. */
export class FaultShown extends Error {
  override readonly name = 'FaultShown';
}

/** How many identifiers of each kind a sequence plays with: few, so that they collide. */
export const idsEach = 4;

/** A resource with rules, and the places in it for which identifiers are lent. */
export interface Stage {
  readonly provider: Provider;
  readonly resource: Resource;
  readonly places: readonly (Claimable & { readonly kind: string })[];
}

/** The stages of a provider: each resource of which something can be claimed with what was lent. */
export function stagesOf(provider: Provider, places: readonly Claimable[]): Stage[] {
  const resources = new Set(places.map(({ resource }) => resource));
  return [...resources].flatMap((resource) => {
    const own = places.flatMap((place) => {
      const kind = place.resource === resource ? kindFor(provider, place) : undefined;
      return kind === undefined ? [] : [{ ...place, kind }];
    });
    return own.length === 0 ? [] : [{ provider, resource, places: own }];
  });
}

/** A sequence under way: sends each step and compares what can be seen with the model. */
export class Story {
  readonly #stage: Stage;
  readonly #scene: Scene;
  readonly #model: RulesModel;
  /** The steps that were sent. */
  readonly told: Plan[] = [];

  private constructor(stage: Stage, scene: Scene) {
    this.#stage = stage;
    this.#scene = scene;
    this.#model = new RulesModel(stage.resource.unique);
  }

  /** Plays a sequence with identifiers of its own, and clears up after it. */
  static play<Result>(stage: Stage, run: (story: Story) => Promise<Result>): Promise<Result> {
    const needs = new Map(stage.places.map(({ kind }) => [kind, idsEach]));
    return Scene.play(stage.provider, needs, (scene) => run(new Story(stage, scene)));
  }

  /** What was sent and answered so far. */
  get exchanges() {
    return this.#scene.exchanges;
  }

  /** How many items there are that a step may be about. */
  get alive(): number {
    return this.#live().length;
  }

  /** Whether a step makes sense now. */
  allows(plan: Plan): boolean {
    switch (plan.do) {
      case 'add':
        return asks(plan) && this.#operation('add') !== undefined;
      case 'edit':
        return asks(plan) && this.alive > 0 && this.#operation('edit') !== undefined;
      case 'delete':
        return this.alive > 0 && this.#operation('delete') !== undefined;
      case 'list':
        return this.#operation('list') !== undefined;
      case 'spoiled':
        return asks(plan) && (plan.target === undefined || this.alive > 0);
      case 'race': {
        if (!plan.plans.every((one) => this.allows(one))) return false;
        const targets = plan.plans.flatMap((one) =>
          'target' in one ? [(one.target ?? 0) % this.alive] : [],
        );
        // What happens to one item at one moment has no order that could be told afterwards.
        return new Set(targets).size === targets.length;
      }
    }
  }

  /**
   * Sends a step and looks at what came of it.
   * @throws FaultShown when a rule is broken
   */
  async tell(plan: Plan): Promise<void> {
    this.told.push(plan);
    if (plan.do === 'race') await this.#race(plan.plans);
    else if (plan.do !== 'list') await this.#one(plan);
    if (this.#operation('list') !== undefined) await this.#look();
  }

  /**
   * Looks at what is stored when all is told.
   * @throws FaultShown when it is not what was answered
   */
  async end(): Promise<void> {
    if (this.#operation('list') === undefined) await this.#look();
  }

  async #one(plan: Exclude<Plan, { do: 'race' | 'list' }>): Promise<void> {
    const asked = this.#asked(plan);
    if (asked === undefined) return;
    const item = 'target' in plan ? this.#target(plan.target) : undefined;
    const conflicts =
      plan.do === 'delete' || !isObject(asked.json)
        ? []
        : this.#model.conflicts(asked.json, nameOf(item));
    const told = await this.#scene.ask(asked);
    if (told.reading.kind === 'fault') throw new FaultShown(told.reading.why);
    const wanted = plan.do === 'spoiled' || conflicts.length > 0 ? 'refused' : 'accepted';
    if (told.reading.kind === wanted) return this.#follow();
    const status = told.exchange.answer?.status;
    const at = `${asked.operation.method.toUpperCase()} ${asked.operation.path}`;
    const [rule] = conflicts;
    if (wanted === 'accepted') {
      throw new FaultShown(`${at} was refused (${status}), and nothing stands in its way.`);
    }
    throw new FaultShown(
      rule === undefined
        ? `${at} was accepted (${status}) without a field that has to be there.`
        : `${at} was accepted (${status}), and breaks ${rule.name}.`,
    );
  }

  async #race(plans: readonly Plan[]): Promise<void> {
    const asked = plans.flatMap((plan) =>
      plan.do === 'race' || plan.do === 'list' ? [] : (this.#asked(plan) ?? []),
    );
    const told = await Promise.all(asked.map((one) => this.#scene.ask(one)));
    const fault = told.find(({ reading }) => reading.kind === 'fault');
    if (fault?.reading.kind === 'fault') throw new FaultShown(fault.reading.why);
    this.#follow();
    const broken = this.#model.contradiction();
    if (broken === undefined) return;
    throw new FaultShown(
      `Of ${told.length} requests at the same moment ${accepted(told)} were accepted, and ${broken.names.join(' and ')} now break ${broken.rule.name}.`,
    );
  }

  #asked(plan: Exclude<Plan, { do: 'race' | 'list' }>): Asked | undefined {
    const { provider, resource } = this.#stage;
    const item = 'target' in plan ? this.#target(plan.target) : undefined;
    if (plan.do === 'delete') {
      const operation = this.#operation('delete');
      if (item === undefined || operation === undefined) return undefined;
      return { operation, path: item.path, note: 'delete', promised: true };
    }
    const action = item === undefined ? 'add' : 'edit';
    const operation = this.#operation(action);
    if (operation === undefined) return undefined;
    const claims = this.#stage.places.map(({ steps, kind }, i) => {
      const lent = this.#scene.lent.get(kind) ?? [];
      return { steps, values: (plan.claims[i] ?? []).flatMap((one) => lent[one % idsEach] ?? []) };
    });
    const json = documentedBody(provider, resource, action, claims, item?.path, plan.taste);
    if (plan.do !== 'spoiled') {
      return { operation, path: item?.path ?? {}, json, note: action, promised: true };
    }
    const spoiled = without(json, operation, plan.taste, this.#spared());
    if (spoiled === undefined) return undefined;
    return { operation, path: item?.path ?? {}, json: spoiled, note: `spoiled ${action}` };
  }

  // Fields that are not to be played with: what is claimed, and what names the item.
  #spared(): ReadonlySet<string> {
    const { resource, places } = this.#stage;
    return new Set([resource.identity.name, ...places.map(({ steps }) => steps[0] ?? '')]);
  }

  // The model takes up what the provider answered: where the documentation leaves room, it follows.
  #follow(): void {
    for (const item of this.#scene.items) {
      const name = label(item);
      if (item.deleted) this.#model.remove(name);
      else this.#model.put(name, Object.fromEntries(item.holds));
    }
  }

  async #look(): Promise<void> {
    const before = this.#scene.exchanges.length;
    const wrong = await this.#scene.lookAtState();
    if (wrong !== undefined) throw new FaultShown(wrong);
    this.#scene.exchanges.splice(before);
    this.#follow();
  }

  #live(): readonly Item[] {
    return this.#scene.items.filter((item) => !item.deleted);
  }

  #target(target: number | undefined): Item | undefined {
    const live = this.#live();
    return target === undefined ? undefined : live[target % Math.max(1, live.length)];
  }

  #operation(action: 'add' | 'edit' | 'delete' | 'list'): Operation | undefined {
    return this.#stage.provider.operation(this.#stage.resource, action);
  }
}

function asks(wish: Wish): boolean {
  return wish.claims.some((list) => list.length > 0);
}

function nameOf(item: Item | undefined): string | undefined {
  return item === undefined ? undefined : label(item);
}

function accepted(told: readonly Told[]): number {
  return told.filter(({ reading }) => reading.kind === 'accepted').length;
}

// The same without one of the fields that have to be there.
function without(
  body: JsonObject,
  operation: Operation,
  taste: number,
  spared: ReadonlySet<string>,
): JsonObject | undefined {
  const required = schemaOf(operation)?.required;
  const names = Array.isArray(required) ? required.filter((one) => !spared.has(String(one))) : [];
  if (names.length === 0) return undefined;
  const left = { ...body };
  delete left[String(names[taste % names.length])];
  return left;
}

function schemaOf(operation: Operation): JsonObject | undefined {
  return operation.request?.contents[0]?.schema;
}
