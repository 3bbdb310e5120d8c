import type { JsonObject, Operation, Resource } from '../../spec/index.ts';
import { isObject } from '../../spec/index.ts';
import { type Claim, documentedBody, requiredFields } from '../documented-body.ts';
import { atOneMoment } from '../exchange.ts';
import type { Item } from '../item.ts';
import { NotLent } from '../lent.ts';
import type { Asked, Provider, Told } from '../provider.ts';
import { Scene } from '../scene.ts';
import { fieldsOf, label, list, lookAtState, probeState } from '../state-check.ts';
import { homeOf } from './home.ts';
import { type Place, placesOf, rulesOf } from './places.ts';
import type { Plan, Wish } from './plan.ts';
import { RulesModel } from './rules-model.ts';
import { SetAside } from './set-aside.ts';

/** A step showed that a rule is broken; the message is a sentence. */
export class FaultShown extends Error {
  override readonly name = 'FaultShown';
}

/** How many identifiers of each kind a sequence plays with: few, so that they collide. */
export const idsEach = 6;

const crowdAtOnce = 8;

/** A resource with rules, and the places in it for which identifiers are lent. */
export interface Stage {
  readonly provider: Provider;
  readonly resource: Resource;
  readonly places: readonly Place[];
  /** The path's parameters above its collection. */
  readonly home: JsonObject;
  /** Whether a second account takes what is lent. */
  readonly second: boolean;
  readonly setAside: SetAside;
}

/** The stages of a provider: each resource of which something can be claimed with what was lent. */
export function stagesOf(provider: Provider): Stage[] {
  const setAside = new SetAside(provider);
  return provider.contract.resources.flatMap((resource) => {
    const places = placesOf(provider, resource);
    const home = homeOf(provider.contract, resource);
    if (places.length === 0 || home === undefined) return [];
    return [{ provider, resource, places, home, second: false, setAside }];
  });
}

// What everybody may use at the same time need not be there so often.
function needsOf({ provider, places }: Stage, count: number): Map<string, number> {
  return new Map(
    places.map(({ kind }) => {
      const pool = provider.pools.get(kind);
      const most = pool === undefined || pool.kind.exclusive ? count : pool.shared.length;
      return [kind, Math.min(count, most)];
    }),
  );
}

/** Whether there is a second account, and it takes what is lent for the first. */
export async function hasSecondAccount(stage: Stage): Promise<boolean> {
  const { provider, resource, places, home } = stage;
  const operation = provider.operation(resource, 'add');
  const lasting = provider.operation(resource, 'delete') === undefined;
  if (provider.tokens.second === undefined || operation === undefined || lasting) return false;
  const needs = needsOf(stage, 1);
  return Scene.play(provider, needs, async (scene) => {
    const claims = places.map(({ steps, kind }) => ({
      steps,
      values: scene.lent.get(kind) ?? [],
    }));
    const json = documentedBody(provider, resource, 'add', claims);
    const account = 'second' as const;
    const note = 'does the other account know it';
    return (
      (await scene.ask({ operation, path: home, json, account, note })).reading.kind === 'accepted'
    );
  });
}

/** A sequence under way: sends each step and compares what can be seen with the model. */
export class Story {
  readonly #stage: Stage;
  readonly #scene: Scene;
  /** The rules hold within an account, and each has its own. */
  readonly #models: { readonly first: RulesModel; readonly second: RulesModel };
  /** Whether the second account may hold what the model does not know of, so that nothing follows. */
  #over = false;
  /** The steps that were sent. */
  readonly told: Plan[] = [];
  #faulty = false;

  private constructor(stage: Stage, scene: Scene) {
    this.#stage = stage;
    this.#scene = scene;
    const unique = rulesOf(stage.provider.catalogue, stage.resource);
    this.#models = { first: new RulesModel(unique), second: new RulesModel(unique) };
  }

  /** Plays a sequence with identifiers of its own, and clears up after it. */
  static async play<Result>(
    stage: Stage,
    crowd: number,
    run: (story: Story) => Promise<Result>,
  ): Promise<Result> {
    const share = Math.ceil(crowd / stage.places.length);
    const needs = needsOf(stage, idsEach + share);
    stage.setAside.spare(needs);
    let faulty: Scene['lent'] | undefined;
    try {
      return await Scene.play(stage.provider, needs, async (scene) => {
        const story = new Story(stage, scene);
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

  /** How many items there are that a step may be about. */
  get alive(): number {
    return this.#live().length;
  }

  /** Whether a step makes sense now. */
  allows(plan: Plan): boolean {
    if (this.#over) return false;
    switch (plan.do) {
      case 'add':
        return asks(plan) && this.#operation('add') !== undefined;
      case 'edit':
        return asks(plan) && this.alive > 0 && this.#operation('edit') !== undefined;
      case 'delete':
        return this.alive > 0 && this.#operation('delete') !== undefined;
      case 'trespass':
        return asks(plan) && this.#stage.second && this.#target(plan.target)?.account === 'first';
      case 'crowd':
        return this.#operation('add') !== undefined;
      case 'list':
        return this.#operation('list') !== undefined;
      case 'spoiled':
        return asks(plan) && (plan.target === undefined || this.alive > 0);
      case 'race': {
        if (!plan.plans.every((one) => one.do !== 'crowd' && this.allows(one))) return false;
        const targets = (of: readonly Plan[]) =>
          of.flatMap((one) => ('target' in one ? [(one.target ?? 0) % this.alive] : []));
        const all = targets(plan.plans);
        if (new Set(all).size === all.length) return true;
        // Which of two edits of one item came last only a list can tell, and of a deletion nothing.
        const edits = plan.plans.filter((one) => one.do === 'edit');
        return this.#operation('list') !== undefined && targets(edits).length === all.length;
      }
    }
  }

  /**
   * Sends a step and looks at what came of it.
   * @throws FaultShown when a rule is broken
   */
  async tell(plan: Plan): Promise<void> {
    this.told.push(plan);
    await this.#noting(async () => {
      if (plan.do === 'race') await this.#race(plan.plans);
      else if (plan.do === 'crowd') await this.#crowd(plan.count);
      else if (plan.do === 'trespass') await this.#trespass(plan);
      else if (plan.do !== 'list') await this.#one(plan);
      if (this.#operation('list') !== undefined) await this.#look();
    });
  }

  /**
   * Looks at what is stored when all is told.
   * @throws FaultShown when it is not what was answered
   */
  async end(): Promise<void> {
    // A list may be right where what is compared with is wrong.
    const look = this.#operation('list') === undefined ? lookAtState : probeState;
    await this.#noting(() => this.#look(look));
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
    const asked = plans
      .flatMap((plan) => (isSingle(plan) ? (this.#asked(plan) ?? []) : []))
      .map((one) => ({ ...one, note: `${atOneMoment}: ${one.note}` }));
    const told = await Promise.all(asked.map((one) => this.#scene.ask(one)));
    const fault = told.find(({ reading }) => reading.kind === 'fault');
    if (fault?.reading.kind === 'fault') throw new FaultShown(fault.reading.why);
    await this.#settle(asked);
    this.#follow();
    const broken = this.#models.first.contradiction() ?? this.#models.second.contradiction();
    if (broken === undefined) return;
    throw new FaultShown(
      `Of ${told.length} requests at the same moment ${accepted(told)} were accepted, and ${broken.names.join(' and ')} now break ${broken.rule.name}.`,
    );
  }

  // Of several edits of one item at the same moment one came last: the list tells which.
  async #settle(asked: readonly Asked[]): Promise<void> {
    const { resource } = this.#stage;
    for (const item of this.#live()) {
      const edits = asked.filter(({ path }) => path === item.path);
      if (edits.length < 2) continue;
      const listed = await list(this.#scene, resource, item.account);
      const { name } = resource.identity;
      const stored = listed?.find((one) => String(one[name]) === String(item.identity));
      if (stored === undefined) continue;
      for (const property of resource.properties) {
        if (!property.secret) item.holds.set(property.name, stored[property.name]);
      }
    }
  }

  // Items that hold one thing each, of what was lent beside what is played with.
  async #crowd(count: number): Promise<void> {
    const { provider, resource, places } = this.#stage;
    const operation = this.#operation('add');
    if (operation === undefined) return;
    const bodies = places.flatMap(({ steps, kind }) =>
      (this.#scene.lent.get(kind) ?? [])
        .slice(idsEach)
        .map((id) => documentedBody(provider, resource, 'add', [{ steps, values: [id] }])),
    );
    for (let i = 0; i < Math.min(count, bodies.length); i += crowdAtOnce) {
      const some = bodies.slice(i, Math.min(count, i + crowdAtOnce));
      const told = await Promise.all(
        some.map((json) =>
          this.#scene.ask({
            operation,
            path: this.#stage.home,
            json,
            note: 'one of many',
            promised: true,
          }),
        ),
      );
      const refused = told.find(({ reading }) => reading.kind !== 'accepted');
      if (refused === undefined) continue;
      throw new FaultShown(`One of ${count} items with nothing in common was not accepted.`);
    }
    this.#follow();
  }

  // What another account does to an identity that it cannot know has to leave this one alone.
  async #trespass(plan: Plan & { do: 'trespass' }): Promise<void> {
    const { provider, resource } = this.#stage;
    const item = this.#target(plan.target);
    const operation = this.#operation(plan.deletes ? 'delete' : 'edit');
    if (item === undefined || operation === undefined) return;
    const { path } = item;
    const json = plan.deletes
      ? undefined
      : documentedBody(provider, resource, 'edit', this.#claims(plan, 'edit'), path, plan.taste);
    const account = 'second' as const;
    let told: Told;
    try {
      told = await this.#scene.ask({ operation, path, json, account, note: 'from elsewhere' });
    } catch (error) {
      // It may have something of the same identity, which is let alone.
      if (error instanceof NotLent) return;
      throw error;
    }
    if (told.reading.kind === 'fault') throw new FaultShown(told.reading.why);
    // It may have made something there, of which the model does not know.
    if (told.reading.kind === 'accepted' && !plan.deletes) this.#over = true;
  }

  #claims(wish: Wish, action: 'add' | 'edit'): Claim[] {
    const { places, resource } = this.#stage;
    const required = requiredFields(resource, action);
    return places.map(({ steps, kind }, i) => {
      const lent = (this.#scene.lent.get(kind) ?? []).slice(0, idsEach);
      const values = (wish.claims[i] ?? []).flatMap((one) => lent[one % lent.length] ?? []);
      if (values.length > 0 || steps.length > 1 || !required.has(steps[0] ?? '')) {
        return { steps, values };
      }
      // It has to be there, and one is as good as another.
      return { steps, values: lent.slice(wish.taste % lent.length).slice(0, 1) };
    });
  }

  #asked(plan: Single): Asked | undefined {
    const { provider, resource } = this.#stage;
    const item = 'target' in plan ? this.#target(plan.target) : undefined;
    if (plan.do === 'delete') {
      const operation = this.#operation('delete');
      if (item === undefined || operation === undefined) return undefined;
      const { path, account } = item;
      return { operation, path, account, note: 'delete', promised: true };
    }
    const action = item === undefined ? 'add' : 'edit';
    const operation = this.#operation(action);
    if (operation === undefined) return undefined;
    const claims = this.#claims(plan, action);
    const account = item?.account ?? (plan.second && this.#stage.second ? 'second' : 'first');
    const json = documentedBody(provider, resource, action, claims, item?.path, plan.taste);
    const path = item?.path ?? this.#stage.home;
    if (plan.do !== 'spoiled') {
      return { operation, path, json, account, note: action, promised: true };
    }
    const spoiled = without(json, operation, plan.taste, this.#spared());
    if (spoiled === undefined) return undefined;
    return { operation, path, json: spoiled, account, note: `spoiled ${action}` };
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
      const model = this.#models[item.account];
      if (item.deleted) model.remove(name);
      else model.put(name, fieldsOf(item));
    }
  }

  async #look(look = lookAtState): Promise<void> {
    const before = this.#scene.exchanges.length;
    const wrong = await look(this.#scene);
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

/** A step of one request, whose outcome the model knows beforehand. */
type Single = Exclude<Plan, { do: 'race' | 'list' | 'crowd' | 'trespass' }>;

function isSingle(plan: Plan): plan is Single {
  return !['race', 'list', 'crowd', 'trespass'].includes(plan.do);
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
